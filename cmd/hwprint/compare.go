package main

import (
	"errors"
	"fmt"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/cmd/hwprint/internal/jsonl"
	"github.com/hwprint/hwprint/hwhash"
)

// comparing is "hwprint compare".
type comparing struct {
	*app
	hasher      *hwhash.Hasher
	policy      hwhash.Policy
	pairs, json bool
}

func (a *app) compareCommand() cli.Command {
	c := &comparing{app: a}
	return cli.Command{
		Name: "compare", Operands: "A B | --pairs [FILE|-]", MaxOperands: 2, Files: true,
		Summary: "decide whether two hashes are of the same machine",
		Details: `A is what was enrolled, B what is presented now: each a hash, or a file, "-"
for standard input, with what "hwprint --json" printed or with an inventory,
which is hashed under --scope.

With --pairs it reads lines {"enrolled":"hw1:...","presented":"hw1:..."} and
prints a line {"verdict":...,"bits":...,"classes":{...}} for each, in order,
or {"error":"..."} in its place. Inventories may stand in place of hashes.`,
		Flags: []cli.Flag{policyFlag(&c.policy), scopeFlag(&c.hasher), jsonFlag(&c.json), pairsFlag("compare", &c.pairs)},
		Exits: []cli.Exit{
			{Status: cli.ExitOK, Meaning: "the same machine; with --pairs, every line could be read"},
			{Status: cli.ExitNo, Meaning: "different machines"},
			{Status: cli.ExitUsage, Meaning: "wrong usage, or bad input"},
			{Status: cli.ExitReview, Meaning: "review: the evidence is weak or at odds"},
		},
		Examples: []cli.Example{
			{Line: "hwprint compare hw1:... machine.json", Meaning: "a hash with an inventory"},
			{Line: "hwprint compare --pairs --policy strict < pairs.jsonl", Meaning: "many pairs, under the strictest policy"},
		},
		Run: c.run,
	}
}

func (c *comparing) run(operands []string) (int, error) {
	if c.pairs {
		if len(operands) > 1 {
			return cli.ExitUsage, cli.UsageError("--pairs reads one file")
		}
		return c.eachOf(operands, true, answers{bad: cli.ExitUsage, answer: c.pair})
	}
	if len(operands) != 2 {
		return cli.ExitUsage, cli.UsageError("two hashes or files are needed, A and B")
	}
	var sides [2]hwhash.Hash
	for i, name := range []string{"A", "B"} {
		var err error
		if sides[i], err = c.side(operands[i]); err != nil {
			return cli.ExitUsage, fmt.Errorf("%s: %w", name, err)
		}
	}
	match, err := c.policy.Compare(sides[0], sides[1])
	if err != nil {
		return cli.ExitUsage, err
	}
	if c.json {
		return exitOf(match.Verdict), c.out.JSON(match)
	}
	c.write(&match)
	return exitOf(match.Verdict), nil
}

// side returns the hash that an operand is, or that of the file of that name.
func (c *comparing) side(operand string) (hwhash.Hash, error) {
	hash, err := hwhash.Parse(operand)
	if !errors.Is(err, hwhash.ErrPrefix) {
		return hash, err
	}
	doc, err := c.onlyDocument(operand, "inventory")
	if err != nil {
		return hwhash.Hash{}, err
	}
	var s saved
	if err := jsonl.Decode(doc, &s); err == nil && (s.Hash != nil || s.Error != "" || s.Inventory != nil || s.redacted()) {
		return s.hash(c.hasher)
	}
	var inv hwhash.Inventory
	if err := jsonl.Decode(doc, &inv); err != nil {
		return hwhash.Hash{}, err
	}
	return c.hasher.Sum(&inv)
}

// write writes a table of the classes, and the verdict.
func (c *comparing) write(match *hwhash.Match) {
	table := [][]string{{"CLASS", "OUTCOME", "VALUES"}}
	for _, class := range match.Compared() {
		out := match.Class(class)
		table = append(table, []string{class.String(), out.Agreement.String(), values(out)})
	}
	cli.WriteTable(c.out, "", table)
	fmt.Fprintf(c.out, "\nVerdict: %s. Evidence: %s bits. Identity groups that agree: %d of %d.\n",
		match.Verdict, match.Bits, match.GroupsAgreeing, match.GroupsEnrolled)
}

// values says how many values of a class agree.
func values(out hwhash.ClassMatch) string {
	switch {
	case out.Enrolled == 0:
		return "only in B"
	case out.Presented == 0:
		return "only in A"
	}
	text := fmt.Sprintf("%d of %d", out.Agreeing, out.Enrolled)
	if out.Presented != out.Enrolled {
		text += fmt.Sprintf(" (B has %d)", out.Presented)
	}
	return text
}
