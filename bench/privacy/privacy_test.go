package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/bench/document"
	"github.com/hwprint/hwprint/hwhash"
)

// The whole programme, on small samples.
func TestFigures(t *testing.T) {
	if testing.Short() {
		t.Skip("tries millions of candidates")
	}
	f, err := run(small, func(string) {})
	require.NoError(t, err)

	id, group, n := f.weakest()
	t.Logf("fewest: %.0f, %s, %s", n, id, group)
	require.GreaterOrEqual(t, n, float64(promise), "%s, %s", id, group)

	for i, trial := range f.coupled { // of 2^16 addresses, in proportion, within what a small sample can tell
		require.GreaterOrEqual(t, trial.survivors()*(1+2*trial.margin()), float64(promise>>8), coupledMachines[i].name)
	}
	require.GreaterOrEqual(t, f.cards.hits*(1<<24>>small.bits), promise)
	for i, trial := range f.others { // within what a small sample can tell
		require.GreaterOrEqual(t, trial.survivors()*(1+2*trial.margin()), float64(promise), others[i].name)
	}

	for i, q := range sequences {
		share := f.told[i].survivors()
		if q.least > 0 && f.told[i].size < 1<<24 { // of 2^16 addresses, in proportion
			share *= 1 << 24 / f.told[i].size
		}
		require.GreaterOrEqual(t, share*(1+2*f.told[i].margin()), q.least, q.name)
		require.Positive(t, f.told[i].hits, "%s: the machine itself", q.name)
	}
	for i, e := range hidden {
		require.False(t, f.shown[i], e.name)
	}
	for _, w := range f.weighed {
		require.InDelta(t, w.remain, w.effective, 0.001, "%d disks", w.disks)
	}
	require.Greater(t, f.models, configurations/2)
	require.Less(t, f.models, configurations+1)
	require.Less(t, f.forged[0].pass, f.forged[0].tried/100)
	require.Zero(t, f.forged[1].pass)
	require.Less(t, f.forged[2].pass, f.forged[2].tried/1000)
	require.Zero(t, f.equal)
	for _, g := range f.guessed {
		require.InDelta(t, 0.5, g.rate, 3*g.margin, g.name)
	}

	require.Equal(t, 1, f.rivals[0].trial.hits)
	require.Equal(t, 1, f.rivals[1].trial.hits)
	require.Greater(t, f.rivals[2].trial.hits, promise>>8)

	require.Len(t, f.linked, 8)
	for _, l := range f.linked {
		require.InDelta(t, 0, l.z, 4.5, l.class.String())
		require.InDelta(t, 0, l.chiZ, 4.5, l.class.String())
	}

	doc, err := os.ReadFile(filepath.Join("..", "..", "docs", "privacy.md"))
	require.NoError(t, err)
	filled, err := document.Fill(string(doc), f.blocks())
	require.NoError(t, err)
	require.NotContains(t, filled, "NaN")
}

// The attack finds what there is to find: of a full digest the one value, of
// a slot those that share it.
func TestAttackFinds(t *testing.T) {
	h, err := hwhash.NewHasher(scope)
	require.NoError(t, err)
	g, ok := grammarOf("nic", "3c:52:82:0a:11:07")
	require.True(t, ok)
	s := g.space("3c:52:82:0a:11:07")
	require.Equal(t, float64(1<<24), s.size())
	last := len(s.parts) - 1
	one := space{s.value, append(append([][]string{}, s.parts[:last]...), []string{"7"})} // 2^20: the last digit is known
	trial, err := attack(h, one, effort{full: 1 << 20}, alone(hwhash.NIC))
	require.NoError(t, err)
	require.True(t, trial.full())
	require.InDelta(t, float64(1<<20)*rateOf(t, h), trial.survivors(), 120)

	// The machine's own value is always among them.
	fixed := space{value: s.value}
	for i := range s.value {
		fixed.parts = append(fixed.parts, []string{s.value[i : i+1]})
	}
	trial, err = attack(h, fixed, effort{full: 1}, alone(hwhash.NIC))
	require.NoError(t, err)
	require.Equal(t, 1, trial.hits)
}

// rateOf is one over the number of slot values of an adapter.
func rateOf(t *testing.T, h *hwhash.Hasher) float64 {
	top := uint16(0)
	for i := range uint64(1 << 15) {
		sum, err := h.Sum(&hwhash.Inventory{Components: []hwhash.Component{{Class: hwhash.NIC, Value: addressText(makersPrefix<<24 | 5<<20 | i)}}})
		if err == nil {
			_, v := firstSlot(sum)
			top = max(top, v)
		}
	}
	require.NotZero(t, top)
	return 1 / float64(top)
}

// Every grammar fits a value, and has it among its candidates.
func TestGrammars(t *testing.T) {
	h, err := hwhash.NewHasher(scope)
	require.NoError(t, err)
	all, err := victims(h)
	require.NoError(t, err)
	met := map[string]bool{}
	for _, v := range all {
		for _, c := range v.components() {
			g, ok := grammarOf(c.Class.String(), c.Value)
			require.True(t, ok, "%s: %s", v.id, c.Value)
			met[g.name] = true
			s := g.space(c.Value)
			rest := c.Value
			for _, part := range s.parts {
				width := len(part[0])
				found := false
				for _, candidate := range part {
					found = found || strings.EqualFold(candidate, rest[:width])
				}
				require.True(t, found, "%s: %s", g.name, c.Value)
				rest = rest[width:]
			}
			require.Empty(t, rest, g.name)
		}
	}
	for _, g := range grammars {
		require.True(t, met[g.name], "%s fits no value", g.name)
		require.True(t, g.linked || g.guess != "", g.name)
	}
}

func TestMatches(t *testing.T) {
	table := make([]uint16, 2*(leastDistance+distances))
	table[0], table[leastDistance], table[leastDistance+leastDistance] = 3, 5, 7
	require.Equal(t, 1, matches(table, []uint16{5, 7, 3}))
	require.Equal(t, 0, matches(table, []uint16{5, 7, 4}))
	table[leastDistance+1] = 5
	require.Equal(t, 1, matches(table, []uint16{3, 7, 5}), "the third is too near to that one")
	table[2*leastDistance+1] = 7
	require.Equal(t, 3, matches(table, []uint16{3, 7, 5}))
}
