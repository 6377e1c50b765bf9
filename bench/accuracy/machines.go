package main

import (
	"errors"

	"github.com/hwprint/hwprint/fixtures"
	"github.com/hwprint/hwprint/hwhash"
)

// The scope of all hashes here.
const scope = "accuracy.example"

// sight is a machine as one inventory shows it: the hash, and what the rivals
// compare. A machine without identity has the zero hash.
type sight struct {
	hash   hwhash.Hash
	groups int
	parts  parts
}

// viewer turns inventories into sights. It is for one goroutine.
type viewer struct {
	hasher *hwhash.Hasher
	only   map[hwhash.Class]bool // of identity; nil for all
	rivals bool                  // gather what rivals compare
	inv    hwhash.Inventory
}

func newViewer(only []hwhash.Class, rivals bool) *viewer {
	hasher, err := hwhash.NewHasher(scope)
	if err != nil {
		panic(err) // the scope is a constant
	}
	v := &viewer{hasher: hasher, rivals: rivals}
	if only != nil {
		v.only = map[hwhash.Class]bool{}
		for _, c := range only {
			v.only[c] = true
		}
	}
	return v
}

func (v *viewer) look(from fixtures.Inventory) (s sight) {
	v.inv.Components = v.inv.Components[:0]
	v.inv.Traits = hwhash.Traits(from.Traits)
	for _, c := range from.Components {
		class, err := hwhash.ParseClass(c.Class)
		if err != nil {
			panic("fixtures and hwhash disagree on the name of a class")
		}
		if v.only == nil || v.only[class] || !class.Identity() {
			v.inv.Add(class, c.Value)
		}
	}
	sum, err := v.hasher.Sum(&v.inv)
	if errors.Is(err, hwhash.ErrInsufficient) {
		return s
	} else if err != nil {
		panic(err) // the generator gives nothing that Sum refuses
	}
	s.hash, s.groups = sum, len(sum.IdentityGroups())
	if v.rivals {
		s.parts = gather(v.hasher, &v.inv)
	}
	return s
}
