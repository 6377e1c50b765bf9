package activation

import (
	"slices"

	"github.com/hwprint/hwprint/hwhash"
)

// State is what a check found. [StateValid] and [StateGrace] allow to work.
type State string

// The states.
const (
	// StateNone: there is no certificate yet.
	StateNone State = "none"
	// StateValid: all is well.
	StateValid State = "valid"
	// StateGrace: something is not, and there is time to mend it.
	StateGrace State = "grace"
	// StateEnded: the end of the certificate and the grace after it are over.
	StateEnded State = "ended"
	// StateElsewhere: the machine is another one.
	StateElsewhere State = "elsewhere"
	// StateUnconfirmed: the grace for a machine that changed, or of which too
	// little can be read, is over. It is not said to be another.
	StateUnconfirmed State = "unconfirmed"
	// StateRevoked: a signed answer said so.
	StateRevoked State = "revoked"
	// StateNotMaintained: the program was built after the end of maintenance;
	// an older one works.
	StateNotMaintained State = "not_maintained"
	// StateInvalid: the certificate is not one, or not this installation's.
	StateInvalid State = "invalid"
)

// Reason is something that a check has to tell besides the state.
type Reason string

// The reasons.
const (
	ReasonRenew     Reason = "renew"      // it is time to renew, or something is to be told
	ReasonGrace     Reason = "grace"      // the certificate has ended
	ReasonChanged   Reason = "changed"    // the hardware changed, or is the last one's and not the anchor's
	ReasonEvidence  Reason = "evidence"   // too little could be read that identifies the machine
	ReasonLate      Reason = "late"       // some sources did not answer in time
	ReasonBadKey    Reason = "bad_key"    // the key that signed the certificate was stolen
	ReasonElsewhere Reason = "elsewhere"  // another machine: see Differing
	ReasonAirGapped Reason = "air_gapped" // this licence is not renewed
	ReasonClock     Reason = "clock"      // the clock is behind what is known of the time
	ReasonUnsaved   Reason = "unsaved"    // the state cannot be written
)

// Help is what would make a status better.
type Help string

// What would help.
const (
	HelpActivate Help = "activate"   // activate here, with the key
	HelpRenew    Help = "renew"      // reach the server
	HelpVendor   Help = "ask_vendor" // have it moved by a person
	HelpClock    Help = "set_clock"
	HelpAccess   Help = "access"      // run with the rights that it was activated with: Missing says what for
	HelpRetry    Help = "retry"       // read the late sources again
	HelpSave     Help = "make_room"   // let the state be written
	HelpMaintain Help = "maintenance" // extend it, or use an older build
)

// Status is the result of [Check]. It tells, and does nothing: whether a program
// starts is its own affair. The zero value allows nothing.
type Status struct {
	State State `json:"state"`
	// Until is when the state ends if nothing happens: the last second and
	// one, or 0 for never. Of a state that does not allow to work it is when
	// the one before it ended, or 0 where there is no such time.
	Until   int64    `json:"until,omitzero"`
	Reasons []Reason `json:"reasons,omitempty"` // in the order of the constants
	Help    []Help   `json:"help,omitempty"`    // the most helpful first
	// Match is how the hash compares with the anchor; zero if it was not
	// compared.
	Match hwhash.Match `json:"match,omitzero"`
	// Certificate is what was checked; zero for StateNone and StateInvalid.
	Certificate Certificate `json:"-"`
	// Err is what is wrong with the certificate, for StateInvalid.
	Err error `json:"-"`
	// Memory is what to keep for the next check.
	Memory Memory `json:"-"`
}

// Allowed reports whether the licence allows to work now.
func (s Status) Allowed() bool { return s.State == StateValid || s.State == StateGrace }

// Has reports whether r is one of the reasons.
func (s Status) Has(r Reason) bool { return slices.Contains(s.Reasons, r) }

// Differing returns the classes that are there and are others than at enrolment.
func (s Status) Differing() []hwhash.Class {
	return s.classes(func(o hwhash.ClassMatch) bool { return o.Agreement == hwhash.AgreementDiffers })
}

// Missing returns the classes of the anchor that could not be read now.
func (s Status) Missing() []hwhash.Class {
	return s.classes(func(o hwhash.ClassMatch) bool { return o.Enrolled > 0 && o.Presented == 0 })
}

func (s Status) classes(is func(hwhash.ClassMatch) bool) (all []hwhash.Class) {
	for _, c := range s.Match.Compared() {
		if is(s.Match.Class(c)) {
			all = append(all, c)
		}
	}
	return all
}

// Memory is what an agent keeps between checks, beside certificate and ring. It
// is plain JSON. The zero value is that of a new agent. Whoever edits it begins
// a grace anew, and is not stopped by that: docs/activation.md.
type Memory struct {
	Clock Clock `json:"clock"`
	// Changed is since when the machine is not surely the enrolled one.
	Changed int64 `json:"changed,omitzero"`
	// Bad is since when the certificate's key is known to be bad.
	Bad int64 `json:"bad,omitzero"`
	// Revoked is the time of a signed answer that revoked the certificate.
	// Certificates issued later are not affected.
	Revoked int64 `json:"revoked,omitzero"`
}
