package main

import "github.com/hwprint/hwprint/hwhash"

const scope = "accuracy.example"

// current are the rules as they are.
type current struct{ hasher *hwhash.Hasher }

func now() rules {
	h, err := hwhash.NewHasher(scope)
	if err != nil {
		panic(err) // the scope is a constant
	}
	return current{h}
}

func (c current) look(inv *hwhash.Inventory) (any, int) {
	sum, err := c.hasher.Sum(inv)
	if err != nil { // no identity
		return nil, 0
	}
	return sum, len(sum.IdentityGroups())
}

func (c current) same(enrolled, presented any) bool {
	if presented == nil {
		return false
	}
	m, err := hwhash.Standard().Compare(enrolled.(hwhash.Hash), presented.(hwhash.Hash))
	if err != nil {
		panic(err) // one scope
	}
	return m.Verdict == hwhash.Same
}
