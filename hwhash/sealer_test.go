package hwhash

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/big"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/zeebo/blake3"
)

// sealingSecret is the secret of a key id in these tests.
func sealingSecret(id uint32) []byte {
	secret := make([]byte, 32)
	for i := range secret {
		secret[i] = byte(int(id)*31 + i*7)
	}
	return secret
}

func sealingRing(ids ...uint32) string {
	var entries []string
	for _, id := range ids {
		entries = append(entries, fmt.Sprintf("%d:%x", id, sealingSecret(id)))
	}
	return strings.Join(entries, " ")
}

func newSealer(t testing.TB, ids ...uint32) *Sealer {
	t.Helper()
	s, err := NewSealer(sealingRing(ids...))
	require.NoError(t, err)
	return s
}

var record = []byte("seat.anchor/8f14e45f")

// referenceSeal does what docs and c2sp.org/XAES-256-GCM say, the obvious way.
func referenceSeal(t testing.TB, id uint32, nonce []byte, h Hash, record []byte) string {
	head := binary.BigEndian.AppendUint32(nil, id)
	key := make([]byte, 32)
	blake3.DeriveKey("hwprint 2026 v1 sealed hash", append(sealingSecret(id), head...), key)
	encrypt := func(block *big.Int) []byte {
		c, err := aes.NewCipher(key)
		require.NoError(t, err)
		out := block.FillBytes(make([]byte, 16))
		c.Encrypt(out, out)
		return out
	}
	subkey := new(big.Int).SetBytes(encrypt(new(big.Int)))
	subkey.Lsh(subkey, 1)
	if subkey.Bit(128) != 0 {
		subkey.Xor(subkey, new(big.Int).Lsh(big.NewInt(1), 128))
		subkey.Xor(subkey, big.NewInt(0x87))
	}
	var messageKey []byte
	for i := range 2 {
		m := new(big.Int).SetBytes(append([]byte{0, byte(i + 1), 'X', 0}, nonce[:12]...))
		messageKey = append(messageKey, encrypt(m.Xor(m, subkey))...)
	}
	block, err := aes.NewCipher(messageKey)
	require.NoError(t, err)
	aead, err := cipher.NewGCM(block)
	require.NoError(t, err)
	raw := append(head, nonce...)
	return "hs1:" + base64.RawURLEncoding.EncodeToString(aead.Seal(raw, nonce[12:], h.b[:], record))
}

// sealedVector is a line of testdata/sealed.json: what any implementation comes
// to for a sealed hash.
type sealedVector struct {
	ID, Ring, Record, Sealed, Hash, Failure string
	Stale                                   bool
}

func sealedVectors(t testing.TB) (vectors []sealedVector) {
	raw, err := os.ReadFile("testdata/sealed.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(raw, &vectors))
	require.NotEmpty(t, vectors)
	return vectors
}

// TestSealedVectors: those that open are what the reference makes, and Open
// comes to what the file says of all.
func TestSealedVectors(t *testing.T) {
	failures := map[string]error{"": nil, "unknown_key": ErrSealKey, "sealed": ErrSealed, "record": ErrRecord, "encoding": ErrEncoding,
		"length": ErrLength, "prefix": ErrSealedPrefix, "version": ErrVersion, "key_id": ErrSealedKeyID}
	seen := map[string]bool{}
	for _, c := range sealedVectors(t) {
		s, err := NewSealer(c.Ring)
		require.NoError(t, err, c.ID)
		var h Hash
		var stale bool
		sealed, err := ParseSealed(c.Sealed)
		if err == nil {
			h, stale, err = s.Open(sealed, []byte(c.Record))
		}
		require.Contains(t, failures, c.Failure)
		require.Equal(t, failures[c.Failure], err, c.ID)
		require.Equal(t, c.Stale, stale, c.ID)
		seen[c.Failure] = true
		if err != nil {
			require.True(t, h.IsZero(), c.ID)
			continue
		}
		require.Equal(t, c.Hash, h.String(), c.ID)
		nonce := sealed.b[offSealedNonce:offSealedHash]
		require.Equal(t, c.Sealed, referenceSeal(t, sealed.KeyID(), nonce, h, []byte(c.Record)), c.ID)
	}
	require.Len(t, seen, len(failures), "a vector for each failure")
}

func TestSealAndOpen(t *testing.T) {
	s, h := newSealer(t, 2, 1), sample(t)
	sealed, err := s.Seal(h, record)
	require.NoError(t, err)
	require.Equal(t, uint32(2), sealed.KeyID())
	require.Equal(t, referenceSeal(t, 2, sealed.b[offSealedNonce:offSealedHash], h, record), sealed.String())
	got, stale, err := s.Open(sealed, record)
	require.NoError(t, err)
	require.Equal(t, h, got)
	require.False(t, stale)
	before := sealed
	_, _, _ = s.Open(sealed, record)
	require.Equal(t, before, sealed, "Open must not decrypt in place for the caller to see")
}

func TestSealErrors(t *testing.T) {
	s, h := newSealer(t, 2, 1), sample(t)
	_, err := s.Seal(Hash{}, record)
	require.Equal(t, ErrInvalid, err)
	_, err = s.Seal(h, nil)
	require.Equal(t, ErrRecord, err)
	_, err = new(Sealer).Seal(h, record)
	require.Equal(t, ErrSealKeys, err)

	sealed, err := s.Seal(h, record)
	require.NoError(t, err)
	other, err := NewSealer("2:" + fmt.Sprintf("%x", sealingSecret(3)))
	require.NoError(t, err)
	for name, c := range map[string]struct {
		sealer *Sealer
		sealed Sealed
		record []byte
		want   error
	}{
		"zero Sealed":       {s, Sealed{}, record, ErrInvalid},
		"no record":         {s, sealed, nil, ErrRecord},
		"no keys":           {new(Sealer), sealed, record, ErrSealKeys},
		"unknown key":       {newSealer(t, 1, 3), sealed, record, ErrSealKey},
		"another record":    {s, sealed, []byte("seat.anchor/8f14e45g"), ErrSealed},
		"a longer record":   {s, sealed, append(bytes.Clone(record), 0), ErrSealed},
		"another 2":         {other, sealed, record, ErrSealed},
		"another key's row": {s, Sealed{withID(sealed.b, 1)}, record, ErrSealed},
	} {
		h, stale, err := c.sealer.Open(c.sealed, c.record)
		require.Equal(t, c.want, err, name)
		require.True(t, h.IsZero(), name)
		require.False(t, stale, name)
	}
	for bit := 8 * offSealedID; bit < 8*SealedSize; bit++ {
		damaged := sealed
		damaged.b[bit/8] ^= 1 << (bit % 8)
		_, _, err := s.Open(damaged, record)
		if bit/8 < offSealedNonce && damaged.KeyID() != 1 {
			require.Equal(t, ErrSealKey, err)
		} else {
			require.Equal(t, ErrSealed, err, "bit %d", bit)
		}
	}
	// What is genuine but no hash of this version says so.
	later := h
	later.b[offVersion] = 2
	fresh, err := s.Seal(later, record)
	require.NoError(t, err)
	_, _, err = s.Open(fresh, record)
	require.Equal(t, ErrVersion, err)
}

func withID(b [SealedSize]byte, id uint32) [SealedSize]byte {
	binary.BigEndian.PutUint32(b[offSealedID:], id)
	return b
}

func TestNewSealerErrors(t *testing.T) {
	good := sealingRing(1)
	for ring, says := range map[string]string{
		"":                              "it is empty",
		"x":                             "entry 1: it is no ID:HEX",
		good + " " + good:               "the id 1 is used twice",
		good + " 2:00":                  "entry 2: it does not have 64 hexadecimal digits",
		"1:" + strings.Repeat("00", 32): "entry 1: the secret is not random",
		"0:" + good[2:]:                 "entry 1: the id is not from 1 to 4294967295",
		"4294967296:" + good[2:]:        "entry 1: the id is over 4294967295",
	} {
		s, err := NewSealer(ring)
		require.ErrorIs(t, err, ErrSealKeys)
		require.EqualError(t, err, ErrSealKeys.Error()+": "+says)
		require.Nil(t, s)
	}
}

// A key is readable on every server before it is active on one, and stays so.
func TestSealRotation(t *testing.T) {
	h := sample(t)
	before, readable, active, after := newSealer(t, 1), newSealer(t, 1, 2), newSealer(t, 2, 1), newSealer(t, 2)
	old, err := before.Seal(h, record)
	require.NoError(t, err)
	fresh, err := active.Seal(h, record)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		sealer *Sealer
		sealed Sealed
		stale  bool
		err    error
	}{
		"old before":     {before, old, false, nil},
		"old readable":   {readable, old, false, nil},
		"old active":     {active, old, true, nil},
		"old after":      {after, old, false, ErrSealKey},
		"fresh before":   {before, fresh, false, ErrSealKey},
		"fresh readable": {readable, fresh, true, nil},
		"fresh active":   {active, fresh, false, nil},
		"fresh after":    {after, fresh, false, nil},
	} {
		got, stale, err := c.sealer.Open(c.sealed, record)
		require.Equal(t, c.err, err, name)
		require.Equal(t, c.stale, stale, name)
		require.Equal(t, err == nil, got == h, name)
	}
}

// Records of one hash have nothing in common but the id of the key.
func TestEqualHashesAreSealedUnequally(t *testing.T) {
	s, h := newSealer(t, 1), sample(t)
	var common [SealedSize]byte
	seen := map[Sealed]bool{}
	for i := range common {
		common[i] = 0xff
	}
	first, err := s.Seal(h, record)
	require.NoError(t, err)
	for range 1000 {
		sealed, err := s.Seal(h, record)
		require.NoError(t, err)
		require.False(t, seen[sealed])
		seen[sealed] = true
		for i, b := range sealed.b {
			common[i] &= ^(b ^ first.b[i])
		}
	}
	for i, b := range common {
		if i < offSealedNonce {
			require.Equal(t, byte(0xff), b)
		} else {
			require.Zero(t, b, "byte %d", i)
		}
	}
}

func TestSealerIsRedacted(t *testing.T) {
	s := newSealer(t, 1)
	type holder struct {
		sealer Sealer
		to     *Sealer
		all    []sealingKey
	}
	// The key schedule begins with the derived key.
	key := make([]byte, 32)
	blake3.DeriveKey(contextSeal, append(sealingSecret(1), 0, 0, 0, 1), key)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%o"} {
		require.Equal(t, redactedSealer, fmt.Sprintf(verb, s))
		require.Equal(t, redactedSealer, fmt.Sprintf(verb, *s))
		for _, v := range []any{holder{*s, s, s.keys}, &holder{*s, s, s.keys}, []holder{{*s, s, s.keys}}, map[int]holder{1: {*s, s, s.keys}}} {
			said := fmt.Sprintf(verb, v)
			for _, word := range []uint32{binary.BigEndian.Uint32(key), binary.LittleEndian.Uint32(key)} {
				require.NotContains(t, said, fmt.Sprintf("%d", word))
				require.NotContains(t, strings.ToLower(said), fmt.Sprintf("%x", word))
			}
			require.Less(t, len(said), 600, "%s", said)
		}
	}
	require.Equal(t, redactedSealer, s.GoString())
	require.Equal(t, slog.StringValue(redactedSealer), s.LogValue())
}

func TestSealerIsSafeForConcurrentUse(t *testing.T) {
	s, h := newSealer(t, 2, 1), sample(t)
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			mine := fmt.Appendf(nil, "row %d", worker)
			for range 200 {
				sealed, err := s.Seal(h, mine)
				if err != nil {
					t.Error(err)
					return
				}
				if got, stale, err := s.Open(sealed, mine); err != nil || stale || got != h {
					t.Errorf("another hash, %v %v", stale, err)
					return
				}
			}
		})
	}
	wg.Wait()
}

// The cipher of a record is what Seal and Open allocate, and their result.
func TestSealerAllocates(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	s, h := newSealer(t, 1), sample(t)
	sealed, err := s.Seal(h, record)
	require.NoError(t, err)
	require.LessOrEqual(t, testing.AllocsPerRun(100, func() { _, _ = s.Seal(h, record) }), 5.0)
	require.LessOrEqual(t, testing.AllocsPerRun(100, func() { _, _, _ = s.Open(sealed, record) }), 4.0)
}

// BenchmarkOpenCompare is what a server does for each seat of a licence.
func BenchmarkOpenCompare(b *testing.B) {
	s, h := newSealer(b, 1), sample(b)
	sealed, err := s.Seal(h, record)
	require.NoError(b, err)
	for name, call := range map[string]func() error{
		"Compare": func() error { _, err := Standard().Compare(h, h); return err },
		"OpenAndCompare": func() error {
			enrolled, _, err := s.Open(sealed, record)
			if err == nil {
				_, err = Standard().Compare(enrolled, h)
			}
			return err
		},
		"Seal": func() error { _, err := s.Seal(h, record); return err },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := call(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// FuzzSealed: what is decoded encodes to the same, in either form, and opens
// only if it was sealed.
func FuzzSealed(f *testing.F) {
	s := newSealer(f, 8, 7) // which the vectors do not have
	// The same in each of the fuzzer's processes.
	sealed, err := ParseSealed(referenceSeal(f, 8, []byte("ABCDEFGHIJKLMNOPQRSTUVWX"), sample(f), record))
	require.NoError(f, err)
	for _, c := range sealedVectors(f) {
		f.Add([]byte(c.Sealed))
	}
	for _, text := range []string{sealed.String(), "hs1:", "hs2:" + sealed.String()[4:], sealed.String() + "\n", sealed.String()[:147] + "=", "hw1:AQ", string(sealed.b[:]), "hs1"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var fromText, fromBinary, scanned Sealed
		textErr, binaryErr := fromText.UnmarshalText(raw), fromBinary.UnmarshalBinary(raw)
		require.Equal(t, textErr == nil, !fromText.IsZero())
		require.Equal(t, binaryErr == nil, !fromBinary.IsZero())
		if textErr == nil {
			require.Equal(t, string(raw), fromText.String())
		}
		if binaryErr == nil {
			require.Equal(t, raw, fromBinary.b[:])
		}
		if scanned.Scan(raw) != nil {
			return
		}
		if _, _, err := s.Open(scanned, record); err == nil {
			require.Equal(t, sealed, scanned, "nobody but Seal makes what opens")
		}
	})
}
