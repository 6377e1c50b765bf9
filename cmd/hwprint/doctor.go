package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/hwhash/explain"
)

// doctoring is "hwprint doctor".
type doctoring struct {
	*app
	reading
	hasher *hwhash.Hasher
	policy hwhash.Policy
	json   bool
}

func (a *app) doctorCommand() cli.Command {
	d := &doctoring{app: a}
	return cli.Command{
		Name: "doctor", Operands: "[[THEN] NOW]", MaxOperands: 2, Files: true,
		Summary: "explain why an identity is weak, or what changed",
		Details: `NOW and THEN are files with what "hwprint --json" or "hwprint inventory --json"
printed, "-" for standard input, or hashes. Of one it says how well the machine
is identified, what is missing and what would help; of two, what became of each
class since then. Without a file it reads this machine. Values are never shown,
and need not be in the files.`,
		Flags: append([]cli.Flag{policyFlag(&d.policy), scopeFlag(&d.hasher), jsonFlag(&d.json)}, d.flags()...),
		Exits: []cli.Exit{
			{Status: cli.ExitOK, Meaning: "the identity is fair or strong; of two: the same machine"},
			{Status: cli.ExitNo, Meaning: "it is weak or there is none; of two: different machines"},
			cli.ExitBadUsage,
			{Status: cli.ExitReview, Meaning: "of two: the evidence is weak or at odds, or there are no hashes to compare"},
		},
		Examples: []cli.Example{
			{Line: "hwprint --json > then.json", Meaning: "save what is known today, without values"},
			{Line: "hwprint --json | hwprint doctor then.json -", Meaning: "what changed on this machine since"},
		},
		Run: d.run,
	}
}

func (d *doctoring) run(operands []string) (status int, err error) {
	var said explain.Diagnosis
	switch {
	case len(operands) == 0:
		m, status, err := d.read(&d.reading, d.hasher)
		if err != nil {
			return status, err
		}
		said, status = ofOne(m.Record)
		return status, d.write(&said)
	case d.set():
		return cli.ExitUsage, cli.UsageError("--root, --only and --without are for reading a machine, not files")
	}
	names := []string{"THEN", "NOW"}[2-len(operands):]
	var records []explain.Record
	for i, operand := range operands {
		r, err := d.readRecord(d.hasher, operand)
		if err != nil {
			return cli.ExitUsage, fmt.Errorf("%s: %w", names[i], err)
		}
		records = append(records, r)
	}
	if len(records) == 1 {
		said, status = ofOne(records[0])
	} else if said, status, err = d.ofTwo(records[0], records[1]); err != nil {
		return status, err
	}
	return status, d.write(&said)
}

// ofOne returns what is said of one machine, and the exit status.
func ofOne(r explain.Record) (explain.Diagnosis, int) {
	said := explain.Machine(r)
	if said.Strength < explain.StrengthFair {
		return said, cli.ExitNo
	}
	return said, cli.ExitOK
}

// ofTwo returns what is said of a machine then and now, and the exit status.
func (d *doctoring) ofTwo(then, now explain.Record) (explain.Diagnosis, int, error) {
	said, err := explain.Changes(d.policy, then, now)
	switch {
	case errors.Is(err, hwhash.ErrScopeMismatch):
		return said, cli.ExitUsage, fmt.Errorf("%w: the files were made with different --scope", err)
	case err != nil:
		return said, cli.ExitUsage, err
	case said.Verdict == nil:
		return said, cli.ExitReview, nil
	}
	return said, exitOf(*said.Verdict), nil
}

// write writes a diagnosis.
func (d *doctoring) write(said *explain.Diagnosis) error {
	if d.json {
		return d.out.JSON(said)
	}
	for _, sentence := range said.Summary {
		fmt.Fprintln(d.out, sentence)
	}
	if len(said.Changes) > 0 {
		table := [][]string{{"CLASS", "THEN", "NOW", "WHAT BECAME OF IT"}}
		for _, c := range said.Changes {
			table = append(table, []string{c.Class.String(), fmt.Sprint(c.Then), fmt.Sprint(c.Now), c.What})
		}
		fmt.Fprintln(d.out)
		cli.WriteTable(d.out, "", table)
	}
	if said.Strength != explain.StrengthStrong {
		table := [][]string{{"WITNESS", "COUNTS", "WHY NOT"}}
		for _, g := range said.Groups {
			table = append(table, []string{g.Group, map[bool]string{true: "yes", false: "no"}[g.Counts], joined(g.Why)})
		}
		fmt.Fprintln(d.out)
		cli.WriteTable(d.out, "", table)
	}
	if len(said.Help) > 0 {
		fmt.Fprintln(d.out, "\nWhat would help:")
		for _, h := range said.Help {
			fmt.Fprintf(d.out, "- %s (for %s)\n", h.What, strings.Join(h.Groups, ", "))
		}
	}
	return nil
}
