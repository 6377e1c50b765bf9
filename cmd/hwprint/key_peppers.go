package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"

	"github.com/hwprint/hwprint/productkey"
)

// maxPeppers is more than all peppers of a file are long.
const maxPeppers = 1 << 20

// keyHasher returns the Hasher that the flags ask for, and its format.
func (a *app) keyHasher(o options) (*productkey.Hasher, *productkey.Format, error) {
	f, err := o.keys.keyFormat()
	if err != nil {
		return nil, nil, err
	}
	text, err := a.peppers(o)
	if err != nil {
		return nil, nil, err
	}
	ring, err := productkey.ParseRing(text)
	wipe(text)
	if err != nil {
		return nil, nil, fmt.Errorf("the peppers: %w", err)
	}
	defer ring.Wipe()
	h, err := productkey.NewHasher(ring, f, o.keys.stretch)
	if errors.Is(err, productkey.ErrShort) {
		err = usageError("--stretch: %w", err)
	}
	return h, f, err
}

// peppers returns the text of the peppers.
func (a *app) peppers(o options) ([]byte, error) {
	if o.keys.peppers != "" {
		return a.pepperFile(o.keys.peppers)
	}
	text := os.Getenv(o.keys.peppersEnv)
	switch {
	case text != "":
		return []byte(text), nil
	case o.keys.peppersEnv == keyDefaults().peppersEnv:
		return nil, usageError("there are no peppers: name a file with --peppers, or set %s", o.keys.peppersEnv)
	}
	// Its name is not repeated, it may be a pepper itself.
	return nil, usageError("--peppers-env: there is no such environment variable, or it is empty")
}

func (a *app) pepperFile(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, cannotReadPeppers(err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, cannotReadPeppers(err)
	}
	if runtime.GOOS != "windows" && info.Mode().IsRegular() && info.Mode()&0o077 != 0 {
		fmt.Fprintln(a.err, `hwprint: warning: others may use the file of the peppers, "chmod 600" would stop that`)
	}
	text := make([]byte, maxPeppers+1) // as one, so that no copy is left behind
	n, err := io.ReadFull(file, text)
	switch {
	case err == nil:
		err = errors.New("longer than 1 MiB")
	case err == io.EOF || err == io.ErrUnexpectedEOF:
		return bytes.TrimPrefix(text[:n], []byte("\ufeff")), nil
	}
	wipe(text)
	return nil, cannotReadPeppers(err)
}

func cannotReadPeppers(err error) error {
	return fmt.Errorf("cannot read the peppers: %w", withoutPath(err))
}
