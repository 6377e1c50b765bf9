package collect

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hwprint/hwprint/hwhash"
)

// Result is what a machine says of itself, and how each part of that was read.
// Its JSON form is
//
//	{"inventory":{"components":[...],"traits":{...},"late":["disk"]},
//	 "sources":[{"name":"net","class":"nic","outcome":"read","found":2}]}
//
// The zero value is the result of nothing. A Result may be read from several
// goroutines. One that was decoded from JSON remembers no options: its
// [Result.Retry] has the defaults.
type Result struct {
	// Inventory is what [hwhash.Hasher.Sum] takes: the values, the traits of
	// the machine, and the classes that were late.
	Inventory hwhash.Inventory `json:"inventory"`
	// Sources has an entry for each source and class, sorted by class, then
	// name, and at the end one entry for each trait, with the evidence for it.
	// Classes that were not wanted are there too, as skipped. No entry
	// contains a value.
	Sources []Source `json:"sources"`

	settings settings           // of the call, for Retry
	all      []hwhash.Component // what was read, with what is excluded
}

// Late reports whether something was not answered in time: a class, or what
// kind of machine this is. Such an inventory may lack what the machine has:
// [Result.Retry] before enrolling or presenting it.
func (r Result) Late() bool {
	return slices.ContainsFunc(r.Sources, func(s Source) bool { return s.Outcome == OutcomeLate })
}

// String is the report in words, a line for each source. It contains no value.
func (r Result) String() string {
	lines := make([]string, len(r.Sources))
	for i, s := range r.Sources {
		lines[i] = s.String()
	}
	return strings.Join(lines, "\n")
}

// GoString is String: a value does not reach a log by way of %#v either.
func (r Result) GoString() string { return r.String() }

// merge puts into r what was read again, in place of what was late.
func (r Result) merge(again Result) Result {
	merged := r
	merged.Sources = slices.Clone(r.Sources)
	for i, old := range r.Sources {
		if old.Outcome != OutcomeLate {
			continue
		}
		j := slices.IndexFunc(again.Sources, func(s Source) bool { return s.Name == old.Name && s.Class == old.Class })
		if j >= 0 {
			merged.Sources[i] = again.Sources[j]
		}
	}
	merged.Inventory.Components = slices.Concat(r.read(), again.read())
	merged.Inventory.Traits = either(r.Inventory.Traits, again.Inventory.Traits)
	merged.arrange()
	merged.all = merged.Inventory.Components
	return merged
}

// read returns all that was read. A result that was decoded has what it had left.
func (r Result) read() []hwhash.Component {
	if r.all == nil {
		return r.Inventory.Components
	}
	return r.all
}

// exclude takes away what the options do not want, and what repeats it, and says
// nothing of it in the report but that it was not wanted.
func (r *Result) exclude() error {
	classes := r.settings.excluded()
	if len(classes) == 0 {
		return nil
	}
	left, err := r.Inventory.Without(classes...)
	if err != nil {
		return fmt.Errorf("collect: %w", err)
	}
	r.Inventory = left
	for i, s := range r.Sources {
		if slices.Contains(classes, s.Class) {
			r.Sources[i] = Source{Name: s.Name, Class: s.Class, Outcome: OutcomeSkipped}
		}
	}
	return nil
}

// maxOfClass is how many values of a class hwhash looks at.
const maxOfClass = 256

// arrange sorts, so that the result depends on neither the jobs' order nor
// their timing, and says what is late.
func (r *Result) arrange() {
	inv := &r.Inventory
	slices.SortFunc(inv.Components, func(a, b hwhash.Component) int {
		return cmp.Or(cmp.Compare(a.Class, b.Class), cmp.Compare(a.Value, b.Value))
	})
	inv.Components = slices.Compact(inv.Components)
	inv.Components = slices.DeleteFunc(inv.Components, moreThan(maxOfClass))
	slices.SortStableFunc(r.Sources, func(a, b Source) int {
		// Traits have no class; zero minus one makes theirs the greatest.
		return cmp.Or(cmp.Compare(a.Class-1, b.Class-1), cmp.Compare(a.Name, b.Name))
	})
	inv.Late = nil
	late := func(c hwhash.Class) {
		if !slices.Contains(inv.Late, c) {
			inv.Late = append(inv.Late, c)
		}
	}
	for _, s := range r.Sources {
		switch {
		case s.Outcome != OutcomeLate:
		case s.Class != 0:
			late(s.Class)
		default:
			// What kind of machine this is decides whether these count.
			for _, c := range []hwhash.Class{hwhash.OSInstall, hwhash.NIC} {
				if r.settings.want[c] {
					late(c)
				}
			}
		}
	}
	slices.Sort(inv.Late)
}

// moreThan returns a function that is true of the components of each class after
// the first n.
func moreThan(n int) func(hwhash.Component) bool {
	seen := map[hwhash.Class]int{}
	return func(c hwhash.Component) bool {
		seen[c.Class]++
		return seen[c.Class] > n
	}
}

func either(a, b hwhash.Traits) hwhash.Traits {
	return hwhash.Traits{
		Virtual:   a.Virtual || b.Virtual,
		Container: a.Container || b.Container,
		Portable:  a.Portable || b.Portable,
	}
}
