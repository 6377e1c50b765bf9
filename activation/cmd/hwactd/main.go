// Command hwactd is a vendor's activation server, and what its operator does.
//
//	hwactd init -product acme.example/editor     makes keys, database and a product
//	hwactd issue -product acme.example/editor    issues licences, and prints their keys
//	hwactd serve                                 answers agents
//	hwactd show -product P -licence L            what is stored of a licence
//	hwactd change|suspend|resume|refund|replace-key|release|erase -product P -licence L
//	hwactd review list|decide                    seats that wait for a person
//	hwactd events -follow                        what happens
//	hwactd rotate, revoke, reseal                new keys for old; docs/operating.md
//	hwactd check                                 compares counts with rows
//	hwactd export, hwactd import                 moves a database to another
//	hwactd restored, purge, privacy              docs/operating.md
//
// All take -dir, the folder of hwactd.keys and hwactd.db, which is the working
// folder unless it is told, and -database, the URL of PostgreSQL for those who use
// that: several hwactd may serve one database, behind one balancer. Each flag can be given in the environment too: -dir
// as HWACTD_DIR. Results are JSON on standard output; the log of serve is JSON on
// standard error, and has no address, host name or hash in it. The exit status is
// 0, 1 for a failure, 2 for a wrong call.
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
	"slices"
	"strings"
	"syscall"

	"github.com/hwprint/hwprint/activation/server"
)

// streams are what a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// print writes a result as a line of JSON.
func (s streams) print(v any) error {
	e := json.NewEncoder(s.out)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// command is what hwactd can do: set defines flags, and returns what to run
// when they are parsed.
type command struct {
	name, does string
	set        func(f *flag.FlagSet) func(ctx context.Context, s streams) error
}

var commands = []command{
	{"init", "make keys, database and a product", setInit},
	{"serve", "answer agents", setServe},
	{"token", "admit somebody to the vendor's API", setToken},
	{"issue", "issue licences", setIssue},
	{"show", "show what is stored of a licence, and why a machine was not granted", setShow},
	{"change", "change the end, seats, features or terms of a licence", setChange},
	{"suspend", "grant nothing more to a licence", setState((*server.Server).Suspend)},
	{"resume", "undo suspend", setState((*server.Server).Resume)},
	{"refund", "revoke a licence for good", setState((*server.Server).Refund)},
	{"replace-key", "give a licence a new product key, and its machines no trouble", setReplaceKey},
	{"release", "free a seat", setRelease},
	{"review list", "show the seats that wait for a person, and clone suspects", setReviewList},
	{"review decide", "decide on one of them", setReviewDecide},
	{"events", "print what happened", setEvents},
	{"restored", "say that the database is a copy of an earlier time", setRestored},
	{"rotate", "put a new key or secret in place of an old one", setRotate},
	{"revoke", "mark a key that was stolen as bad", setRevoke},
	{"reseal", "seal all hashes under the active key of the database", setReseal},
	{"privacy", "print what is kept, and for how long", setPrivacy},
	{"purge", "delete what is over", setPurge},
	{"erase", "delete all that is kept of a licence", setErase},
	{"check", "compare counts with rows", setCheck},
	{"export", "write the whole database, or all of one licence", setExport},
	{"import", "read an export into an empty database", setImport},
}

// errUsage says that the call was wrong, and that it was said how.
var errUsage = errors.New("wrong call")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	switch {
	case err == nil:
	case errors.Is(err, errUsage), errors.Is(err, flag.ErrHelp):
		os.Exit(2)
	default:
		fmt.Fprintln(os.Stderr, "hwactd:", err)
		os.Exit(1)
	}
}

// run runs a command.
func run(ctx context.Context, args []string, s streams) error {
	for _, c := range commands {
		words := strings.Fields(c.name)
		if len(args) < len(words) || !slices.Equal(args[:len(words)], words) {
			continue
		}
		f := flag.NewFlagSet("hwactd "+c.name, flag.ContinueOnError)
		f.SetOutput(s.err)
		do := c.set(f)
		if err := fromEnvironment(f); err != nil {
			return err
		}
		if err := f.Parse(args[len(words):]); err != nil {
			return errors.Join(errUsage, err)
		}
		if f.NArg() > 0 {
			fmt.Fprintf(s.err, "hwactd %s takes flags only\n", c.name)
			return errUsage
		}
		return do(ctx, s)
	}
	fmt.Fprintln(s.err, "usage: hwactd COMMAND [flags]")
	for _, c := range commands {
		fmt.Fprintf(s.err, "  %-14s %s\n", c.name, c.does)
	}
	fmt.Fprintln(s.err, "hwactd COMMAND -h tells its flags.")
	return errUsage
}

// fromEnvironment sets the flags that are in the environment.
func fromEnvironment(f *flag.FlagSet) (err error) {
	f.VisitAll(func(v *flag.Flag) {
		name := "HWACTD_" + strings.ToUpper(strings.ReplaceAll(v.Name, "-", "_"))
		if text, ok := os.LookupEnv(name); ok && err == nil {
			if e := f.Set(v.Name, text); e != nil {
				err = fmt.Errorf("%s: %w", name, e)
			}
		}
	})
	return err
}
