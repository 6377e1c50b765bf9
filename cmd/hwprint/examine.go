package main

import (
	"fmt"
	"slices"

	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/hwhash/collect"
)

// groupState says whether an identity group speaks for a machine.
type groupState struct {
	Group  string   `json:"group"`
	Counts bool     `json:"counts"`
	Why    []string `json:"why,omitempty"` // not, by class
}

// remedy is something that a person can do, and the groups that might then
// speak for the machine.
type remedy struct {
	What   string   `json:"what"`
	Groups []string `json:"groups"`
}

// examine says how well one record identifies its machine.
func examine(r *record) diagnosis {
	d := diagnosis{Help: []remedy{}}
	groups := r.usedGroups()
	if r.values {
		groups = r.hash.IdentityGroups()
		d.IdentityBits = r.hash.IdentityBits()
		d.Summary = assess(r.hash)
		if r.hash.IsZero() {
			d.Summary = d.Summary[:1] // the table that it speaks of is another
		}
	} else {
		d.Summary = []string{fmt.Sprintf("There is no hash in what was saved. By what became of its components it has %s.",
			count(len(groups), "independent group"))}
	}
	s := strength(min(len(groups), int(strong)))
	d.Strength = s.String()
	if s < fair {
		d.status = exitNo
	}
	d.Summary = append(d.Summary, describe(r.inventory.Traits)...)
	for g := hwhash.GroupPlatform; g < hwhash.GroupModel; g++ {
		state := groupState{Group: g.String(), Counts: slices.Contains(groups, g)}
		if !state.Counts {
			state.Why = r.whyNot(g)
			for _, hint := range r.hints(g) {
				d.suggest(hint, state.Group)
			}
		}
		d.Groups = append(d.Groups, state)
	}
	return d
}

// usedGroups returns the identity groups some component of which is used.
func (r *record) usedGroups() []hwhash.Group {
	var groups []hwhash.Group
	for _, f := range r.findings {
		if g := f.Class.Group(); f.Status == hwhash.Used && f.Class.Identity() && !slices.Contains(groups, g) {
			groups = append(groups, g)
		}
	}
	return groups
}

// whyNot says of each class of a group why it does not count. Classes with the
// same reason share a line.
func (r *record) whyNot(g hwhash.Group) []string {
	var reasons []string
	classes := map[string][]string{}
	for _, c := range classesOf(g) {
		why := r.why(c)
		if !slices.Contains(reasons, why) {
			reasons = append(reasons, why)
		}
		classes[why] = append(classes[why], c.String())
	}
	for i, why := range reasons {
		reasons[i] = list(classes[why]) + ": " + why
	}
	return reasons
}

func classesOf(g hwhash.Group) []hwhash.Class {
	return slices.DeleteFunc(hwhash.Classes(), func(c hwhash.Class) bool { return c.Group() != g })
}

// why says why a class does not count: what became of its values, else how
// reading it went.
func (r *record) why(c hwhash.Class) string {
	var notes noteList
	for _, f := range r.findings {
		if f.Class == c && f.Status != hwhash.Used {
			notes.add(f.Reason)
		}
	}
	if len(notes) > 0 {
		return notes.String()
	}
	_, _, status := r.tally(c)
	for _, s := range r.sources {
		if s.Class == c {
			notes.add(s.Detail)
		}
	}
	words := map[string]string{
		collect.OutcomeEmpty.String():       "the machine has none, or does not tell",
		collect.OutcomeUnreadable.String():  "cannot be read",
		collect.OutcomeFailed.String():      "what is there makes no sense",
		collect.OutcomeLate.String():        "no answer in time",
		collect.OutcomeSkipped.String():     "was left out on request",
		collect.OutcomeUnsupported.String(): "is not read on this system",
	}[status]
	switch {
	case len(notes) > 0:
		return notes.String()
	case words == "":
		return "nothing is known of it"
	}
	return words
}

// hints returns what would make a group readable.
func (r *record) hints(g hwhash.Group) []string {
	var hints noteList
	for _, s := range r.sources {
		if s.Class != 0 && s.Class.Group() == g && s.Found == 0 {
			hints.add(s.Hint)
			if s.Outcome == collect.OutcomeLate {
				hints.add("give it more time (--timeout), and look into what keeps the system from answering")
			}
		}
	}
	return hints
}

// suggest adds a remedy for a group.
func (d *diagnosis) suggest(what, group string) {
	i := slices.IndexFunc(d.Help, func(h remedy) bool { return h.What == what })
	if i < 0 {
		d.Help = append(d.Help, remedy{What: what})
		i = len(d.Help) - 1
	}
	d.Help[i].Groups = append(d.Help[i].Groups, group)
}
