package main

import (
	"errors"

	"github.com/hwprint/hwprint/hwhash"
)

// hashed is the line of an inventory with --json.
type hashed struct {
	Hash         hwhash.Hash      `json:"hash"`
	IdentityBits int              `json:"identity_bits"`
	Findings     []hwhash.Finding `json:"findings"`
}

func (a *app) hash(o options, operands []string) (int, error) {
	hasher, err := hwhash.NewHasher(o.scope)
	if err != nil {
		return exitUsage, err
	}
	input, err := a.open(operands)
	if err != nil {
		return exitUsage, err
	}
	defer input.Close()

	answer := a.hashLine(hasher)
	if o.json {
		answer = a.hashJSON(hasher)
	}
	total, bad, err := a.answerAll(newDocuments(input, false), answer)
	switch {
	case err != nil:
		return exitUsage, err
	case total == 0:
		// An empty line of output would pass for a hash in many a script.
		return exitNo, errors.New("there is no inventory in the input")
	case bad > 0:
		return exitNo, nil
	}
	return exitOK, nil
}

// hashLine returns a function that writes the hash of an inventory.
func (a *app) hashLine(hasher *hwhash.Hasher) func(doc []byte) error {
	var inv hwhash.Inventory
	var text []byte
	return func(doc []byte) error {
		if err := decode(doc, &inv); err != nil {
			return err
		}
		hash, err := hasher.Sum(&inv)
		if err != nil {
			return err
		}
		if text, err = hash.AppendText(text[:0]); err != nil {
			return err
		}
		_, _ = a.out.Write(text) // a failure comes back from Flush
		_ = a.out.WriteByte('\n')
		return nil
	}
}

// hashJSON returns a function that writes the hash of an inventory with what
// became of its components.
func (a *app) hashJSON(hasher *hwhash.Hasher) func(doc []byte) error {
	var inv hwhash.Inventory
	return func(doc []byte) error {
		if err := decode(doc, &inv); err != nil {
			return err
		}
		findings, err := hasher.Explain(&inv)
		if err != nil {
			return err
		}
		hash, err := hasher.Sum(&inv)
		if err != nil {
			return failure{message(err), findings}
		}
		return a.writeJSON(hashed{hash, hash.IdentityBits(), findings})
	}
}
