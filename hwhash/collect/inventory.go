// Package collect reads the inventory of this machine, for hwhash to turn into
// a hash. [Inventory] is the one function to call.
//
// Values are raw: what is a placeholder, a default or the same value in
// another spelling is decided by package hwhash, so that all platforms and
// all languages decide alike. Collect only leaves out what is not a property
// of this machine: adapters in docks, removable disks, virtual devices,
// addresses that a user has set.
//
// Nothing is sent anywhere, no host name, user name, IP address or file of a
// user is read, and no value ever appears in a [Report], in an error or on
// standard error.
//
// Linux is supported fully. Windows, macOS and FreeBSD are read as far as
// they tell without special rights; everywhere else Inventory returns an error
// that wraps [errors.ErrUnsupported].
package collect

import (
	"context"
	"errors"
	"fmt"

	"github.com/hwprint/hwprint/hwhash"
)

// Inventory reads what this machine says of itself, and a report of what was
// found where and what it would take to find more.
//
// Partial results are the rule: a source that is unreadable, broken or slow
// takes nothing from the others and shows in the report alone. Components are
// sorted by class, then value, each value once, so that a machine that has not
// changed gives the same inventory again.
//
// The error is for when there is no result at all. It wraps [ErrOption] for
// options that cannot be met, the context's error if that is done at the
// start or cancelled on the way, and [errors.ErrUnsupported] on an operating
// system that is not known. A deadline, be it the context's or [Timeout],
// that passes on the way is no error: the sources that were late are reported
// as timed out.
//
// Inventory returns when the deadline has passed, even if the kernel or a
// driver holds a read for ever. The goroutine with that read is then left
// behind, and the report says so, until the read returns; its result is
// discarded. No later call sends another after it: a process that collects
// again and again has at most one for each source, root folder and caller at a
// time.
//
// Whatever is in the files, Inventory uses less than 64 MB of memory, does not
// panic, writes nothing, runs no command on Linux and connects to nothing.
//
// Inventory may be called from several goroutines at once.
func Inventory(ctx context.Context, opts ...Option) (hwhash.Inventory, Report, error) {
	s, err := newSettings(opts)
	if err != nil {
		return hwhash.Inventory{}, Report{}, err
	}
	if err := ctx.Err(); err != nil {
		return hwhash.Inventory{}, Report{}, fmt.Errorf("collect: %w", err)
	}
	limited, stop := context.WithTimeout(ctx, s.timeout)
	defer stop()

	jobs, closeJobs, err := systemJobs(limited, s.root)
	if err != nil {
		return hwhash.Inventory{}, Report{}, err
	}
	defer closeJobs()

	inv, report := run(limited, jobs, s.want)
	if err := ctx.Err(); errors.Is(err, context.Canceled) {
		return hwhash.Inventory{}, Report{}, fmt.Errorf("collect: %w", err)
	}
	return inv, report, nil
}
