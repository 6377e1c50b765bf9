package main

import (
	"strings"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/cmd/hwprint/internal/text"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/hwhash/explain"
)

// listing is "hwprint inventory".
type listing struct {
	*app
	reading
	json, reveal bool
}

func (a *app) inventoryCommand() cli.Command {
	l := &listing{app: a}
	return cli.Command{
		Name:    "inventory",
		Summary: "list the components of this machine and what became of each",
		Details: `A component counts for nothing when its value is a placeholder, belongs to
software, or repeats another. Values are printed only with --reveal.
With --json and --reveal it prints the inventory itself, in one line, as
"hwprint hash" reads it. Both kinds of JSON say what was found where, for
"hwprint doctor".`,
		Flags: append([]cli.Flag{jsonFlag(&l.json), revealFlag(&l.reveal)}, l.flags()...),
		Exits: []cli.Exit{
			{Status: cli.ExitOK, Meaning: "the machine was read"},
			{Status: cli.ExitNo, Meaning: "it cannot be read"},
			cli.ExitBadUsage,
		},
		Examples: []cli.Example{
			{Line: "hwprint inventory", Meaning: "which components count, and why others do not"},
			{Line: "hwprint inventory --json --reveal > machine.json", Meaning: "keep the inventory, to be hashed elsewhere"},
		},
		Run: l.run,
	}
}

// redacted is an inventory with what became of each component in place of its
// value.
type redacted struct {
	Components []judged         `json:"components"`
	Traits     hwhash.Traits    `json:"traits"`
	Late       []hwhash.Class   `json:"late,omitempty"`
	Sources    []explain.Source `json:"sources"`
}

// revealed is an inventory with what was found where.
type revealed struct {
	hwhash.Inventory
	Sources []explain.Source `json:"sources"`
}

type judged struct {
	Class  hwhash.Class  `json:"class"`
	As     hwhash.Class  `json:"as,omitempty"`
	Status hwhash.Status `json:"status"`
	Rule   string        `json:"rule,omitempty"`
	Reason string        `json:"reason,omitempty"`
}

func (l *listing) run([]string) (int, error) {
	hasher, err := hwhash.NewHasher(defaultScope) // no scope changes what counts
	if err != nil {
		return cli.ExitUsage, err
	}
	m, status, err := l.read(&l.reading, hasher)
	switch {
	case err != nil:
		return status, err
	case !l.json:
		cli.WriteTable(l.out, "", m.componentTable(l.reveal))
		return cli.ExitOK, nil
	case l.reveal:
		return cli.ExitOK, l.out.JSON(revealed{m.inventory, m.Sources})
	}
	return cli.ExitOK, l.out.JSON(m.redacted())
}

func (m *machine) redacted() redacted {
	r := redacted{Components: []judged{}, Traits: m.Traits, Late: m.inventory.Late, Sources: m.Sources}
	for _, f := range m.Findings {
		r.Components = append(r.Components, judged{f.Class, f.As, f.Status, f.Rule, f.Reason})
	}
	return r
}

// componentTable has a row for every component.
func (m *machine) componentTable(reveal bool) [][]string {
	table := [][]string{{"CLASS", "STATUS", "REASON"}}
	if reveal {
		table[0] = []string{"CLASS", "VALUE", "STATUS", "REASON"}
	}
	for _, f := range m.Findings {
		row := []string{f.Class.String(), f.Status.String(), f.Reason}
		if reveal {
			row = []string{row[0], text.Visible(m.inventory.Components[f.Index].Value), row[1], row[2]}
		}
		table = append(table, row)
	}
	return table
}

func joined(notes []string) string { return strings.Join(notes, "; ") }
