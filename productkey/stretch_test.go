package productkey

import (
	"context"
	"errors"
	"flag"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestStretchNames(t *testing.T) {
	require.Equal(t, "none", NoStretch.String())
	require.Equal(t, "argon2id-64MiB", Argon2id64MiB.String())
	require.Equal(t, "argon2id-2GiB", Argon2id2GiB.String())
	require.Equal(t, "unknown", Stretch(3).String())
}

// pins is a short format, 53 bits.
func pins(t testing.TB) *Format {
	t.Helper()
	f, err := NewFormat(Layout{Alphabet: "0123456789", Groups: 4, Size: 4})
	require.NoError(t, err)
	return f
}

func stretchHasher(t testing.TB, s Stretch, ids ...uint16) *Hasher {
	t.Helper()
	h, err := NewHasher(pins(t), ringOf(t, ids...), WithStretch(s))
	require.NoError(t, err)
	return h
}

// Many stretches at once are as right as one. The vectors have their values.
func TestStretchesTakeTurns(t *testing.T) {
	h := stretchHasher(t, Argon2id64MiB, 1)
	k := keyOf(t, h.format, "0123-4567-8901-2345")
	want, err := h.Sum(k)
	require.NoError(t, err)
	require.Equal(t, Argon2id64MiB, want.Stretch())
	rounds := 6
	if testing.Short() || raceEnabled {
		rounds = 2
	}
	var wg sync.WaitGroup
	for range rounds {
		wg.Go(func() {
			if d, err := h.Sum(k); err != nil || !d.Equal(want) {
				t.Errorf("another digest: %v", err)
			}
		})
	}
	wg.Wait()
	require.Empty(t, stretches.slots)
	require.Empty(t, stretches.waiting)
}

// Every method says that a request was given up, and changes nothing.
func TestStretchContext(t *testing.T) {
	h := stretchHasher(t, Argon2id64MiB, 1)
	k := keyOf(t, h.format, "0123-4567-8901-2345")
	d, err := h.Sum(k)
	require.NoError(t, err)
	ctx, cancel := context.WithCancelCause(t.Context())
	cause := errors.New("the client went away")
	cancel(cause)
	gone := h.WithContext(ctx)

	none, err := gone.Sum(k)
	require.ErrorIs(t, err, cause)
	require.True(t, none.IsZero())
	verdict, err := gone.Verify(k, d)
	require.ErrorIs(t, err, cause)
	require.Equal(t, Mismatch, verdict)
	id, err := gone.ProductID(k)
	require.ErrorIs(t, err, cause)
	require.Empty(t, id)
	all, err := gone.Digests(k)
	require.ErrorIs(t, err, cause)
	require.Nil(t, all)
	kept := []Digest{d}
	require.ErrorIs(t, gone.SumAll(kept, []Key{k}), cause)
	require.True(t, kept[0].Equal(d))

	verdict, err = h.Verify(k, d)
	require.NoError(t, err)
	require.Equal(t, Match, verdict, "the Hasher itself is as before")
	// Without a stretch nothing waits, so nothing is given up.
	plain := hasherOf(t, Base24, 1).WithContext(ctx)
	_, err = plain.Sum(keyOf(t, Base24, goodText))
	require.NoError(t, err)
}

var heavyFlag = flag.Bool("heavy", false, "compute the stretch of 2 GiB")

// The heavy stretch is what the specification says, and takes its memory once,
// however often it is computed.
func TestHeavyStretch(t *testing.T) {
	if !*heavyFlag {
		t.Skip("takes 2 GiB: run with -heavy")
	}
	h := stretchHasher(t, Argon2id2GiB, 1)
	k := keyOf(t, h.format, "0123-4567-8901-2345")
	var d Digest
	for range 2 {
		var err error
		d, err = h.Sum(k)
		require.NoError(t, err)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	require.Less(t, m.HeapSys, uint64(2<<30+256<<20))
	require.Less(t, m.HeapSys-m.HeapReleased, uint64(256<<20))
	for _, s := range specs(t) {
		if s.name == "short" {
			n, _ := s.number("0123-4567-8901-2345")
			require.Equal(t, s.digest(1, pepperOf(1), Argon2id2GiB, n), d.String())
		}
	}
}

// A gate never has more in than it has slots for, lets everybody in at last,
// and turns away those who come when too many wait.
func TestGate(t *testing.T) {
	for processors, slots := range map[int]int{1: 1, 4: 1, 8: 2, 96: 24, 1000: maxSlots} {
		require.Equal(t, slots, cap(newGate(processors).slots))
	}
	synctest.Test(t, func(t *testing.T) {
		g := newGate(16) // 4 slots
		var in, most, done, busy atomic.Int64
		for i := range 4 + 1 + maxWaiting + 10 {
			slots := 1
			if i%5 == 4 {
				slots = cap(g.slots) // as the heavy stretch
			}
			go func() {
				if err := g.enter(t.Context(), slots); err != nil {
					require.Equal(t, ErrBusy, err)
					busy.Add(1)
					return
				}
				if now := in.Add(int64(slots)); now > most.Load() {
					most.Store(now)
				}
				time.Sleep(time.Second)
				in.Add(-int64(slots))
				g.leave(slots)
				done.Add(1)
			}()
			synctest.Wait()
		}
		time.Sleep(time.Hour)
		require.Equal(t, int64(cap(g.slots)), most.Load())
		require.Equal(t, int64(4+maxWaiting), done.Load())
		require.Equal(t, int64(11), busy.Load())
		require.Empty(t, g.slots)
	})
}

// Who gives up while it waits leaves nothing taken, and lets the next one in.
func TestGateGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(16)
		require.NoError(t, g.enter(t.Context(), 1))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		require.ErrorIs(t, g.enter(ctx, 4), context.DeadlineExceeded) // 3 of 4 are free
		require.Equal(t, time.Second, time.Since(start))
		require.Len(t, g.slots, 1)
		require.Empty(t, g.turn)
		require.Empty(t, g.waiting)
		require.NoError(t, g.enter(t.Context(), 3))
		g.leave(4)
		require.Empty(t, g.slots)
	})
}
