package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/hwprint/hwprint/productkey"
)

func keyVerifyCommand() command {
	return command{
		name: "key verify", operands: "DIGEST | --pairs [FILE|-]", maxOperands: anyOperands, files: true,
		summary: "decide whether a product key is that of a digest",
		details: `Reads one product key and prints "ok" if DIGEST, as "hwprint key hash" prints
it, is a digest of that key, and "no" if it is not. It is stale if it was made
with another pepper than the first, or with another --stretch: then it should be
replaced by what "hwprint key hash" prints now.

With --pairs it reads lines {"key":"...","digest":"pk1:..."} and prints a line
{"ok":true,"stale":false} for each, in order, or {"error":"..."} in its place.`,
		flags: append(append(keyFormatFlags(), pepperFlags()...), pairsFlag("verify"), jsonFlag()),
		exits: []exit{
			{exitOK, "the key is that of the digest; with --pairs, every line could be read"},
			{exitNo, "it is not"},
			{exitUsage, "wrong usage, bad input, or a digest under a pepper that is not there"},
		},
		examples: []example{
			{"hwprint key verify --peppers peppers pk1:...", "ask for the key of a digest"},
			{"hwprint key verify --peppers peppers --pairs < pairs.jsonl", "many keys, each with a digest"},
		},
		run: (*app).keyVerify,
	}
}

// verified is the answer with --json.
type verified struct {
	OK    bool `json:"ok"`
	Stale bool `json:"stale"`
}

func (a *app) keyVerify(o options, operands []string) (int, error) {
	if o.pairs {
		return a.keyPairs(o, operands)
	}
	d, err := digestOperand(operands)
	if err != nil {
		return exitUsage, err
	}
	h, f, err := a.keyHasher(o)
	if err != nil {
		return exitUsage, err
	}
	k, err := a.oneKey(f)
	if err != nil {
		return exitUsage, err
	}
	defer k.Wipe()
	v, err := verify(h, k, d)
	if err != nil {
		return exitUsage, err
	}
	status := exitNo
	if v.OK {
		status = exitOK
	}
	if o.json {
		return status, a.writeJSON(v)
	}
	fmt.Fprintln(a.out, v)
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
		return d, usageError("a digest is needed, pk1:...")
	case len(operands) > 1:
		return d, usageError("one digest is needed, pk1:..., and no more; %w", errKeyArgument)
	}
	d, err = productkey.ParseDigest(operands[0])
	if errors.Is(err, productkey.ErrPrefix) {
		return d, usageError("a digest is needed, pk1:...; %w", errKeyArgument)
	}
	return d, err
}

// oneKey reads the only key on standard input.
func (a *app) oneKey(f *productkey.Format) (k productkey.Key, err error) {
	input := a.secrets("Product key: ")
	defer input.close()
	line, err := input.next()
	switch {
	case err == io.EOF:
		return k, errNoKey
	case err == errLongLine:
		return k, err
	case err != nil:
		return k, cannotRead(err)
	}
	if k, err = productkey.Parse(f, line); err != nil {
		return k, fmt.Errorf(`%w; "hwprint key parse" says where it is wrong`, err)
	}
	if _, prompted := input.(*prompter); prompted {
		return k, nil
	}
	if _, err := input.next(); err != io.EOF {
		k.Wipe()
		return k, errors.New("there is more than one product key in the input")
	}
	return k, nil
}

// verify is Verify with errors that say how to go on.
func verify(h *productkey.Hasher, k productkey.Key, d productkey.Digest) (verified, error) {
	ok, stale, err := h.Verify(k, d)
	switch {
	case errors.Is(err, productkey.ErrUnknownPepper):
		err = fmt.Errorf("%w: it has the id %d", err, d.PepperID())
	case errors.Is(err, productkey.ErrStretch):
		err = fmt.Errorf("%w: that of the digest is %s", err, d.Stretch())
	}
	return verified{ok, ok && stale}, err
}
