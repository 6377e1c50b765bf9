// Hwprint shows the hardware hash of this machine, hashes inventories of
// others, and compares hashes. It prints no serial number, address or other
// value of a machine unless --reveal asks for it. It also reads, hashes,
// verifies and makes product keys. Run "hwprint help" for the manual.
//
// The command is thin. What is evidence, what a hash is and when two are of one
// machine is decided in packages hwhash and hwhash/collect; what is said of it
// in words, in hwhash/explain; all about product keys in productkey. The rooms
// under internal are the command line, the reading of secrets, JSON Lines, and
// the text that goes in and out.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/cmd/hwprint/internal/jsonl"
	"github.com/hwprint/hwprint/hwhash/collect"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// app is what the commands work with.
type app struct {
	ctx     context.Context
	in      io.Reader
	out     *jsonl.Writer
	err     io.Writer
	collect collector
}

// collector is [patiently], or what a test puts in its place.
type collector func(context.Context, ...collect.Option) (collect.Result, error)

// run is the whole program but for the process around it.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &app{ctx: ctx, in: stdin, out: jsonl.NewWriter(stdout), err: stderr, collect: patiently}
	return a.run(args)
}

func (a *app) run(args []string) int {
	status, err := a.program().Run(args)
	if err != nil {
		a.complain(err)
	}
	err = a.out.Flush()
	a.out.Wipe()
	if err != nil {
		if !readerGone(err) {
			a.complain(fmt.Errorf("cannot write the output: %w", withoutPath(err)))
		}
		return cli.ExitUsage
	}
	return status
}

func (a *app) complain(err error) { fmt.Fprintf(a.err, "hwprint: %s\n", message(err)) }

// message is the text of an error without the package prefix, which tells a
// user nothing.
func message(err error) string {
	return strings.NewReplacer("hwhash: ", "", "collect: ", "", "explain: ", "", "productkey: ", "").Replace(err.Error())
}

// withoutPath returns what is wrong with a file without its name, which may be
// a value in the wrong place.
func withoutPath(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
