package productkey

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// requireNoEcho demands that a message has no run of four letters and digits
// of an input.
func requireNoEcho(t *testing.T, said, input string) {
	t.Helper()
	for i := 0; i+4 <= len(input); i++ {
		part := input[i : i+4]
		if strings.Trim(strings.ToUpper(part), "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" || strings.Contains(allMessages, strings.ToLower(part)) {
			continue
		}
		require.NotContains(t, strings.ToLower(said), strings.ToLower(part))
	}
}

// allMessages are words that messages have whatever the input.
var allMessages = strings.ToLower(strings.Join([]string{ErrMalformed.Error(), ErrPrefix.Error(), ErrVersion.Error(), ErrLength.Error(), ErrEncoding.Error(),
	ErrPepper.Error(), ErrRing.Error(), ErrStretch.Error(), ErrFormat.Error(), strings.Join(typoText[:], " "), "group character"}, " "))

// FuzzParse: the decoders agree with the specification, whatever the text, and
// no message repeats it.
func FuzzParse(f *testing.F) {
	all := specs(f)
	for _, text := range []string{
		goodText, "bcdfghjkmpqrtvwxy23467892", "BCDFG-HJKNP-QRTVW-XY234-67892", "oL234-56789-ABCDE-FGHJK-MNPQF",
		"BCDFG\u2014HJKMP\u00a0QRTVW\u200bXY234\ufeff67892", "", "-----", strings.Repeat("9", 25), strings.Repeat("B", 300),
		"\xe2\x80", "BCDFG-HJKMP-QRTVW-XY234-6789\xe2", "NNNNN-NNNNN-NNNNN-NNNNN-NNNNN", "0123-4567",
	} {
		for i := range all {
			f.Add(uint8(i), text)
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		s := all[int(which)%len(all)]
		want, ok := s.number(text)
		k, err := s.format.Parse(text)
		typos := s.format.Diagnose(text)
		require.Equal(t, ok, len(typos) == 0)
		require.LessOrEqual(t, len(typos), numLanes)
		for _, typo := range typos {
			require.NotZero(t, typo.Kind)
			require.LessOrEqual(t, typo.Offset, len(text))
			require.LessOrEqual(t, typo.Group, s.layout.Groups)
			require.LessOrEqual(t, typo.Place, maxText)
			requireNoEcho(t, typo.String(), text)
		}
		if !ok {
			require.True(t, err == ErrMalformed)
			require.True(t, k.IsZero())
			return
		}
		require.NoError(t, err)
		require.Zero(t, want.Cmp(k.number().big()))
		again, err := s.format.Parse(k.Reveal())
		require.NoError(t, err)
		require.True(t, again.Equal(k))
		require.True(t, utf8.ValidString(k.Reveal()))
	})
}

// FuzzDigest: what is decoded encodes to the same, in either form.
func FuzzDigest(f *testing.F) {
	d := digestOf(f, goodText, 1)
	for _, text := range []string{d.String(), "pk1:", "pk2:" + d.String()[4:], d.String()[:51] + "=", d.String() + "\n", strings.ToUpper(d.String()), "pk18446744073709551616:",
		"hw1:AQ", "pid1:7K3QD9XW2M"} {
		f.Add([]byte(text))
	}
	binary, err := d.MarshalBinary()
	require.NoError(f, err)
	f.Add(binary)
	f.Fuzz(func(t *testing.T, raw []byte) {
		var d Digest
		if err := d.UnmarshalText(raw); err != nil {
			require.True(t, d.IsZero())
			requireNoEcho(t, err.Error(), string(raw))
		} else {
			require.Equal(t, string(raw), d.String())
		}
		d = Digest{}
		if err := d.UnmarshalBinary(raw); err != nil {
			require.True(t, d.IsZero())
			requireNoEcho(t, err.Error(), string(raw))
		} else {
			back, err := d.MarshalBinary()
			require.NoError(t, err)
			require.Equal(t, raw, back)
			same, err := ParseDigest(d.String())
			require.NoError(t, err)
			require.True(t, same.Equal(d))
		}
		var scanned Digest
		if err := scanned.Scan(raw); err == nil {
			require.True(t, scanned.Equal(scanned))
		}
	})
}

// FuzzNewFormat: a format that can be gives keys that are read as they are
// written.
func FuzzNewFormat(f *testing.F) {
	f.Add(base24, 5, 5, false, byte('0'), byte('Q'))
	f.Add("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 5, 5, true, byte('O'), byte('0'))
	f.Add("AB", 1, 32, false, byte(0), byte(0)) // too short
	f.Add("ABC", 1, 26, false, byte(0), byte(0))
	f.Add("ZYXA", 32, 1, false, byte('B'), byte('Z'))
	f.Fuzz(func(t *testing.T, alphabet string, groups, size int, check bool, alias, stands byte) {
		l := Layout{Alphabet: alphabet, Groups: groups, Size: size, Check: check}
		if alias != 0 {
			l.Aliases = map[byte]byte{alias: stands}
		}
		format, err := NewFormat(l)
		if err != nil {
			require.ErrorIs(t, err, ErrFormat)
			require.Nil(t, format)
			return
		}
		require.LessOrEqual(t, format.Bits(), 128)
		require.GreaterOrEqual(t, format.Bits(), 40)
		k, err := format.Generate(nil)
		require.NoError(t, err)
		text := k.Reveal()
		require.Len(t, text, format.Length())
		s := spec{format: format, layout: l}
		want, ok := s.number(text)
		require.True(t, ok)
		require.Zero(t, want.Cmp(k.number().big()))
		back, err := format.Parse(strings.ToLower(text))
		require.NoError(t, err)
		require.True(t, back.Equal(k))
	})
}
