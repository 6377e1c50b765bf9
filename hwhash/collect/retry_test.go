package collect

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/hwhash"
)

// briefly runs jobs for a second.
func briefly(t *testing.T, jobs ...job) Result {
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	return run(ctx, jobs, wanted(hwhash.Classes()...))
}

// What was late is in the inventory, with what depends on a late trait.
func TestLateIsSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		stuck := func(*findings) { <-release }
		got := briefly(t, good(hwhash.CPU, "x"), job{source: "slow", classes: []hwhash.Class{hwhash.Disk}, read: stuck})
		require.True(t, got.Late())
		require.Equal(t, []hwhash.Class{hwhash.Disk}, got.Inventory.Late)

		got = briefly(t, good(hwhash.NIC, "x"), job{source: "kind", traits: []string{"virtual"}, read: stuck})
		require.True(t, got.Late())
		require.Equal(t, []hwhash.Class{hwhash.OSInstall, hwhash.NIC}, got.Inventory.Late)

		got = briefly(t, good(hwhash.NIC, "x"))
		require.False(t, got.Late())
		require.Empty(t, got.Inventory.Late)
		close(release)
		synctest.Wait()
		left = leftBehind{}
	})
}

// A reader that answers after the deadline has answered the next call: no
// other is sent, however often that takes longer than a call may.
func TestLateAnswerIsTheNextCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var started atomic.Int32
		slow := job{source: "slow", classes: []hwhash.Class{hwhash.Disk}, whole: true, read: func(f *findings) {
			started.Add(1)
			time.Sleep(1500 * time.Millisecond)
			f.add(hwhash.Disk, "x")
		}}
		first := briefly(t, slow)
		require.True(t, first.Late())
		second := briefly(t, slow) // while it still reads
		require.False(t, second.Late())
		require.Equal(t, "x", second.Inventory.Components[0].Value)
		require.EqualValues(t, 1, started.Load())

		require.True(t, briefly(t, slow).Late())
		time.Sleep(time.Second) // it comes back to nobody
		require.False(t, briefly(t, slow).Late())
		require.EqualValues(t, 2, started.Load())

		require.True(t, briefly(t, slow).Late())
		time.Sleep(2 * keptFor) // too old to be the answer to anything
		require.True(t, briefly(t, slow).Late())
		require.EqualValues(t, 4, started.Load())

		time.Sleep(time.Second) // an answer to another question
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		require.False(t, run(ctx, []job{slow}, wanted(hwhash.Disk)).Late())
		require.EqualValues(t, 5, started.Load())
		require.Empty(t, left.readers)
	})
}

// What is read again takes the place of what was late, and of nothing else.
func TestMergeRetried(t *testing.T) {
	s, err := newSettings(nil)
	require.NoError(t, err)
	before := Result{
		Inventory: hwhash.Inventory{
			Components: []hwhash.Component{{Class: hwhash.NIC, Value: "a"}, {Class: hwhash.CPU, Value: "b"}},
			Traits:     hwhash.Traits{Portable: true},
			Late:       []hwhash.Class{hwhash.Disk, hwhash.MemoryModule},
		},
		Sources: []Source{
			{Name: "net", Class: hwhash.NIC, Outcome: OutcomeRead, Found: 1},
			{Name: "block", Class: hwhash.Disk, Outcome: OutcomeLate},
			{Name: "smbios", Class: hwhash.MemoryModule, Outcome: OutcomeLate},
			{Name: "cpu", Class: hwhash.CPU, Outcome: OutcomeRead, Found: 1},
			{Name: "virtual", Outcome: OutcomeLate},
		},
		settings: s,
	}
	again := Result{
		Inventory: hwhash.Inventory{
			Components: []hwhash.Component{{Class: hwhash.Disk, Value: "c"}},
			Traits:     hwhash.Traits{Virtual: true},
		},
		Sources: []Source{
			{Name: "block", Class: hwhash.Disk, Outcome: OutcomeRead, Found: 1},
			{Name: "smbios", Class: hwhash.MemoryModule, Outcome: OutcomeLate, Detail: detailStuck},
			{Name: "virtual", Outcome: OutcomeRead, Found: 1},
		},
	}
	before.all, again.all = before.Inventory.Components, again.Inventory.Components
	merged := before.merge(again)
	require.Equal(t, hwhash.Inventory{
		Components: []hwhash.Component{{Class: hwhash.NIC, Value: "a"}, {Class: hwhash.Disk, Value: "c"}, {Class: hwhash.CPU, Value: "b"}},
		Traits:     hwhash.Traits{Virtual: true, Portable: true},
		Late:       []hwhash.Class{hwhash.MemoryModule},
	}, merged.Inventory)
	require.Equal(t, []Source{before.Sources[0], again.Sources[0], again.Sources[1], before.Sources[3], again.Sources[2]}, merged.Sources)
	require.Equal(t, OutcomeLate, before.Sources[1].Outcome, "what was there is unchanged")
}

// Only what was late is asked again: a job with a late class, or a late trait.
func TestOnlyLateIsRetried(t *testing.T) {
	r := Result{Sources: []Source{
		{Name: "block", Class: hwhash.Disk, Outcome: OutcomeLate},
		{Name: "net", Class: hwhash.NIC, Outcome: OutcomeRead, Found: 1},
		{Name: "virtual", Outcome: OutcomeLate},
	}}
	require.True(t, r.wasLate(job{source: "block", classes: []hwhash.Class{hwhash.Disk}}))
	require.True(t, r.wasLate(job{source: "kind", traits: []string{"portable", "virtual"}}))
	require.False(t, r.wasLate(job{source: "net", classes: []hwhash.Class{hwhash.NIC}}))
	require.False(t, r.wasLate(job{source: "net", classes: []hwhash.Class{hwhash.Disk}}))
	require.False(t, r.wasLate(job{source: "virtual"}))
}

func TestRetry(t *testing.T) {
	nothing := Result{Sources: []Source{{Name: "net", Class: hwhash.NIC, Outcome: OutcomeRead, Found: 1}}}
	again, err := nothing.Retry(t.Context())
	require.NoError(t, err)
	require.Equal(t, nothing, again)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	late := Result{Sources: []Source{{Name: "cpu", Class: hwhash.CPU, Outcome: OutcomeLate}}}
	kept, err := late.Retry(ctx)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, late.Sources, kept.Sources)
}
