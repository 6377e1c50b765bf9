package explain

import (
	"errors"

	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/internal/names"
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

var strengths = names.Names[Strength]{Texts: []string{"none", "weak", "fair", "strong"}, Err: ErrStrength}

// StrengthOf returns the strength of a hash. That of the zero Hash is none.
func StrengthOf(hash hwhash.Hash) Strength { return strengthOf(hash.IdentityGroups()) }

func strengthOf(groups []hwhash.Group) Strength {
	return Strength(min(len(groups), int(StrengthStrong)))
}

// String returns the text name, or "invalid".
func (s Strength) String() string { return strengths.String(s) }

// MarshalText returns the text name. Any value that is not a strength is
// [ErrStrength].
func (s Strength) MarshalText() ([]byte, error) { return strengths.Marshal(s) }

// UnmarshalText sets the strength of that text name. Any other text is
// [ErrStrength].
func (s *Strength) UnmarshalText(text []byte) error { return strengths.Unmarshal(s, text) }
