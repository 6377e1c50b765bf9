package main

import (
	"strconv"
	"strings"

	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/hwhash/collect"
)

// redacted is an inventory with what became of each component in place of its
// value.
type redacted struct {
	Components []judged         `json:"components"`
	Traits     hwhash.Traits    `json:"traits"`
	Late       []hwhash.Class   `json:"late,omitempty"`
	Sources    []collect.Source `json:"sources"`
}

// revealed is an inventory with what was found where.
type revealed struct {
	hwhash.Inventory
	Sources []collect.Source `json:"sources"`
}

type judged struct {
	Class  hwhash.Class  `json:"class"`
	Status hwhash.Status `json:"status"`
	Reason string        `json:"reason,omitempty"`
}

func (a *app) inventory(o options, _ []string) (int, error) {
	m, status, err := a.read(o)
	switch {
	case err != nil:
		return status, err
	case !o.json:
		writeTable(a.out, "", m.componentTable(o.reveal))
		return status, nil
	case o.reveal:
		return status, a.writeJSON(revealed{m.inventory, m.sources})
	}
	return status, a.writeJSON(m.redacted())
}

func (m *machine) redacted() redacted {
	r := redacted{Components: []judged{}, Traits: m.inventory.Traits, Late: m.inventory.Late, Sources: m.sources}
	for _, f := range m.findings {
		r.Components = append(r.Components, judged{f.Class, f.Status, f.Reason})
	}
	return r
}

// componentTable has a row for every component.
func (m *machine) componentTable(reveal bool) [][]string {
	table := [][]string{{"CLASS", "STATUS", "REASON"}}
	if reveal {
		table[0] = []string{"CLASS", "VALUE", "STATUS", "REASON"}
	}
	for _, f := range m.findings {
		row := []string{f.Class.String(), f.Status.String(), f.Reason}
		if reveal {
			row = []string{row[0], printable(m.inventory.Components[f.Index].Value), row[1], row[2]}
		}
		table = append(table, row)
	}
	return table
}

// printable returns a value such that it can do nothing to a terminal.
func printable(value string) string {
	if quoted := strconv.Quote(value); strings.Trim(quoted, `"`) != value {
		return quoted
	}
	return value
}
