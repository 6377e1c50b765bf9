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
	total := newTally()
	var mu sync.Mutex
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			t, v := newTally(), newViewer(tr.only, tr.rivals)
			for order := w; order < tr.orders; order += workers {
				tr.compareOrder(t, v, order)
			}
			mu.Lock()
			defer mu.Unlock()
			total.add(t)
		})
	}
	wg.Wait()
	return total
}

// spread has the orders of a trial come from many models.
const spread = 7

func (tr trial) compareOrder(t *tally, v *viewer, order int) {
	var before, after [fixtures.OrderSize]sight
	first := uint64(order) * spread * fixtures.OrderSize
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
			// All others once, in an order that favours no distance.
			j := i + 1 + (17*k+31*i+7*order)%(len(after)-1)
			t.compare(&before[i], &after[j%len(after)], false, tr.rivals)
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
		accepts := 0
		if rivals[i].same(enrolled, presented) {
			accepts = 1
		}
		if same {
			t.rivals[i].reject.add(rate{1 - accepts, 1})
		} else {
			t.rivals[i].accept.add(rate{accepts, 1})
		}
	}
}
