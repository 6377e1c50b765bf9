//go:build before

package main

import (
	old "github.com/hwprint/hwprint/bench/accuracy/cost/before"
	"github.com/hwprint/hwprint/hwhash"
)

func init() { before = wereBefore }

// former are the rules as they were.
type former struct{ hasher *old.Hasher }

func wereBefore() rules {
	h, err := old.NewHasher(scope)
	if err != nil {
		panic(err) // the scope is a constant
	}
	return former{h}
}

func (f former) look(inv *hwhash.Inventory) (any, int) {
	then := old.Inventory{Traits: old.Traits{Virtual: inv.Traits.Virtual, Container: inv.Traits.Container, Portable: inv.Traits.Portable}}
	for _, c := range inv.Components {
		class, err := old.ParseClass(c.Class.String())
		if err != nil {
			panic(err) // the classes are the same
		}
		then.Add(class, c.Value)
	}
	sum, err := f.hasher.Sum(&then)
	if err != nil { // no identity
		return nil, 0
	}
	return sum, len(sum.IdentityGroups())
}

func (f former) same(enrolled, presented any) bool {
	if presented == nil {
		return false
	}
	m, err := old.Standard.Compare(enrolled.(old.Hash), presented.(old.Hash))
	if err != nil {
		panic(err) // one scope
	}
	return m.Verdict == old.Same
}
