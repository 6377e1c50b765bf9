package productkey

import (
	"encoding/base64"
	"encoding/binary"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/zeebo/blake3"
	"golang.org/x/crypto/argon2"
)

// What follows does what docs/product-key.md says, the obvious way: with
// package math/big, tables and branches.

// spec is a format as the specification sees it.
type spec struct {
	name     string
	format   *Format
	layout   Layout
	floating bool
}

func (s *spec) identity() string {
	text := big.NewInt(int64(s.layout.Groups)).String() + "x" + big.NewInt(int64(s.layout.Size)).String() + "/" + s.layout.Alphabet
	if s.layout.Check {
		text += "/check"
	}
	if s.floating {
		text += "/N"
	}
	return text
}

// number returns the number of a key as it was typed.
func (s *spec) number(text string) (*big.Int, bool) {
	letters, ok := asTyped(text)
	if !ok {
		return nil, false
	}
	for i, c := range letters {
		if to, ok := s.layout.Aliases[c]; ok {
			letters[i] = to
		}
	}
	if len(letters) != s.layout.Groups*s.layout.Size {
		return nil, false
	}
	if s.floating {
		at := strings.IndexByte(string(letters), 'N')
		if at < 0 || at == len(letters)-1 {
			return nil, false
		}
		rest := append(append([]byte{}, letters[:at]...), letters[at+1:]...)
		letters = append([]byte{s.layout.Alphabet[at]}, rest...)
	}
	sum := new(big.Int)
	var check, factor byte = 0, 1
	for _, c := range letters {
		v := strings.IndexByte(s.layout.Alphabet, c)
		if v < 0 {
			return nil, false
		}
		sum.Mul(sum, big.NewInt(int64(len(s.layout.Alphabet))))
		sum.Add(sum, big.NewInt(int64(v)))
	}
	for i := len(letters) - 1; i >= 0 && s.layout.Check; i-- {
		check ^= product(byte(strings.IndexByte(s.layout.Alphabet, letters[i])), factor)
		factor = product(factor, 2)
	}
	return sum, check == 0
}

// product multiplies in GF(32) by the schoolbook.
func product(a, b byte) byte {
	var p uint16
	for i := range 5 {
		if b>>i&1 != 0 {
			p ^= uint16(a) << i
		}
	}
	for i := 9; i >= 5; i-- {
		if p>>i&1 != 0 {
			p ^= 0b100101 << (i - 5)
		}
	}
	return byte(p)
}

// hash is the keyed hash of a number, stretched if need be, under a key that
// is derived from a pepper.
func (s *spec) hash(context string, id uint16, pepper []byte, stretch Stretch, n *big.Int) []byte {
	material := append([]byte{}, pepper...)
	material = binary.BigEndian.AppendUint16(material, id)
	material = append(material, s.identity()...)
	derive := func(context string, size int) []byte {
		out := make([]byte, size)
		blake3.DeriveKey(context, material, out)
		return out
	}
	keyed := func(key, message []byte) []byte {
		h, err := blake3.NewKeyed(key)
		if err != nil {
			panic(err)
		}
		_, _ = h.Write(append(append([]byte{}, message...), make([]byte, 64-len(message))...))
		return h.Sum(nil)
	}
	message := n.FillBytes(make([]byte, 16))
	costs := map[Stretch][2]uint32{Argon2id64MiB: {3, 65536}, Argon2id2GiB: {1, 2097152}}
	if cost, ok := costs[stretch]; ok {
		key := derive("hwprint 2026 v1 product key stretch", 48)
		message = argon2.IDKey(keyed(key[:32], message), key[32:], cost[0], cost[1], 4, 32)
	}
	return keyed(derive(context, 32), message)
}

func (s *spec) digest(id uint16, pepper []byte, stretch Stretch, n *big.Int) string {
	raw := binary.BigEndian.AppendUint16([]byte{1, byte(stretch)}, id)
	raw = append(raw, s.hash("hwprint 2026 v1 product key digest", id, pepper, stretch, n)...)
	return "pk1:" + base64.RawURLEncoding.EncodeToString(raw)
}

func (s *spec) productID(id uint16, pepper []byte, stretch Stretch, n *big.Int) string {
	bits := new(big.Int).SetBytes(s.hash("hwprint 2026 v1 product id", id, pepper, stretch, n))
	text := "pid1:"
	for i := range 10 {
		five := new(big.Int).Rsh(bits, uint(256-5*(i+1)))
		text += string("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[five.Uint64()&31])
	}
	return text
}

func specs(t testing.TB) []spec {
	crockford := map[byte]byte{'I': '1', 'L': '1', 'O': '0'}
	all := []spec{
		{"base24", Base24, Layout{Alphabet: base24, Groups: 5, Size: 5}, false},
		{"base24n", Base24N, Layout{Alphabet: base24, Groups: 5, Size: 5}, true},
		{"crockford32", Crockford32, Layout{"0123456789ABCDEFGHJKMNPQRSTVWXYZ", crockford, 5, 5, true}, false},
	}
	for _, own := range []struct {
		name   string
		layout Layout
	}{
		{"hexadecimal", Layout{Alphabet: "0123456789ABCDEF", Groups: 4, Size: 8}},
		{"shuffled", Layout{Alphabet: "QW7ERTY2UP9ASDF3GHJKZ4XCVBNM68", Aliases: map[byte]byte{'0': 'Q', 'I': 'J', '5': 'S'}, Groups: 6, Size: 4}},
		{"backwards", Layout{Alphabet: "ZYXWVUTSRQPONMLKJIHGFEDCBA9876543210", Groups: 3, Size: 8}},
		{"one group", Layout{Alphabet: "ABCD", Groups: 1, Size: 32}},
		{"short", Layout{Alphabet: "0123456789", Groups: 4, Size: 4}},
		{"checked", Layout{Alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", Aliases: map[byte]byte{'0': 'O', '1': 'I'}, Groups: 8, Size: 3, Check: true}},
	} {
		f, err := NewFormat(own.layout)
		require.NoError(t, err)
		all = append(all, spec{own.name, f, own.layout, false})
	}
	return all
}

func (n number) big() *big.Int {
	var block [blockSize]byte
	n.put(&block)
	return new(big.Int).SetBytes(block[:16])
}

// TestReference: the decoders agree with the specification on 100,000 random
// keys of each format, as typed in many ways, and on every byte at every place.
func TestReference(t *testing.T) {
	keys := 100_000
	if testing.Short() || raceEnabled {
		keys = 2_000
	}
	for _, s := range specs(t) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, s.identity(), s.format.String())
			agree := func(text string) {
				want, ok := s.number(text)
				got, err := s.format.Parse(text)
				fromBytes, bytesErr := s.format.ParseBytes([]byte(text))
				if (err == nil) != ok || err != bytesErr || !got.Equal(fromBytes) || ok && got.number().big().Cmp(want) != 0 || !ok && !got.Equal(Key{}) {
					require.FailNow(t, "disagreement", "%q", text)
				}
				typos := s.format.Diagnose(text)
				if (len(typos) == 0) != ok {
					require.FailNow(t, "disagreement with Diagnose", "%q %v", text, typos)
				}
			}
			random := rand.NewChaCha8([32]byte{1})
			var last string
			for i := range keys {
				k, err := s.format.Generate(random)
				require.NoError(t, err)
				last = k.Reveal()
				back, err := s.format.Parse(last)
				if err != nil || !back.Equal(k) || len(last) != s.format.Length() {
					require.FailNow(t, "a key is not read as it is written", last)
				}
				agree(last)
				switch i % 4 {
				case 0:
					agree(strings.ToLower(last))
				case 1:
					agree(strings.ReplaceAll(last, "-", ""))
				case 2:
					agree(" " + strings.ReplaceAll(last, "-", " \u2013 ") + "\r\n")
				case 3: // in full width, and some letter is another, which is not always one of the alphabet
					other := []byte(last)
					other[int(random.Uint64()%uint64(len(last)))] = byte('0' + random.Uint64()%43)
					agree(string(other))
					agree(toWide(string(other)))
				}
			}
			for at := range len(last) {
				for b := range 256 {
					text := []byte(last)
					text[at] = byte(b)
					agree(string(text))
					agree(" " + string(text))
				}
				agree(last[:at])
				agree(last[:at] + last[at+1:])
				agree(last[:at] + last[at:at+1] + last[at:])
			}
		})
	}
}
