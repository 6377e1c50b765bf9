package collect

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/hwhash"
)

func wanted(classes ...hwhash.Class) map[hwhash.Class]bool {
	want := map[hwhash.Class]bool{}
	for _, c := range classes {
		want[c] = true
	}
	return want
}

func good(c hwhash.Class, values ...string) job {
	return job{source: "good", classes: []hwhash.Class{c}, read: func(f *findings) {
		for _, v := range values {
			f.add(c, v)
		}
	}}
}

func TestRunSortsAndDeduplicates(t *testing.T) {
	got := run(t.Context(), []job{
		good(hwhash.CPU, "z", "a", "z"),
		good(hwhash.NIC, "b", "\x00a \n", ""),
	}, wanted(hwhash.CPU, hwhash.NIC))
	require.Equal(t, []hwhash.Component{
		{Class: hwhash.NIC, Value: "a"}, {Class: hwhash.NIC, Value: "b"},
		{Class: hwhash.CPU, Value: "a"}, {Class: hwhash.CPU, Value: "z"},
	}, got.Inventory.Components)
	require.Equal(t, []Source{
		{Name: "good", Class: hwhash.NIC, Outcome: OutcomeRead, Found: 2},
		{Name: "good", Class: hwhash.CPU, Outcome: OutcomeRead, Found: 2},
	}, got.Sources)
}

func TestRunSurvivesPanic(t *testing.T) {
	bad := job{source: "bad", classes: []hwhash.Class{hwhash.Disk}, traits: []string{"portable"}, read: func(f *findings) {
		f.add(hwhash.Disk, "half an answer")
		var nothing []int
		_ = nothing[len(f.components)]
	}}
	got := run(t.Context(), []job{bad, good(hwhash.NIC, "x")}, wanted(hwhash.NIC, hwhash.Disk))
	require.Equal(t, []hwhash.Component{{Class: hwhash.NIC, Value: "x"}}, got.Inventory.Components)
	broke := detailBroke
	require.Equal(t, []Source{
		{Name: "good", Class: hwhash.NIC, Outcome: OutcomeRead, Found: 1},
		{Name: "bad", Class: hwhash.Disk, Outcome: OutcomeFailed, Detail: broke},
		{Name: "portable", Outcome: OutcomeFailed, Detail: broke},
	}, got.Sources)
}

// A source that hangs is left behind at the deadline, and what it finds later
// is not looked at.
func TestRunLeavesHangingBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		release := make(chan struct{})
		slow := job{source: "slow", classes: []hwhash.Class{hwhash.Disk}, read: func(f *findings) {
			<-release
			f.add(hwhash.Disk, "late")
		}}
		start := time.Now()
		got := run(ctx, []job{slow, good(hwhash.NIC, "x")}, wanted(hwhash.NIC, hwhash.Disk))
		require.Equal(t, time.Second+grace, time.Since(start))
		close(release)
		synctest.Wait()
		require.Equal(t, []hwhash.Component{{Class: hwhash.NIC, Value: "x"}}, got.Inventory.Components)
		require.Equal(t, Source{Name: "slow", Class: hwhash.Disk, Outcome: OutcomeLate, Detail: detailLeft, Hint: hintLate}, got.Sources[1])
	})
}

// A source whose reads were cut short by the deadline has not found nothing:
// it has not finished.
func TestRunTimedOutIsNotEmpty(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	cut := job{source: "cut", classes: []hwhash.Class{hwhash.Disk}, read: func(f *findings) {
		f.add(hwhash.Disk, "first of two")
		stop()
	}}
	got := run(ctx, []job{cut}, wanted(hwhash.Disk))
	require.Empty(t, got.Inventory.Components)
	require.Equal(t, OutcomeLate, got.Sources[0].Outcome)
}

func TestRunSkipsWhatIsNotWanted(t *testing.T) {
	never := job{source: "never", classes: []hwhash.Class{hwhash.OSInstall}, read: func(*findings) {
		panic("was read")
	}}
	both := job{source: "both", classes: []hwhash.Class{hwhash.SystemUUID, hwhash.SystemModel}, read: func(f *findings) {
		f.add(hwhash.SystemUUID, "not wanted")
		f.add(hwhash.SystemModel, "a")
	}}
	got := run(t.Context(), []job{never, both}, wanted(hwhash.SystemModel))
	require.Equal(t, []hwhash.Component{{Class: hwhash.SystemModel, Value: "a"}}, got.Inventory.Components)
	require.Equal(t, []Source{
		{Name: "both", Class: hwhash.SystemUUID, Outcome: OutcomeSkipped},
		{Name: "never", Class: hwhash.OSInstall, Outcome: OutcomeSkipped},
		{Name: "both", Class: hwhash.SystemModel, Outcome: OutcomeRead, Found: 1},
	}, got.Sources)
}

func TestCancelledContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	got, err := Inventory(ctx)
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, got.Inventory.Components)
	require.Empty(t, got.Sources)

	ctx, cancel = context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer cancel()
	_, err = Inventory(ctx)
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

func TestOptions(t *testing.T) {
	for name, opts := range map[string][]Option{
		"no such class":     {Only(hwhash.NIC, 0)},
		"no such class, 2":  {Without(200)},
		"nothing left":      {Only()},
		"nothing in common": {Only(hwhash.NIC), Only(hwhash.Disk)},
		"all excluded":      {Without(hwhash.Classes()...)},
		"no timeout":        {Timeout(0)},
		"no root":           {Root("")},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Inventory(t.Context(), opts...)
			require.ErrorIs(t, err, ErrOption)
		})
	}
	s, err := newSettings([]Option{Without(hwhash.NIC), nil, Only(hwhash.NIC, hwhash.Disk), Timeout(time.Minute)})
	require.NoError(t, err)
	require.False(t, s.want[hwhash.NIC])
	require.True(t, s.want[hwhash.Disk])
	require.False(t, s.want[hwhash.CPU])
	require.Equal(t, time.Minute, s.timeout)
	require.Equal(t, "/", s.root)
}

func TestUnsupportedIsTold(t *testing.T) {
	_, err := Inventory(t.Context(), Root("nowhere"))
	require.True(t, errors.Is(err, ErrOption) || errors.Is(err, errors.ErrUnsupported))
}
