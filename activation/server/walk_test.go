package server_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/acttest"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/fixtures"
	"github.com/hwprint/hwprint/hwhash"
)

// walker tries to carry a licence from one machine to its twins, through
// machines that differ by a component from the one before.
type walker struct {
	*bare
	r     *rand.Rand
	path  []hwhash.Hash // from the first machine by way of the twins
	twins []int         // where the twins are in the path
	at    int           // the last hash that was granted
	place place
}

// newWalker returns a walker for n twins of machine i of a fleet.
func newWalker(t testing.TB, terms server.Terms, i uint64, n int) *walker {
	l := server.Licence{Kind: activation.Perpetual, Seats: 1, Terms: terms}
	w := &walker{bare: newBare(t, nil, l), r: rand.New(rand.NewPCG(3, i)), place: newPlace()}
	fleet := fixtures.Population{Kind: fixtures.Kind(i % 4), Seed: 5}
	now := fleet.Machine(i*fixtures.ModelSize, fixtures.State{})
	w.step(now)
	for twin := range uint64(n) {
		next := fleet.Machine(i*fixtures.ModelSize+twin+1, fixtures.State{})
		for _, c := range w.r.Perm(len(next.Components)) {
			if c >= len(now.Components) || now.Components[c] == next.Components[c] {
				continue
			}
			now.Components = append([]hwhash.Component(nil), now.Components...)
			now.Components[c] = next.Components[c]
			w.step(now)
		}
		w.step(next)
		w.twins = append(w.twins, len(w.path)-1)
	}
	return w
}

func (w *walker) step(inv hwhash.Inventory) {
	h, err := acttest.Hash(scope, inv)
	require.NoError(w.t, err)
	w.path = append(w.path, h)
}

// walk lives the days of a year, and returns how many twins had the licence: not
// for grace only.
func (w *walker) walk() (reached int) {
	require.Equal(w.t, activation.Granted, w.activate(&w.place, w.path[0], "").Outcome)
	for end := w.now + 360*seconds; ; {
		if w.now += w.r.Int64N(10*seconds) + 600; w.now > end {
			return reached
		}
		to, v := w.act()
		if v.Outcome != activation.Granted {
			continue
		}
		w.at = to
		for n, twin := range w.twins {
			if to == twin && !v.Graced {
				reached = max(reached, n+1)
			}
		}
	}
}

// act does one of what there is to do, mostly a step forward.
func (w *walker) act() (to int, v server.Verdict) {
	near := func(n int) int { return min(w.at+w.r.IntN(n), len(w.path)-1) }
	switch n := w.r.IntN(20); {
	case n < 9:
		to = near(2)
		v = w.renew(&w.place, w.path[to], false)
	case n < 13:
		to = near(5)
		v = w.renew(&w.place, w.path[to], false)
	case n < 16:
		to = near(4)
		next := newPlace()
		if v = w.activate(&next, w.path[to], ""); v.Outcome == activation.Granted {
			w.place = next
		}
	case n < 17:
		to = w.r.IntN(len(w.path))
		v = w.renew(&w.place, w.path[to], false)
	case n < 18: // frees the seat in the name of the next machine
		to = near(5)
		next := newPlace()
		seat := w.rows().Seats[0]
		if v = w.activate(&next, w.path[to], seat.Ref()); v.Outcome == activation.Granted {
			w.place = next
		}
	case n < 19:
		_, err := w.ask(server.Ask{Op: activation.OpRelease, IID: w.place.iid, Ticket: w.place.ticket})
		require.NoError(w.t, err)
		to = near(3)
		v = w.activate(&w.place, w.path[to], "")
	default: // back to where the licence is
		to = 0
		v = w.renew(&w.place, w.path[0], false)
	}
	return to, v
}

// TestNoWalk tries 1,000 pairs of twins. No seat can be freed for another
// machine within the year, so that whoever arrives has walked.
func TestNoWalk(t *testing.T) {
	pairs := uint64(full(1000, 200))
	run := func(terms server.Terms, twins int) (counts []int) {
		terms.Freed = -1
		counts = make([]int, twins+1)
		for i := range pairs {
			w := newWalker(t, terms, i, twins)
			reached := w.walk()
			counts[reached]++
			rows := w.rows()
			require.LessOrEqual(t, rows.Licence.Used, int64(1), "pair %d", i)
		}
		return counts
	}
	none := run(server.Terms{Moves: -1}, 1)
	require.Zero(t, none[1], "budget 0")
	once := run(server.Terms{}, 3)
	require.Zero(t, once[2]+once[3], "one machine a year")
	often := run(server.Terms{Moves: 1000, MoveEvery: 1}, 3)
	require.Greater(t, often[3], int(pairs)/4, "the walkers know how to walk")
	t.Logf("twins reached in a year of %d: budget 0: %v, one a year: %v, any number: %v", pairs, none, once, often)
}
