package collect

import (
	"errors"
	"slices"

	"github.com/hwprint/hwprint/hwhash"
)

// Report says what was found where, and what would make more readable. It
// never contains a value. Its JSON form is
//
//	{"sources":[{"name":"net","class":"nic","status":"read","found":2}]}
//
// The zero value is an empty report. A Report is plain data.
type Report struct {
	// Sources has an entry for each source and class, sorted by class, then
	// name, and at the end one entry for each trait. Classes that were not
	// wanted are there too, as skipped.
	Sources []Source `json:"sources"`
}

// Source is what one source did for one class, or for one trait of the
// machine. The zero value is no source.
type Source struct {
	// Name is the source: "dmi", "net", "block", ..., or the trait:
	// "virtual", "container", "portable".
	Name string `json:"name"`
	// Class is the class that was asked for, zero for a trait.
	Class hwhash.Class `json:"class,omitzero"`
	// Status is how it went.
	Status Status `json:"status"`
	// Found is the number of distinct values, for a trait 1 if it holds.
	Found int `json:"found"`
	// Hint is what the user or installer could do to get more.
	Hint string `json:"hint,omitempty"`
	// Detail is the reason for the status, or the evidence for a trait, in
	// words, without any value.
	Detail string `json:"detail,omitempty"`
}

// Status is how the reading of a source went. The zero value is no status.
type Status uint8

// The statuses and their text names.
const (
	StatusRead        Status = iota + 1 // "read": all went well, there is something
	StatusEmpty                         // "empty": the machine has no such value
	StatusUnreadable                    // "unreadable": there is one that cannot be read, mostly for want of rights
	StatusFailed                        // "failed": what is there makes no sense, or the reader broke
	StatusTimedOut                      // "timed_out": no answer before the deadline
	StatusSkipped                       // "skipped": not wanted, so not read
	StatusUnsupported                   // "unsupported": cannot be read on this system
)

// ErrStatus says that a text is not the name of a [Status].
var ErrStatus = errors.New("collect: not a status")

var statusNames = []string{"invalid", "read", "empty", "unreadable", "failed", "timed_out", "skipped", "unsupported"}

// String returns the text name, or "invalid".
func (s Status) String() string {
	if int(s) >= len(statusNames) {
		s = 0
	}
	return statusNames[s]
}

// MarshalText returns the text name. The zero value, or any other that is not
// a status, is an error that wraps [ErrStatus].
func (s Status) MarshalText() ([]byte, error) {
	if s == 0 || int(s) >= len(statusNames) {
		return nil, ErrStatus
	}
	return []byte(s.String()), nil
}

// UnmarshalText sets the status of that text name. Any other text is an error
// that wraps [ErrStatus].
func (s *Status) UnmarshalText(text []byte) error {
	i := slices.Index(statusNames, string(text))
	if i < 1 {
		return ErrStatus
	}
	*s = Status(i)
	return nil
}
