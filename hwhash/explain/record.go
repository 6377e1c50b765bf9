package explain

import (
	"errors"
	"slices"

	"github.com/hwprint/hwprint/hwhash"
)

// Record is what is known of a machine at one time. It contains no value of the
// machine, so it may be sent and kept. The zero Record is that of a machine of
// which nothing is known but that it has no hash.
type Record struct {
	// Hash is the hash of the machine, zero if nothing identifies it.
	Hash hwhash.Hash
	// NoHash says that the hash is not known. Then Findings alone tell what
	// identifies the machine, and two records cannot be compared by value.
	NoHash bool
	// Traits are what kind of machine it is.
	Traits hwhash.Traits
	// Findings are what became of each component, from [hwhash.Hasher.Explain].
	// Without them it cannot be said why a value does not count.
	Findings []hwhash.Finding
	// Sources are how reading went. Without them it cannot be said what would
	// make more readable.
	Sources []Source
}

// NewRecord returns the record of an inventory and of how it was read, which is
// nil if that is not known. The errors are those of [hwhash.Hasher.Sum]; an
// inventory that identifies nothing is no error.
func NewRecord(hasher *hwhash.Hasher, inv *hwhash.Inventory, sources []Source) (Record, error) {
	hash, findings, err := hasher.SumExplained(inv)
	if err != nil && !errors.Is(err, hwhash.ErrInsufficient) {
		return Record{}, err
	}
	return Record{Hash: hash, Traits: inv.Traits, Findings: findings, Sources: sources}, nil
}

// HashRecord returns the record of a machine of which the hash alone is known.
func HashRecord(hash hwhash.Hash) Record { return Record{Hash: hash, Traits: hash.Traits()} }

// ClassState is how a class stands in a record.
type ClassState struct {
	Class hwhash.Class
	Used  int // values that count
	Found int // values, of any status
	// Status is the name of the [hwhash.Status] of the values: used if one is,
	// else that of the first. If there is no value it is the name of an
	// [Outcome]: of several sources, the first that tells more than empty. It is
	// empty if nothing is known.
	Status string
	// Notes say why, and what would help. Each is there once.
	Notes []string
}

// Class returns how a class stands.
func (r *Record) Class(c hwhash.Class) ClassState {
	s := ClassState{Class: c}
	for _, f := range r.Findings {
		if f.Class != c {
			continue
		}
		s.Found++
		if f.Status == hwhash.StatusUsed {
			s.Used++
		}
		if s.Status == "" || f.Status == hwhash.StatusUsed {
			s.Status = f.Status.String()
		}
	}
	for _, source := range r.Sources {
		if source.Class == c && (s.Status == "" || s.Status == OutcomeEmpty.String()) {
			s.Status = source.Outcome.String()
		}
	}
	s.Notes = r.notes(&s)
	return s
}

// notes returns the notes on a class whose status is known.
func (r *Record) notes(s *ClassState) []string {
	var notes noteList
	for _, f := range r.Findings {
		switch {
		case f.Class != s.Class || f.Status == hwhash.StatusUsed:
		case f.Status.String() == s.Status:
			notes.add(f.Reason)
		default: // the status of the class is that of another value
			notes.add(f.Status.String() + ": " + f.Reason)
		}
	}
	for _, source := range r.Sources {
		if source.Class == s.Class {
			notes.add(source.Detail)
			notes.add(source.Hint)
		}
	}
	if s.Status == OutcomeEmpty.String() {
		notes.add(OutcomeEmpty.Words())
	}
	return notes
}

// why says why a class does not count: what became of its values, else how
// reading it went.
func (r *Record) why(c hwhash.Class) string {
	var notes noteList
	for _, f := range r.Findings {
		if f.Class == c && f.Status != hwhash.StatusUsed {
			notes.add(f.Reason)
		}
	}
	if len(notes) > 0 {
		return notes.String()
	}
	outcome := Outcome(0)
	for _, s := range r.Sources {
		if s.Class != c {
			continue
		}
		notes.add(s.Detail)
		if outcome == 0 || outcome == OutcomeEmpty {
			outcome = s.Outcome
		}
	}
	if len(notes) > 0 {
		return notes.String()
	}
	if outcome == OutcomeRead { // yet there is no value
		outcome = 0
	}
	return outcome.Words()
}

// hints returns what would make a group readable.
func (r *Record) hints(g hwhash.Group) []string {
	var hints noteList
	for _, s := range r.Sources {
		if s.Class != 0 && s.Class.Group() == g && s.Found == 0 {
			hints.add(s.Hint)
			if s.Outcome == OutcomeLate {
				hints.add("give it more time, and look into what keeps the system from answering")
			}
		}
	}
	return hints
}

// groups returns the identity groups that speak for the machine.
func (r *Record) groups() []hwhash.Group {
	if !r.NoHash {
		return r.Hash.IdentityGroups()
	}
	var groups []hwhash.Group
	for _, f := range r.Findings {
		c := f.Class
		if f.As != 0 {
			c = f.As
		}
		if f.Status == hwhash.StatusUsed && c.Identity() && !slices.Contains(groups, c.Group()) {
			groups = append(groups, c.Group())
		}
	}
	return groups
}

// counting returns how many values of a class count.
func (r *Record) counting(c hwhash.Class) int {
	if !r.NoHash {
		return r.Hash.Count(c)
	}
	const most = 4 // as many as a hash keeps of any class
	return min(r.Class(c).Used, most)
}

// late returns the classes that were not answered in time.
func (r *Record) late() []string {
	var classes noteList
	for _, s := range r.Sources {
		if s.Outcome == OutcomeLate && s.Class != 0 {
			classes.add(s.Class.String())
		}
	}
	return classes
}
