package agent_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/acttest"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/fixtures"
	"github.com/hwprint/hwprint/hwhash"
)

// twoSteps is a machine, as it is after a change, and after another. Each is the
// same as the one before, but the last is not the first any more.
type twoSteps struct {
	name                 string
	first, second, third hwhash.Inventory
}

// identities are the groups of which a change can make another machine.
var identities = []hwhash.Group{
	hwhash.GroupPlatform, hwhash.GroupTPM, hwhash.GroupOS, hwhash.GroupNetwork, hwhash.GroupStorage, hwhash.GroupMemory,
}

// changed returns the machine with parts changed: by a bit of set for each group,
// all of the group is of another machine of the fleet or, by a bit of gone, not
// there. Without a donor's part for a part, it is made up of the part's own.
func changed(inv hwhash.Inventory, set, gone uint, step int) hwhash.Inventory {
	after := hwhash.Inventory{Traits: inv.Traits}
	for _, c := range inv.Components {
		bit := uint(0)
		for i, g := range identities {
			if c.Class.Group() == g && c.Class.Identity() {
				bit = 1 << i
			}
		}
		switch {
		case gone&bit != 0:
		case set&bit != 0:
			after.Add(c.Class, other(c.Value, step))
		default:
			after.Add(c.Class, c.Value)
		}
	}
	return after
}

// other returns another value of the same form: its last four digits are others.
func other(value string, step int) string {
	b := []byte(value)
	left := 4
	for i := len(b) - 1; i >= 0 && left > 0; i-- {
		switch c := b[i]; {
		case '0' <= c && c <= '9':
			b[i] = '0' + (c-'0'+byte(3*step+left))%10
			left--
		case 'a' <= c && c <= 'f':
			b[i] = 'a' + (c-'a'+byte(step))%6
			left--
		case 'A' <= c && c <= 'F':
			b[i] = 'A' + (c-'A'+byte(step))%6
			left--
		}
	}
	return string(b)
}

// allTwoSteps returns every pair of changes of groups of a machine that fits.
func allTwoSteps(t *testing.T, name string, first hwhash.Inventory) (all []twoSteps) {
	hasher, err := hwhash.NewHasher(scope)
	require.NoError(t, err)
	sum := func(inv hwhash.Inventory) (h hwhash.Hash, ok bool) {
		h, err := hasher.Sum(&inv)
		return h, err == nil
	}
	is := func(a, b hwhash.Hash, v hwhash.Verdict) bool {
		m, err := hwhash.Standard().Compare(a, b)
		require.NoError(t, err)
		return m.Verdict == v
	}
	a, ok := sum(first)
	if !ok {
		return nil
	}
	var absent uint // groups of which there is nothing to change
	for i, g := range identities {
		if !slices.ContainsFunc(first.Components, func(c hwhash.Component) bool { return c.Class.Group() == g && c.Class.Identity() }) {
			absent |= 1 << i
		}
	}
	for one := uint(1); one < 1<<len(identities); one++ {
		if one&absent != 0 {
			continue
		}
		second := changed(first, one, 0, 1)
		b, ok := sum(second)
		if !ok || a == b || !is(a, b, hwhash.Same) {
			continue
		}
		for two := uint(1); two < 1<<len(identities); two++ {
			if two&absent != 0 {
				continue
			}
			for _, gone := range []bool{false, true} {
				third := changed(second, two, 0, 2)
				if gone {
					third = changed(second, 0, two, 2)
				}
				c, ok := sum(third)
				if !ok || b == c || !is(b, c, hwhash.Same) || is(a, c, hwhash.Same) {
					continue
				}
				all = append(all, twoSteps{fmt.Sprintf("%s/%06b/%06b/%v", name, one, two, gone), first, second, third})
			}
		}
	}
	return all
}

// life is how the days of a two-step drift go.
type life struct {
	gap  int  // days between the changes
	late int  // days since the certificate was renewed, at the first change
	lost bool // the state is lost with the second change: it is activated again
}

// TestDayByDay lives through every two-step drift of which the ends differ, with
// an agent that starts once a day: there is no day without a licence, and never a
// second seat, though one is free.
func TestDayByDay(t *testing.T) {
	quick := []string{"arm-board", "kvm-vm", "ultrabook", "white-box-desktop"}
	var all []twoSteps
	for _, a := range fixtures.Archetypes() {
		if os.Getenv("FULL") == "" && !slices.Contains(quick, a.ID) {
			continue
		}
		found := allTwoSteps(t, a.ID, a.Inventory)
		t.Log(a.ID, len(found))
		all = append(all, found...)
	}
	require.Greater(t, len(all), 100)
	r := rand.New(rand.NewPCG(1, 2))
	if os.Getenv("FULL") == "" {
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		all = all[:30]
	}
	if testing.Short() {
		all = all[:5]
	}
	folders := memoryFolder(t)
	days := 0
	for i, d := range all {
		l := life{gap: []int{1, 2, 5, 7, 8, 30}[r.IntN(6)], late: r.IntN(8), lost: i%3 == 0}
		days += d.live(t, folders, l)
	}
	t.Log(len(all), "drifts,", days, "days")
}

// live lives through it.
func (d *twoSteps) live(t *testing.T, folders string, l life) (days int) {
	folder, err := os.MkdirTemp(folders, "")
	require.NoError(t, err)
	s := newShop(t, server.Licence{Kind: activation.Subscription, Seats: 2, Ends: 1 << 35})
	machine := &acttest.PC{Inventory: d.first}
	config := s.config(machine)
	config.Folder = folder
	s.activated(s.client(config))
	change1 := 1 + l.late
	change2 := change1 + l.gap
	for day := 1; day <= change2+60; day++ {
		s.Sleep(24 * time.Hour)
		switch day {
		case change1:
			machine.Inventory = d.second
		case change2:
			machine.Inventory = d.third
			if l.lost {
				config.Folder, err = os.MkdirTemp(folders, "")
				require.NoError(t, err)
				got := s.activate(s.client(config))
				require.True(t, got.Granted(), "%s %+v: %+v", d.name, l, got.Answer)
			}
		}
		c := s.client(config)
		got := s.status(c)
		require.True(t, got.Allowed(), "%s %+v: day %d, changes on %d and %d: %s %v, %+v", d.name, l, day, change1, change2,
			got.State, got.Reasons, got.Match)
		if got.Has(activation.ReasonRenew) {
			renewed := s.renew(c)
			require.True(t, renewed.Granted(), "%s %+v: day %d: %+v", d.name, l, day, renewed.Answer)
		}
		s.used(1)
	}
	got := s.status(s.client(config))
	require.Equal(t, activation.StateValid, got.State, "%s %+v: in the end", d.name, l)
	return change2 + 60
}

// memoryFolder is a folder in memory, if there is one: a year has many states.
func memoryFolder(t *testing.T) string {
	folder, err := os.MkdirTemp("/dev/shm", "hwprint")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	return folder
}
