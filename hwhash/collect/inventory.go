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
// user is read, and no value ever appears in a [Source], in an error or on
// standard error.
//
// Linux, Windows, macOS and FreeBSD are read. docs/collecting.md says by which
// sources, and on which systems it was run. Everywhere else Inventory returns an
// error that wraps [errors.ErrUnsupported].
package collect

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Inventory reads what this machine says of itself. The [Result] also says what
// was found where, and what it would take to find more.
//
// Partial results are the rule: a source that is unreadable, broken or slow
// takes nothing from the others and shows in [Result.Sources] alone. Components
// are sorted by class, then value, each value once, so that a machine that has
// not changed gives the same inventory again.
//
// The error is for when there is no result at all. It wraps [ErrOption] for
// options that cannot be met, the context's error if that is done at the
// start or cancelled on the way, and [errors.ErrUnsupported] on an operating
// system that is not known. A deadline, be it the context's or [Timeout],
// that passes on the way is no error: the sources that were late are said to
// be, by [Result.Late] and in the inventory itself. Late is not absent: use
// [Result.Retry] before such an inventory is enrolled or presented.
//
// Inventory returns when the deadline has passed, even if the kernel or a
// driver holds a read for ever. The goroutine with that read goes on
// waiting, and the report says so, until the read returns. No later call sends
// another after it: a process that collects again and again has at most one
// for each source, root folder and caller at a time.
//
// Whatever is in the files, Inventory uses less than 64 MB of memory, does not
// panic, writes nothing, runs no command on Linux and connects to nothing.
//
// Inventory may be called from several goroutines at once.
func Inventory(ctx context.Context, opts ...Option) (Result, error) {
	s, err := newSettings(opts)
	if err != nil {
		return Result{}, err
	}
	limited, stop := context.WithTimeout(ctx, s.timeout)
	defer stop()
	return collect(ctx, limited, s, func(job) bool { return true })
}

// Retry reads again what was late, and nothing else, and returns the result
// with that in its place: the options are those of the call before. It takes
// up where that was late: a source that has answered since, within the last
// minute, is not asked again.
//
// Retry ends at the deadline of ctx. If ctx has none, it ends after [Timeout].
// It may be called again for what is still late. A result with nothing late is
// returned as it is. Errors are those of [Inventory]; with an error the result
// is r.
func (r Result) Retry(ctx context.Context) (Result, error) {
	if !r.Late() {
		return r, nil
	}
	if r.settings.want == nil {
		var err error
		if r.settings, err = newSettings(nil); err != nil {
			return r, err
		}
	}
	limited, stop := ctx, context.CancelFunc(func() {})
	if _, ok := ctx.Deadline(); !ok {
		limited, stop = context.WithTimeout(ctx, r.settings.timeout)
	}
	defer stop()
	again, err := collect(ctx, limited, r.settings, r.wasLate)
	if err != nil {
		return r, err
	}
	merged := r.merge(again)
	if err := merged.exclude(); err != nil {
		return r, err
	}
	return merged, nil
}

// wasLate reports whether a job has something that was late.
func (r Result) wasLate(j job) bool {
	return slices.ContainsFunc(r.Sources, func(s Source) bool {
		if s.Outcome != OutcomeLate {
			return false
		}
		return s.Name == j.source && slices.Contains(j.classes, s.Class) || slices.Contains(j.traits, s.Name)
	})
}

// collect runs those of this system's jobs that choose wants, until limited is
// done.
func collect(ctx, limited context.Context, s settings, choose func(job) bool) (Result, error) {
	if err := ctx.Err(); err != nil {
		return Result{}, fmt.Errorf("collect: %w", err)
	}
	jobs, closeJobs, err := systemJobs(limited, s.root)
	if err != nil {
		return Result{}, err
	}
	defer closeJobs()
	result := run(limited, slices.DeleteFunc(jobs, func(j job) bool { return !choose(j) }), s.read())
	if err := ctx.Err(); errors.Is(err, context.Canceled) {
		return Result{}, fmt.Errorf("collect: %w", err)
	}
	result.settings, result.all = s, result.Inventory.Components
	return result, result.exclude()
}
