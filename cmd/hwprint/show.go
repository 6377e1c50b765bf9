package main

import (
	"fmt"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/hwhash/explain"
)

// showing is the default command.
type showing struct {
	*app
	reading
	hasher       *hwhash.Hasher
	json, reveal bool
}

func (a *app) showCommand() cli.Command {
	s := &showing{app: a}
	return cli.Command{
		Summary: "show the hardware hash of this machine",
		Details: `The hash tells this machine from others and cannot be turned back into the
serial numbers it was made from. Below it stands how well it identifies the
machine, and a table of what was found and what would make it better.
No value is printed unless --reveal is given.`,
		Flags: append([]cli.Flag{scopeFlag(&s.hasher), jsonFlag(&s.json), revealFlag(&s.reveal)}, s.flags()...),
		Exits: []cli.Exit{
			{Status: cli.ExitOK, Meaning: "there is a hash"},
			{Status: cli.ExitNo, Meaning: "nothing on this machine identifies it, or it cannot be read"},
			cli.ExitBadUsage,
		},
		Examples: []cli.Example{
			{Line: "hwprint --scope acme.example/editor", Meaning: "the hash that the program of that scope uses"},
			{Line: "hwprint --without os_install", Meaning: "the hash from hardware alone"},
		},
		Run: s.run,
	}
}

// shown is the answer with --json.
type shown struct {
	Hash           *hwhash.Hash      `json:"hash,omitempty"`
	Error          string            `json:"error,omitempty"`
	IdentityBits   int               `json:"identity_bits"`
	IdentityGroups []string          `json:"identity_groups"`
	Strength       explain.Strength  `json:"strength"`
	Traits         hwhash.Traits     `json:"traits"`
	Findings       []hwhash.Finding  `json:"findings"`
	Sources        []explain.Source  `json:"sources"`
	Inventory      *hwhash.Inventory `json:"inventory,omitempty"` // with --reveal
}

func (s *showing) run([]string) (int, error) {
	m, status, err := s.read(&s.reading, s.hasher)
	if err != nil {
		return status, err
	}
	status = cli.ExitOK
	if m.Hash.IsZero() {
		status = cli.ExitNo
	}
	if s.json {
		return status, s.out.JSON(m.shown(s.reveal))
	}
	if !m.Hash.IsZero() {
		fmt.Fprintf(s.out, "%s\n\n", m.Hash)
	}
	for _, sentence := range explain.Machine(m.Record).Summary {
		fmt.Fprintln(s.out, sentence)
	}
	if m.Hash.IsZero() {
		fmt.Fprintln(s.out, "The table says of each class what was found, and what would help.")
	}
	fmt.Fprintln(s.out)
	cli.WriteTable(s.out, "", m.classTable())
	if s.reveal {
		fmt.Fprintln(s.out)
		cli.WriteTable(s.out, "", m.componentTable(true))
	}
	return status, nil
}

func (m *machine) shown(reveal bool) shown {
	s := shown{
		IdentityBits:   m.Hash.IdentityBits(),
		IdentityGroups: []string{},
		Strength:       explain.StrengthOf(m.Hash),
		Traits:         m.Traits,
		Findings:       m.Findings,
		Sources:        m.Sources,
	}
	for _, g := range m.Hash.IdentityGroups() {
		s.IdentityGroups = append(s.IdentityGroups, g.String())
	}
	if m.Hash.IsZero() {
		s.Error = message(hwhash.ErrInsufficient)
	} else {
		s.Hash = &m.Hash
	}
	if reveal {
		s.Inventory = &m.inventory
	}
	return s
}

// classTable has a row for every class: what of it counts, and what would make
// more of it count.
func (m *machine) classTable() [][]string {
	table := [][]string{{"CLASS", "USED", "STATUS", "WHY, AND WHAT WOULD HELP"}}
	for _, c := range hwhash.Classes() {
		state := m.Class(c)
		used := "0"
		if state.Found > 0 {
			used = fmt.Sprintf("%d of %d", state.Used, state.Found)
		}
		table = append(table, []string{c.String(), used, state.Status, joined(state.Notes)})
	}
	return table
}
