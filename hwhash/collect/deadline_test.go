//go:build linux

package collect

import (
	"context"
	"os"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/hwhash"
)

// late is how much later than asked for Inventory may return.
const late = 100 * time.Millisecond

// goroutinesEnd returns a function that fails the test unless there are as few
// goroutines as before. The last may be on their way out.
func goroutinesEnd(t *testing.T) func() {
	before := runtime.NumGoroutine()
	return func() {
		t.Helper()
		for range 1000 {
			if runtime.NumGoroutine() <= before {
				return
			}
			time.Sleep(time.Millisecond)
		}
		require.LessOrEqual(t, runtime.NumGoroutine(), before)
	}
}

// atLeastOnce fails the test if something is never in time: a loaded machine
// may be late itself, but not always.
func atLeastOnce(t *testing.T, inTime func() bool) {
	t.Helper()
	for range 5 {
		if inTime() {
			return
		}
	}
	require.Fail(t, "late, five times")
}

// A deadline passes while thousands of interfaces are read: Inventory returns
// in time, the other sources have their answers, and no goroutine is left.
func TestTimeout(t *testing.T) {
	root := makeTree(t, "hostile-10000-interfaces")
	const limit = 100 * time.Millisecond
	for name, call := range map[string]func() (Result, error){
		"option": func() (Result, error) {
			return Inventory(t.Context(), Root(root), Timeout(limit))
		},
		"context": func() (Result, error) {
			ctx, cancel := context.WithTimeout(t.Context(), limit)
			defer cancel()
			return Inventory(ctx, Root(root), Timeout(patience))
		},
	} {
		t.Run(name, func(t *testing.T) {
			ended := goroutinesEnd(t)
			var got Result
			atLeastOnce(t, func() bool {
				start := time.Now()
				var err error
				got, err = call()
				require.NoError(t, err)
				took := time.Since(start)
				t.Logf("%v after the deadline", took-limit)
				return took < limit+late
			})
			require.Equal(t, OutcomeLate, source(t, got, "net", hwhash.NIC).Outcome)
			require.Equal(t, []string{"PF3ZQ8T1"}, values(got.Inventory, hwhash.SystemSerial))
			require.Contains(t, got.Inventory.Late, hwhash.NIC)
			ended()

			// With more time it is as if nothing had been late.
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			again, err := got.Retry(ctx)
			require.NoError(t, err)
			require.Equal(t, collectFrom(t, root).Inventory, again.Inventory)
			require.Equal(t, collectFrom(t, root).Sources, again.Sources)
		})
	}
}

func TestCancelOnTheWay(t *testing.T) {
	root := makeTree(t, "hostile-10000-interfaces")
	ended := goroutinesEnd(t)
	atLeastOnce(t, func() bool {
		ctx, cancel := context.WithCancel(t.Context())
		cancelled := make(chan time.Time, 1)
		time.AfterFunc(50*time.Millisecond, func() { cancelled <- time.Now(); cancel() })
		got, err := Inventory(ctx, Root(root), Timeout(patience))
		require.ErrorIs(t, err, context.Canceled)
		require.Empty(t, got.Inventory.Components)
		return time.Since(<-cancelled) < late
	})
	ended()
}

// What is not wanted is not read, and the report says so.
func TestExcludedIsNotRead(t *testing.T) {
	got, err := Inventory(t.Context(), Root(makeTree(t, "laptop")), Without(hwhash.NIC), Timeout(patience))
	require.NoError(t, err)
	require.Equal(t, OutcomeSkipped, source(t, got, "net", hwhash.NIC).Outcome)
	require.Empty(t, values(got.Inventory, hwhash.NIC))
	require.Len(t, values(got.Inventory, hwhash.Disk), 1)
}

// Once the deadline has passed or the call has returned, a source that was left
// behind reads nothing more.
func TestTreeEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	tr, err := openTree(ctx, makeTree(t, "laptop"))
	require.NoError(t, err)
	require.NotEmpty(t, tr.text("etc/machine-id"))
	cancel()
	require.Empty(t, tr.text("etc/machine-id"))
	require.Empty(t, tr.link("sys/class/dmi/id"))
	require.False(t, tr.exists("etc"))
	tr.ctx = t.Context()
	tr.close()
	_, err = tr.attr("etc/machine-id")
	require.ErrorIs(t, err, os.ErrClosed)
	_, err = tr.list("etc")
	require.ErrorIs(t, err, os.ErrClosed)
}

// A reader that the system holds is left behind, and said to be; no call sends
// another after it; when it comes back, the next call does.
func TestOneReaderIsLeftBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var started atomic.Int32
		release := make(chan struct{})
		stuck := job{source: "stuck", root: "r", classes: []hwhash.Class{hwhash.Disk}, read: func(f *findings) {
			started.Add(1)
			<-release
			f.add(hwhash.Disk, "x")
		}}
		elsewhere := stuck
		elsewhere.root = "another root"
		elsewhere.read = func(f *findings) { f.add(hwhash.Disk, "y") }

		call := func(jobs ...job) (hwhash.Inventory, []Source) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			start := time.Now()
			got := run(ctx, jobs, wanted(hwhash.Disk))
			require.LessOrEqual(t, time.Since(start), time.Second+grace)
			return got.Inventory, got.Sources
		}
		_, sources := call(stuck)
		require.Equal(t, Source{Name: "stuck", Class: hwhash.Disk, Outcome: OutcomeLate, Detail: detailLeft, Hint: hintLate}, sources[0])
		for range 3 {
			inv, sources := call(stuck, elsewhere)
			require.EqualValues(t, 1, started.Load())
			require.Equal(t, "y", inv.Components[0].Value)
			require.True(t, slices.Contains(sources, Source{Name: "stuck", Class: hwhash.Disk, Outcome: OutcomeLate, Detail: detailStuck, Hint: hintLate}))
		}
		close(release)
		synctest.Wait()
		require.Empty(t, left.readers)
		inv, _ := call(stuck)
		require.EqualValues(t, 2, started.Load())
		require.Equal(t, "x", inv.Components[0].Value)
	})
}

// One that comes back while the next call waits is followed by that call's.
func TestReaderWaitsItsTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := job{source: "slow", classes: []hwhash.Class{hwhash.Disk}, read: func(f *findings) {
			time.Sleep(1500 * time.Millisecond)
			f.add(hwhash.Disk, "x")
		}}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		got := run(ctx, []job{slow}, wanted(hwhash.Disk))
		require.Equal(t, detailLeft, got.Sources[0].Detail)
		ctx, cancel = context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		got = run(ctx, []job{slow}, wanted(hwhash.Disk))
		require.Len(t, got.Inventory.Components, 1)
	})
}
