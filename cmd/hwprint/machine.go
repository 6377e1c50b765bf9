package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/hwhash/collect"
	"github.com/hwprint/hwprint/hwhash/explain"
)

// machine is what was read of a machine, and what is known of it without its
// values.
type machine struct {
	explain.Record
	inventory hwhash.Inventory
}

// reading is how a machine is read: the flags of it, parsed.
type reading struct {
	only, without []hwhash.Class
	root          string
	timeout       time.Duration
}

func (r *reading) flags() []cli.Flag {
	return []cli.Flag{
		classesFlag("only", "read these classes and no others, such as nic,disk", &r.only),
		classesFlag("without", "read all classes but these", &r.without),
		{Name: "root", Arg: cli.ArgDir, Usage: "read the machine whose root folder is mounted there (Linux)", Set: func(value string) error {
			r.root = value
			return nil
		}},
		{Name: "timeout", Arg: "TIME", Default: collect.DefaultTimeout.String(), Usage: "how long a try may take, such as 500ms; what was late has two", Set: func(value string) (err error) {
			if r.timeout, err = time.ParseDuration(value); err != nil || r.timeout <= 0 {
				return errors.New("not a time such as 500ms or 5s")
			}
			return nil
		}},
	}
}

func revealFlag(on *bool) cli.Flag {
	return cli.Switch("reveal", "print the values too: serial numbers, addresses, names of models", on)
}

// classesFlag is a flag that adds the classes of a list such as "nic,disk".
func classesFlag(name, usage string, to *[]hwhash.Class) cli.Flag {
	return cli.Flag{Name: name, Arg: "CLASSES", Usage: usage, Values: classNames(), Set: func(list string) error {
		for name := range strings.SplitSeq(list, ",") {
			c, err := hwhash.ParseClass(strings.TrimSpace(name))
			if err != nil {
				return fmt.Errorf("unknown class; the classes are %s", strings.Join(classNames(), ", "))
			}
			*to = append(*to, c)
		}
		return nil
	}}
}

func classNames() []string {
	var names []string
	for _, c := range hwhash.Classes() {
		names = append(names, c.String())
	}
	return names
}

// set reports whether a flag is given that chooses what is read.
func (r *reading) set() bool { return r.root != "" || len(r.only) > 0 || len(r.without) > 0 }

// options returns them as package collect has them.
func (r *reading) options() []collect.Option {
	opts := []collect.Option{collect.Timeout(r.timeout), collect.Without(r.without...)}
	if len(r.only) > 0 {
		opts = append(opts, collect.Only(r.only...))
	}
	if r.root != "" {
		opts = append(opts, collect.Root(r.root))
	}
	return opts
}

// patiently is [collect.Inventory], and reads once more what was late.
func patiently(ctx context.Context, opts ...collect.Option) (collect.Result, error) {
	found, err := collect.Inventory(ctx, opts...)
	if err == nil && found.Late() {
		found, err = found.Retry(ctx)
	}
	return found, err
}

// read reads this machine, or that under --root. The status is for an error.
func (a *app) read(r *reading, hasher *hwhash.Hasher) (m machine, status int, err error) {
	found, err := a.collect(a.ctx, r.options()...)
	switch cause := withoutPath(err); {
	case errors.Is(err, collect.ErrOption) && cause != err:
		return m, cli.ExitUsage, cli.UsageError("--root: %w", cause)
	case errors.Is(err, collect.ErrOption):
		return m, cli.ExitUsage, cli.UsageError("%w", err)
	case err != nil:
		return m, cli.ExitNo, fmt.Errorf("cannot read this machine: %w", cause)
	}
	m.inventory = found.Inventory
	if m.inventory.Components == nil {
		m.inventory.Components = []hwhash.Component{} // [] in JSON, not null
	}
	if found.Sources == nil {
		found.Sources = []collect.Source{}
	}
	m.Record, err = explain.NewRecord(hasher, &m.inventory, found.Sources)
	return m, cli.ExitNo, err
}
