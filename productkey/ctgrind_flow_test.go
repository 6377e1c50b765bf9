//go:build linux && amd64 && ctgrind

package productkey_test

import (
	"bytes"
	"fmt"
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
	outDigests [9]productkey.Digest
	outAll     []productkey.Digest
	outNumber  [16]byte
	outText    string
	outVerdict productkey.Verdict
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
	ctgrind.Reveal(outNumber[:])
	ctgrind.Reveal(memory(&outVerdict))
}

// fullWidth is how an input method makes a text.
func fullWidth(text string) string {
	return strings.Map(func(r rune) rune { return r - '!' + '\uff01' }, text)
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
		k, err := f.format.Generate(bytes.NewReader(bytes.Repeat([]byte{0x05, 0xc3, 0x91}, 32)))
		require.NoError(t, err)
		f.good = k.Reveal()
		replace := func(at int, c byte) string { return f.good[:at] + string([]byte{c}) + f.good[at+1:] }
		f.bad = map[string]string{
			"a wrong letter":                  replace(0, '!'),
			"a wrong last letter":             replace(len(f.good)-1, '@'),
			"a wrong separator":               strings.Replace(f.good, "-", "x", 1),
			"not ASCII":                       replace(1, 0xc3),
			"nothing but dashes":              strings.Repeat("-", len(f.good)),
			"a letter too many":               f.good + f.good[:1],
			"full width, not of the alphabet": fullWidth(replace(0, '!')),
			"full width, one too many":        fullWidth(f.good + f.good[:1]),
			"a character cut short":           f.good + "\xef\xbc",
			"cut short, then a letter":        f.good[:6] + "\xef\xbc" + f.good[6:],
			"another script":                  "\u0412" + f.good[1:],
			"control characters":              strings.Repeat("\x00\x7f", len(f.good))[:len(f.good)],
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
		p, err := productkey.NewPepper(uint16(id), append([]byte("31 random bytes of a pepper, id"), id))
		require.NoError(t, err)
		ring = append(ring, p)
	}
	h, err := productkey.NewHasher(f, ring)
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
				published := 0
				if valid {
					published = 1
				}
				requireFlow(t, secret, published, func() { outKey, outErr = f.format.ParseBytes(secret) })
				require.Equal(t, valid, outErr == nil)
				if valid {
					require.Equal(t, 16, ctgrind.Secrets(memory(&outKey)), "the key must depend on the text")
				}
				revealOutputs()
				requireFlow(t, secret, published, func() {
					outKey, outErr = f.format.Parse(unsafe.String(&secret[0], len(secret)))
				})
				revealOutputs()
			})
		}
		check("as printed", f.good, true)
		check("lower case", strings.ToLower(f.good), true)
		check("no dashes", strings.ReplaceAll(f.good, "-", ""), true)
		check("spaces", " "+strings.ReplaceAll(f.good, "-", "  "), true)
		check("en dashes", strings.ReplaceAll(f.good, "-", "\u2013"), true)
		check("full width", fullWidth(f.good), true)
		check("full width, lower case", fullWidth(strings.ToLower(f.good)), true)
		check("full width in part", f.good[:3]+fullWidth(f.good[3:9])+strings.ToLower(f.good[9:]), true)
		check("pasted", "\u201c\u200e"+strings.ReplaceAll(f.good, "-", "\u3000\u30fc")+"\u2060\u201d,", true)
		check("invisible in between", strings.Join(strings.Split(f.good, ""), "\u00ad"), true)
		for name, text := range f.bad {
			check(name, text, false)
		}
	}
}

// TestKeyFlow: nor does one in what is done with a key.
func TestKeyFlow(t *testing.T) {
	for _, f := range flowFormats(t) {
		h := flowHasher(t, f.format, 1, 2)
		k, err := f.format.Parse(f.good)
		require.NoError(t, err)
		other, err := f.format.Generate(nil)
		require.NoError(t, err)
		digest, err := h.Sum(k)
		require.NoError(t, err)
		wrong, err := h.Sum(other)
		require.NoError(t, err)
		old, err := flowHasher(t, f.format, 2).Sum(k)
		require.NoError(t, err)

		// A call has results that depend on the secret: as many as it makes
		// public, or so many bytes that it does not.
		check := func(name string, secret []byte, published int, call func(), result func() []byte, bytes int) {
			t.Run(f.name+"/"+name, func(t *testing.T) {
				requireFlow(t, secret, published, call)
				if result != nil {
					require.Equal(t, bytes, ctgrind.Secrets(result()), "the result must depend on the secret")
				}
				revealOutputs()
			})
		}
		text := func() []byte { return unsafe.Slice(unsafe.StringData(outText), len(outText)) }
		letters := len(strings.ReplaceAll(f.good, "-", ""))
		number, tag := memory(&k)[8:24], memory(&digest)[4:36] // after the format, and after the header
		check("Sum", number, 0, func() { outDigest, outErr = h.Sum(k) },
			func() []byte { return memory(&outDigest)[4:36] }, 32)
		for _, at := range []int{0, 5, 8} { // in the first eight lanes, and in those after
			check(fmt.Sprintf("SumAll, key %d", at), number, 0, func() {
				var keys [len(outDigests)]productkey.Key
				for i := range keys {
					keys[i] = other
				}
				keys[at] = k
				outErr = h.SumAll(outDigests[:], keys[:])
			}, func() []byte { return memory(&outDigests[at])[4:36] }, 32)
		}
		check("Verify right", number, 1, func() { outVerdict, outErr = h.Verify(k, digest) }, nil, 0)
		require.Equal(t, productkey.Match, outVerdict)
		check("Verify wrong", number, 1, func() { outVerdict, outErr = h.Verify(k, wrong) }, nil, 0)
		require.Equal(t, productkey.Mismatch, outVerdict)
		check("Verify old", number, 1, func() { outVerdict, outErr = h.Verify(k, old) }, nil, 0)
		require.Equal(t, productkey.MatchStale, outVerdict)
		check("Verify a secret digest", tag, 1, func() { outVerdict, outErr = h.Verify(k, digest) }, nil, 0)
		check("Digests", number, 0, func() { outAll, outErr = h.Digests(k) },
			func() []byte { return memory(&outAll[1])[4:36] }, 32)
		ctgrind.Reveal(unsafe.Slice(&memory(&outAll[0])[0], len(outAll)*productkey.DigestSize))
		check("RevealNumber", number, 0, func() { outNumber = k.RevealNumber() }, func() []byte { return outNumber[:] }, 16)
		plain := k.RevealNumber()
		check("FromNumber", plain[:], 1, func() { outKey, outErr = f.format.FromNumber(plain) },
			func() []byte { return memory(&outKey) }, 16)
		require.NoError(t, outErr)
		check("ProductID", number, 1, func() { outText, outErr = h.ProductID(k) }, nil, 0)
		check("Reveal", number, 0, func() { outText = k.Reveal() }, text, letters)
		check("Partial", number, 0, func() { outText = k.Partial() }, text, len(k.Partial()))
		check("Key.Equal", number, 1, func() { outOK = k.Equal(other) }, nil, 0)
		check("Digest.Equal", tag, 1, func() { outOK = digest.Equal(wrong) }, nil, 0)
	}
}

// TestSetUpFlow: nor in what is done with a pepper, and with random bytes but
// for whether they make a key.
func TestSetUpFlow(t *testing.T) {
	pepper := []byte("32 random bytes of one pepper, 5")
	requireFlow(t, pepper, 1, func() {
		p, err := productkey.NewPepper(1, pepper)
		require.NoError(t, err)
		h, err := productkey.NewHasher(productkey.Base24, productkey.Ring{p})
		require.NoError(t, err)
		k, err := productkey.Base24.Parse("BCDFG-HJKMP-QRTVW-XY234-67892")
		require.NoError(t, err)
		outDigest, outErr = h.Sum(k)
	})
	require.Equal(t, 32, ctgrind.Secrets(memory(&outDigest)[4:36]), "the digest must depend on the pepper")
	revealOutputs()

	ring := []byte("# a comment\n7:" + strings.Repeat("5aE1", 15) + "77F0" + "\n")
	digits := ring[len(ring)-1-2*productkey.PepperSize : len(ring)-1]
	requireFlow(t, digits, 1, func() { outRing, outErr = productkey.ParseRing(ring) })
	// A pepper has its id, and a pointer to a pointer to its secret.
	parsed := (**(***[productkey.PepperSize]byte)(unsafe.Pointer(&memory(&outRing[0])[8])))[:]
	require.Equal(t, productkey.PepperSize, ctgrind.Secrets(parsed))
	ctgrind.Reveal(parsed)

	random := bytes.Repeat([]byte{0x05, 0xc3, 0x91, 0x77}, 64)
	for _, f := range flowFormats(t) {
		requireFlow(t, random, 1, func() { outKey, outErr = f.format.Generate(bytes.NewReader(random)) })
		require.GreaterOrEqual(t, ctgrind.Secrets(memory(&outKey)), f.format.Bits()/8, f.name)
		revealOutputs()
	}
}
