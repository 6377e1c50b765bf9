package explain

import (
	"errors"
	"strconv"

	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/internal/names"
)

// Source is what one source did for one class, or for one trait of the
// machine. The zero value is no source. A Source is plain data and contains no
// value of the machine.
type Source struct {
	// Name is the source: "dmi", "net", "block", ..., or the trait:
	// "virtual", "container", "portable".
	Name string `json:"name"`
	// Class is the class that was asked for, zero for a trait.
	Class hwhash.Class `json:"class,omitzero"`
	// Outcome is how it went.
	Outcome Outcome `json:"outcome"`
	// Found is the number of distinct values, for a trait 1 if it holds.
	Found int `json:"found"`
	// Hint is what the user or installer could do to get more.
	Hint string `json:"hint,omitempty"`
	// Detail is the reason for the outcome, or the evidence for a trait, in
	// words, without any value.
	Detail string `json:"detail,omitempty"`
}

// String is the entry in words, such as
//
//	nic from net: 2 found
//	disk from block: no answer in time: no answer before the deadline; collect again, with more time
//	virtual: no
func (s Source) String() string {
	text := s.Name + ": "
	if s.Class != 0 {
		text = s.Class.String() + " from " + text
	}
	switch {
	case s.Outcome != OutcomeRead:
		text += s.Outcome.Words()
	case s.Class != 0:
		text += strconv.Itoa(s.Found) + " found"
	case s.Found > 0:
		text += "yes"
	default:
		text += "no"
	}
	if s.Detail != "" {
		text += ": " + s.Detail
	}
	if s.Hint != "" {
		text += "; " + s.Hint
	}
	return text
}

// Outcome is how the reading of a source went. The zero value is none.
type Outcome uint8

// The outcomes and their text names.
const (
	OutcomeRead        Outcome = iota + 1 // "read": all went well, there is something
	OutcomeEmpty                          // "empty": the machine has none, or does not tell
	OutcomeLeftOut                        // "left_out": there is something, which is no property of this machine; the detail says why
	OutcomeUnreadable                     // "unreadable": there is one that cannot be read, mostly for want of rights
	OutcomeFailed                         // "failed": what is there makes no sense, or the reader broke
	OutcomeLate                           // "late": no answer before the deadline, see collect.Result.Retry
	OutcomeSkipped                        // "skipped": not wanted, so not read
	OutcomeUnsupported                    // "unsupported": cannot be read on this system
)

// ErrOutcome says that a text is not the name of an [Outcome].
var ErrOutcome = errors.New("explain: not an outcome")

// outcomes are the text names, and outcomeWords what each means.
var (
	outcomes = names.Names[Outcome]{First: OutcomeRead, Err: ErrOutcome, Texts: []string{
		OutcomeRead:        "read",
		OutcomeEmpty:       "empty",
		OutcomeLeftOut:     "left_out",
		OutcomeUnreadable:  "unreadable",
		OutcomeFailed:      "failed",
		OutcomeLate:        "late",
		OutcomeSkipped:     "skipped",
		OutcomeUnsupported: "unsupported",
	}}
	outcomeWords = [...]string{
		0:                  "nothing is known of it",
		OutcomeRead:        "read",
		OutcomeEmpty:       "the machine has none, or does not tell",
		OutcomeLeftOut:     "what is there does not count",
		OutcomeUnreadable:  "cannot be read",
		OutcomeFailed:      "what is there makes no sense",
		OutcomeLate:        "no answer in time",
		OutcomeSkipped:     "was left out on request",
		OutcomeUnsupported: "is not read on this system",
	}
)

// String returns the text name, or "invalid".
func (o Outcome) String() string { return outcomes.String(o) }

// Words returns what the outcome means, for people to read.
func (o Outcome) Words() string {
	if int(o) >= len(outcomeWords) {
		o = 0
	}
	return outcomeWords[o]
}

// MarshalText returns the text name. The zero value, or any other that is not
// an outcome, is [ErrOutcome].
func (o Outcome) MarshalText() ([]byte, error) { return outcomes.Marshal(o) }

// UnmarshalText sets the outcome of that text name. Any other text is
// [ErrOutcome].
func (o *Outcome) UnmarshalText(text []byte) error { return outcomes.Unmarshal(o, text) }
