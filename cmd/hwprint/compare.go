package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

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
		return status, a.writeJSON(resultOf(&match))
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
	input, err := a.open([]string{operand})
	if err != nil {
		return hwhash.Hash{}, err
	}
	defer input.Close()
	docs := newDocuments(input, false)
	doc, err := docs.next()
	switch {
	case err == io.EOF:
		return hwhash.Hash{}, errors.New("there is no inventory in the input")
	case err != nil:
		return hwhash.Hash{}, withoutPath(err)
	}
	var inv hwhash.Inventory
	if err := decode(doc, &inv); err != nil {
		return hwhash.Hash{}, err
	}
	if _, err := docs.next(); err != io.EOF {
		return hwhash.Hash{}, errors.New("there is more than one inventory in the input")
	}
	return hasher.Sum(&inv)
}

func (a *app) writeMatch(match *hwhash.Match) {
	table := [][]string{{"CLASS", "OUTCOME", "VALUES"}}
	for _, c := range classesOf(match) {
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

// classesOf returns the classes that either hash has.
func classesOf(match *hwhash.Match) []hwhash.Class {
	return slices.DeleteFunc(hwhash.Classes(), func(c hwhash.Class) bool {
		out := match.Class(c)
		return out.Enrolled == 0 && out.Presented == 0
	})
}

// result is a comparison as JSON.
type result struct {
	Verdict hwhash.Verdict `json:"verdict"`
	Bits    hwhash.Bits    `json:"bits"`
	Classes agreements     `json:"classes"`
}

func resultOf(match *hwhash.Match) result {
	r := result{match.Verdict, match.Bits, nil}
	for _, c := range classesOf(match) {
		r.Classes = append(r.Classes, agreement{c, match.Class(c).Agreement})
	}
	return r
}

// agreements is written as a JSON object that keeps the order of classes.
type agreements []agreement

type agreement struct {
	class hwhash.Class
	how   hwhash.Agreement
}

func (list agreements) MarshalJSON() ([]byte, error) {
	members := make([]string, len(list))
	for i, a := range list {
		members[i] = fmt.Sprintf("%q:%q", a.class, a.how)
	}
	return []byte("{" + strings.Join(members, ",") + "}"), nil
}
