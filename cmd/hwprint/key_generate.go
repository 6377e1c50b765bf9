package main

import (
	"errors"
	"strconv"

	"github.com/hwprint/hwprint/productkey"
)

const maxGenerate = 100_000_000

func keyGenerateCommand() command {
	return command{
		name: "key generate", operands: "[N]", maxOperands: anyOperands,
		summary: "make new product keys",
		details: `Prints N different new product keys, or one, a line for each. N may be up to 100
million. They are random, every key of the format as likely as any other. Keys
of a later run could be the same, if a format has few: a unique index on their
digests finds those.

With --digests a line is a key, a tab and its digest; see "hwprint key hash".
With --json it is {"key":"..."} or {"key":"...","digest":"pk1:..."}.`,
		flags: append(append(append(keyFormatFlags(),
			switchFlag("digests", "print the digest of each key too", func(o *options) *bool { return &o.keys.digests })),
			pepperFlags()...), jsonFlag()),
		exits: []exit{
			{exitOK, "the keys were printed"},
			exitBadUsage,
		},
		examples: []example{
			{"(umask 077; hwprint key generate 10000 > keys.txt)", "keys to sell, in a file for nobody else"},
			{"hwprint key generate --digests --peppers peppers", "a key for the customer, and what the server keeps"},
		},
		run: (*app).keyGenerate,
	}
}

func (a *app) keyGenerate(o options, operands []string) (int, error) {
	n, err := countOperand(operands)
	if err != nil {
		return exitUsage, err
	}
	var f *productkey.Format
	var h *productkey.Hasher
	if o.keys.digests {
		h, f, err = a.keyHasher(o)
	} else {
		f, err = o.keys.keyFormat()
	}
	if err != nil {
		return exitUsage, err
	}
	line := make([]byte, 0, 256) // which all lines fit into
	defer func() { wipe(line) }()
	for k, err := range productkey.GenerateN(f, nil, n) {
		if errors.Is(err, productkey.ErrSpace) {
			return exitUsage, usage{err}
		}
		if err != nil {
			return exitUsage, err
		}
		if line, err = appendGenerated(line[:0], k, h, o.json); err != nil {
			return exitUsage, err
		}
		if _, err := a.out.Write(line); err != nil {
			return exitUsage, nil // nobody reads on; Flush says why
		}
	}
	return exitOK, nil
}

func countOperand(operands []string) (int, error) {
	if len(operands) == 0 {
		return 1, nil
	}
	n, err := strconv.Atoi(operands[0])
	if err != nil || n < 1 || n > maxGenerate || len(operands) > 1 {
		return 0, usageError("N is one number, from 1 to %d", maxGenerate)
	}
	return n, nil
}

// appendGenerated appends the line of a key, and of its digest if there is a
// Hasher. Neither has a character that JSON would escape.
func appendGenerated(line []byte, k productkey.Key, h *productkey.Hasher, asJSON bool) (_ []byte, err error) {
	before, between, after := "", "\t", "\n"
	if asJSON {
		before, between, after = `{"key":"`, `","digest":"`, "\"}\n"
	}
	line = append(line, before...)
	line = append(line, k.Reveal()...)
	if h != nil {
		d, err := h.Sum(k)
		if err != nil {
			return line, err
		}
		line = append(line, between...)
		if line, err = d.AppendText(line); err != nil {
			return line, err
		}
	}
	return append(line, after...), nil
}
