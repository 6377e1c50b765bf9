package main

import (
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/hwprint/hwprint/fixtures"
	"github.com/hwprint/hwprint/hwhash"
)

// row is one question put to the generator.
type row struct {
	machines, state     string
	pop                 fixtures.Population
	enrolled, presented fixtures.State
	only                []hwhash.Class // of identity; nil for all
	orders              int            // that the machines come from
	impostors           int            // others of its order that each machine is compared with
}

// answer is what came of it.
type answer struct{ known, rejected, accepted rate }

type rate struct{ count, of int }

func (r *rate) add(o rate) { r.count, r.of = r.count+o.count, r.of+o.of }

func (r *rate) see(yes bool) {
	r.of++
	if yes {
		r.count++
	}
}

func (r rate) String() string {
	if r.count == 0 {
		return fmt.Sprintf("0 of %d", r.of)
	}
	percent := 100 * float64(r.count) / float64(r.of)
	if percent >= 10 {
		return fmt.Sprintf("%.0f %%", percent)
	}
	return fmt.Sprintf("%.2g %%", percent)
}

// spread has the orders come from many models.
const spread = 7

// run compares all pairs of the row, on all processors. The result does not
// depend on how many there are.
func (r *row) run(by func() rules) (total answer) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			var own answer
			for order := w; order < r.orders; order += workers {
				r.compareOrder(&own, by(), uint64(order))
			}
			mu.Lock()
			defer mu.Unlock()
			total.known.add(own.known)
			total.rejected.add(own.rejected)
			total.accepted.add(own.accepted)
		})
	}
	wg.Wait()
	return total
}

func (r *row) compareOrder(a *answer, by rules, order uint64) {
	var enrolled, presented [fixtures.OrderSize]any
	var groups [fixtures.OrderSize]int
	for i := range enrolled {
		unit := order*spread*fixtures.OrderSize + uint64(i)
		enrolled[i], groups[i] = by.look(r.see(r.pop.Machine(unit, r.enrolled)))
		presented[i], _ = by.look(r.see(r.pop.Machine(unit, r.presented)))
	}
	for i := range enrolled {
		a.known.see(groups[i] >= 2)
		if groups[i] < 2 {
			continue
		}
		a.rejected.see(!by.same(enrolled[i], presented[i]))
		for k := range r.impostors {
			j := i + 1 + (17*k+31*i+7*int(order))%(fixtures.OrderSize-1)
			a.accepted.see(by.same(enrolled[i], presented[j%fixtures.OrderSize]))
		}
	}
}

// see leaves out what is not to be known.
func (r *row) see(inv hwhash.Inventory) *hwhash.Inventory {
	if r.only != nil {
		inv.Components = slices.DeleteFunc(slices.Clone(inv.Components), func(c hwhash.Component) bool {
			return c.Class.Identity() && !slices.Contains(r.only, c.Class)
		})
	}
	return &inv
}
