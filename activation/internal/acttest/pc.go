package acttest

import (
	"context"
	"slices"

	"github.com/hwprint/hwprint/fixtures"
	"github.com/hwprint/hwprint/hwhash"
)

// PC is a machine that an agent reads: what it is can be set.
type PC struct{ hwhash.Inventory }

// Laptop returns machine i of the fleet of [Machine], new.
func Laptop(i uint64) *PC {
	fleet := fixtures.Population{Kind: fixtures.Laptop, Seed: 7}
	return &PC{Inventory: fleet.Machine(i*fixtures.ModelSize, fixtures.State{})}
}

// Read reads classes of the machine.
func (p *PC) Read(_ context.Context, classes []hwhash.Class) (hwhash.Inventory, error) {
	return p.Without(slices.DeleteFunc(hwhash.Classes(), func(c hwhash.Class) bool { return slices.Contains(classes, c) })...)
}

// Classes returns the classes of these names.
func Classes(names ...string) (all []hwhash.Class, err error) {
	for _, name := range names {
		c, err := hwhash.ParseClass(name)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}
