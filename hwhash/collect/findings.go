package collect

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hwprint/hwprint/hwhash"
)

// hintRoot is what makes most unreadable values readable.
const hintRoot = "run as root, or let the installer read it once"

// hintLate is what can be done about a source that was late.
const hintLate = "collect again, with more time"

// maxPerClass bounds what one source can add: no machine has more of anything,
// and all classes together stay below [hwhash.MaxComponents].
const maxPerClass = 512

// findings are what one source found. They belong to the goroutine of that
// source until it hands them over.
type findings struct {
	source     string
	want       map[hwhash.Class]bool
	components []hwhash.Component
	notes      map[hwhash.Class]*note
	traits     hwhash.Traits
	evidence   []Source // of the traits
}

// note is what a source has to say of one class.
type note struct {
	found     int
	malformed int     // values dropped because they are no text
	denied    int     // values there is no right to read
	outcome   Outcome // why nothing was found, if that is known
	hint      string
	detail    string
}

func newFindings(source string, want map[hwhash.Class]bool) *findings {
	return &findings{source: source, want: want, notes: map[hwhash.Class]*note{}}
}

func (f *findings) note(c hwhash.Class) *note {
	n := f.notes[c]
	if n == nil {
		n = &note{}
		f.notes[c] = n
	}
	return n
}

// add adds a value, without the padding that kernels and firmware put around
// it. Empty values, the word for an unreadable one, and values that are
// already there are not added.
func (f *findings) add(c hwhash.Class, value string) {
	value = known(value)
	if value == "" || !f.want[c] {
		return
	}
	n := f.note(c)
	if !wellFormed(value) {
		n.malformed++
		return
	}
	for _, have := range f.components {
		if have.Class == c && have.Value == value {
			return
		}
	}
	if !f.room(c) {
		return
	}
	n.found++
	f.components = append(f.components, hwhash.Component{Class: c, Value: value})
}

// room reports whether there is room for another value of a class, and takes
// note if there is none.
func (f *findings) room(c hwhash.Class) bool {
	n := f.note(c)
	if n.found == maxPerClass {
		n.detail = "too many values: the rest was left out"
		return false
	}
	return true
}

// addFields adds a value made of several fields. It is nothing if all of them
// are empty.
func (f *findings) addFields(c hwhash.Class, fields ...string) {
	some := false
	for i, field := range fields {
		fields[i] = known(field)
		some = some || fields[i] != ""
	}
	if some {
		f.add(c, strings.Join(fields, "|"))
	}
}

// fail says that nothing can be had for these classes, and why.
func (f *findings) fail(outcome Outcome, detail string, classes ...hwhash.Class) {
	for _, c := range classes {
		n := f.note(c)
		n.outcome, n.detail = outcome, detail
	}
}

// trait says whether the machine has the trait of that name, by what evidence.
func (f *findings) trait(name string, holds bool, evidence string) {
	s := Source{Name: name, Outcome: OutcomeRead, Detail: evidence}
	if holds {
		s.Found = 1
	}
	f.evidence = append(f.evidence, s)
}

// traitIf is trait, with evidence only where the trait holds.
func (f *findings) traitIf(name string, holds bool, evidence string) {
	if !holds {
		evidence = ""
	}
	f.trait(name, holds, evidence)
}

// entry is the report's line for a class.
func (f *findings) entry(c hwhash.Class) Source {
	n := f.note(c)
	s := Source{Name: f.source, Class: c, Outcome: n.result(), Found: n.found, Hint: n.hint, Detail: n.detail}
	if n.denied > 0 && s.Hint == "" {
		s.Hint = hintRoot
	}
	if n.malformed > 0 {
		s.Detail = join(s.Detail, fmt.Sprintf("values dropped as malformed: %d", n.malformed))
	}
	if n.denied > 0 && n.found > 0 {
		s.Detail = join(s.Detail, "a part could not be read")
	}
	return s
}

func (n *note) result() Outcome {
	switch {
	case n.found > 0:
		return OutcomeRead
	case n.outcome != 0:
		return n.outcome
	case n.malformed > 0:
		return OutcomeFailed
	case n.denied > 0:
		return OutcomeUnreadable
	}
	return OutcomeEmpty
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}

// known returns a value without padding. It is empty for "unknown", which ghw
// gives, without an error, for what it could not read.
func known(value string) string {
	if value = trim(value); value == "unknown" {
		return ""
	}
	return value
}

func trim(value string) string { return strings.Trim(value, " \t\r\n\x00") }

// wellFormed reports whether a value is one that hwhash accepts.
func wellFormed(value string) bool {
	return len(value) <= hwhash.MaxValueLen && utf8.ValidString(value) && strings.IndexFunc(value, unicode.IsControl) < 0
}
