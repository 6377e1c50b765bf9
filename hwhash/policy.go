package hwhash

import "fmt"

// Policy says how much evidence makes two hashes the same machine. Start from
// a preset: [Lenient], [Standard], [Strict]. A Policy is immutable, comparable
// with ==, and safe for concurrent use; the zero value is impossible and
// [Policy.Compare] refuses it.
type Policy struct {
	same, review Bits
	groups       uint8  // identity groups that must agree for the same machine
	enrolled     uint8  // identity groups that must have been enrolled
	ignored      uint16 // bit c for class c
}

// Lenient lets one witness for the machine outvote one against it.
// docs/matching.md derives the presets and says what each promises.
func Lenient() Policy { return Policy{same: 2 * Bit, review: -4 * Bit, groups: 1} }

// Standard asks for one witness with none against it, or two against one.
func Standard() Policy { return Policy{same: 6 * Bit, review: 0, groups: 1} }

// Strict asks for two witnesses, and for more where one is against.
func Strict() Policy { return Policy{same: 14 * Bit, review: 8 * Bit, groups: 2} }

// ParsePolicy returns the preset of that name: "lenient", "standard" or
// "strict". Any other name is [ErrPolicy].
func ParsePolicy(name string) (Policy, error) {
	for _, p := range [...]Policy{Lenient(), Standard(), Strict()} {
		if p.String() == name {
			return p, nil
		}
	}
	return Policy{}, fmt.Errorf("%w: it is lenient, standard or strict", ErrPolicy)
}

// String returns the name of a preset, or "custom".
func (p Policy) String() string {
	switch p {
	case Lenient():
		return "lenient"
	case Standard():
		return "standard"
	case Strict():
		return "strict"
	}
	return "custom"
}

// WithEnrolled returns p, which then also asks that so many identity groups, 0
// to 6, were enrolled: a machine that is known by fewer is never the same, but
// at most for review. [Hash.IdentityGroups] tells at enrolment. Another number is
// [ErrPolicy].
func (p Policy) WithEnrolled(groups int) (Policy, error) {
	if groups < 0 || groups >= numGroups {
		return Policy{}, fmt.Errorf("%w: there are six groups of identity", ErrPolicy)
	}
	p.enrolled = uint8(groups)
	return p, nil
}

// Greatest threshold: more than all groups together can reach.
const maxThreshold = 100 * Bit

// Thresholds returns how many bits make a comparison same, and how many
// review; both are zero for the zero Policy.
func (p Policy) Thresholds() (same, review Bits) { return p.same, p.review }

// WithThresholds returns p with other thresholds: a comparison is same from
// same bits on, if as many groups agree as p asks for, review from review bits
// on, else different. Whoever searches for a machine among N records adds
// log2 N bits to both. The error is [ErrPolicy] unless 0 < same, review <=
// same, and both lie within 100 bits of zero.
func (p Policy) WithThresholds(same, review Bits) (Policy, error) {
	if same <= 0 || same > maxThreshold || review > same || review < -maxThreshold {
		return Policy{}, fmt.Errorf("%w: thresholds need 0 < same <= 100 bits and -100 bits <= review <= same", ErrPolicy)
	}
	p.same, p.review = same, review
	return p, nil
}

// Ignoring returns p without regard to some classes, besides those that p
// ignores already: the classes count as absent. The error is [ErrPolicy] for
// an invalid class, and when no class of identity would be left.
func (p Policy) Ignoring(ignore ...Class) (Policy, error) {
	for _, c := range ignore {
		if !c.valid() {
			return Policy{}, fmt.Errorf("%w: ignores an invalid class", ErrPolicy)
		}
		p.ignored |= 1 << c
	}
	for c := SystemUUID; c <= numClasses; c++ {
		if c.Identity() && !p.ignores(c) {
			return p, nil
		}
	}
	return Policy{}, fmt.Errorf("%w: ignores every class of identity", ErrPolicy)
}

func (p Policy) ignores(c Class) bool { return p.ignored>>(c&15)&1 != 0 }
