package main

import (
	"fmt"

	"github.com/hwprint/hwprint/fixtures"
	"github.com/hwprint/hwprint/hwhash"
)

// scenarios adds what can happen to a machine, one by one: the drift of package
// fixtures, with the verdicts and the one that is wanted.
func (p *page) scenarios() {
	p.say("## One by one")
	p.say(`What can happen to a machine, and who can be taken for it, as package ` + "`fixtures`" + ` describes it in data, with the verdict that a vendor
wants and why. ` + "`go test ./fixtures -run VerdictWanted`" + ` holds the standard preset to it.`)
	p.table("what happens", "enrolled", "bits", "lenient", "standard", "strict", "wanted")
	viewer, undecided := newViewer(nil, false), []fixtures.Drift(nil)
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
		wanted := d.Wanted
		if d.Undecided != "" {
			wanted += " \\*"
			undecided = append(undecided, d)
		}
		p.row(append(cells, wanted)...)
	}
	p.end()
	p.table("\\*", "why the evidence cannot decide it")
	for _, d := range undecided {
		p.row(d.Title, d.Undecided)
	}
	p.end()
}
