package hwhash

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// A serial number has the wide slot if it is of the makers that draw seven to
// ten symbols from one large range, and the narrow one if there may be less to
// guess than it looks.
func TestWideSerials(t *testing.T) {
	for serial, want := range map[string]bool{
		"7XKQ2V2":               true,  // Dell
		"CZC1410XW6":            true,  // HP
		"CZJ40700J1":            false, // one letter in six
		"PF3XK7Q2":              true,  // Lenovo
		"24851R7":               false, // too many digits
		"YLNS009876":            false, // Fujitsu: a model's prefix and a running number
		"12345678H":             false, // Toshiba: a running number and a model's letter
		"5CG1234567":            false,
		"1234098576":            false, // digits alone
		"52820A11A7":            false, // may be of an address
		"C02XK0AAJG5H":          false, // Apple: the last four are the model
		"3C52820A1107":          false, // may be an address
		"00000000A17D21E4":      false, // a Raspberry Pi's
		"S253453X8A12345":       false,
		"NXGNPEK0038010ABCD760": false, // Acer: the part number, the date
	} {
		require.Equal(t, want, wideSerial([]byte(serial)), serial)
	}
}

// The slot tells whether a serial number is wide. Of both kinds, each maker has
// so many that 4,096 candidates and more share a slot value, for someone who
// knows the plant, and HP's year to one of two: docs/privacy.md.
func TestWidthGivesNothingAway(t *testing.T) {
	const base31, base33, base36 = "0123456789BCDFGHJKLMNPQRSTVWXYZ", "0123456789ABCDEFGHJKLMNPQRSTVWXYZ", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	r := rand.New(rand.NewPCG(15, 16))
	drawn := func(alphabet string, n int) []byte {
		out := make([]byte, n)
		for i := range out {
			out[i] = alphabet[r.IntN(len(alphabet))]
		}
		return out
	}
	for _, c := range []struct {
		maker    string
		possible float64
		draw     func() []byte
	}{
		{"Dell", math.Pow(31, 6) * 3, func() []byte { return append(drawn(base31, 6), drawn("123", 1)...) }},
		{"HP", 2 * 52 * math.Pow(36, 4), func() []byte {
			return fmt.Appendf(nil, "CZC%d%02d%s", 2+r.IntN(2), 1+r.IntN(52), drawn(base36, 4))
		}},
		{"Lenovo", math.Pow(33, 6), func() []byte { return append([]byte("PF"), drawn(base33, 6)...) }},
	} {
		const n = 200_000
		wide := 0
		for range n {
			if wideSerial(c.draw()) {
				wide++
			}
		}
		part := float64(wide) / n
		left := [2]float64{c.possible * part / (1 << wideWidth), c.possible * (1 - part) / (1<<11 - 1)}
		t.Logf("%s: %.1f %% wide, 2^%.1f left; narrow 2^%.1f left", c.maker, 100*part, math.Log2(left[0]), math.Log2(left[1]))
		require.Greater(t, left[0], 4096.0, c.maker)
		require.Greater(t, left[1], 4096.0, c.maker)
	}
}

// What wideSerial counts is what measure does, of serial numbers that are
// evidence.
func TestWideSerialsAreMeasured(t *testing.T) {
	r := rand.New(rand.NewPCG(17, 18))
	wide := 0
	for range 300_000 {
		b := make([]byte, 7+r.IntN(4))
		for i := range b {
			b[i] = "0001AAXYZ2"[r.IntN(10)] // many fillers
		}
		if judgeSerial(b, kindDigit|kindUpper) == ruleUsed && wideSerial(b) {
			wide++
			require.GreaterOrEqual(t, measure(b).total(), minWide, string(b))
		}
	}
	require.NotZero(t, wide)
}

// Every wide value is reached by a wide serial number, none by another.
func TestWideSlots(t *testing.T) {
	h := newHasher(t)
	seen := map[uint16]bool{}
	for i := range 4000 {
		for _, c := range []struct {
			serial string
			wide   bool
		}{{fmt.Sprintf("PF%03XK7Q", i), true}, {fmt.Sprintf("S25345%07dX", i*7919), false}} {
			sum, err := h.Sum(&Inventory{Components: []Component{{SystemSerial, c.serial}}})
			require.NoError(t, err)
			slot := sum.slot(classes[SystemSerial].first)
			require.Equal(t, c.wide, isWide(SystemSerial, slot), c.serial)
			if c.wide {
				require.Equal(t, wideWidth, sum.IdentityBits())
				seen[slot] = true
			} else {
				require.Less(t, slot, uint16(1<<11))
			}
			again, err := Parse(sum.String())
			require.NoError(t, err)
			require.Equal(t, sum, again)
		}
	}
	require.InDelta(t, 4000-4000*4000/2/(1<<wideWidth), len(seen), 60, "values are spread over the whole width")
}

// A serial number of a wide slot outvotes one group, one of a narrow slot does
// not; nor does one that a board's serial number speaks against.
func TestWideSerialOutvotes(t *testing.T) {
	pair := func(serial, board, otherBoard string, class Class, before, after string) Match {
		a := &Inventory{Components: []Component{{SystemSerial, serial}, {class, before}, {BoardSerial, board}}}
		b := &Inventory{Components: []Component{{SystemSerial, serial}, {class, after}, {BoardSerial, otherBoard}}}
		return compare(t, Standard, a, b)
	}
	const wide, narrow = "PF3XK7Q2", "S253453X8A12345"
	for _, c := range []struct {
		class         Class
		before, after string
	}{
		{NIC, "3c:52:82:0a:11:07", "a0:a8:cd:4e:92:15"},
		{Disk, "S4EVNX0M718245K", "WD-WCC7K4PE4C1U"},
	} {
		require.Equal(t, Same, pair(wide, "", "", c.class, c.before, c.after).Verdict)
		require.Equal(t, Review, pair(narrow, "", "", c.class, c.before, c.after).Verdict)
		require.NotEqual(t, Same, pair(wide, "L1HF0CX91QT", "L1HF0CX84RB", c.class, c.before, c.after).Verdict, "a blade")
	}
	require.Equal(t, Strict.same, 14*Bit)
	require.InDelta(t, 1400, float64(wideBonus+weights[SystemSerial].agree[1][1]), 2)
}

// Strict asks for two groups, whatever one is worth.
func TestStrictAsksForTwoGroups(t *testing.T) {
	inv := &Inventory{Components: []Component{{NIC, "3c:52:82:0a:11:07"}, {NIC, "a0:a8:cd:4e:92:15"}, {CPU, "GenuineIntel|Core i5"}}}
	m := compare(t, Strict, inv, inv)
	require.GreaterOrEqual(t, m.Bits, Strict.same)
	require.Equal(t, Review, m.Verdict)
	require.Equal(t, Same, compare(t, Standard, inv, inv).Verdict)
}

// Blinding maps wide values to wide ones by a permutation.
func TestBlindingKeepsWidth(t *testing.T) {
	b := newBlinder(t, 5)
	require.Len(t, b.wide, 1<<wideWidth)
	seen := make([]bool, 1<<wideWidth+1)
	for _, v := range b.wide {
		require.False(t, seen[v])
		seen[v] = true
	}
	require.False(t, seen[0])
	h := sample(t)
	first := classes[SystemSerial].first
	for _, v := range []uint16{1, 1<<11 - 1, 1 << 14, 1<<15 - 1} {
		h.setSlot(first, v)
		h.seal()
		require.NoError(t, h.check())
		blinded, err := b.Blind(h)
		require.NoError(t, err)
		require.NoError(t, blinded.check())
		require.Equal(t, isWide(SystemSerial, v), isWide(SystemSerial, blinded.slot(first)))
	}
}
