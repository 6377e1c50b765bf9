package explain

import (
	"errors"
	"slices"

	"github.com/hwprint/hwprint/hwhash"
)

// Strength is how well a machine is identified: by how many independent groups
// of evidence.
type Strength uint8

// The strengths and their text names.
const (
	StrengthNone   Strength = iota // "none": by nothing
	StrengthWeak                   // "weak": by one group; if that changes, it is another machine
	StrengthFair                   // "fair": by two
	StrengthStrong                 // "strong": by three or more
)

// ErrStrength says that a text is not the name of a [Strength].
var ErrStrength = errors.New("explain: not a strength")

var strengths = [...]string{"none", "weak", "fair", "strong"}

// StrengthOf returns the strength of a hash. That of the zero Hash is none.
func StrengthOf(hash hwhash.Hash) Strength { return strengthOf(hash.IdentityGroups()) }

func strengthOf(groups []hwhash.Group) Strength {
	return Strength(min(len(groups), int(StrengthStrong)))
}

// String returns the text name, or "invalid".
func (s Strength) String() string {
	if int(s) >= len(strengths) {
		return "invalid"
	}
	return strengths[s]
}

// MarshalText returns the text name. Any value that is not a strength is an
// error that wraps [ErrStrength].
func (s Strength) MarshalText() ([]byte, error) {
	if int(s) >= len(strengths) {
		return nil, ErrStrength
	}
	return []byte(strengths[s]), nil
}

// UnmarshalText sets the strength of that text name. Any other text is an error
// that wraps [ErrStrength].
func (s *Strength) UnmarshalText(text []byte) error {
	i := slices.Index(strengths[:], string(text))
	if i < 0 {
		return ErrStrength
	}
	*s = Strength(i)
	return nil
}
