package main

import (
	"runtime"
	"sync"

	"github.com/hwprint/hwprint/fixtures"
	"github.com/hwprint/hwprint/hwhash"
)

// trial is one question put to the generator: machines of a population, as
// they were enrolled and as they present themselves later.
type trial struct {
	pop       fixtures.Population
	enrolled  fixtures.State
	presented fixtures.State
	only      []hwhash.Class // of identity; nil for all
	orders    int            // that the machines come from
	impostors int            // others of its order that each machine is compared with, up to 63
	minGroups int            // only machines that enrolled so many identity groups or more
	rivals    bool
}

// tally is what came of it.
type tally struct {
	honest, impostor scores
	rivals           []struct{ reject, accept rate }
}

// scores are a histogram of evidence. What no threshold can accept, because
// fewer than half of the groups agree, counts as if none did.
type scores struct {
	of int
	at [3][20_001]int // by groups that agree (none, one, more), from -100 to 100 bits
}

// half is where zero bits are in a histogram.
const half = 10_000

// count adds a comparison. A machine that presents no identity has no hash.
func (s *scores) count(enrolled, presented hwhash.Hash) {
	s.of++
	if presented.IsZero() {
		return
	}
	m, err := hwhash.Standard().Compare(enrolled, presented)
	if err != nil {
		panic(err) // one scope, nothing blinded
	}
	groups := min(m.GroupsAgreeing, 2)
	if 2*m.GroupsAgreeing < m.GroupsEnrolled {
		groups = 0
	}
	s.at[groups][min(max(int(m.Bits), -half), half)+half]++
}

// same returns how many a preset takes for one machine.
func (s *scores) same(p preset) rate {
	r := rate{of: s.of}
	for groups := p.groups; groups < len(s.at); groups++ {
		for _, n := range s.at[groups][int(p.same)+half:] {
			r.count += n
		}
	}
	return r
}

func (s *scores) add(o *scores) {
	s.of += o.of
	for groups := range o.at {
		for i, n := range o.at[groups] {
			s.at[groups][i] += n
		}
	}
}

// rejected and accepted are the error rates of a preset. All that is not the
// same is rejected.
func (t *tally) rejected(p preset) rate {
	r := t.honest.same(p)
	return rate{r.of - r.count, r.of}
}

func (t *tally) accepted(p preset) rate { return t.impostor.same(p) }

func (t *tally) add(o *tally) {
	t.honest.add(&o.honest)
	t.impostor.add(&o.impostor)
	for i := range o.rivals {
		t.rivals[i].reject.add(o.rivals[i].reject)
		t.rivals[i].accept.add(o.rivals[i].accept)
	}
}

func newTally() *tally {
	return &tally{rivals: make([]struct{ reject, accept rate }, len(rivals))}
}

// run compares all pairs of the trial, order by order, on all processors. The
// result does not depend on how many there are.
func (tr trial) run() *tally {
	type share struct {
		*tally
		*viewer
	}
	total := newTally()
	inParallel(tr.orders, func() share { return share{newTally(), newViewer(tr.only, tr.rivals)} },
		func(s share, order int) { tr.compareOrder(s.tally, s.viewer, order) },
		func(s share) { total.add(s.tally) })
	return total
}

// inParallel calls work for 0 to n-1, on all processors, each of which begins a
// share of its own. They are merged one after the other.
func inParallel[S any](n int, begin func() S, work func(S, int), merge func(S)) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			own := begin()
			for i := w; i < n; i += workers {
				work(own, i)
			}
			mu.Lock()
			defer mu.Unlock()
			merge(own)
		})
	}
	wg.Wait()
}

// firstOf is the first machine of an order. The orders come from many models.
func firstOf(order int) uint64 { return uint64(order) * spread * fixtures.OrderSize }

const spread = 7

// impostor is the k-th machine of an order that is compared with machine i: all
// others once, in an order that favours no distance.
func impostor(order, i, k int) int {
	return (i + 1 + (17*k+31*i+7*order)%(fixtures.OrderSize-1)) % fixtures.OrderSize
}

func (tr trial) compareOrder(t *tally, v *viewer, order int) {
	var before, after [fixtures.OrderSize]sight
	first := firstOf(order)
	for i := range before {
		before[i] = v.look(tr.pop.Machine(first+uint64(i), tr.enrolled))
		after[i] = v.look(tr.pop.Machine(first+uint64(i), tr.presented))
	}
	for i := range before {
		if before[i].hash.IsZero() || before[i].groups < tr.minGroups {
			continue
		}
		t.compare(&before[i], &after[i], true, tr.rivals)
		for k := range tr.impostors {
			t.compare(&before[i], &after[impostor(order, i, k)], false, tr.rivals)
		}
	}
}

func (t *tally) compare(enrolled, presented *sight, same, withRivals bool) {
	of := &t.impostor
	if same {
		of = &t.honest
	}
	of.count(enrolled.hash, presented.hash)
	if !withRivals {
		return
	}
	for i := range rivals {
		accepts := rivals[i].same(enrolled, presented)
		if same {
			t.rivals[i].reject.see(!accepts)
		} else {
			t.rivals[i].accept.see(accepts)
		}
	}
}
