package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/hwhash/collect"
)

// machine is what was read of a machine and what became of it.
type machine struct {
	hasher    *hwhash.Hasher
	inventory hwhash.Inventory
	sources   []collect.Source
	findings  []hwhash.Finding
}

// read reads this machine, or that under --root.
func (a *app) read(o options) (m machine, status int, err error) {
	if m.hasher, err = hwhash.NewHasher(o.scope); err != nil {
		return m, exitUsage, err
	}
	found, err := a.collect(a.ctx, o.collecting()...)
	m.inventory, m.sources = found.Inventory, found.Sources
	switch cause := withoutPath(err); {
	case errors.Is(err, collect.ErrOption) && cause != err:
		return m, exitUsage, usageError("--root: %w", cause)
	case errors.Is(err, collect.ErrOption):
		return m, exitUsage, usage{err}
	case err != nil:
		return m, exitNo, fmt.Errorf("cannot read this machine: %w", cause)
	}
	if m.inventory.Components == nil {
		m.inventory.Components = []hwhash.Component{} // [] in JSON, not null
	}
	if m.sources == nil {
		m.sources = []collect.Source{}
	}
	if m.findings, err = m.hasher.Explain(&m.inventory); err != nil {
		return m, exitNo, err
	}
	return m, exitOK, nil
}

// collecting returns the options as package collect has them.
func (o options) collecting() []collect.Option {
	opts := []collect.Option{collect.Timeout(o.timeout), collect.Without(o.without...)}
	if len(o.only) > 0 {
		opts = append(opts, collect.Only(o.only...))
	}
	if o.root != "" {
		opts = append(opts, collect.Root(o.root))
	}
	return opts
}

// shown is the answer of the default command with --json.
type shown struct {
	Hash           *hwhash.Hash      `json:"hash,omitempty"`
	Error          string            `json:"error,omitempty"`
	IdentityBits   int               `json:"identity_bits"`
	IdentityGroups []string          `json:"identity_groups"`
	Strength       string            `json:"strength"`
	Traits         hwhash.Traits     `json:"traits"`
	Findings       []hwhash.Finding  `json:"findings"`
	Sources        []collect.Source  `json:"sources"`
	Inventory      *hwhash.Inventory `json:"inventory,omitempty"` // with --reveal
}

func (a *app) show(o options, _ []string) (int, error) {
	m, status, err := a.read(o)
	if err != nil {
		return status, err
	}
	hash, err := m.hasher.Sum(&m.inventory)
	if err != nil && !errors.Is(err, hwhash.ErrInsufficient) {
		return exitNo, err
	}
	if err != nil {
		status = exitNo // the hash is zero and has no groups
	}
	if o.json {
		return status, a.writeJSON(m.shown(hash, o.reveal))
	}
	if !hash.IsZero() {
		fmt.Fprintf(a.out, "%s\n\n", hash)
	}
	for _, sentence := range slices.Concat(assess(hash), describe(m.inventory.Traits)) {
		fmt.Fprintln(a.out, sentence)
	}
	fmt.Fprintln(a.out)
	writeTable(a.out, "", m.classTable())
	if o.reveal {
		fmt.Fprintln(a.out)
		writeTable(a.out, "", m.componentTable(true))
	}
	return status, nil
}

func (m *machine) shown(hash hwhash.Hash, reveal bool) shown {
	s := shown{
		IdentityBits:   hash.IdentityBits(),
		IdentityGroups: groupNames(hash),
		Strength:       strengthOf(hash).String(),
		Traits:         m.inventory.Traits,
		Findings:       m.findings,
		Sources:        m.sources,
	}
	if hash.IsZero() {
		s.Error = message(hwhash.ErrInsufficient)
	} else {
		s.Hash = &hash
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
		table = append(table, m.classRow(c))
	}
	return table
}

func (m *machine) classRow(c hwhash.Class) []string {
	used, found, status := m.tally(c)
	var notes noteList
	for _, f := range m.findings {
		switch {
		case f.Class != c || f.Status == hwhash.Used:
		case f.Status.String() == status:
			notes.add(f.Reason)
		default: // the status of the class is that of another value
			notes.add(fmt.Sprintf("%s: %s", f.Status, f.Reason))
		}
	}
	for _, s := range m.sources {
		if s.Class == c {
			notes.add(s.Detail)
			notes.add(s.Hint)
		}
	}
	if status == collect.OutcomeEmpty.String() {
		notes.add("the machine has none, or does not tell")
	}
	count := "0"
	if found > 0 {
		count = fmt.Sprintf("%d of %d", used, found)
	}
	return []string{c.String(), count, status, notes.String()}
}

// tally counts the values of a class, and those that are used. The status is
// used if one is, else what became of the first value, else how reading went:
// of several sources, the first tells that is not just empty.
func (m *machine) tally(c hwhash.Class) (used, found int, status string) {
	for _, f := range m.findings {
		if f.Class != c {
			continue
		}
		found++
		if f.Status == hwhash.Used {
			used++
		}
		if status == "" || f.Status == hwhash.Used {
			status = f.Status.String()
		}
	}
	for _, s := range m.sources {
		if s.Class == c && (status == "" || status == collect.OutcomeEmpty.String()) {
			status = s.Outcome.String()
		}
	}
	return used, found, status
}
