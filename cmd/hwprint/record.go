package main

import (
	"errors"
	"fmt"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/jsonl"
	"github.com/hwprint/hwprint/cmd/hwprint/internal/text"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/hwhash/explain"
)

// saved is what the commands that read a machine print with --json, with and
// without --reveal. An inventory alone is one too.
type saved struct {
	Hash       *hwhash.Hash      `json:"hash"`
	Error      string            `json:"error"` // in place of the hash
	Findings   []savedFinding    `json:"findings"`
	Components []savedFinding    `json:"components"` // with Value or with Status
	Inventory  *hwhash.Inventory `json:"inventory"`
	Traits     *hwhash.Traits    `json:"traits"`
	Sources    []explain.Source  `json:"sources"`
}

type savedFinding struct {
	Class  hwhash.Class `json:"class"`
	As     hwhash.Class `json:"as"`
	Value  *string      `json:"value"`
	Status string       `json:"status"`
	Reason string       `json:"reason"`
}

var errNotSaved = errors.New(`not what "hwprint --json" or "hwprint inventory --json" prints`)

// readRecord returns the record in a file, or the one of a hash that stands
// in its place.
func (a *app) readRecord(hasher *hwhash.Hasher, operand string) (explain.Record, error) {
	hash, err := hwhash.Parse(operand)
	if err == nil {
		return explain.HashRecord(hash), nil
	}
	if !errors.Is(err, hwhash.ErrPrefix) {
		return explain.Record{}, err
	}
	doc, err := a.onlyDocument(operand, "document")
	if err != nil {
		return explain.Record{}, err
	}
	var s saved
	if err := jsonl.Decode(doc, &s); err != nil {
		return explain.Record{}, err
	}
	return s.record(hasher)
}

// record returns what was saved. What a file says in words is shown only as far
// as it can do no harm: it may have been made by anybody.
func (s *saved) record(hasher *hwhash.Hasher) (explain.Record, error) {
	if s.Traits == nil || s.Findings == nil && s.Components == nil {
		return explain.Record{}, errNotSaved
	}
	for i, source := range s.Sources {
		s.Sources[i].Detail, s.Sources[i].Hint = text.Remark(source.Detail), text.Remark(source.Hint)
	}
	inv, judged, err := s.components()
	if err != nil {
		return explain.Record{}, err
	}
	r := explain.Record{Traits: *s.Traits, Findings: judged, Sources: s.Sources}
	if judged == nil {
		if r, err = explain.NewRecord(hasher, &inv, s.Sources); err != nil {
			return explain.Record{}, err
		}
	}
	switch {
	case s.Hash != nil:
		r.Hash = *s.Hash
	case s.Error != "":
		r.Hash = hwhash.Hash{}
	case judged != nil && inv.Components != nil:
		if r.Hash, err = hasher.Sum(&inv); err != nil && !errors.Is(err, hwhash.ErrInsufficient) {
			return explain.Record{}, err
		}
	case judged != nil:
		r.NoHash = true
	}
	return r, nil
}

// components returns the components with a value, and what became of those
// where that is written down in its place, or beside; nil if it is nowhere.
func (s *saved) components() (inv hwhash.Inventory, judged []hwhash.Finding, err error) {
	if s.Inventory != nil {
		inv = *s.Inventory
	}
	inv.Traits = *s.Traits
	findings := s.Findings
	for i, c := range s.Components {
		switch {
		case c.Class.Group() == 0:
			return inv, nil, fmt.Errorf("components[%d]: %w", i, hwhash.ErrClass)
		case c.Value != nil:
			inv.Add(c.Class, *c.Value)
		default:
			findings = append(findings, c)
		}
	}
	if findings == nil {
		return inv, nil, nil
	}
	judged = []hwhash.Finding{}
	for i, f := range findings {
		judged = append(judged, hwhash.Finding{Index: i, Class: f.Class, As: f.As, Status: findingStatus(f.Status), Reason: text.Remark(f.Reason)})
	}
	return inv, judged, nil
}

// findingStatus returns the status of that name, zero for any other text.
func findingStatus(name string) hwhash.Status {
	for s := hwhash.StatusUsed; s <= hwhash.StatusMalformed; s++ {
		if s.String() == name {
			return s
		}
	}
	return 0
}

// hash returns the hash that was saved, else that of the inventory.
func (s *saved) hash(hasher *hwhash.Hasher) (hwhash.Hash, error) {
	switch {
	case s.Hash != nil:
		return *s.Hash, nil
	case s.Inventory != nil:
		return hasher.Sum(s.Inventory)
	case s.Error != "":
		return hwhash.Hash{}, hwhash.ErrInsufficient
	}
	return hwhash.Hash{}, errors.New("there is neither a hash nor an inventory with values in it")
}

// redacted reports whether components are there without their values.
func (s *saved) redacted() bool {
	for _, c := range s.Components {
		if c.Value == nil && c.Status != "" {
			return true
		}
	}
	return false
}
