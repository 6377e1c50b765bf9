package productkey

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Text and bytes are read alike, and left as they were.
func TestParseBytes(t *testing.T) {
	raw := []byte(strings.ToLower(goodText))
	require.Equal(t, goodText, must2(Base24.ParseBytes(raw)).Reveal())
	require.Equal(t, strings.ToLower(goodText), string(raw))
	require.Equal(t, goodText, must2(Base24.Parse(string(raw))).Reveal())
	// The vectors' loads stay within a text that ends with its memory.
	exact := append(make([]byte, 0, len(goodText)), goodText...)
	require.Equal(t, goodText, must2(Base24.ParseBytes(exact[:len(exact):len(exact)])).Reveal())
}

func must2(k Key, err error) Key {
	if err != nil {
		panic(err)
	}
	return k
}

// There is one error for all malformed keys, the very same value.
func TestOneError(t *testing.T) {
	for _, text := range []string{"", "-", "B", goodText[1:], goodText + "B", "A" + goodText[1:], goodText[:28] + "!", strings.Repeat("B", 300),
		strings.Repeat("-", 29), "\xff\xfe", goodText[:5] + "x" + goodText[6:], "\u00e9" + goodText[2:]} {
		k, err := Base24.Parse(text)
		require.True(t, err == ErrMalformed, text)
		require.True(t, k.IsZero())
		require.Equal(t, masked{}, k.masked)
	}
	require.Equal(t, "productkey: malformed product key", ErrMalformed.Error())
}

// What servers do for each request does not allocate.
func TestHotPathDoesNotAllocate(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector makes sync.Pool forget at random")
	}
	for _, s := range specs(t) {
		if s.format.Bits() < minBits {
			continue
		}
		k, err := s.format.Generate(nil)
		require.NoError(t, err)
		text := k.Reveal()
		typed, raw, wrong := " "+strings.ToLower(strings.ReplaceAll(text, "-", " ")), []byte(text), "!"+text[1:]
		h, err := NewHasher(s.format, ringOf(t, 2, 1))
		require.NoError(t, err)
		d, err := h.Sum(k)
		require.NoError(t, err)
		digestText := []byte(d.String())
		keys, digests := []Key{k, k, k}, make([]Digest, 3)
		var buf [DigestTextSize]byte
		for name, call := range map[string]func() error{
			"Parse":           func() error { _, err := s.format.Parse(text); return err },
			"Parse bytes":     func() error { _, err := s.format.ParseBytes(raw); return err },
			"Parse as typed":  func() error { _, err := s.format.Parse(typed); return err },
			"Parse malformed": func() error { _, _ = s.format.Parse(wrong); return nil },
			"Sum":             func() error { _, err := h.Sum(k); return err },
			"Verify":          func() error { _, err := h.Verify(k, d); return err },
			"SumAll":          func() error { return h.SumAll(digests, keys) },
			"Key.Equal":       func() error { k.Equal(keys[0]); return nil },
			"Digest.Equal":    func() error { d.Equal(digests[0]); return nil },
			"decode":          func() error { var d Digest; return d.UnmarshalText(digestText) },
			"encode":          func() error { _, err := d.AppendText(buf[:0]); return err },
		} {
			require.NoError(t, call(), name)
			require.Zero(t, testing.AllocsPerRun(100, func() { _ = call() }), "%s of %s", name, s.name)
		}
	}
}
