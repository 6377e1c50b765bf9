package productkey

import (
	"fmt"
	"math/rand/v2"
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
		{Base24, "BCDFG-HJ\uff21MP-QRTVW-XY234-67892", []Typo{letter(8, 2, 3)}},
		{Base24, "BCDFGHJ!MPQRTVWXY23467892", []Typo{letter(7, 2, 3)}},

		// What is no letter stands for one, or for none, as the count says.
		{Base24, "(BCDFG-HJKMP-QRTVW-XY234-67892)", []Typo{letter(0, 1, 1), letter(30, 5, 6)}},
		{Base24, "[BCDFGHJKMPQRTVWXY23467892]", []Typo{letter(0, 0, 0), letter(26, 0, 0)}},
		{Base24, "(BCDFG-HJKM-QRTVW-XY234-67892", []Typo{letter(0, 1, 1)}},

		// Where a letter is missing or too many, only a group can tell.
		{Base24, "BCDFG-HJKP-QRTVW-XY234-67892", []Typo{{TypoMissing, 6, 2, 0}}},
		{Base24, "BCDFG-HJKMMP-QRTVW-XY234-67892", []Typo{{TypoExtra, 6, 2, 0}}},
		{Base24, "BCDFG-HJK\u200bP-QRTVW-XY234-67892", []Typo{{TypoMissing, 6, 2, 0}}},
		{Base24, "BCDFGHJKPQRTVWXY23467892", []Typo{{TypoMissing, 24, 0, 0}}},
		{Base24, "BCDFG-HJKP-QRTVW-XY24-67892", []Typo{{TypoMissing, 27, 0, 0}}},
		{Base24, "BCDFG-HJKP-QRTVW-XY2344-67892", []Typo{}},
		{Base24, "BCDFG-HJKM", []Typo{{TypoMissing, 10, 0, 0}}},
		{Base24, "", []Typo{{TypoMissing, 0, 0, 0}}},
		{Base24, goodText + "-B", []Typo{{TypoExtra, 31, 0, 0}}},
		{Base24, "BCDFG-HJAMP-QRTVW-XY234-6789", []Typo{letter(8, 2, 3), {TypoMissing, 24, 5, 0}}},
		{Base24, goodText + strings.Repeat(" ", 228), []Typo{{TypoExtra, 256, 0, 0}}},

		{Base24N, "BCDFG-HJKNP-QRTVW-XY234-67N92", []Typo{{TypoMarker, 29, 0, 0}}},
		{Base24N, "BCDFG-HJKMP-QRTVW-XY234-6789N", []Typo{{TypoMarker, 28, 5, 5}}},
		{Base24N, "BCDFG-HJKNP-QRTVW-XY234-6789n", []Typo{{TypoMarker, 28, 5, 5}}},
		{Base24N, goodText, []Typo{{TypoMarker, 29, 0, 0}}},
		{Base24N, "BCDFG-HJK!P-QRTVW-XY234-67892", []Typo{letter(9, 2, 4)}},
		{Crockford32, "01234-56789-ABCDE-FGHJK-MNPQG", []Typo{{TypoCheck, 29, 0, 0}}},
		{Crockford32, "U1234-56789-ABCDE-FGHJK-MNPQG", []Typo{letter(0, 1, 1)}},
	} {
		if len(c.want) == 0 {
			c.want = nil
		}
		require.Equal(t, c.want, c.format.Diagnose(c.text), c.text)
	}
	require.Len(t, Base24.Diagnose(strings.Repeat("!", 200)), numLanes)
	require.Len(t, Base24.Diagnose(strings.Repeat("!", 1000)), 1)
}

func TestTypoString(t *testing.T) {
	require.Equal(t, "group 2, character 3: this character is in no key of this kind", Typo{TypoLetter, 8, 2, 3}.String())
	require.Equal(t, "group 2: there are too few characters", Typo{TypoMissing, 6, 2, 0}.String())
	require.Equal(t, "there are too many characters", Typo{Kind: TypoExtra}.String())
	require.Equal(t, "no mistake", Typo{}.String())
	require.Equal(t, "no mistake", Typo{Kind: 200}.String())
}

// corruption is a text with one thing wrong.
type corruption struct {
	name  string
	runes []rune
	at    map[int]bool // which of the runes are wrong; none if one is missing
	group int          // of the key, in or behind which it is
}

// corruptions are all that can go wrong once at a place of a text.
func corruptions(text []rune, at, group int, others []rune) (all []corruption) {
	splice := func(name string, drop int, put ...rune) {
		c := corruption{name, append(append(append([]rune{}, text[:at]...), put...), text[at+drop:]...), map[int]bool{}, group}
		for i := range put {
			c.at[at+i] = true
		}
		all = append(all, c)
	}
	for _, other := range others {
		if at < len(text) && other != text[at] {
			splice("substituted", 1, other)
		}
		splice("inserted", 0, other)
	}
	if at == len(text) {
		return all
	}
	splice("deleted", 1)
	splice("typed twice", 1, text[at], text[at])
	if at+1 < len(text) && text[at] != text[at+1] {
		splice("exchanged", 2, text[at+1], text[at])
	}
	return all
}

// TestDiagnoseNeverBlamesARightLetter: for every format, layout and single
// mistake at every place, what Diagnose points at is the mistake, or it points
// at nothing.
func TestDiagnoseNeverBlamesARightLetter(t *testing.T) {
	random := rand.NewChaCha8([32]byte{7})
	others := []rune("ABGINOSUZn01258!@(*/\u00e9\u0412\uff21\uff2e\u200b\u2013 -,\ufffd\U0001f511")
	pointed := map[TypoKind]int{}
	for _, s := range specs(t) {
		k, err := s.format.Generate(random)
		require.NoError(t, err)
		good := k.Reveal()
		for layout, text := range map[string]string{"canonical": good, "typed": strings.ToLower(strings.ReplaceAll(good, "-", " ")),
			"bare": strings.ReplaceAll(good, "-", ""), "wide": toWide(good)} {
			runes := []rune(text)
			group := 0
			for at := range len(runes) + 1 {
				of := group
				if at < len(runes) && symbolOf(runes[at]) == gap {
					group++
				}
				for _, c := range corruptions(runes, at, of, others) {
					for _, typo := range s.format.Diagnose(string(c.runes)) {
						why := fmt.Sprintf("%s, %s, %s at %d: %q: %+v", s.name, layout, c.name, at, string(c.runes), typo)
						requirePointsAt(t, c, typo, s.layout.Size, why)
						if typo.Place > 0 || typo.Kind == TypoLetter {
							pointed[typo.Kind]++
						}
					}
				}
			}
		}
	}
	require.Greater(t, pointed[TypoLetter], 1000, "the test finds mistakes that are pointed at")
	require.Greater(t, pointed[TypoMarker], 10)
	require.Zero(t, pointed[TypoCheck]+pointed[TypoMissing]+pointed[TypoExtra])
}

// requirePointsAt demands that a typo is at the corruption, or says nothing of
// where it is.
func requirePointsAt(t *testing.T, c corruption, typo Typo, size int, why string) {
	t.Helper()
	switch {
	case typo.Place > 0 || typo.Kind == TypoLetter:
		at := len([]rune(string(c.runes)[:typo.Offset]))
		require.True(t, c.at[at], why)
		if typo.Group == 0 {
			return
		}
		// The place that is named is that of the offset, as the eye counts.
		group, place, open := 0, 0, false
		shown := 0
		for _, r := range c.runes[:at+1] {
			switch symbolOf(r) {
			case gap:
				open = false
			case foreign: // letters are foreign to symbolOf
				if !open {
					group, place, open = group+1, 0, true
				}
				place++
				shown++
			}
		}
		asTyped := typo.Group == group && typo.Place == place
		counted := (typo.Group-1)*size+typo.Place == shown
		require.True(t, asTyped || counted, why)
	case typo.Group > 0:
		require.Equal(t, c.group+1, typo.Group, why)
	}
}
