package keyring

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/zeebo/blake3"
)

const limit = 1<<16 - 1

func secretOf(id int) []byte {
	secret := make([]byte, Size)
	for i := range secret {
		secret[i] = byte(id*31 + i*7)
	}
	return secret
}

func entryOf(id int) string { return fmt.Sprintf("%d:%x", id, secretOf(id)) }

func TestNew(t *testing.T) {
	secret := secretOf(7)
	k, err := New(7, limit, secret)
	require.NoError(t, err)
	require.Equal(t, uint32(7), k.ID())
	clear(secret) // it has a copy
	require.Equal(t, secretOf(7), (*k.secret)[:])

	counting := make([]byte, Size)
	for i := range counting {
		counting[i] = byte(250 + i)
	}
	for name, c := range map[string]struct {
		id     uint32
		secret []byte
		says   string
	}{
		"id 0":         {0, secretOf(1), "the id is not from 1 to 65535"},
		"great id":     {limit + 1, secretOf(1), "the id is not from 1 to 65535"},
		"none":         {1, nil, "the secret is not 32 bytes"},
		"short":        {1, secretOf(1)[1:], "the secret is not 32 bytes"},
		"long":         {1, append(secretOf(1), 0), "the secret is not 32 bytes"},
		"zeros":        {1, make([]byte, Size), "the secret is not random"},
		"one byte":     {1, bytes.Repeat([]byte{0x5a}, Size), "the secret is not random"},
		"two bytes":    {1, bytes.Repeat([]byte("ab"), Size/2), "the secret is not random"},
		"five bytes":   {1, bytes.Repeat([]byte("abcde"), 7)[:Size], "the secret is not random"},
		"twice a half": {1, bytes.Repeat(secretOf(1)[:16], 2), "the secret is not random"},
		"counting":     {1, counting, "the secret is not random"},
	} {
		k, err := New(c.id, limit, c.secret)
		var problem *Error
		require.ErrorAs(t, err, &problem, name)
		require.True(t, problem.Secret, name)
		require.Equal(t, c.says, problem.Detail, name)
		require.True(t, k.IsZero(), name)
	}
	almost := bytes.Repeat([]byte{0x5a}, Size)
	almost[Size-1] ^= 1
	_, err = New(1, limit, almost)
	require.NoError(t, err, "only a whole pattern is refused")
}

func TestParse(t *testing.T) {
	one, two := entryOf(1), "2:"+strings.ToUpper(entryOf(2)[2:])
	for _, text := range []string{two + " " + one, two + "\n" + one + "\n", "\t" + two + ",\r\n" + one,
		"# keys\n" + two + " # newest\n\n" + one + "#", two + "," + one, "00002:" + two[2:] + " " + one} {
		keys, err := Parse(text, limit)
		require.NoError(t, err)
		require.Len(t, keys, 2)
		require.Equal(t, []uint32{2, 1}, []uint32{keys[0].ID(), keys[1].ID()})
		require.Equal(t, secretOf(2), (*keys[0].secret)[:])
		require.Equal(t, secretOf(1), (*keys[1].secret)[:])
		fromBytes, err := Parse([]byte(text), limit)
		require.NoError(t, err)
		require.Equal(t, **keys[1].secret, **fromBytes[1].secret)
	}
	keys, err := Parse("4294967295:"+one[2:], 1<<32-1)
	require.NoError(t, err)
	require.Equal(t, uint32(1<<32-1), keys[0].ID())
}

func TestParseErrors(t *testing.T) {
	one, two := entryOf(1), entryOf(2)
	const form, digits = "it is no ID:HEX", "it does not have 64 hexadecimal digits"
	for text, want := range map[string]Error{
		"":                              {false, "it is empty"},
		" # " + one:                     {false, "it is empty"},
		one + " " + one:                 {false, "the id 1 is used twice"},
		"65536:" + one[2:]:              {false, "entry 1: the id is over 65535"},
		strings.Repeat("9", 99) + ":":   {false, "entry 1: the id is over 65535"},
		"-1:" + one[2:]:                 {false, "entry 1: " + form},
		one[2:]:                         {false, "entry 1: " + form},
		":" + one[2:]:                   {false, "entry 1: " + form},
		"3":                             {false, "entry 1: " + form},
		"x" + two:                       {false, "entry 1: " + form},
		"0:" + one[2:]:                  {true, "entry 1: the id is not from 1 to 65535"},
		"3:":                            {true, "entry 1: " + digits},
		"3: " + one[2:]:                 {true, "entry 1: " + digits},
		two + " " + one[:60]:            {true, "entry 2: " + digits},
		two + " " + one + "0":           {true, "entry 2: " + digits},
		two + " " + one + ":":           {true, "entry 2: " + digits},
		two + one:                       {true, "entry 1: " + digits},
		"3:" + one[2:65] + "g":          {true, "entry 1: " + digits},
		"3:" + one[2:64] + "\u00e9":     {true, "entry 1: " + digits},
		"3:" + strings.Repeat("0", 64):  {true, "entry 1: the secret is not random"},
		"3:" + strings.Repeat("5a", 32): {true, "entry 1: the secret is not random"},
	} {
		keys, err := Parse(text, limit)
		require.Equal(t, &want, err, text)
		require.Nil(t, keys)
	}
}

// Every byte at every place of the digits is a digit or an error.
func TestParseDigits(t *testing.T) {
	for b := range 256 {
		text := []byte("1:" + hex.EncodeToString(secretOf(1)))
		text[2+b%64] = byte(b)
		keys, err := Parse(text, limit)
		want, wantErr := hex.DecodeString(string(text[2:]))
		if b == ',' || b == '#' || b <= ' ' { // ends the entry
			wantErr = hex.ErrLength
		}
		require.Equal(t, wantErr == nil, err == nil, "%q", text)
		if err == nil {
			require.Equal(t, want, (*keys[0].secret)[:])
		}
	}
}

// A ring is bounded, and one of any length is read or refused in linear time.
func TestParseIsLinear(t *testing.T) {
	var text strings.Builder
	for id := range MaxKeys {
		fmt.Fprintf(&text, "%d:%x\n", id+1, secretOf(id+1))
	}
	keys, err := Parse(text.String(), limit)
	require.NoError(t, err)
	require.Len(t, keys, MaxKeys)
	_, err = Parse(text.String()+entryOf(999), limit)
	require.EqualError(t, err, "keyring: it has over 256 keys")
	require.EqualError(t, Check(make([]Key, MaxKeys+1)), "keyring: it has over 256 keys")

	begin := time.Now()
	for _, long := range []string{strings.Repeat(text.String(), 500), strings.Repeat("#", 8<<20), strings.Repeat(" ", 8<<20) + entryOf(1), strings.Repeat("\n#", 4<<20)} {
		_, _ = Parse(long, limit)
	}
	require.Less(t, time.Since(begin), 5*time.Second)
}

func TestCheck(t *testing.T) {
	keys, err := Parse(entryOf(1)+" "+entryOf(2), limit)
	require.NoError(t, err)
	require.NoError(t, Check(keys))
	require.Error(t, Check(nil))
	require.Error(t, Check([]Key{keys[0], {}}))
	require.Error(t, Check([]Key{keys[0], keys[0]}))
}

func TestDerive(t *testing.T) {
	k, err := New(1, limit, secretOf(1))
	require.NoError(t, err)
	var got, want [48]byte
	k.Derive(got[:], "a context", []byte("one"), []byte("two"))
	blake3.DeriveKey("a context", append(secretOf(1), "onetwo"...), want[:])
	require.Equal(t, want, got)
}

func TestWipe(t *testing.T) {
	k, err := New(1, limit, secretOf(1))
	require.NoError(t, err)
	same := k
	require.NoError(t, Check([]Key{same}))
	Wipe([]Key{k})
	require.EqualError(t, Check([]Key{same}), "keyring: the secret of entry 1 is wiped")
	require.Equal(t, make([]byte, Size), (*same.secret)[:])
	k.Wipe()
	require.True(t, k.IsZero())
	k.Wipe() // twice is no harm
}

// A key that somebody keeps in an unexported field does not print.
func TestKeyDoesNotPrint(t *testing.T) {
	k, err := New(1, limit, secretOf(1))
	require.NoError(t, err)
	type holder struct {
		key  Key
		ring []Key
		any  any
		m    map[int]Key
	}
	h := holder{k, []Key{k}, k, map[int]Key{1: k}}
	bare := strings.Trim(fmt.Sprint(secretOf(1)[:3]), "[]")
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%o", "%b"} {
		for _, v := range []any{h, &h, []holder{h}} {
			said := fmt.Sprintf(verb, v)
			require.NotContains(t, said, bare)
			require.NotContains(t, strings.ToLower(said), hex.EncodeToString(secretOf(1)[:3]))
			require.NotContains(t, said, fmt.Sprintf(verb, secretOf(1)[0])+" "+fmt.Sprintf(verb, secretOf(1)[1]))
		}
	}
}

// FuzzParse: what is read is a ring, and no error repeats the text.
func FuzzParse(f *testing.F) {
	for _, text := range []string{entryOf(1), "# c\n" + entryOf(2) + "," + entryOf(1), "1:", ":", "", "#", "65536:00", entryOf(1) + entryOf(2)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		keys, err := Parse(text, limit)
		if err != nil {
			var problem *Error
			require.True(t, errors.As(err, &problem))
			require.Nil(t, keys)
			require.Less(t, len(problem.Detail), 60)
			return
		}
		require.NoError(t, Check(keys))
		for _, k := range keys {
			require.Contains(t, text, fmt.Sprint(k.ID()))
			require.Contains(t, strings.ToLower(text), hex.EncodeToString((*k.secret)[:]))
		}
	})
}
