package hotpath

import (
	"encoding/json"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/hwhash"
)

// Benchmark measures every operation:
//
//	go test ./hotpath -bench . -benchmem
func Benchmark(b *testing.B) {
	for _, op := range Operations() {
		b.Run(op.Name, func(b *testing.B) {
			call := op.New()
			call() // fills the pools
			b.ReportAllocs()
			for b.Loop() {
				call()
			}
		})
	}
}

// BenchmarkParallel measures the operations of a server on all cores at once;
// -cpu 1,2 shows how they scale.
func BenchmarkParallel(b *testing.B) {
	for _, op := range Named(Parallel...) {
		b.Run(op.Name, func(b *testing.B) {
			calls := make([]func(), runtime.GOMAXPROCS(0))
			for i := range calls {
				calls[i] = op.New()
				calls[i]()
			}
			var taken atomic.Int32
			b.ReportAllocs()
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				call := calls[taken.Add(1)-1]
				for pb.Next() {
					call()
				}
			})
		})
	}
}

// Every operation runs, and does not fail.
func TestOperations(t *testing.T) {
	names := map[string]bool{}
	for _, op := range Operations() {
		require.False(t, names[op.Name], "%s is there twice", op.Name)
		names[op.Name] = true
		call := op.New()
		require.NotPanics(t, func() { call(); call() }, op.Name)
	}
}

func TestAllocationFree(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector makes sync.Pool forget")
	}
	for _, op := range Named(AllocationFree...) {
		call := op.New()
		require.Zero(t, testing.AllocsPerRun(200, call), op.Name)
	}
}

// The inventories are what they are said to be: else Sum has less to do than
// the bare compressions beside it.
func TestMachines(t *testing.T) {
	for i, n := range sizes {
		for seed := range uint64(1024) {
			inv := machine(seed, n)
			require.Len(t, inv.Components, n)
			for _, f := range must(hasher().Explain(inv)) {
				require.Contains(t, []hwhash.Status{hwhash.StatusUsed, hwhash.StatusOverflow}, f.Status,
					"seed %d: %s: %s", seed, inv.Components[f.Index].Value, f.Reason)
			}
		}
		require.Len(t, dirty(0, n).Components, n)
		require.Equal(t, []int{5, 14, 33}[i], Digested(n))
	}
	// Spelling changes nothing.
	clean, sloppy := hashOf(machine(0, 5)), hashOf(dirty(0, 5))
	require.Equal(t, clean, sloppy)
}

func TestActivation(t *testing.T) {
	a := &activations()[0]
	answer, err := activate(nil, keyHasher(), a)
	require.NoError(t, err)
	var decoded struct {
		Verdict string
		Hash    hwhash.Hash
	}
	require.NoError(t, json.Unmarshal(answer, &decoded))
	require.Equal(t, "same", decoded.Verdict)
	require.Equal(t, a.enrolled, decoded.Hash)

	broken := *a
	broken.presented = strings.Replace(a.presented, "hw1:", "hw9:", 1)
	_, err = activate(nil, keyHasher(), &broken)
	require.ErrorIs(t, err, hwhash.ErrVersion)
}
