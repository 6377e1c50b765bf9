package main

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/cmd/hwprint/internal/secret"
	"github.com/hwprint/hwprint/productkey"
)

// keyVerifying is "hwprint key verify".
type keyVerifying struct {
	*app
	keyFlags
	json, pairs bool
	hasher      *productkey.Hasher
	of          *productkey.Format
}

func (a *app) keyVerifyCommand() cli.Command {
	v := &keyVerifying{app: a}
	return cli.Command{
		Name: "key verify", Operands: "DIGEST | --pairs [FILE|-]", MaxOperands: cli.AnyOperands, Files: true,
		Summary: "decide whether a product key is that of a digest",
		Details: `Reads one product key and prints "ok" if DIGEST, as "hwprint key hash" prints
it, is a digest of that key, and "no" if it is not. It is stale if it was made
with another pepper than the first, or with another --stretch: then it should be
replaced by what "hwprint key hash" prints now.

With --pairs it reads lines {"key":"...","digest":"pk1:..."} and prints a line
{"ok":true,"stale":false} for each, in order, or {"error":"..."} in its place.`,
		Flags: slices.Concat(v.formatFlags(), v.pepperFlags(), []cli.Flag{pairsFlag("verify", &v.pairs), jsonFlag(&v.json)}),
		Exits: []cli.Exit{
			{Status: cli.ExitOK, Meaning: "the key is that of the digest; with --pairs, every line could be read"},
			{Status: cli.ExitNo, Meaning: "it is not"},
			{Status: cli.ExitUsage, Meaning: "wrong usage, bad input, or a digest under a pepper that is not there"},
		},
		Examples: []cli.Example{
			{Line: "hwprint key verify --peppers peppers pk1:...", Meaning: "ask for the key of a digest"},
			{Line: "hwprint key verify --peppers peppers --pairs < pairs.jsonl", Meaning: "many keys, each with a digest"},
		},
		Run: v.run,
	}
}

// verified is the answer with --json.
type verified struct {
	OK    bool `json:"ok"`
	Stale bool `json:"stale"`
}

func (v *keyVerifying) run(operands []string) (int, error) {
	if v.pairs {
		return v.runPairs(operands)
	}
	d, err := digestOperand(operands)
	if err != nil {
		return cli.ExitUsage, err
	}
	if v.hasher, v.of, err = v.keyHasher(&v.keyFlags); err != nil {
		return cli.ExitUsage, err
	}
	k, err := v.oneKey(v.of)
	if err != nil {
		return cli.ExitUsage, err
	}
	defer k.Wipe()
	answer, err := verify(v.hasher, k, d)
	if err != nil {
		return cli.ExitUsage, err
	}
	status := cli.ExitNo
	if answer.OK {
		status = cli.ExitOK
	}
	if v.json {
		return status, v.out.JSON(answer)
	}
	fmt.Fprintln(v.out, answer)
	return status, nil
}

func (v verified) String() string {
	switch {
	case v.OK && v.Stale:
		return `ok, stale: replace the digest by what "hwprint key hash" prints now`
	case v.OK:
		return "ok"
	}
	return "no"
}

func digestOperand(operands []string) (d productkey.Digest, err error) {
	switch {
	case len(operands) == 0:
		return d, cli.UsageError("a digest is needed, pk1:...")
	case len(operands) > 1:
		return d, cli.UsageError("one digest is needed, pk1:..., and no more; %w", errKeyArgument)
	}
	d, err = productkey.ParseDigest(operands[0])
	if errors.Is(err, productkey.ErrPrefix) {
		return d, cli.UsageError("a digest is needed, pk1:...; %w", errKeyArgument)
	}
	return d, err
}

// oneKey reads the only key on standard input.
func (a *app) oneKey(f *productkey.Format) (k productkey.Key, err error) {
	input := a.secrets("Product key: ")
	defer input.Close()
	line, err := input.Next()
	switch {
	case err == io.EOF:
		return k, errNoKey
	case err == secret.ErrLong:
		return k, err
	case err != nil:
		return k, cannotRead(err)
	}
	if k, err = f.ParseBytes(line); err != nil {
		return k, fmt.Errorf(`%w; "hwprint key parse" says where it is wrong`, err)
	}
	if secret.Interactive(input) {
		return k, nil
	}
	if _, err := input.Next(); err != io.EOF {
		k.Wipe()
		return k, errors.New("there is more than one product key in the input")
	}
	return k, nil
}

// verify is Verify with errors that say how to go on.
func verify(h *productkey.Hasher, k productkey.Key, d productkey.Digest) (verified, error) {
	verdict, err := h.Verify(k, d)
	switch {
	case errors.Is(err, productkey.ErrUnknownPepper):
		err = fmt.Errorf("%w: it has the id %d", err, d.PepperID())
	case errors.Is(err, productkey.ErrStretch):
		err = fmt.Errorf("%w: that of the digest is %s", err, d.Stretch())
	}
	return verified{verdict.Matches(), verdict == productkey.MatchStale}, err
}
