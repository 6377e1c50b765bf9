package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/bench/document"

	"github.com/hwprint/hwprint/bench/hotpath"
)

const output = `goos: linux
cpu: A processor
Benchmark/Sum/clean/16         	     333	      3008 ns/op	       8 B/op	       1 allocs/op
Benchmark/Sum/clean/16         	     555	      2992.5 ns/op	       0 B/op	       0 allocs/op
Benchmark/SHA-256         	     555	      2 ns/op	       0 B/op	       0 allocs/op
BenchmarkParallel/Mix/varied     	    5054	       480.0 ns/op	       0 B/op	       0 allocs/op
BenchmarkParallel/Mix/varied-2   	    5054	       240.0 ns/op	       0 B/op	       0 allocs/op
PASS
`

func TestRead(t *testing.T) {
	b := benchmarks{costs: map[string]cost{}}
	require.NoError(t, b.read([]byte(output)))
	require.Equal(t, "A processor", b.processor)
	require.Equal(t, map[string]cost{
		"Sum/clean/16":          {ns: 2992.5},
		"SHA-256":               {ns: 2},
		"Parallel/Mix/varied-1": {ns: 480},
		"Parallel/Mix/varied-2": {ns: 240},
	}, b.costs)
	for _, line := range []string{
		"Benchmark/A 1 2 ns/op", "Benchmark/A 1 x ns/op 0 B/op 0 allocs/op", "Benchmark/A 1 2 MB/s 0 B/op 0 allocs/op",
	} {
		require.Error(t, b.read([]byte(line)), line)
	}
}

// Every operation that a table or the plot names exists, and every block of
// the document.
func TestDocument(t *testing.T) {
	b := &benchmarks{processor: "A processor", rounds: 1, costs: map[string]cost{}}
	for _, op := range hotpath.Operations() {
		b.costs[op.Name] = cost{ns: 123.4}
	}
	for _, name := range hotpath.Parallel {
		for _, n := range cores() {
			b.costs["Parallel/"+name+"-"+n] = cost{ns: 123.4}
		}
	}
	text, err := os.ReadFile("../../../docs/performance.md")
	require.NoError(t, err)
	once, err := document.Fill(string(text), tables(b, map[string]program{"agent": {start: time.Millisecond}}))
	require.NoError(t, err)
	twice, err := document.Fill(once, tables(b, map[string]program{"agent": {start: time.Millisecond}}))
	require.NoError(t, err)
	require.Equal(t, once, twice)
	require.NoError(t, draw(b, filepath.Join(t.TempDir(), "plot.svg")))
}

func TestNumbers(t *testing.T) {
	for v, want := range map[float64]string{
		9.96: "10.0", 1.04: "1.0", 10.6: "11", 999.4: "999", 1004: "1,000", 7456: "7,460", 2114165: "2,110,000",
	} {
		require.Equal(t, want, ns(v))
	}
	require.Equal(t, "1.50", ratio(cost{ns: 3}, cost{ns: 2}))
}
