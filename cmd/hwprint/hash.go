package main

import (
	"errors"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/cmd/hwprint/internal/jsonl"
	"github.com/hwprint/hwprint/hwhash"
)

// hashing is "hwprint hash".
type hashing struct {
	*app
	hasher *hwhash.Hasher
	json   bool
	inv    hwhash.Inventory // used again and again
	text   []byte
}

func (a *app) hashCommand() cli.Command {
	h := &hashing{app: a}
	return cli.Command{
		Name: "hash", Operands: "[FILE|-]", MaxOperands: 1, Files: true,
		Summary: "hash inventories that are given as JSON",
		Details: `Reads inventories from FILE or standard input and prints a line for each, in
order: its hash, or {"error":"..."} in its place.

The input is JSON Lines if its first line, blank lines apart, is not left open:
then every line is read on its own, and a bad one spoils no other. Otherwise
the input is documents over several lines, and each ends where its brackets
close. Where an inventory stands whole on a line of its own within an open
document, the input was JSON Lines after all, with its first lines cut short:
each of those is an error, and from there every line is read on its own.
A line or a document may be 8 MiB long. Text is UTF-8, or UTF-16 with a byte
order mark, as PowerShell writes it.`,
		Flags: []cli.Flag{scopeFlag(&h.hasher), jsonFlag(&h.json)},
		Exits: []cli.Exit{
			{Status: cli.ExitOK, Meaning: "every inventory has a hash"},
			{Status: cli.ExitNo, Meaning: "one or more have none, or there is no inventory"},
			cli.ExitBadUsage,
		},
		Examples: []cli.Example{
			{Line: "hwprint hash machine.json", Meaning: "the hash of one inventory"},
			{Line: "hwprint hash --json < fleet.jsonl > hashes.jsonl", Meaning: "hashes of many, with what became of each component"},
		},
		Run: h.run,
	}
}

// hashed is the line of an inventory with --json.
type hashed struct {
	Hash         hwhash.Hash      `json:"hash"`
	IdentityBits int              `json:"identity_bits"`
	Findings     []hwhash.Finding `json:"findings"`
}

func (h *hashing) run(operands []string) (int, error) {
	by := answers{
		// An empty line of output would pass for a hash in many a script.
		none:   errors.New("there is no inventory in the input"),
		bad:    cli.ExitNo,
		answer: h.line,
	}
	if h.json {
		by.answer = h.asJSON
	}
	return h.eachOf(operands, false, by)
}

// line writes the hash of an inventory.
func (h *hashing) line(doc []byte) error {
	if err := jsonl.Decode(doc, &h.inv); err != nil {
		return err
	}
	hash, err := h.hasher.Sum(&h.inv)
	if err != nil {
		return err
	}
	if h.text, err = hash.AppendText(h.text[:0]); err != nil {
		return err
	}
	_, _ = h.out.Write(append(h.text, '\n')) // a failure comes back from Flush
	return nil
}

// asJSON writes the hash of an inventory with what became of its components.
func (h *hashing) asJSON(doc []byte) error {
	if err := jsonl.Decode(doc, &h.inv); err != nil {
		return err
	}
	hash, findings, err := h.hasher.SumExplained(&h.inv)
	if err != nil {
		return failure{message(err), findings}
	}
	return h.out.JSON(hashed{hash, hash.IdentityBits(), findings})
}
