package main

import (
	"errors"
	"slices"
	"strconv"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/cmd/hwprint/internal/secret"
	"github.com/hwprint/hwprint/productkey"
)

const maxGenerate = 100_000_000

// keyGenerating is "hwprint key generate".
type keyGenerating struct {
	*app
	keyFlags
	json, digests bool
}

func (a *app) keyGenerateCommand() cli.Command {
	g := &keyGenerating{app: a}
	return cli.Command{
		Name: "key generate", Operands: "[N]", MaxOperands: cli.AnyOperands,
		Summary: "make new product keys",
		Details: `Prints N different new product keys, or one, a line for each. N may be up to 100
million. They are random, every key of the format as likely as any other. Keys
of a later run could be the same, if a format has few: a unique index on their
digests finds those.

With --digests a line is a key, a tab and its digest; see "hwprint key hash".
With --json it is {"key":"..."} or {"key":"...","digest":"pk1:..."}.`,
		Flags: slices.Concat(g.formatFlags(), []cli.Flag{cli.Switch("digests", "print the digest of each key too", &g.digests)},
			g.pepperFlags(), []cli.Flag{jsonFlag(&g.json)}),
		Exits: []cli.Exit{
			{Status: cli.ExitOK, Meaning: "the keys were printed"},
			cli.ExitBadUsage,
		},
		Examples: []cli.Example{
			{Line: "(umask 077; hwprint key generate 10000 > keys.txt)", Meaning: "keys to sell, in a file for nobody else"},
			{Line: "hwprint key generate --digests --peppers peppers", Meaning: "a key for the customer, and what the server keeps"},
		},
		Run: g.run,
	}
}

func (g *keyGenerating) run(operands []string) (int, error) {
	n, err := countOperand(operands)
	if err != nil {
		return cli.ExitUsage, err
	}
	var f *productkey.Format
	var h *productkey.Hasher
	if g.digests {
		h, f, err = g.keyHasher(&g.keyFlags)
	} else {
		f, err = g.keyFormat()
	}
	if err != nil {
		return cli.ExitUsage, err
	}
	line := make([]byte, 0, 256) // which all lines fit into
	defer func() { secret.Wipe(line) }()
	for k, err := range f.GenerateN(nil, n) {
		if errors.Is(err, productkey.ErrSpace) {
			return cli.ExitUsage, cli.UsageError("%w", err)
		}
		if err != nil {
			return cli.ExitUsage, err
		}
		if line, err = appendGenerated(line[:0], k, h, g.json); err != nil {
			return cli.ExitUsage, err
		}
		if _, err := g.out.Write(line); err != nil {
			return cli.ExitUsage, nil // nobody reads on; Flush says why
		}
	}
	return cli.ExitOK, nil
}

func countOperand(operands []string) (int, error) {
	if len(operands) == 0 {
		return 1, nil
	}
	n, err := strconv.Atoi(operands[0])
	if err != nil || n < 1 || n > maxGenerate || len(operands) > 1 {
		return 0, cli.UsageError("N is one number, from 1 to %d", maxGenerate)
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
