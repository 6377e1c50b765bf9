package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/jsonl"
	"github.com/hwprint/hwprint/hwhash"
)

// pair is a line of "hwprint compare --pairs".
type pair struct {
	Enrolled  json.RawMessage `json:"enrolled"`
	Presented json.RawMessage `json:"presented"`
}

// pair answers a line.
func (c *comparing) pair(doc []byte) error {
	var p pair
	if err := jsonl.Decode(doc, &p); err != nil {
		return err
	}
	enrolled, err := hashOf(c.hasher, p.Enrolled)
	if err != nil {
		return fmt.Errorf("enrolled: %w", err)
	}
	presented, err := hashOf(c.hasher, p.Presented)
	if err != nil {
		return fmt.Errorf("presented: %w", err)
	}
	match, err := c.policy.Compare(enrolled, presented)
	if err != nil {
		return err
	}
	return c.out.JSON(match)
}

// hashOf returns the hash that a member of a pair is, or that of the inventory
// that it is.
func hashOf(hasher *hwhash.Hasher, member json.RawMessage) (hwhash.Hash, error) {
	if len(member) == 0 {
		return hwhash.Hash{}, errors.New("missing")
	}
	switch member[0] {
	case '{':
		var inv hwhash.Inventory
		if err := jsonl.Decode(member, &inv); err != nil {
			return hwhash.Hash{}, err
		}
		return hasher.Sum(&inv)
	case '"':
		var text string
		if err := json.Unmarshal(member, &text); err != nil {
			return hwhash.Hash{}, errors.New("not a text")
		}
		return hwhash.Parse(text)
	}
	return hwhash.Hash{}, errors.New("neither a hash nor an inventory")
}
