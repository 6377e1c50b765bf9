package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/hwprint/hwprint/productkey"
)

// keyPair is a line of "hwprint key verify --pairs". The members are the bytes
// of the line, so that a key is in no string, which cannot be wiped.
type keyPair struct {
	Key    json.RawMessage `json:"key"`
	Digest json.RawMessage `json:"digest"`
}

func (a *app) keyPairs(o options, operands []string) (int, error) {
	if len(operands) > 1 {
		return exitUsage, usageError("--pairs reads one file; %w", errKeyArgument)
	}
	h, f, err := a.keyHasher(o)
	if err != nil {
		return exitUsage, err
	}
	input, file, err := a.openSecrets(operands)
	if err != nil {
		return exitUsage, err
	}
	defer file.Close()
	defer input.close()
	var p keyPair
	_, bad, err := a.answerAll(input, func(line []byte) error {
		defer p.wipe()
		if err := decode(line, &p); err != nil {
			return err
		}
		k, err := p.key(f)
		if err != nil {
			return fmt.Errorf("key: %w", err)
		}
		defer k.Wipe()
		d, err := p.digest()
		if err != nil {
			return fmt.Errorf("digest: %w", err)
		}
		v, err := verify(h, k, d)
		if err != nil {
			return err
		}
		return a.writeJSON(v)
	})
	if err != nil || bad > 0 {
		return exitUsage, err
	}
	return exitOK, nil
}

// openSecrets is open for a file with secrets.
func (a *app) openSecrets(operands []string) (secretSource, io.Closer, error) {
	if len(operands) == 0 || operands[0] == "-" {
		return a.secrets("Pair, or nothing to end: "), io.NopCloser(nil), nil
	}
	file, err := a.open(operands)
	if err != nil {
		return nil, nil, err
	}
	return newKeyLines(file), file, nil
}

// wipe makes p empty, but keeps its buffers.
func (p *keyPair) wipe() {
	wipe(p.Key)
	p.Key, p.Digest = p.Key[:0], p.Digest[:0]
}

func (p *keyPair) key(f *productkey.Format) (productkey.Key, error) {
	text, err := unquote(p.Key)
	if err != nil {
		return productkey.Key{}, err
	}
	return productkey.Parse(f, text)
}

func (p *keyPair) digest() (d productkey.Digest, err error) {
	text, err := unquote(p.Digest)
	if err != nil {
		return d, err
	}
	return d, d.UnmarshalText(text)
}

// unquote returns the text of a member. If there is nothing in it to unescape,
// it is not copied.
func unquote(member json.RawMessage) ([]byte, error) {
	switch {
	case len(member) == 0:
		return nil, errors.New("missing")
	case member[0] != '"':
		return nil, errors.New("not a text")
	}
	text := member[1 : len(member)-1]
	for _, c := range text {
		if c == '\\' {
			var s string
			err := json.Unmarshal(member, &s)
			return []byte(s), err
		}
	}
	return text, nil
}
