package explain

import (
	"fmt"
	"slices"

	"github.com/hwprint/hwprint/hwhash"
)

// Diagnosis is what is said of a machine, for people and, as JSON, for programs.
type Diagnosis struct {
	// Verdict and Bits are those of [hwhash.Policy.Compare], of two records with
	// hashes; nil otherwise.
	Verdict *hwhash.Verdict `json:"verdict,omitempty"`
	Bits    *hwhash.Bits    `json:"bits,omitempty"`

	// Of one record, or of the later of two:
	Strength     Strength     `json:"strength"`
	IdentityBits int          `json:"identity_bits"` // see [hwhash.Hash.IdentityBits]; 0 without a hash
	Groups       []GroupState `json:"groups"`        // all six identity groups
	Help         []Remedy     `json:"help"`          // what would make more groups count

	// Changes are the classes that are not as they were, of two records.
	Changes []Change `json:"changes,omitempty"`
	// Summary says it in sentences.
	Summary []string `json:"summary"`
}

// GroupState says whether an identity group speaks for a machine.
type GroupState struct {
	Group  string   `json:"group"` // its name
	Counts bool     `json:"counts"`
	Why    []string `json:"why,omitempty"` // it does not, by class
}

// Remedy is something that a person can do, and the names of the groups that
// might then speak for the machine.
type Remedy struct {
	What   string   `json:"what"`
	Groups []string `json:"groups"`
}

// Machine says how well a machine is identified, why no better, and what would
// help.
func Machine(r Record) Diagnosis {
	groups := r.groups()
	d := Diagnosis{Strength: strengthOf(groups), Help: []Remedy{}}
	if r.NoHash {
		d.Summary = []string{fmt.Sprintf("There is no hash in this record. By what became of its components it has %s.",
			count(len(groups), "independent group"))}
	} else {
		d.IdentityBits = r.Hash.IdentityBits()
		d.Summary = assess(r.Hash)
	}
	d.Summary = append(d.Summary, describe(r.Traits)...)
	if late := r.late(); len(late) > 0 {
		d.Summary = append(d.Summary, fmt.Sprintf("Not answered in time: %s. Read it again before the machine is enrolled.", list(late)))
	}
	for g := hwhash.GroupPlatform; g < hwhash.GroupModel; g++ {
		state := GroupState{Group: g.String(), Counts: slices.Contains(groups, g)}
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

// whyNot says of each class of a group why it does not count. Classes with the
// same reason share a line.
func (r *Record) whyNot(g hwhash.Group) []string {
	var reasons []string
	classes := map[string][]string{}
	for _, c := range hwhash.Classes() {
		if c.Group() != g {
			continue
		}
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

// suggest adds a remedy for a group.
func (d *Diagnosis) suggest(what, group string) {
	i := slices.IndexFunc(d.Help, func(h Remedy) bool { return h.What == what })
	if i < 0 {
		d.Help = append(d.Help, Remedy{What: what})
		i = len(d.Help) - 1
	}
	d.Help[i].Groups = append(d.Help[i].Groups, group)
}

// assess says in sentences how well a hash identifies its machine; the zero
// Hash is that of a machine with no evidence.
func assess(hash hwhash.Hash) []string {
	groups := hash.IdentityGroups()
	names := make([]string, len(groups))
	for i, g := range groups {
		names[i] = g.String()
	}
	var verdict string
	switch strengthOf(groups) {
	case StrengthNone:
		return []string{"No hash: nothing that could be read tells this machine from another of the same model."}
	case StrengthWeak:
		w := witnesses[groups[0]]
		verdict = fmt.Sprintf("Weak: only %s %s this machine; %s.", w.what, plural(w.what, "identify"), w.alone)
	case StrengthFair:
		verdict = "Fair: if one of the two changes, the other alone has to speak for this machine."
	default:
		verdict = "Strong: if one of them changes, the others still speak for this machine."
	}
	return []string{fmt.Sprintf("Identity: %d bits from %s: %s.", hash.IdentityBits(), count(len(names), "independent group"), list(names)), verdict}
}

// describe says what follows from the kind of machine.
func describe(traits hwhash.Traits) []string {
	var sentences []string
	if traits.Virtual {
		sentences = append(sentences, "It is a virtual machine: a copy that keeps its settings would look the same.")
	}
	if traits.Container {
		sentences = append(sentences, "It is a container: the identifier of the operating system installation belongs to the image and does not count.")
	}
	return sentences
}
