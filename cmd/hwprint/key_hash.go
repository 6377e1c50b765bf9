package main

import (
	"slices"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/productkey"
)

// keyHashing is "hwprint key hash".
type keyHashing struct {
	*app
	keyFlags
	json   bool
	hasher *productkey.Hasher
	of     *productkey.Format
	text   []byte
}

func (a *app) keyHashCommand() cli.Command {
	h := &keyHashing{app: a}
	return cli.Command{
		Name: "key hash", MaxOperands: cli.AnyOperands,
		Summary: "print the digests of product keys, which a server keeps in their place",
		Details: `Reads product keys and prints a line for each, in order: its digest, or
{"error":"..."} in its place. With --json there is the product id too, a name of
the key for support and logs: {"digest":"pk1:...","product_id":"pid1:..."}.

Digests are made with the first of the peppers, see "hwprint help key". Keys of
under 80 bits need a --stretch, which makes guessing them slow, and hashing too.`,
		Flags: slices.Concat(h.formatFlags(), h.pepperFlags(), []cli.Flag{jsonFlag(&h.json)}),
		Exits: []cli.Exit{
			{Status: cli.ExitOK, Meaning: "every key has a digest"},
			{Status: cli.ExitNo, Meaning: "one or more have none, or there is no key"},
			cli.ExitBadUsage,
		},
		Examples: []cli.Example{
			{Line: "hwprint key hash --peppers peppers < keys.txt > digests.txt", Meaning: "the digests of many keys"},
			{Line: "hwprint key hash --stretch argon2id-64MiB --format 3x4/0123456789ABCDEF", Meaning: "ask for short keys, with peppers from the environment"},
		},
		Run: h.run,
	}
}

// digested is the line of a key with --json.
type digested struct {
	Digest    productkey.Digest `json:"digest"`
	ProductID string            `json:"product_id"`
}

func (h *keyHashing) run(operands []string) (int, error) {
	if err := noOperands(operands); err != nil {
		return cli.ExitUsage, err
	}
	var err error
	if h.hasher, h.of, err = h.keyHasher(&h.keyFlags); err != nil {
		return cli.ExitUsage, err
	}
	return h.eachKey(h.line)
}

// line writes the digest of a key.
func (h *keyHashing) line(line []byte) error {
	k, err := h.of.ParseBytes(line)
	if err != nil {
		return err
	}
	defer k.Wipe()
	d, err := h.hasher.Sum(k)
	if err != nil {
		return err
	}
	if h.json {
		id, err := h.hasher.ProductID(k)
		if err != nil {
			return err
		}
		return h.out.JSON(digested{d, id})
	}
	if h.text, err = d.AppendText(h.text[:0]); err != nil {
		return err
	}
	_, _ = h.out.Write(append(h.text, '\n')) // a failure comes back from Flush
	return nil
}
