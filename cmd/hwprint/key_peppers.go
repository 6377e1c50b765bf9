package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/cmd/hwprint/internal/secret"
	"github.com/hwprint/hwprint/cmd/hwprint/internal/text"
	"github.com/hwprint/hwprint/productkey"
)

// maxPeppers is more than all peppers of a file are long.
const maxPeppers = 1 << 20

// keyHasher returns the Hasher that the flags ask for, and its format.
func (a *app) keyHasher(k *keyFlags) (*productkey.Hasher, *productkey.Format, error) {
	f, err := k.keyFormat()
	if err != nil {
		return nil, nil, err
	}
	peppers, err := a.peppers(k)
	if err != nil {
		return nil, nil, err
	}
	ring, err := productkey.ParseRing(peppers)
	secret.Wipe(peppers)
	if err != nil {
		return nil, nil, fmt.Errorf("the peppers: %w", err)
	}
	defer ring.Wipe()
	h, err := productkey.NewHasher(f, ring, productkey.WithStretch(k.stretch))
	if errors.Is(err, productkey.ErrShort) {
		err = cli.UsageError("--stretch: %w", err)
	}
	return h, f, err
}

// peppers returns the text of the peppers.
func (a *app) peppers(k *keyFlags) ([]byte, error) {
	if k.peppers != "" {
		return a.pepperFile(k.peppers)
	}
	text := os.Getenv(k.peppersEnv)
	switch {
	case text != "":
		return []byte(text), nil
	case k.peppersEnv == defaultPeppersEnv:
		return nil, cli.UsageError("there are no peppers: name a file with --peppers, or set %s", k.peppersEnv)
	}
	// Its name is not repeated, it may be a pepper itself.
	return nil, cli.UsageError("--peppers-env: there is no such environment variable, or it is empty")
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
	in := text.NewReader(file)
	defer in.Wipe()
	peppers := make([]byte, maxPeppers+1) // as one, so that no copy is left behind
	n, err := io.ReadFull(in, peppers)
	switch {
	case err == nil:
		err = errors.New("longer than 1 MiB")
	case err == io.EOF || err == io.ErrUnexpectedEOF:
		return peppers[:n], nil
	}
	secret.Wipe(peppers)
	return nil, cannotReadPeppers(err)
}

func cannotReadPeppers(err error) error {
	return fmt.Errorf("cannot read the peppers: %w", withoutPath(err))
}
