package main

import (
	"fmt"

	"github.com/hwprint/hwprint/fixtures"
	"github.com/hwprint/hwprint/hwhash"
)

// victim is a machine under attack: the values that have a slot, by group.
type victim struct {
	id     string
	values map[hwhash.Group][]hwhash.Component
}

// victims are the archetypes.
func victims(h *hwhash.Hasher) (all []victim, err error) {
	for _, a := range fixtures.Archetypes() {
		findings, err := h.Explain(&a.Inventory)
		if err != nil {
			return nil, err
		}
		v := victim{a.ID, map[hwhash.Group][]hwhash.Component{}}
		for _, f := range findings {
			if f.Status == hwhash.StatusUsed && f.Class.Identity() {
				g := f.Class.Group()
				if f.As != 0 {
					g = f.As.Group()
				}
				v.values[g] = append(v.values[g], a.Inventory.Components[f.Index])
			}
		}
		all = append(all, v)
	}
	return all, nil
}

// single is the attack on one slot.
type single struct {
	grammar grammar
	trial   trial
}

// groups are those of identity.
var groups = []hwhash.Group{hwhash.GroupPlatform, hwhash.GroupTPM, hwhash.GroupOS, hwhash.GroupNetwork, hwhash.GroupStorage, hwhash.GroupMemory}

// singles attacks every value of the victims, each by itself, once: of each
// grammar the first with all effort, the others with less.
func singles(h *hwhash.Hasher, all []victim, e effort, done func(string)) (map[hwhash.Component]single, error) {
	out := map[hwhash.Component]single{}
	met := map[string]bool{}
	for _, v := range all {
		for _, c := range v.components() {
			if _, known := out[c]; known {
				continue
			}
			g, ok := grammarOf(c.Class.String(), c.Value)
			if !ok {
				return nil, fmt.Errorf("%s: no grammar for a %s", v.id, c.Class)
			}
			mine := e
			if met[g.name] {
				mine.full, mine.hits = 0, 0
			}
			met[g.name] = true
			t, err := attack(h, g.space(c.Value), mine, locally(c.Class))
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", v.id, c.Class, err)
			}
			out[c] = single{g, t}
			done(g.name)
		}
	}
	return out, nil
}

func (v *victim) components() (all []hwhash.Component) {
	for _, g := range groups {
		all = append(all, v.values[g]...)
	}
	return all
}

// locally is alone in a virtual machine, where locally administered addresses
// are evidence; all others are judged alike there.
func locally(class hwhash.Class) builder {
	return func(inv *hwhash.Inventory, buf []byte) {
		inv.Traits.Virtual = true
		inv.Add(class, string(buf))
	}
}

// rates pools the trials of a grammar: the chance that a candidate remains. It
// goes by the slot's width alone, so it is more exact than the sample of one
// value.
func rates(all map[hwhash.Component]single) map[string]float64 {
	hits, tried := map[string]float64{}, map[string]float64{}
	for _, s := range all {
		hits[s.grammar.name] += float64(s.trial.hits)
		tried[s.grammar.name] += float64(s.trial.tried)
	}
	for name := range hits {
		hits[name] /= tried[name]
	}
	return hits
}
