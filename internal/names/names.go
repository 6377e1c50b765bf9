// Package names is how the enumerations of all packages are text: by names, and
// what is written can be read back.
package names

// Invalid is the text of a number without a name.
const Invalid = "invalid"

// Names are the names of an enumeration: small numbers from First on.
type Names[T ~uint8] struct {
	First T        // the least number that has a name
	Texts []string // by number
	Err   error    // for what has no name, and is no name
}

func (n *Names[T]) has(v T) bool { return v >= n.First && int(v) < len(n.Texts) }

// String returns the name of v, or [Invalid].
func (n *Names[T]) String(v T) string {
	if !n.has(v) {
		return Invalid
	}
	return n.Texts[v]
}

// Marshal returns the name of v, or the error.
func (n *Names[T]) Marshal(v T) ([]byte, error) {
	if !n.has(v) {
		return nil, n.Err
	}
	return []byte(n.Texts[v]), nil
}

// Unmarshal sets v to the number of a name, or returns the error and leaves v
// unchanged. The error does not repeat the text.
func (n *Names[T]) Unmarshal(v *T, text []byte) error {
	for i := int(n.First); i < len(n.Texts); i++ {
		if n.Texts[i] == string(text) {
			*v = T(i)
			return nil
		}
	}
	return n.Err
}
