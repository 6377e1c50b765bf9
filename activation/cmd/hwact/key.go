package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"

	"github.com/hwprint/hwprint/activation/agent"
	"github.com/hwprint/hwprint/productkey"
)

// keyFlags say where the product key is, and how it is written.
type keyFlags struct{ file, format string }

func setKey(f *flag.FlagSet) *keyFlags {
	k := new(keyFlags)
	f.StringVar(&k.file, "key-file", "", "`file` with the product key")
	f.StringVar(&k.format, "format", "base24", "of the key: base24, base24n, crockford32, or a layout as JSON")
	return k
}

var formats = map[string]*productkey.Format{
	"base24": productkey.Base24, "base24n": productkey.Base24N, "crockford32": productkey.Crockford32,
}

func (k *keyFlags) parser() (*productkey.Format, error) {
	if f := formats[k.format]; f != nil {
		return f, nil
	}
	var l productkey.Layout
	d := json.NewDecoder(bytes.NewReader([]byte(k.format)))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil {
		return nil, errors.New("-format: neither base24, base24n, crockford32 nor a layout")
	}
	return productkey.NewFormat(l)
}

// read gets the key: from a file, the environment, a terminal or standard input.
func (k *keyFlags) read(ctx context.Context, s streams) (productkey.Key, error) {
	format, err := k.parser()
	if err != nil {
		return productkey.Key{}, err
	}
	_, inEnv := os.LookupEnv("HWACT_KEY")
	switch {
	case inEnv:
		return agent.KeyFromEnv(format, "HWACT_KEY")
	case k.file != "" && k.file != "-":
		return agent.KeyFromFile(format, k.file)
	}
	line, err := k.ask(ctx, s)
	if err != nil {
		return productkey.Key{}, err
	}
	defer clear(line)
	key, err := format.ParseBytes(unwrap(bytes.TrimSpace(line)))
	if err != nil {
		return key, errors.Join(agent.ErrKey, err)
	}
	return key, nil
}

// unwrap takes the key out of a line that hwactd issue printed.
func unwrap(line []byte) []byte {
	var issued struct{ Key string }
	if len(line) > 0 && line[0] == '{' && json.Unmarshal(line, &issued) == nil {
		return []byte(issued.Key)
	}
	return line
}

const maxKey = 4096

// ask reads a line of standard input. A terminal does not show it, and shows what
// is typed again when the program is interrupted.
func (k *keyFlags) ask(ctx context.Context, s streams) ([]byte, error) {
	fd := int(s.in.Fd())
	before, err := term.GetState(fd)
	if err != nil { // a pipe or a file
		line, err := io.ReadAll(io.LimitReader(s.in, maxKey))
		line, _, _ = bytes.Cut(line, []byte("\n"))
		return line, err
	}
	fmt.Fprint(s.err, "Product key (it is not shown): ")
	defer fmt.Fprintln(s.err)
	type result struct {
		line []byte
		err  error
	}
	typed := make(chan result, 1)
	go func() {
		line, err := term.ReadPassword(fd)
		typed <- result{line, err}
	}()
	select {
	case r := <-typed:
		return r.line, r.err
	case <-ctx.Done(): // the process ends, and the read with it
		return nil, errors.Join(ctx.Err(), term.Restore(fd, before))
	}
}
