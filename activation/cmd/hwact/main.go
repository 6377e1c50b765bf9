// Command hwact is a customer's side of activation: what package agent does, on
// the command line.
//
//	hwact activate -vendor acme.json    asks for a licence on this machine
//	hwact status   -vendor acme.json    says what it is worth, without a network
//	hwact renew    -vendor acme.json    has it renewed
//	hwact release  -vendor acme.json    gives the seat up
//	hwact request  -vendor acme.json    writes a request as a file, or a QR code
//	hwact answer   -vendor acme.json    takes the answer to it
//
// -vendor names a file with what the vendor's server printed when it was set up
// (hwactd init): product, root and ring. Its members can be given as flags, too,
// and each flag in the environment: -state as HWACT_STATE.
//
// The product key is never an argument, which every user of the machine can
// read: it comes from HWACT_KEY, the file that HWACT_KEY_FILE or -key-file names,
// standard input, or is asked for. What is sent is said on standard error first.
//
// Results are JSON on standard output. The exit status is 0, 1 for a failure, 2
// for a wrong call, 3 if the licence does not allow to work, or something was not
// granted.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// streams are what a command reads and writes.
type streams struct {
	in       *os.File
	out, err io.Writer
}

// print writes a result as a line of JSON.
func (s streams) print(v any) error {
	e := json.NewEncoder(s.out)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// command is what hwact can do: set defines flags, and returns what to run when
// they are parsed.
type command struct {
	name, does string
	set        func(f *flag.FlagSet) func(ctx context.Context, s streams) error
}

var commands = []command{
	{"activate", "ask for a licence on this machine", setActivate},
	{"status", "say what the licence is worth, without a network", setStatus},
	{"renew", "have it renewed", setRenew},
	{"release", "give the seat up", setRelease},
	{"request", "write a request as a file, or a QR code", setRequest},
	{"answer", "take the answer to a request", setAnswer},
}

var (
	// errUsage says that the call was wrong, and that it was said how.
	errUsage = errors.New("wrong call")
	// errRefused says that the result, which was printed, allows nothing.
	errRefused = errors.New("not allowed")
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	switch {
	case err == nil:
	case errors.Is(err, errRefused):
		os.Exit(3)
	case errors.Is(err, errUsage), errors.Is(err, flag.ErrHelp):
		os.Exit(2)
	default:
		fmt.Fprintln(os.Stderr, "hwact:", err)
		os.Exit(1)
	}
}

// run runs a command.
func run(ctx context.Context, args []string, s streams) error {
	for _, c := range commands {
		if len(args) == 0 || args[0] != c.name {
			continue
		}
		f := flag.NewFlagSet("hwact "+c.name, flag.ContinueOnError)
		f.SetOutput(s.err)
		do := c.set(f)
		if err := fromEnvironment(f); err != nil {
			return err
		}
		if err := f.Parse(args[1:]); err != nil {
			return errors.Join(errUsage, err)
		}
		if f.NArg() > 0 { // it may be a key, so it is not repeated
			fmt.Fprintf(s.err, "hwact %s takes flags only; a product key is never an argument\n", c.name)
			return errUsage
		}
		return do(ctx, s)
	}
	fmt.Fprintln(s.err, "usage: hwact COMMAND [flags]")
	for _, c := range commands {
		fmt.Fprintf(s.err, "  %-8s %s\n", c.name, c.does)
	}
	fmt.Fprintln(s.err, "hwact COMMAND -h tells its flags.")
	return errUsage
}

// fromEnvironment sets the flags that are in the environment.
func fromEnvironment(f *flag.FlagSet) (err error) {
	f.VisitAll(func(v *flag.Flag) {
		name := "HWACT_" + strings.ToUpper(strings.ReplaceAll(v.Name, "-", "_"))
		if text, ok := os.LookupEnv(name); ok && err == nil {
			if e := f.Set(v.Name, text); e != nil {
				err = fmt.Errorf("%s: %w", name, e)
			}
		}
	})
	return err
}
