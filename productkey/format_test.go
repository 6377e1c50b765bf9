package productkey

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFormat(t *testing.T) {
	for _, c := range []struct {
		format *Format
		bits   int
		length int
		text   string
	}{
		{Base24, 114, 29, "5x5/BCDFGHJKMPQRTVWXY2346789"},
		{Base24N, 114, 29, "5x5/BCDFGHJKMPQRTVWXY2346789/N"},
		{Crockford32, 120, 29, "5x5/0123456789ABCDEFGHJKMNPQRSTVWXYZ/check"},
		{nil, 0, 0, "invalid"},
		{new(Format), 0, 0, "invalid"},
	} {
		require.Equal(t, c.bits, c.format.Bits(), c.text)
		require.Equal(t, c.length, c.format.Length(), c.text)
		require.Equal(t, c.text, c.format.String())
	}
}

// What is wrong with a layout is said; it is no secret. The vectors have more.
func TestImpossibleFormats(t *testing.T) {
	for _, c := range []struct {
		layout Layout
		says   string
	}{
		{Layout{}, "the alphabet needs 2 to 36 letters"},
		{Layout{Alphabet: "ABCB", Groups: 5, Size: 5}, "the alphabet repeats 'B'"},
		{Layout{Alphabet: "ABc", Groups: 5, Size: 5}, "the alphabet may have A to Z and 0 to 9"},
		{Layout{Alphabet: "AB", Groups: 5, Size: 5, Aliases: map[byte]byte{'B': 'A'}}, "the alias 'B' is in the alphabet"},
		{Layout{Alphabet: "AB", Groups: 5, Size: 5, Aliases: map[byte]byte{'C': 'D'}}, "the alias 'C' stands for none of the alphabet"},
		{Layout{Alphabet: "AB", Groups: 5, Size: 5, Aliases: map[byte]byte{'-': 'A'}}, "an alias may be A to Z or 0 to 9"},
		{Layout{Alphabet: base24, Groups: 4, Size: 7}, "over 128 bits"},
		{Layout{Alphabet: "ABCDEFGH", Groups: 1, Size: 13}, "under 40 bits"},
		{Layout{Alphabet: "0123456789ABCDEFGHJKMNPQRSTVWXYZ", Groups: 2, Size: 4, Check: true}, "under 40 bits"}, // 35 without the check letter
		{Layout{Alphabet: base24, Groups: math.MaxInt, Size: 4}, "it needs 8 to 32 letters"},
		{Layout{Alphabet: base24, Groups: 5, Size: 5, Check: true}, "a check letter needs an alphabet of 32"},
	} {
		f, err := NewFormat(c.layout)
		require.ErrorIs(t, err, ErrFormat)
		require.EqualError(t, err, "productkey: impossible format: "+c.says)
		require.Nil(t, f)
	}
}

// A format that is none is an error everywhere, and no panic.
func TestNoFormat(t *testing.T) {
	for _, f := range []*Format{nil, {}} {
		_, err := f.Parse("BCDFG-HJKMP-QRTVW-XY234-67892")
		require.Equal(t, ErrFormat, err)
		_, err = f.Generate(nil)
		require.Equal(t, ErrFormat, err)
		for _, err := range f.GenerateN(nil, 3) {
			require.Equal(t, ErrFormat, err)
		}
		_, err = NewHasher(f, ringOf(t, 1))
		require.Equal(t, ErrFormat, err)
		require.Nil(t, f.Diagnose("BCDFG"))
	}
}

// The layout's map may be changed later.
func TestFormatIsImmutable(t *testing.T) {
	aliases := map[byte]byte{'0': 'A'}
	f, err := NewFormat(Layout{Alphabet: "ABCDEFGH", Groups: 4, Size: 4, Aliases: aliases})
	require.NoError(t, err)
	aliases['0'] = 'B'
	k, err := f.Parse("0000-0000-0000-0000")
	require.NoError(t, err)
	require.Equal(t, "AAAA-AAAA-AAAA-AAAA", k.Reveal())
}
