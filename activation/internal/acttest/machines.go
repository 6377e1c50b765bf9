package acttest

import (
	"github.com/hwprint/hwprint/fixtures"
	"github.com/hwprint/hwprint/hwhash"
)

// Hash returns the hash of an inventory of package fixtures.
func Hash(scope string, inv hwhash.Inventory) (hwhash.Hash, error) {
	hasher, err := hwhash.NewHasher(scope)
	if err != nil {
		return hwhash.Hash{}, err
	}
	return hasher.Sum(&inv)
}

// Machine returns the hash of machine i of a fleet of laptops, new.
func Machine(scope string, i uint64) hwhash.Hash { return Aged(scope, i, 0) }

// Aged returns the hash of machine i of a fleet of laptops after some years.
func Aged(scope string, i uint64, years int) hwhash.Hash {
	fleet := fixtures.Population{Kind: fixtures.Laptop, Seed: 7}
	h, err := Hash(scope, fleet.Machine(i*fixtures.ModelSize, fixtures.State{Years: years}))
	if err != nil {
		panic(err) // of a test
	}
	return h
}
