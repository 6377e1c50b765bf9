// Hwprint shows the hardware hash of this machine, hashes inventories of
// others, and compares hashes. It prints no serial number, address or other
// value of a machine unless --reveal asks for it. It also reads, hashes,
// verifies and makes product keys. Run "hwprint help" for the manual.
//
// The command is thin: what is evidence, what a hash is and when two are of
// one machine is decided in packages hwhash and hwhash/collect, and all about
// product keys in package productkey.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"github.com/hwprint/hwprint/hwhash/collect"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// The exit statuses. What 1 means is each command's own "no".
const (
	exitOK     = 0
	exitNo     = 1
	exitUsage  = 2 // also: input that cannot be read, output that cannot be written
	exitReview = 3
)

// app is what the commands work with.
type app struct {
	ctx     context.Context
	in      io.Reader
	out     *bufio.Writer
	err     io.Writer
	collect collector
	line    bytes.Buffer // of writeJSON
}

// collector is [collect.Inventory], or what a test puts in its place.
type collector func(context.Context, ...collect.Option) (collect.Result, error)

// run is the whole program but for the process around it.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &app{ctx: ctx, in: stdin, out: bufio.NewWriterSize(stdout, 1<<16), err: stderr, collect: collect.Inventory}
	return a.run(args)
}

func (a *app) run(args []string) int {
	status, err := a.dispatch(args)
	if err != nil {
		a.complain(err)
	}
	err = a.out.Flush()
	a.wipe()
	if err != nil {
		// The reader has gone, as in "hwprint hash | head": nobody is there
		// to complain to.
		if !errors.Is(err, syscall.EPIPE) && !errors.Is(err, io.ErrClosedPipe) {
			a.complain(fmt.Errorf("cannot write the output: %w", withoutPath(err)))
		}
		return exitUsage
	}
	return status
}

// dispatch finds the command and runs it. The error is for standard error;
// what to exit with is the status.
func (a *app) dispatch(args []string) (int, error) {
	all := commands()
	c := all[0]
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		var ok bool
		first := args[0]
		if c, args, ok = find(all, args); !ok {
			return exitUsage, usageError("unknown command%s; the commands are %s", echo(first), strings.Join(names(within(all, "")), ", "))
		}
	}
	o, operands, err := parseArgs(c, args)
	switch {
	case errors.Is(err, errHelp):
		help(a.out, all, c)
		return exitOK, nil
	case err == nil && len(operands) > c.maxOperands:
		err = usageError("too many operands")
		if _, _, ok := find(all, operands); ok && c.name == "" {
			err = usageError("the command comes first: hwprint %s ...", operands[0])
		}
	}
	if err != nil {
		return exitUsage, inCommand(c, err)
	}
	status, err := c.run(a, o, operands)
	return status, inCommand(c, err)
}

// wipe overwrites what may have been the text of a product key.
func (a *app) wipe() {
	wipe(a.out.AvailableBuffer())
	a.line.Reset()
	wipe(a.line.AvailableBuffer())
}

func (a *app) complain(err error) { fmt.Fprintf(a.err, "hwprint: %s\n", message(err)) }

// message is the text of an error without the package prefix, which tells a
// user nothing.
func message(err error) string {
	return strings.NewReplacer("hwhash: ", "", "collect: ", "", "productkey: ", "").Replace(err.Error())
}

// writeJSON writes v as one line, or nothing and an error if v has no JSON
// form. That the output does not work comes back from the final Flush.
func (a *app) writeJSON(v any) error {
	a.line.Reset()
	e := json.NewEncoder(&a.line)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	_, _ = a.out.Write(a.line.Bytes())
	return nil
}
