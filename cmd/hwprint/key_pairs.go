package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/cmd/hwprint/internal/jsonl"
	"github.com/hwprint/hwprint/cmd/hwprint/internal/secret"
	"github.com/hwprint/hwprint/cmd/hwprint/internal/text"
	"github.com/hwprint/hwprint/productkey"
)

// keyPair is a line of "hwprint key verify --pairs". The members are the bytes
// of the line, so that a key is in no string, which cannot be wiped.
type keyPair struct {
	Key    json.RawMessage `json:"key"`
	Digest json.RawMessage `json:"digest"`
}

func (v *keyVerifying) runPairs(operands []string) (int, error) {
	if len(operands) > 1 {
		return cli.ExitUsage, cli.UsageError("--pairs reads one file; %w", errKeyArgument)
	}
	var err error
	if v.hasher, v.of, err = v.keyHasher(&v.keyFlags); err != nil {
		return cli.ExitUsage, err
	}
	input, file, err := v.openPairs(operands)
	if err != nil {
		return cli.ExitUsage, err
	}
	defer file.Close()
	defer input.Close()
	var p keyPair
	return v.each(input, answers{bad: cli.ExitUsage, answer: func(line []byte) error { return v.pair(&p, line) }})
}

// openPairs is open for a file with secrets.
func (v *keyVerifying) openPairs(operands []string) (secret.Source, io.Closer, error) {
	if len(operands) == 0 || operands[0] == "-" {
		return v.secrets("Pair, or nothing to end: "), io.NopCloser(nil), nil
	}
	file, err := v.open(operands)
	if err != nil {
		return nil, nil, err
	}
	return secret.NewLines(text.NewReader(file)), file, nil
}

// pair answers a line.
func (v *keyVerifying) pair(p *keyPair, line []byte) error {
	defer p.wipe()
	if err := jsonl.Decode(line, p); err != nil {
		return err
	}
	k, err := p.key(v.of)
	if err != nil {
		return fmt.Errorf("key: %w", err)
	}
	defer k.Wipe()
	d, err := p.digest()
	if err != nil {
		return fmt.Errorf("digest: %w", err)
	}
	answer, err := verify(v.hasher, k, d)
	if err != nil {
		return err
	}
	return v.out.JSON(answer)
}

// wipe makes p empty, but keeps its buffers.
func (p *keyPair) wipe() {
	secret.Wipe(p.Key)
	p.Key, p.Digest = p.Key[:0], p.Digest[:0]
}

func (p *keyPair) key(f *productkey.Format) (productkey.Key, error) {
	text, err := jsonl.Unquote(p.Key)
	if err != nil {
		return productkey.Key{}, err
	}
	return f.ParseBytes(text)
}

func (p *keyPair) digest() (d productkey.Digest, err error) {
	text, err := jsonl.Unquote(p.Digest)
	if err != nil {
		return d, err
	}
	return d, d.UnmarshalText(text)
}
