package main

import (
	"errors"
	"fmt"

	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/hwhash/collect"
)

// record is what is known of a machine at one time: read just now, or saved
// by this program.
type record struct {
	machine
	hash hwhash.Hash
	// values says that there is a hash or an inventory, so that a zero hash
	// means that nothing identifies the machine.
	values bool
}

// saved is what the commands that read a machine print with --json, with and
// without --reveal.
type saved struct {
	Hash       *hwhash.Hash      `json:"hash"`
	Error      string            `json:"error"` // in place of the hash
	Findings   []savedFinding    `json:"findings"`
	Components []savedFinding    `json:"components"` // with Value or with Status
	Inventory  *hwhash.Inventory `json:"inventory"`
	Traits     *hwhash.Traits    `json:"traits"`
	Sources    []collect.Source  `json:"sources"`
}

type savedFinding struct {
	Class  hwhash.Class `json:"class"`
	Value  *string      `json:"value"`
	Status string       `json:"status"`
	Reason string       `json:"reason"`
}

var errNotSaved = errors.New(`not what "hwprint --json" or "hwprint inventory --json" prints`)

// readRecord returns the record in a file, or the one of a hash that stands
// in its place.
func (a *app) readRecord(hasher *hwhash.Hasher, operand string) (record, error) {
	hash, err := hwhash.Parse(operand)
	if err == nil {
		return record{machine: machine{inventory: hwhash.Inventory{Traits: hash.Traits()}}, hash: hash, values: true}, nil
	}
	if !errors.Is(err, hwhash.ErrPrefix) {
		return record{}, err
	}
	doc, err := a.onlyDocument(operand, "document")
	if err != nil {
		return record{}, err
	}
	var s saved
	if err := decode(doc, &s); err != nil {
		return record{}, err
	}
	return s.record(hasher)
}

func (s *saved) record(hasher *hwhash.Hasher) (r record, err error) {
	if s.Traits == nil || s.Findings == nil && s.Components == nil {
		return record{}, errNotSaved
	}
	r.hasher, r.inventory.Traits = hasher, *s.Traits
	r.sources = legible(s.Sources)
	if err := s.components(&r); err != nil {
		return record{}, err
	}
	switch {
	case s.Hash != nil:
		r.hash, r.values = *s.Hash, true
	case s.Error != "":
		r.values = true
	case r.inventory.Components != nil:
		if r.hash, err = hasher.Sum(&r.inventory); err != nil && !errors.Is(err, hwhash.ErrInsufficient) {
			return record{}, err
		}
		r.values = true
	}
	return r, nil
}

// components fills in what is known of each component: it has a value, or
// what became of it is written down.
func (s *saved) components(r *record) (err error) {
	if s.Inventory != nil {
		r.inventory = *s.Inventory
	}
	judged := s.Findings
	for i, c := range s.Components {
		switch {
		case c.Class.Group() == 0:
			return fmt.Errorf("components[%d]: %w", i, hwhash.ErrClass)
		case c.Value != nil:
			r.inventory.Add(c.Class, *c.Value)
		default:
			judged = append(judged, c)
		}
	}
	if judged == nil {
		if r.inventory.Components == nil {
			r.inventory.Components = []hwhash.Component{} // an inventory of nothing
		}
		r.findings, err = r.hasher.Explain(&r.inventory)
		return err
	}
	for i, f := range judged {
		r.findings = append(r.findings, hwhash.Finding{Index: i, Class: f.Class, Status: findingStatus(f.Status), Reason: legibleText(f.Reason)})
	}
	return nil
}

// findingStatus returns the status of that name, zero for any other text.
func findingStatus(name string) hwhash.Status {
	for s := hwhash.Used; s <= hwhash.Malformed; s++ {
		if s.String() == name {
			return s
		}
	}
	return 0
}

// legible returns sources whose remarks can do nothing to a terminal: a file
// may say anything.
func legible(sources []collect.Source) []collect.Source {
	for i, s := range sources {
		sources[i].Detail, sources[i].Hint = legibleText(s.Detail), legibleText(s.Hint)
	}
	return sources
}

func legibleText(text string) string {
	const longest = 200
	if len(text) > longest || printable(text) != text {
		return "a remark that cannot be shown"
	}
	return text
}
