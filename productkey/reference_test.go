package productkey

import (
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// reference decodes a text in canonical layout the obvious way.
func reference(f *Format, l Layout, floating bool, text string) (number, bool) {
	var letters []byte
	for i, group := range strings.Split(text, "-") {
		if len(group) != l.Size || i >= l.Groups {
			return number{}, false
		}
		letters = append(letters, strings.ToUpper(group)...)
	}
	if len(letters) != l.Groups*l.Size {
		return number{}, false
	}
	if floating {
		at := strings.IndexByte(string(letters), 'N')
		if at < 0 || at == len(letters)-1 {
			return number{}, false
		}
		rest := append(append([]byte{}, letters[:at]...), letters[at+1:]...)
		letters = append([]byte{l.Alphabet[at]}, rest...)
	}
	sum := new(big.Int)
	var check, factor byte = 0, 1
	for _, c := range letters {
		if a, ok := l.Aliases[c]; ok {
			c = a
		}
		v := strings.IndexByte(l.Alphabet, c)
		if v < 0 {
			return number{}, false
		}
		sum.Mul(sum, big.NewInt(int64(len(l.Alphabet))))
		sum.Add(sum, big.NewInt(int64(v)))
	}
	if l.Check {
		for i := len(letters) - 1; i >= 0; i-- {
			c := letters[i]
			if a, ok := l.Aliases[c]; ok {
				c = a
			}
			check ^= product(byte(strings.IndexByte(l.Alphabet, c)), factor)
			factor = product(factor, 2)
		}
		if check != 0 {
			return number{}, false
		}
	}
	raw := sum.FillBytes(make([]byte, 16))
	hi, lo := new(big.Int).SetBytes(raw[:8]), new(big.Int).SetBytes(raw[8:])
	return number{hi.Uint64(), lo.Uint64()}, true
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

// dashes makes a dash of what Parse takes for one.
var dashes = strings.NewReplacer(" ", "-", "\t", "-", "_", "-", ".", "-", "\r", "-", "\n", "-")

type formatCase struct {
	name     string
	format   *Format
	layout   Layout
	floating bool
}

func formatCases(t testing.TB) []formatCase {
	cases := []formatCase{
		{"Base24", Base24, Layout{Alphabet: base24, Groups: 5, Size: 5}, false},
		{"Base24N", Base24N, Layout{Alphabet: base24, Groups: 5, Size: 5}, true},
		{"Crockford32", Crockford32, Layout{"0123456789ABCDEFGHJKMNPQRSTVWXYZ", map[byte]byte{'I': '1', 'L': '1', 'O': '0'}, 5, 5, true}, false},
	}
	for name, l := range map[string]Layout{
		"hexadecimal": {Alphabet: "0123456789ABCDEF", Groups: 4, Size: 8},
		"shuffled":    {Alphabet: "QW7ERTY2UP9ASDF3GHJKZ4XCVBNM68", Aliases: map[byte]byte{'0': 'Q', 'I': 'J', '5': 'S'}, Groups: 6, Size: 4},
		"backwards":   {Alphabet: "ZYXWVUTSRQPONMLKJIHGFEDCBA9876543210", Groups: 3, Size: 8},
		"one group":   {Alphabet: "AB", Groups: 1, Size: 32},
		"short":       {Alphabet: "0123456789", Groups: 2, Size: 4},
		"checked":     {Alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", Aliases: map[byte]byte{'0': 'O', '1': 'I'}, Groups: 8, Size: 3, Check: true},
	} {
		f, err := NewFormat(l)
		require.NoError(t, err)
		cases = append(cases, formatCase{name, f, l, false})
	}
	return cases
}

func TestReference(t *testing.T) {
	for _, c := range formatCases(t) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			agree := func(text string) {
				want, ok := reference(c.format, c.layout, c.floating, dashes.Replace(text))
				got, err := Parse(c.format, text)
				if ok {
					require.NoError(t, err, text)
					require.Equal(t, want, got.number, text)
					require.NotNil(t, got.format)
				} else if len(text) == c.format.length {
					require.ErrorIs(t, err, ErrMalformed, text)
					require.Equal(t, Key{}, got)
				}
			}
			random := rand.NewChaCha8([32]byte{1})
			var last string
			for range 20_000 {
				k, err := Generate(c.format, random)
				require.NoError(t, err)
				last = k.Reveal()
				require.Len(t, last, c.format.Length())
				back, err := Parse(c.format, last)
				require.NoError(t, err, last)
				require.True(t, back.Equal(k))
				agree(last)
				agree(strings.ToLower(last))
			}
			for at := range len(last) {
				for b := range 256 {
					text := []byte(last)
					text[at] = byte(b)
					agree(string(text))
				}
			}
		})
	}
}
