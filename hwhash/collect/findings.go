package collect

import (
	"fmt"
	"strings"
	"sync"
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
	cut        bool     // reading ended before its time, though the job is whole
}

// note is what a source has to say of one class.
type note struct {
	found     int
	malformed int     // values dropped because they are no text
	denied    int     // values there is no right to read
	left      tally   // of values left out, by the reason
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
	if c.Identity() {
		value = clean(value)
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

// says reports whether there is a value of a class that is evidence.
func (f *findings) says(c hwhash.Class) bool {
	for _, have := range f.components {
		if have.Class == c && evidence(have) {
			return true
		}
	}
	return false
}

// judge tells evidence from placeholders. Its scope makes no difference.
var judge = sync.OnceValues(func() (*hwhash.Hasher, error) { return hwhash.NewHasher("collect") })

// evidence reports whether a value says something, taken by itself.
func evidence(c hwhash.Component) bool {
	hasher, err := judge()
	if err != nil {
		return false
	}
	found, err := hasher.Explain(&hwhash.Inventory{Components: []hwhash.Component{c}})
	return err == nil && len(found) == 1 && found[0].Status == hwhash.StatusUsed
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

// leaveOut says that there is something for a class which does not count: it
// comes and goes, or is not of this machine. The reason, such as "on USB",
// stands behind a number in the report.
func (f *findings) leaveOut(c hwhash.Class, why string) {
	if f.want[c] {
		f.note(c).left.add(why)
	}
}

// tally counts by reasons, in the order in which they were first given. The
// zero value is empty.
type tally []struct {
	why string
	n   int
}

func (t *tally) add(why string) {
	for i := range *t {
		if (*t)[i].why == why {
			(*t)[i].n++
			return
		}
	}
	*t = append(*t, struct {
		why string
		n   int
	}{why, 1})
}

// String returns such as "2 on USB, 1 virtual".
func (t tally) String() string {
	parts := make([]string, len(t))
	for i, reason := range t {
		parts[i] = fmt.Sprintf("%d %s", reason.n, reason.why)
	}
	return strings.Join(parts, ", ")
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
	if len(n.left) > 0 {
		s.Detail = join(s.Detail, "left out: "+n.left.String())
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
	case len(n.left) > 0:
		return OutcomeLeftOut
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

// clean returns the value of an identity class without what firmware leaves
// behind it in a field that it does not fill: control characters, bytes that
// are no text, and 0xff, also where that was read as a letter. What is nothing
// else is left as it is.
func clean(value string) string {
	cut := strings.TrimRightFunc(value, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || r == utf8.RuneError || r == 'ÿ'
	})
	if cut == "" {
		return value
	}
	return cut
}

// wellFormed reports whether a value is one that hwhash accepts.
func wellFormed(value string) bool {
	return len(value) <= hwhash.MaxValueLen && utf8.ValidString(value) && strings.IndexFunc(value, unicode.IsControl) < 0
}
