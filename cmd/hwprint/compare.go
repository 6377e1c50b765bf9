package main

import (
	"errors"
	"fmt"

	"github.com/hwprint/hwprint/hwhash"
)

func (a *app) compare(o options, operands []string) (int, error) {
	hasher, err := hwhash.NewHasher(o.scope)
	if err != nil {
		return exitUsage, err
	}
	if o.pairs {
		return a.comparePairs(o, hasher, operands)
	}
	if len(operands) != 2 {
		return exitUsage, usageError("two hashes or files are needed, A and B")
	}
	var sides [2]hwhash.Hash
	for i, name := range []string{"A", "B"} {
		if sides[i], err = a.side(hasher, operands[i]); err != nil {
			return exitUsage, fmt.Errorf("%s: %w", name, err)
		}
	}
	match, err := o.policy.Compare(sides[0], sides[1])
	if err != nil {
		return exitUsage, err
	}
	status := map[hwhash.Verdict]int{hwhash.Same: exitOK, hwhash.Different: exitNo, hwhash.Review: exitReview}[match.Verdict]
	if o.json {
		return status, a.writeJSON(match)
	}
	a.writeMatch(&match)
	return status, nil
}

// side returns the hash that an operand is, or that of the inventory in the
// file of that name.
func (a *app) side(hasher *hwhash.Hasher, operand string) (hwhash.Hash, error) {
	hash, err := hwhash.Parse(operand)
	if !errors.Is(err, hwhash.ErrPrefix) {
		return hash, err
	}
	doc, err := a.onlyDocument(operand, "inventory")
	if err != nil {
		return hwhash.Hash{}, err
	}
	var inv hwhash.Inventory
	if err := decode(doc, &inv); err != nil {
		return hwhash.Hash{}, err
	}
	return hasher.Sum(&inv)
}

func (a *app) writeMatch(match *hwhash.Match) {
	table := [][]string{{"CLASS", "OUTCOME", "VALUES"}}
	for _, c := range match.Compared() {
		out := match.Class(c)
		table = append(table, []string{c.String(), out.Agreement.String(), values(out)})
	}
	writeTable(a.out, "", table)
	fmt.Fprintf(a.out, "\nVerdict: %s. Evidence: %s bits. Identity groups that agree: %d of %d.\n",
		match.Verdict, match.Bits, match.GroupsAgreeing, match.GroupsEnrolled)
}

// values says how many values of a class agree.
func values(out hwhash.Outcome) string {
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
