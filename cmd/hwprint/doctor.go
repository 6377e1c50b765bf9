package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hwprint/hwprint/hwhash"
)

func doctorCommand() command {
	flags := append([]flagSpec{policyFlag(), scopeFlag(), jsonFlag()}, slices.DeleteFunc(collectFlags(), func(f flagSpec) bool {
		return f.name == "reveal" // a doctor keeps silent
	})...)
	return command{
		name: "doctor", operands: "[[THEN] NOW]", maxOperands: 2, files: true,
		summary: "explain why an identity is weak, or what changed",
		details: `NOW and THEN are files with what "hwprint --json" or "hwprint inventory --json"
printed, "-" for standard input, or hashes. Of one it says how well the machine
is identified, what is missing and what would help; of two, what became of each
class since then. Without a file it reads this machine. Values are never shown,
and need not be in the files.`,
		flags: flags,
		exits: []exit{
			{exitOK, "the identity is fair or strong; of two: the same machine"},
			{exitNo, "it is weak or there is none; of two: different machines"},
			exitBadUsage,
			{exitReview, "of two: the evidence is weak or at odds, or there are no hashes to compare"},
		},
		examples: []example{
			{"hwprint --json > then.json", "save what is known today, without values"},
			{"hwprint --json | hwprint doctor then.json -", "what changed on this machine since"},
		},
		run: (*app).doctor,
	}
}

// diagnosis is what the doctor says. Its JSON form is for programs.
type diagnosis struct {
	Verdict      *hwhash.Verdict `json:"verdict,omitempty"` // of two records with hashes
	Bits         *hwhash.Bits    `json:"bits,omitempty"`
	Strength     string          `json:"strength,omitempty"` // of the later record
	IdentityBits int             `json:"identity_bits"`
	Summary      []string        `json:"summary"`
	Changes      []change        `json:"changes,omitempty"`
	Groups       []groupState    `json:"groups"` // of the later record
	Help         []remedy        `json:"help"`

	status int // to exit with
}

func (a *app) doctor(o options, operands []string) (int, error) {
	records, status, err := a.records(o, operands)
	if err != nil {
		return status, err
	}
	d := examine(&records[len(records)-1])
	if len(records) == 2 {
		if err := d.compare(o.policy, &records[0], &records[1]); err != nil {
			return exitUsage, err
		}
	}
	if o.json {
		return d.status, a.writeJSON(d)
	}
	a.writeDiagnosis(&d)
	return d.status, nil
}

// records returns the record of this machine, or those in the files.
func (a *app) records(o options, operands []string) ([]record, int, error) {
	if len(operands) == 0 {
		m, status, err := a.read(o)
		if err != nil {
			return nil, status, err
		}
		hash, _ := m.hasher.Sum(&m.inventory) // zero if there is none
		return []record{{machine: m, hash: hash, values: true}}, status, nil
	}
	if o.root != "" || len(o.only) > 0 || len(o.without) > 0 {
		return nil, exitUsage, usageError("--root, --only and --without are for reading a machine, not files")
	}
	hasher, err := hwhash.NewHasher(o.scope)
	if err != nil {
		return nil, exitUsage, err
	}
	names := []string{"THEN", "NOW"}[2-len(operands):]
	var records []record
	for i, operand := range operands {
		r, err := a.readRecord(hasher, operand)
		if err != nil {
			return nil, exitUsage, fmt.Errorf("%s: %w", names[i], err)
		}
		records = append(records, r)
	}
	return records, exitOK, nil
}

func (a *app) writeDiagnosis(d *diagnosis) {
	for _, sentence := range d.Summary {
		fmt.Fprintln(a.out, sentence)
	}
	if len(d.Changes) > 0 {
		fmt.Fprintln(a.out)
		table := [][]string{{"CLASS", "THEN", "NOW", "WHAT BECAME OF IT"}}
		for _, c := range d.Changes {
			table = append(table, []string{c.Class.String(), fmt.Sprint(c.Then), fmt.Sprint(c.Now), c.What})
		}
		writeTable(a.out, "", table)
	}
	if d.Strength != strong.String() {
		fmt.Fprintln(a.out)
		table := [][]string{{"WITNESS", "COUNTS", "WHY NOT"}}
		for _, g := range d.Groups {
			table = append(table, []string{g.Group, map[bool]string{true: "yes", false: "no"}[g.Counts], strings.Join(g.Why, "; ")})
		}
		writeTable(a.out, "", table)
	}
	if len(d.Help) > 0 {
		fmt.Fprintln(a.out, "\nWhat would help:")
		for _, h := range d.Help {
			fmt.Fprintf(a.out, "- %s (for %s)\n", h.What, list(h.Groups))
		}
	}
}
