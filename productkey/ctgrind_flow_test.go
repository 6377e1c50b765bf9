//go:build linux && amd64 && ctgrind

package productkey_test

import (
	"bytes"
	"strings"
	"testing"
	"unsafe"

	"github.com/hwprint/hwprint/internal/ctgrind"
	"github.com/hwprint/hwprint/productkey"
	"github.com/stretchr/testify/require"
)

// What the tested calls return, where the compiler must put it.
var (
	outKey     productkey.Key
	outDigest  productkey.Digest
	outDigests [2]productkey.Digest
	outText    string
	outOK      bool
	outRing    productkey.Ring
	outErr     error
)

// revealOutputs makes public what a call has left.
func revealOutputs() {
	ctgrind.Reveal(memory(&outKey))
	ctgrind.Reveal(memory(&outDigest))
	ctgrind.Reveal(memory(&outDigests))
	ctgrind.Reveal(memory(&outOK))
}

type flowFormat struct {
	name   string
	format *productkey.Format
	good   string
	bad    map[string]string
}

func flowFormats(t *testing.T) []flowFormat {
	grouped, err := productkey.NewFormat(productkey.Layout{
		Alphabet: "QW7ERTY2UP9ASDF3GHJKZ4XCVBNM68",
		Aliases:  map[byte]byte{'0': 'Q', 'I': 'J', '5': 'S'},
		Groups:   6, Size: 4,
	})
	require.NoError(t, err)
	checked, err := productkey.NewFormat(productkey.Layout{
		Alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", Groups: 8, Size: 3, Check: true,
	})
	require.NoError(t, err)
	formats := []flowFormat{
		{name: "Base24", format: productkey.Base24},
		{name: "Base24N", format: productkey.Base24N},
		{name: "Crockford32", format: productkey.Crockford32},
		{name: "6x4", format: grouped},
		{name: "8x3 checked", format: checked},
	}
	for i := range formats {
		f := &formats[i]
		k, err := productkey.Generate(f.format, bytes.NewReader(bytes.Repeat([]byte{0x05, 0xc3, 0x91}, 32)))
		require.NoError(t, err)
		f.good = k.Reveal()
		replace := func(at int, c byte) string { return f.good[:at] + string([]byte{c}) + f.good[at+1:] }
		f.bad = map[string]string{
			"a wrong letter":      replace(0, '!'),
			"a wrong last letter": replace(len(f.good)-1, '@'),
			"a wrong separator":   strings.Replace(f.good, "-", "x", 1),
			"not ASCII":           replace(1, 0xc3),
			"nothing but dashes":  strings.Repeat("-", len(f.good)),
			"a letter too many":   f.good + f.good[:1],
			"control characters":  strings.Repeat("\x00\x7f", len(f.good))[:len(f.good)],
		}
	}
	for _, i := range []int{2, 4} {
		f := &formats[i]
		last := len(f.good) - 1
		f.bad["a wrong check letter"] = f.good[:last] + string(rune('A'+(f.good[last]+1)%2))
	}
	n := &formats[1]
	at := strings.IndexByte(n.good, 'N')
	n.bad["no N"] = n.good[:at] + "B" + n.good[at+1:]
	n.bad["two N"] = strings.Map(func(r rune) rune {
		if r == rune(n.good[len(n.good)-2]) {
			return 'N'
		}
		return r
	}, n.good)
	n.bad["N at the end"] = strings.Replace(n.good, "N", "B", 1)[:len(n.good)-1] + "N"
	return formats
}

func flowHasher(t *testing.T, f *productkey.Format, ids ...byte) *productkey.Hasher {
	var ring productkey.Ring
	for _, id := range ids {
		p, err := productkey.NewPepper(uint16(id), bytes.Repeat([]byte{id}, productkey.PepperSize))
		require.NoError(t, err)
		ring = append(ring, p)
	}
	h, err := productkey.NewHasher(ring, f, productkey.NoStretch)
	require.NoError(t, err)
	return h
}

// TestParseFlow: no branch and no address in Parse depends on the letters, and
// the key that it returns does.
func TestParseFlow(t *testing.T) {
	for _, f := range flowFormats(t) {
		check := func(name, text string, valid bool) {
			t.Run(f.name+"/"+name, func(t *testing.T) {
				secret := []byte(text)
				require.Zero(t, leaks(secret, func() {
					outKey, outErr = productkey.Parse(f.format, secret)
				}))
				require.Equal(t, valid, outErr == nil)
				if valid {
					require.Equal(t, 16, ctgrind.Secrets(memory(&outKey)), "the key must depend on the text")
				}
				revealOutputs()
				require.Zero(t, leaks(secret, func() {
					outKey, outErr = productkey.Parse(f.format, unsafe.String(&secret[0], len(secret)))
				}))
				revealOutputs()
			})
		}
		check("as printed", f.good, true)
		check("lower case", strings.ToLower(f.good), true)
		check("no dashes", strings.ReplaceAll(f.good, "-", ""), true)
		check("spaces", " "+strings.ReplaceAll(f.good, "-", "  "), true)
		check("en dashes", strings.ReplaceAll(f.good, "-", "\u2013"), true)
		for name, text := range f.bad {
			check(name, text, false)
		}
	}
}

// TestKeyFlow: nor does one in what is done with a key.
func TestKeyFlow(t *testing.T) {
	for _, f := range flowFormats(t) {
		h := flowHasher(t, f.format, 1, 2)
		k, err := productkey.Parse(f.format, f.good)
		require.NoError(t, err)
		other, err := productkey.Generate(f.format, nil)
		require.NoError(t, err)
		digest, err := h.Sum(k)
		require.NoError(t, err)
		wrong, err := h.Sum(other)
		require.NoError(t, err)
		old, err := flowHasher(t, f.format, 2).Sum(k)
		require.NoError(t, err)

		check := func(name string, secret []byte, call func(), depends ...[]byte) {
			t.Run(f.name+"/"+name, func(t *testing.T) {
				require.Zero(t, leaks(secret, call))
				for _, d := range depends {
					require.Equal(t, len(d), ctgrind.Secrets(d), "the result must depend on the secret")
				}
				revealOutputs()
			})
		}
		number, tag := memory(&k)[8:24], memory(&digest)[4:36] // after the format, and after the header
		check("Sum", number, func() { outDigest, outErr = h.Sum(k) }, memory(&outDigest)[4:36])
		check("SumAll", number, func() { outErr = h.SumAll(outDigests[:], []productkey.Key{k, other}) }, memory(&outDigests[0])[4:36])
		check("Verify right", number, func() { outOK, _, outErr = h.Verify(k, digest) })
		require.True(t, outOK)
		check("Verify wrong", number, func() { outOK, _, outErr = h.Verify(k, wrong) })
		require.False(t, outOK)
		check("Verify old", number, func() { outOK, _, outErr = h.Verify(k, old) })
		require.True(t, outOK)
		check("Verify a secret digest", tag, func() { outOK, _, outErr = h.Verify(k, digest) })
		check("ProductID", number, func() { outText, outErr = h.ProductID(k) })
		check("Reveal", number, func() { outText = k.Reveal() })
		check("Partial", number, func() { outText = k.Partial() })
		check("Key.Equal", number, func() { outOK = k.Equal(other) })
		check("Digest.Equal", tag, func() { outOK = digest.Equal(wrong) })
	}
}

// TestSetUpFlow: nor in what is done with a pepper, and with random bytes but
// for whether they make a key.
func TestSetUpFlow(t *testing.T) {
	pepper := bytes.Repeat([]byte{0x5a, 0x21}, productkey.PepperSize/2)
	require.Zero(t, leaks(pepper, func() {
		p, err := productkey.NewPepper(1, pepper)
		require.NoError(t, err)
		h, err := productkey.NewHasher(productkey.Ring{p}, productkey.Base24, productkey.NoStretch)
		require.NoError(t, err)
		k, err := productkey.Parse(productkey.Base24, "BCDFG-HJKMP-QRTVW-XY234-67892")
		require.NoError(t, err)
		outDigest, outErr = h.Sum(k)
	}))
	require.Equal(t, 32, ctgrind.Secrets(memory(&outDigest)[4:36]), "the digest must depend on the pepper")
	revealOutputs()

	ring := []byte("# a comment\n7:" + strings.Repeat("5aE1", 16) + "\n")
	digits := ring[len(ring)-1-2*productkey.PepperSize : len(ring)-1]
	require.Zero(t, leaks(digits, func() { outRing, outErr = productkey.ParseRing(ring) }))
	require.Equal(t, productkey.PepperSize, ctgrind.Secrets(memory(&outRing[0])))
	ctgrind.Reveal(memory(&outRing[0]))

	random := bytes.Repeat([]byte{0x05, 0xc3, 0x91, 0x77}, 64)
	for _, f := range flowFormats(t) {
		require.Zero(t, leaks(random, func() { outKey, outErr = productkey.Generate(f.format, bytes.NewReader(random)) }), f.name)
		require.GreaterOrEqual(t, ctgrind.Secrets(memory(&outKey)), f.format.Bits()/8, f.name)
		revealOutputs()
	}
}
