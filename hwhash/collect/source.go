package collect

import "github.com/hwprint/hwprint/hwhash/explain"

// Source is what one source did for one class, or for one trait of the
// machine: [explain.Source]. It stands in package explain, which links no
// prober, so that a server can read what an agent sends.
type Source = explain.Source

// Outcome is how the reading of a source went: [explain.Outcome].
type Outcome = explain.Outcome

// The outcomes, see those of package explain.
const (
	OutcomeRead        = explain.OutcomeRead
	OutcomeEmpty       = explain.OutcomeEmpty
	OutcomeLeftOut     = explain.OutcomeLeftOut
	OutcomeUnreadable  = explain.OutcomeUnreadable
	OutcomeFailed      = explain.OutcomeFailed
	OutcomeLate        = explain.OutcomeLate
	OutcomeSkipped     = explain.OutcomeSkipped
	OutcomeUnsupported = explain.OutcomeUnsupported
)

// ErrOutcome is [explain.ErrOutcome].
var ErrOutcome = explain.ErrOutcome
