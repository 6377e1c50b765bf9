package hotpath

import (
	"errors"
	"slices"

	"github.com/hwprint/hwprint/hwhash"
)

// Value returns the name of the operation that hashes one value of a class; of
// class 0, none.
func Value(c hwhash.Class) string {
	if c == 0 {
		return "Value/none"
	}
	return "Value/" + c.String()
}

// SampleOf returns the pattern of a value of a class, as in the table of shapes.
func SampleOf(c hwhash.Class) string {
	at := slices.IndexFunc(shapes, func(s shape) bool { return s.class == c })
	if at < 0 {
		return ""
	}
	return shapes[at].value
}

// valueOperations show what each class costs. A class that does not identify is
// read and hashed, too, before Sum says that there is no identity.
func valueOperations() (ops []Operation) {
	for _, c := range append([]hwhash.Class{0}, hwhash.Classes()...) {
		ops = append(ops, Operation{Name: Value(c), New: func() func() {
			h, inv := hasher(), new(hwhash.Inventory)
			all := machine(0, len(shapes)).Components
			if at := slices.IndexFunc(all, func(o hwhash.Component) bool { return o.Class == c }); at >= 0 {
				inv.Components = all[at : at+1]
			}
			return func() {
				if _, err := h.Sum(inv); err != nil && !errors.Is(err, hwhash.ErrInsufficient) {
					panic(err)
				}
			}
		}})
	}
	return ops
}

func valueNames() (names []string) {
	for _, op := range valueOperations() {
		names = append(names, op.Name)
	}
	return names
}
