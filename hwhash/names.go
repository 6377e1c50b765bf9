package hwhash

import "fmt"

// An enumeration is text by its names: what is written can be read back.

// named is an enumeration of this package: small numbers with names.
type named interface {
	~uint8
	fmt.Stringer
}

// invalidName is what String returns for a number without a name.
const invalidName = "invalid"

func marshalName[T named](v T, least T) ([]byte, error) {
	name := v.String()
	if v < least || name == invalidName {
		return nil, ErrName
	}
	return []byte(name), nil
}

// unmarshalName sets v to the number from least on whose name text is.
func unmarshalName[T named](v *T, text []byte, names []string, least T) error {
	for i := int(least); i < len(names); i++ {
		if names[i] == string(text) {
			*v = T(i)
			return nil
		}
	}
	return ErrName
}
