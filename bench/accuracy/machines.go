package main

import (
	"errors"

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

// see returns what of an inventory is to be known, until the next call.
func (v *viewer) see(from hwhash.Inventory) *hwhash.Inventory {
	v.inv.Components = v.inv.Components[:0]
	v.inv.Traits = from.Traits
	for _, c := range from.Components {
		if v.only == nil || v.only[c.Class] || !c.Class.Identity() {
			v.inv.Components = append(v.inv.Components, c)
		}
	}
	return &v.inv
}

func (v *viewer) look(from hwhash.Inventory) (s sight) {
	inv := v.see(from)
	sum, err := v.hasher.Sum(inv)
	if errors.Is(err, hwhash.ErrInsufficient) {
		return s
	} else if err != nil {
		panic(err) // the generator gives nothing that Sum refuses
	}
	s.hash, s.groups = sum, len(sum.IdentityGroups())
	if v.rivals {
		s.parts = gather(v.hasher, inv)
	}
	return s
}
