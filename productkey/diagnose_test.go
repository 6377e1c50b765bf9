package productkey

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDiagnose(t *testing.T) {
	letter := func(offset, group, place int) Typo { return Typo{TypoLetter, offset, group, place} }
	for _, c := range []struct {
		format *Format
		text   string
		want   []Typo
	}{
		{Base24, goodText, nil},
		{Base24, " bcdfg\u2014hjkmp qrtvw xy234_67892\n", nil},
		{Base24, "ACDFG-HJKMP-QRTVW-XY234-67891", []Typo{letter(0, 1, 1), letter(28, 5, 5)}},
		{Base24, "BCDFG-HJ\u00e9MP-QRTVW-XY234-67892", []Typo{letter(8, 2, 3)}},
		{Base24, "BCDFG-HJ\xffMP-QRTVW-XY234-67892", []Typo{letter(8, 2, 3)}},
		{Base24, "BCDFG-HJKM", []Typo{{TypoMissing, 10, 2, 5}}},
		{Base24, "", []Typo{{TypoMissing, 0, 1, 1}}},
		{Base24, goodText + "-B", []Typo{{TypoExtra, 30, 0, 0}}},
		{Base24, goodText + strings.Repeat(" ", 228), []Typo{{TypoExtra, 256, 0, 0}}},
		{Base24N, "BCDFG-HJKNP-QRTVW-XY234-67N92", []Typo{{TypoMarker, 26, 5, 3}}},
		{Base24N, "BCDFG-HJKMP-QRTVW-XY234-6789N", []Typo{{TypoMarker, 28, 5, 5}}},
		{Base24N, goodText, []Typo{{TypoMarker, 29, 0, 0}}},
		{Crockford32, "01234-56789-ABCDE-FGHJK-MNPQG", []Typo{{TypoCheck, 0, 0, 0}}},
		{Crockford32, "U1234-56789-ABCDE-FGHJK-MNPQG", []Typo{letter(0, 1, 1)}},
	} {
		require.Equal(t, c.want, c.format.Diagnose(c.text), c.text)
	}
	require.Len(t, Base24.Diagnose(strings.Repeat("!", 1000)), 26, "a typo for each letter, and that there are more")
}

func TestTypoString(t *testing.T) {
	require.Equal(t, "group 2, character 3: this character is in no key of this kind", Typo{TypoLetter, 8, 2, 3}.String())
	require.Equal(t, "there are too many characters", Typo{Kind: TypoExtra}.String())
	require.Equal(t, "no mistake", Typo{}.String())
	require.Equal(t, "no mistake", Typo{Kind: 200}.String())
}
