package main

import (
	"github.com/hwprint/hwprint/productkey"
)

func keyHashCommand() command {
	return command{
		name: "key hash", maxOperands: anyOperands,
		summary: "print the digests of product keys, which a server keeps in their place",
		details: `Reads product keys and prints a line for each, in order: its digest, or
{"error":"..."} in its place. With --json there is the product id too, a name of
the key for support and logs: {"digest":"pk1:...","product_id":"pid1:..."}.

Digests are made with the first of the peppers, see "hwprint help key". Keys of
under 80 bits need a --stretch, which makes guessing them slow, and hashing too.`,
		flags: append(append(keyFormatFlags(), pepperFlags()...), jsonFlag()),
		exits: []exit{
			{exitOK, "every key has a digest"},
			{exitNo, "one or more have none, or there is no key"},
			exitBadUsage,
		},
		examples: []example{
			{"hwprint key hash --peppers peppers < keys.txt > digests.txt", "the digests of many keys"},
			{"hwprint key hash --stretch argon2id-64MiB --format 3x4/0123456789ABCDEF", "ask for short keys, with peppers from the environment"},
		},
		run: (*app).keyHash,
	}
}

// digested is the line of a key with --json.
type digested struct {
	Digest    productkey.Digest `json:"digest"`
	ProductID string            `json:"product_id"`
}

func (a *app) keyHash(o options, operands []string) (int, error) {
	if err := noOperands(operands); err != nil {
		return exitUsage, err
	}
	h, f, err := a.keyHasher(o)
	if err != nil {
		return exitUsage, err
	}
	var text []byte
	return a.answerKeys(func(line []byte) error {
		k, err := productkey.Parse(f, line)
		if err != nil {
			return err
		}
		defer k.Wipe()
		d, err := h.Sum(k)
		if err != nil {
			return err
		}
		if o.json {
			id, err := h.ProductID(k)
			if err != nil {
				return err
			}
			return a.writeJSON(digested{d, id})
		}
		if text, err = d.AppendText(text[:0]); err != nil {
			return err
		}
		_, _ = a.out.Write(text) // a failure comes back from Flush
		_ = a.out.WriteByte('\n')
		return nil
	})
}

// answerKeys calls answer for every key on standard input, as [app.answerAll]
// does, and returns the exit status.
func (a *app) answerKeys(answer func(line []byte) error) (int, error) {
	input := a.secrets("Product key, or nothing to end: ")
	defer input.close()
	total, bad, err := a.answerAll(input, answer)
	switch {
	case err != nil:
		return exitUsage, err
	case total == 0:
		return exitNo, errNoKey
	case bad > 0:
		return exitNo, nil
	}
	return exitOK, nil
}
