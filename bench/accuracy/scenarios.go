package main

import (
	"fmt"

	"github.com/hwprint/hwprint/bench/document"
	"github.com/hwprint/hwprint/fixtures"
	"github.com/hwprint/hwprint/hwhash"
)

// scenarios are what can happen to a machine, one by one: the drift of package
// fixtures, with the verdicts and the one that is wanted.
func scenarios() string {
	all := document.NewTable("what happens", "enrolled", "bits", "lenient", "standard", "strict", "wanted")
	reasons := document.NewTable("\\*", "why the evidence cannot decide it")
	viewer := newViewer(nil, false)
	for _, d := range fixtures.Drifts() {
		enrolled, presented := viewer.look(d.Before).hash, viewer.look(d.After).hash
		cells := []any{d.Title, "`" + d.From + "`"}
		for i, policy := range []hwhash.Policy{hwhash.Lenient(), hwhash.Standard(), hwhash.Strict()} {
			m, err := policy.Compare(enrolled, presented)
			if err != nil {
				panic(fmt.Sprintf("%s: %v", d.ID, err)) // both are of machines with identity
			}
			if i == 0 {
				cells = append(cells, m.Bits)
			}
			cells = append(cells, m.Verdict)
		}
		wanted := d.Wanted.String()
		if d.Undecided != "" {
			wanted += " \\*"
			reasons.Row(d.Title, d.Undecided)
		}
		all.Row(append(cells, wanted)...)
	}
	return all.String() + "\n" + reasons.String()
}
