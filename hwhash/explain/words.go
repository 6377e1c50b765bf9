package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hwprint/hwprint/hwhash"
)

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
