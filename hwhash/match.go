package hwhash

import (
	"encoding/json"

	"github.com/hwprint/hwprint/internal/names"
)

// Verdict is the outcome of a comparison. The zero value is no verdict.
type Verdict uint8

// The verdicts.
const (
	Different Verdict = iota + 1 // another machine
	Review                       // the evidence is weak or at odds: ask a person, or for more
	Same                         // the same machine
)

var verdictNames = names.Names[Verdict]{First: Different, Texts: []string{Different: "different", Review: "review", Same: "same"}, Err: ErrName}

// String returns "same", "review", "different" or "invalid".
func (v Verdict) String() string { return verdictNames.String(v) }

// MarshalText returns String; the zero value is [ErrName].
func (v Verdict) MarshalText() ([]byte, error) { return verdictNames.Marshal(v) }

// UnmarshalText reads what MarshalText wrote, or is [ErrName].
func (v *Verdict) UnmarshalText(text []byte) error { return verdictNames.Unmarshal(v, text) }

// Agreement says how a class compares. The zero value is AgreementAbsent.
type Agreement uint8

// How a class compares.
const (
	AgreementAbsent  Agreement = iota // one of the hashes has no value, or may have left out the one that agrees, or the policy ignores the class
	AgreementAgrees                   // at least one value is in both
	AgreementDiffers                  // both have values, none in common
)

var agreementNames = names.Names[Agreement]{Texts: []string{"absent", "agrees", "differs"}, Err: ErrName}

// String returns "absent", "agrees", "differs" or "invalid".
func (a Agreement) String() string { return agreementNames.String(a) }

// MarshalText returns String, or [ErrName].
func (a Agreement) MarshalText() ([]byte, error) { return agreementNames.Marshal(a) }

// UnmarshalText reads what MarshalText wrote, or is [ErrName].
func (a *Agreement) UnmarshalText(text []byte) error { return agreementNames.Unmarshal(a, text) }

// ClassMatch is how one class compares.
type ClassMatch struct {
	Agreement Agreement `json:"agreement"`
	Agreeing  uint8     `json:"agreeing"`  // values in both, 0 to 4
	Enrolled  uint8     `json:"enrolled"`  // values in the enrolled hash, 0 to 4
	Presented uint8     `json:"presented"` // values in the presented hash, 0 to 4
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

	classes [numClasses]ClassMatch
}

// Class returns how a class compares; an invalid class is absent.
func (m *Match) Class(c Class) ClassMatch {
	if !c.valid() {
		return ClassMatch{}
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

// matchJSON is the JSON form of a Match.
type matchJSON struct {
	Verdict        Verdict              `json:"verdict"`
	Bits           Bits                 `json:"bits"`
	GroupsEnrolled int                  `json:"groups_enrolled"`
	GroupsAgreeing int                  `json:"groups_agreeing"`
	Classes        map[Class]ClassMatch `json:"classes"`
}

// MarshalJSON returns all of the match, for an audit record:
//
//	{"verdict":"same","bits":17.62,"groups_enrolled":2,"groups_agreeing":2,
//	 "classes":{"nic":{"agreement":"agrees","agreeing":1,"enrolled":1,"presented":1}}}
//
// The zero Match is an error.
func (m Match) MarshalJSON() ([]byte, error) {
	form := matchJSON{m.Verdict, m.Bits, m.GroupsEnrolled, m.GroupsAgreeing, map[Class]ClassMatch{}}
	for _, c := range m.Compared() {
		form.Classes[c] = m.Class(c)
	}
	return json.Marshal(form)
}

// UnmarshalJSON reads what MarshalJSON wrote. On an error m is unchanged.
func (m *Match) UnmarshalJSON(doc []byte) error {
	var form matchJSON
	if err := json.Unmarshal(doc, &form); err != nil {
		return err
	}
	read := Match{Verdict: form.Verdict, Bits: form.Bits, GroupsEnrolled: form.GroupsEnrolled, GroupsAgreeing: form.GroupsAgreeing}
	if read.Verdict == 0 {
		return ErrName
	}
	for c, out := range form.Classes {
		if !c.valid() {
			return ErrClass
		}
		read.classes[c-1] = out
	}
	*m = read
	return nil
}
