package hwhash

import "fmt"

// Verdict is the outcome of a comparison. The zero value is no verdict.
type Verdict uint8

// The verdicts.
const (
	Different Verdict = iota + 1 // another machine
	Review                       // the evidence is weak or at odds: ask a person, or for more
	Same                         // the same machine
)

var verdictNames = [...]string{"invalid", "different", "review", "same"}

// String returns "same", "review", "different" or "invalid".
func (v Verdict) String() string {
	if int(v) >= len(verdictNames) {
		v = 0
	}
	return verdictNames[v]
}

// MarshalText returns String.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// Agreement says how a class compares. The zero value is Absent.
type Agreement uint8

// How a class compares.
const (
	Absent  Agreement = iota // one of the hashes has no value, or the policy ignores the class
	Agrees                   // at least one value is in both
	Differs                  // both have values, none in common
)

var agreementNames = [...]string{"absent", "agrees", "differs"}

// String returns "absent", "agrees", "differs" or "invalid".
func (a Agreement) String() string {
	if int(a) >= len(agreementNames) {
		return "invalid"
	}
	return agreementNames[a]
}

// MarshalText returns String.
func (a Agreement) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// Outcome is how one class compares.
type Outcome struct {
	Agreement Agreement
	Agreeing  uint8 // values in both, 0 to 4
	Enrolled  uint8 // values in the enrolled hash, 0 to 4
	Presented uint8 // values in the presented hash, 0 to 4
}

// Match is the result of [Policy.Compare]. It is a plain value; the zero value
// is no match.
type Match struct {
	Verdict Verdict
	Bits    Bits // all evidence: above zero for the same machine, below against
	// GroupsEnrolled and GroupsAgreeing count the identity groups that the
	// enrolled hash has, and those of them that speak for the machine. An
	// installation that went with its disk is not counted.
	GroupsEnrolled, GroupsAgreeing int

	classes [numClasses]Outcome
}

// Class returns how a class compares; an invalid class is absent.
func (m *Match) Class(c Class) Outcome {
	if !c.valid() {
		return Outcome{}
	}
	return m.classes[c-1]
}

// Compared returns the classes that at least one of the hashes has, in the
// order of slots.
func (m *Match) Compared() []Class {
	var compared []Class
	for i, out := range m.classes {
		if out.Enrolled > 0 || out.Presented > 0 {
			compared = append(compared, Class(i+1))
		}
	}
	return compared
}

// MarshalJSON returns verdict, bits and the agreement of every class compared:
//
//	{"verdict":"same","bits":17.62,"classes":{"nic":"agrees","disk":"differs"}}
func (m Match) MarshalJSON() ([]byte, error) {
	out := fmt.Appendf(nil, `{"verdict":%q,"bits":%v,"classes":{`, m.Verdict, m.Bits)
	for i, c := range m.Compared() {
		if i > 0 {
			out = append(out, ',')
		}
		out = fmt.Appendf(out, "%q:%q", c, m.Class(c).Agreement)
	}
	return append(out, "}}"...), nil
}

// Compare decides whether two hashes are of one machine: enrolled is what the
// server keeps, presented what the client sends now. It weighs each class by
// the model of Fellegi and Sunter, caps what each group contributes, and adds.
// A class that either hash lacks adds nothing. The verdict is [Same] only when
// at least half of the identity groups that were enrolled speak for the
// machine, and two for [Strict], so that one value in common is not enough for
// whoever withholds all others.
//
// Compare neither allocates nor uses floating point. The error is [ErrInvalid]
// for a zero Hash, [ErrScopeMismatch] and [ErrBlindMismatch] for hashes that
// cannot be compared, [ErrPolicy] for the zero Policy.
func (p Policy) Compare(enrolled, presented Hash) (Match, error) {
	var m Match
	if p.same <= 0 {
		return m, ErrPolicy
	}
	if err := matchable(&enrolled, &presented); err != nil {
		return m, err
	}
	var sums [numGroups + 1]Bits
	var has [numGroups + 1]bool
	for i := range m.classes {
		c := Class(i + 1)
		if p.ignores(c) {
			continue
		}
		info, w, out := &classes[i+1], &weights[i+1], &m.classes[i]
		g := info.group % (numGroups + 1)
		if info.slots == 1 { // most classes
			sums[g] += out.weighOne(w, enrolled.slot(info.first), presented.slot(info.first))
		} else {
			sums[g] += out.weigh(w, &enrolled, &presented, info)
		}
		if out.Enrolled > 0 {
			has[g] = true
		}
	}
	if m.classes[SystemSerial-1].Agreement == Agrees && isWide(SystemSerial, enrolled.slot(serialSlot)) &&
		m.classes[SystemUUID-1].Agreement != Differs && m.classes[BoardSerial-1].Agreement != Differs {
		// By chance that is rarer. Where a board or a UUID speaks against it, it
		// may be the serial number of a chassis that its blades report, too.
		sums[GroupPlatform] += wideBonus
	}
	if (enrolled.b[offTraits]|presented.b[offTraits])&bitVirtual != 0 {
		// A virtual machine moves between hosts and is resized: its model may
		// change from one day to the next.
		sums[GroupModel] = max(sums[GroupModel], 0)
	}
	if sums[GroupStorage] < 0 && sums[GroupOS] < 0 {
		// A new disk brings a new installation, which is no second witness.
		sums[GroupOS], has[GroupOS] = 0, false
	}
	for g := GroupPlatform; g <= numGroups; g++ {
		sum := min(max(sums[g], groupCaps[g].low), groupCaps[g].high)
		m.Bits += sum
		if g != GroupModel && has[g] {
			m.GroupsEnrolled++
			if sum > 0 {
				m.GroupsAgreeing++
			}
		}
	}
	m.Verdict = p.verdict(&m)
	return m, nil
}

func matchable(a, b *Hash) error {
	switch {
	case a.IsZero() || b.IsZero():
		return ErrInvalid
	case a.scopeTag() != b.scopeTag():
		return ErrScopeMismatch
	case a.Blinded() != b.Blinded() || a.pepperTag() != b.pepperTag():
		return ErrBlindMismatch
	}
	return nil
}

func (p Policy) verdict(m *Match) Verdict {
	switch {
	case m.Bits >= p.same && m.GroupsAgreeing >= max(1, int(p.groups)) && 2*m.GroupsAgreeing >= m.GroupsEnrolled:
		return Same
	case m.Bits >= p.review:
		return Review
	}
	return Different
}

// weighOne compares a class with one slot, and returns what that is worth. out
// is zero before.
func (out *Outcome) weighOne(w *weight, enrolled, presented uint16) Bits {
	switch {
	case enrolled != 0 && enrolled == presented:
		*out = Outcome{Agrees, 1, 1, 1}
		return w.agree[1][1]
	case enrolled != 0 && presented != 0:
		*out = Outcome{Differs, 0, 1, 1}
		return w.differ
	case enrolled != 0:
		out.Enrolled = 1
	case presented != 0:
		out.Presented = 1
	}
	return 0
}

// weigh is weighOne for any number of slots. It counts the values in use, and by
// merging the sorted slots the common ones.
func (out *Outcome) weigh(w *weight, enrolled, presented *Hash, info *classInfo) Bits {
	i, j := 0, 0
	for i < info.slots && j < info.slots {
		a, b := enrolled.slot(info.first+i), presented.slot(info.first+j)
		if a == 0 || b == 0 {
			break
		}
		if a == b {
			out.Agreeing++
		}
		if a <= b {
			i++
		}
		if b <= a {
			j++
		}
	}
	out.Enrolled, out.Presented = countFrom(enrolled, info, i), countFrom(presented, info, j)
	switch {
	case out.Agreeing > 0:
		out.Agreement = Agrees
		return w.agree[out.Enrolled%8][out.Agreeing%8]
	case out.Enrolled > 0 && out.Presented > 0:
		out.Agreement = Differs
		return w.differ
	}
	return 0
}

// countFrom counts the used slots of a class, of which i are known to be.
func countFrom(h *Hash, info *classInfo, i int) uint8 {
	for i < info.slots && h.slot(info.first+i) != 0 {
		i++
	}
	return uint8(i)
}
