package explain

import (
	"fmt"
	"slices"

	"github.com/hwprint/hwprint/hwhash"
)

// Change is what became of a class that is not as it was.
type Change struct {
	Class hwhash.Class `json:"class"`
	Then  int          `json:"then"` // values that counted
	Now   int          `json:"now"`
	What  string       `json:"what"`
}

// causes are what it usually is when all values of a class are others.
var causes = map[hwhash.Class]string{
	hwhash.SystemUUID:   "another main board, or its firmware was set up anew",
	hwhash.SystemSerial: "another main board, or its firmware was set up anew",
	hwhash.BoardSerial:  "another main board",
	hwhash.TPM:          "another security chip",
	hwhash.OSInstall:    "the operating system was installed anew, or its identifier was reset",
	hwhash.NIC:          "network adapters were replaced",
	hwhash.Disk:         "disks were replaced",
	hwhash.MemoryModule: "memory modules were replaced",
	hwhash.SystemModel:  "another product, or firmware that calls it otherwise",
	hwhash.BoardModel:   "another main board, or firmware that calls it otherwise",
	hwhash.Firmware:     "firmware was updated, or it is another",
	hwhash.CPU:          "another processor",
	hwhash.MemorySize:   "memory was added or taken out",
	hwhash.GPU:          "another graphics adapter",
	hwhash.PnPDevice:    "other built-in devices, as another main board has",
}

// fate is what became of an identity group.
type fate int

const (
	unknown fate = iota // it was not there then, or nothing is known
	kept
	replaced
	lost
)

// Changes says what became of a machine since the earlier record, and of the
// later one what [Machine] says. If both have hashes, it is the policy that
// decides whether they are of one machine; the errors are those of
// [hwhash.Policy.Compare]. If one has none, numbers of values are compared, and
// there is no verdict.
func Changes(policy hwhash.Policy, then, now Record) (Diagnosis, error) {
	d := Machine(now)
	var match *hwhash.Match
	if !then.NoHash && !now.NoHash && !then.Hash.IsZero() && !now.Hash.IsZero() {
		m, err := policy.Compare(then.Hash, now.Hash)
		if err != nil {
			return Diagnosis{}, err
		}
		match, d.Verdict, d.Bits = &m, &m.Verdict, &m.Bits
	}
	fates := map[hwhash.Group]fate{}
	for _, c := range hwhash.Classes() {
		out := outcomeOf(match, &then, &now, c)
		if what := became(c, out, &then, &now, match != nil); what != "" {
			d.Changes = append(d.Changes, Change{c, int(out.Enrolled), int(out.Presented), what})
		}
		if c.Identity() {
			g := c.Group()
			fates[g] = worseOf(fates[g], fateOf(out, match != nil))
		}
	}
	d.Summary = slices.Concat(headline(match), conclude(fates, len(d.Changes)), traitsChanged(then.Traits, now.Traits),
		[]string{"As it is now:"}, d.Summary)
	return d, nil
}

// outcomeOf returns how a class compares; without hashes, by numbers alone.
func outcomeOf(match *hwhash.Match, then, now *Record, c hwhash.Class) hwhash.ClassMatch {
	if match != nil {
		return match.Class(c)
	}
	out := hwhash.ClassMatch{Enrolled: uint8(then.counting(c)), Presented: uint8(now.counting(c))}
	if out.Enrolled > 0 && out.Presented > 0 {
		out.Agreement, out.Agreeing = hwhash.AgreementAgrees, min(out.Enrolled, out.Presented)
	}
	return out
}

// became says what became of a class, nothing if it is as it was.
func became(c hwhash.Class, out hwhash.ClassMatch, then, now *Record, hashes bool) string {
	switch {
	case out.Enrolled == 0 && out.Presented == 0, out.Agreeing == out.Enrolled && out.Enrolled == out.Presented:
		return ""
	case out.Presented == 0:
		return "does not count any more: " + now.why(c)
	case out.Enrolled == 0:
		return "counts now, and did not then: " + then.why(c)
	case !hashes:
		return "not as many as then"
	case out.Agreeing == 0:
		return causes[c]
	case out.Agreeing < out.Enrolled:
		return fmt.Sprintf("%d of %d are as they were; the others were replaced, or taken out", out.Agreeing, out.Enrolled)
	}
	return "as then, and more"
}

func fateOf(out hwhash.ClassMatch, hashes bool) fate {
	switch {
	case out.Enrolled == 0 || !hashes && out.Presented > 0:
		return unknown
	case out.Presented == 0:
		return lost
	case out.Agreeing == 0:
		return replaced
	}
	return kept
}

// worseOf joins what became of two classes of a group: one that is another
// tells more than one that is not seen, and one that is kept speaks for both.
func worseOf(a, b fate) fate {
	for _, f := range []fate{kept, replaced, lost} {
		if a == f || b == f {
			return f
		}
	}
	return unknown
}

func headline(match *hwhash.Match) []string {
	if match == nil {
		return []string{"Without two hashes it cannot be said whether this is the same machine."}
	}
	sentence := map[hwhash.Verdict]string{
		hwhash.Same:      "The same machine",
		hwhash.Review:    "Perhaps the same machine",
		hwhash.Different: "Not the same machine",
	}[match.Verdict]
	return []string{fmt.Sprintf("%s: %s bits of evidence, and %d of %d witnesses agree.",
		sentence, match.Bits, match.GroupsAgreeing, match.GroupsEnrolled)}
}

// conclude says what the changes look like, taken together.
func conclude(fates map[hwhash.Group]fate, changes int) []string {
	by := map[fate][]hwhash.Group{}
	for g := hwhash.GroupPlatform; g < hwhash.GroupModel; g++ {
		by[fates[g]] = append(by[fates[g]], g)
	}
	var sentences []string
	others := by[replaced]
	switch {
	case changes == 0:
		sentences = append(sentences, "Nothing that counts has changed.")
	case len(others) == 0:
	case len(by[kept]) == 0:
		sentences = append(sentences, "Nothing that identified it is as it was: it looks like another machine.")
	case slices.Equal(others, []hwhash.Group{hwhash.GroupOS}):
		sentences = append(sentences, "It looks like a new installation of the operating system.")
	case slices.Equal(others, []hwhash.Group{hwhash.GroupOS, hwhash.GroupStorage}):
		sentences = append(sentences, "It looks like a new disk with a new installation.")
	case others[0] == hwhash.GroupPlatform && !slices.Contains(others, hwhash.GroupStorage):
		sentences = append(sentences, "It looks like a replaced main board.")
	default:
		sentences = append(sentences, fmt.Sprintf("Replaced: %s.", whatTheyAre(others)))
	}
	if slices.Equal(by[kept], []hwhash.Group{hwhash.GroupOS}) {
		sentences = append(sentences, "The installation alone is as it was: that of a copied image would be, too.")
	}
	if len(by[lost]) > 0 {
		sentences = append(sentences, fmt.Sprintf("Not seen any more: %s.", whatTheyAre(by[lost])))
	}
	return sentences
}

func whatTheyAre(groups []hwhash.Group) string {
	var words []string
	for _, g := range groups {
		words = append(words, witnesses[g].what)
	}
	return list(words)
}

func traitsChanged(then, now hwhash.Traits) []string {
	var sentences []string
	for _, trait := range []struct {
		name      string
		then, now bool
	}{
		{"in a container", then.Container, now.Container},
		{"in a virtual machine", then.Virtual, now.Virtual},
	} {
		switch {
		case trait.now && !trait.then:
			sentences = append(sentences, fmt.Sprintf("It runs %s now, and did not then.", trait.name))
		case trait.then && !trait.now:
			sentences = append(sentences, fmt.Sprintf("It ran %s then, and does not now.", trait.name))
		}
	}
	return sentences
}
