package main

import (
	"errors"

	"github.com/hwprint/hwprint/bench/document"
	"github.com/hwprint/hwprint/fixtures"
	"github.com/hwprint/hwprint/hwhash"
)

// What privacy cost in accuracy: the rules as they are, and as they were before
// values that tell too much of each other became no evidence, on the same
// machines, by the standard preset.

// rules turn an inventory into what a server keeps, and compare. They are for
// one goroutine.
type rules interface {
	// look returns what is published, nil if nothing is, and how many groups of
	// identity it has.
	look(inv *hwhash.Inventory) (seen any, groups int)
	same(enrolled, presented any) bool
}

// before makes the rules of before, which the script cost takes out of the
// history. Without it there are none.
var before func() rules

var errNoBefore = errors.New("the rules of before are not built in: run ./accuracy/cost")

// cost is the table, row by row.
func cost(e effort) (string, error) {
	if before == nil {
		return "", errNoBefore
	}
	table := document.NewTable("machines", "state", "known by two groups: before", "now", "false rejects: before", "now", "false accepts: before", "now")
	for _, q := range questions(e) {
		b, n := q.cost(before), q.cost(now)
		table.Row(q.machines, q.state, percent(b.known.value())+" %", percent(n.known.value())+" %", b.rejected, n.rejected, b.accepted, n.accepted)
	}
	return table.String(), nil
}

// question is a trial with its names.
type question struct {
	machines, state string
	trial
}

func questions(e effort) (all []question) {
	ask := func(machines, state string, orders int, t trial) {
		t.orders, t.minGroups, t.pop.Seed = e.of(orders), 2, seed
		all = append(all, question{machines, state, t})
	}
	year, user := fixtures.State{Years: 1, Boot: 1}, fixtures.State{Unprivileged: true}
	userLater := fixtures.State{Years: 1, Boot: 1, Unprivileged: true}
	for _, kind := range kinds {
		pop := fixtures.Population{Kind: kind}
		ask(kind.String(), "a year later", 800, trial{pop: pop, presented: year, impostors: 7})
		ask(kind.String(), "and privileges lost", 400, trial{pop: pop, presented: userLater, impostors: 7})
		ask(kind.String(), "never privileged", 400, trial{pop: pop, enrolled: user, presented: userLater, impostors: 7})
	}
	for _, r := range records {
		ask("server, by "+r.name, "a year later", 2000, recordTrial(r.only, e))
	}
	for _, x := range sharings {
		ask(x.name, "at once", 200, trial{pop: x.pop, enrolled: x.state, presented: x.state, impostors: 15})
	}
	return all
}

// costs are what came of a trial by some rules.
type costs struct{ known, rejected, accepted rate }

func (tr trial) cost(by func() rules) (total costs) {
	type share struct {
		costs
		rules
		*viewer
	}
	inParallel(tr.orders, func() *share { return &share{rules: by(), viewer: newViewer(tr.only, false)} },
		func(s *share, order int) { tr.costOfOrder(&s.costs, s.rules, s.viewer, order) },
		func(s *share) {
			total.known.add(s.known)
			total.rejected.add(s.rejected)
			total.accepted.add(s.accepted)
		})
	return total
}

func (tr trial) costOfOrder(c *costs, by rules, v *viewer, order int) {
	var enrolled, presented [fixtures.OrderSize]any
	var groups [fixtures.OrderSize]int
	first := firstOf(order)
	for i := range enrolled {
		enrolled[i], groups[i] = by.look(v.see(tr.pop.Machine(first+uint64(i), tr.enrolled)))
		presented[i], _ = by.look(v.see(tr.pop.Machine(first+uint64(i), tr.presented)))
	}
	for i := range enrolled {
		c.known.see(groups[i] >= tr.minGroups)
		if groups[i] < tr.minGroups {
			continue
		}
		c.rejected.see(!by.same(enrolled[i], presented[i]))
		for k := range tr.impostors {
			c.accepted.see(by.same(enrolled[i], presented[impostor(order, i, k)]))
		}
	}
}

// current are the rules as they are.
type current struct{ hasher *hwhash.Hasher }

func now() rules {
	h, err := hwhash.NewHasher(scope)
	if err != nil {
		panic(err) // the scope is a constant
	}
	return current{h}
}

func (c current) look(inv *hwhash.Inventory) (any, int) {
	sum, err := c.hasher.Sum(inv)
	if err != nil { // no identity
		return nil, 0
	}
	return sum, len(sum.IdentityGroups())
}

func (c current) same(enrolled, presented any) bool {
	if presented == nil {
		return false
	}
	m, err := hwhash.Standard().Compare(enrolled.(hwhash.Hash), presented.(hwhash.Hash))
	if err != nil {
		panic(err) // one scope
	}
	return m.Verdict == hwhash.Same
}
