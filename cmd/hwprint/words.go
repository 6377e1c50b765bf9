package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hwprint/hwprint/hwhash"
)

// strength is how well a hash identifies a machine: by how many independent
// groups of evidence.
type strength int

const (
	none strength = iota
	weak
	fair
	strong
)

func (s strength) String() string { return [...]string{"none", "weak", "fair", "strong"}[s] }

func strengthOf(hash hwhash.Hash) strength {
	return strength(min(len(hash.IdentityGroups()), int(strong)))
}

// witnesses says for each identity group what it is, and what follows from it
// being the only one.
var witnesses = map[hwhash.Group]struct{ what, alone string }{
	hwhash.GroupPlatform: {"the firmware's identifier and serial numbers", "a replaced main board would make it another"},
	hwhash.GroupTPM:      {"the security chip (TPM)", "a replaced main board or security chip would make it another"},
	hwhash.GroupOS:       {"the operating system installation", "a cloned disk image would look the same, and a new installation would make it another"},
	hwhash.GroupNetwork:  {"network adapters", "replaced adapters would make it another"},
	hwhash.GroupStorage:  {"disks", "replaced disks would make it another"},
	hwhash.GroupMemory:   {"memory modules", "replaced modules would make it another"},
}

func groupNames(hash hwhash.Hash) []string {
	names := []string{}
	for _, g := range hash.IdentityGroups() {
		names = append(names, g.String())
	}
	return names
}

// assess says in sentences how well a hash identifies its machine; the zero
// Hash is that of a machine with no evidence.
func assess(hash hwhash.Hash) []string {
	if hash.IsZero() {
		return []string{
			"No hash: nothing that could be read tells this machine from another of the same model.",
			"The table says of each class what was found, and what would help.",
		}
	}
	names := groupNames(hash)
	identity := fmt.Sprintf("Identity: %d bits from %s: %s.", hash.IdentityBits(), count(len(names), "independent group"), list(names))
	var verdict string
	switch strengthOf(hash) {
	case weak:
		w := witnesses[hash.IdentityGroups()[0]]
		verdict = fmt.Sprintf("Weak: only %s %s this machine; %s.", w.what, plural(w.what, "identify"), w.alone)
	case fair:
		verdict = "Fair: if one of the two changes, the other alone has to speak for this machine."
	default:
		verdict = "Strong: if one of them changes, the others still speak for this machine."
	}
	return []string{identity, verdict}
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

// plural returns a verb in -ify for a subject.
func plural(subject, verb string) string {
	if strings.HasSuffix(subject, "s") {
		return verb
	}
	return strings.TrimSuffix(verb, "y") + "ies"
}

// count returns "1 group", "2 groups".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// list returns "a", "a and b", "a, b and c".
func list(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// noteList is a list of remarks, each once.
type noteList []string

func (n *noteList) add(note string) {
	if note != "" && !slices.Contains(*n, note) {
		*n = append(*n, note)
	}
}

func (n noteList) String() string { return strings.Join(n, "; ") }
