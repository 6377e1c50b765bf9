package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"

	"github.com/hwprint/hwprint/hwhash"
)

// joint is how many combinations of values of a group remain. The attacker
// goes by stages: combinations for the first values that remain are tried with
// candidates for the next, against what all of them publish. Which value has
// which slot of a class is not published; that it is counted as known errs to
// his side.
func joint(h *hwhash.Hasher, v *victim, group hwhash.Group, f *figures) (float64, error) {
	own := v.values[group]
	if len(own) == 1 { // counted already
		s := f.singles[own[0]]
		if s.trial.full() {
			return s.trial.survivors(), nil
		}
		return s.trial.size * f.rates[s.grammar.name], nil
	}
	left := 1.0
	var done []hwhash.Component
	combinations := [][]string{{}}
	for _, c := range own {
		g := f.singles[c].grammar
		if g.linked { // one candidate for each combination: too few to be counted
			left *= f.rates[g.name]
			continue
		}
		done = append(done, c)
		s := stage{h: h, own: done, space: g.space(c.Value), combinations: combinations}
		var err error
		tried, hits := f.size.draw(func(tried int) (hits int) {
			hits, err = s.run(tried)
			return hits
		})
		if err != nil {
			return 0, fmt.Errorf("%s: %w", v.id, err)
		}
		if hits == 0 {
			return 0, fmt.Errorf("%s: not even the machine's own %s remains", v.id, c.Class)
		}
		left *= s.space.size() * float64(hits) / float64(tried)
		combinations = s.remaining()
	}
	return left, nil
}

// stage tries candidates for one more value.
type stage struct {
	h            *hwhash.Hasher
	own          []hwhash.Component // the machine's, up to this value
	space        space
	combinations [][]string // for the values before it

	mu   sync.Mutex
	kept map[int][]string // combinations that remain, by the number of the try
}

const maxKept = 64

func (s *stage) run(tried int) (int, error) {
	virtual := hwhash.Traits{Virtual: true} // as in locally
	published, err := s.h.Sum(&hwhash.Inventory{Components: s.own, Traits: virtual})
	if err != nil {
		return 0, err
	}
	s.kept = map[int][]string{}
	return inParallel(tried, func(from, to int) (hits int) {
		r := rand.New(rand.NewPCG(uint64(from), 19))
		inv := hwhash.Inventory{Components: slices.Clone(s.own), Traits: virtual}
		var buf []byte
		for i := from; i < to; i++ {
			combination := s.combinations[i%len(s.combinations)]
			buf = s.space.draw(buf[:0], r)
			last := string(buf)
			for k, value := range combination {
				inv.Components[k].Value = value
				// A value that spells another, as a board does the service tag.
				last = strings.ReplaceAll(last, s.own[k].Value, value)
			}
			inv.Components[len(combination)].Value = last
			if guess, err := s.h.Sum(&inv); err == nil && guess == published {
				hits++
				s.mu.Lock()
				s.kept[i] = append(slices.Clone(combination), last)
				s.mu.Unlock()
			}
		}
		return hits
	}), nil
}

// remaining returns some of the combinations that remain, the same in every
// run.
func (s *stage) remaining() (all [][]string) {
	var tries []int
	for i := range s.kept {
		tries = append(tries, i)
	}
	slices.Sort(tries)
	for _, i := range tries[:min(maxKept, len(tries))] {
		all = append(all, s.kept[i])
	}
	return all
}
