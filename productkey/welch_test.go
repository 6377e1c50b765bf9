package productkey_test

import (
	"flag"
	"math"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"slices"
	"testing"
	"time"

	"github.com/hwprint/hwprint/productkey"
	"github.com/stretchr/testify/require"
)

var welchFlag = flag.Bool("welch", false, "measure whether times depend on keys")

// TestWelch times calls with one fixed key and with random ones, and compares
// the two by Welch's t-test (Reparaz, Balasch and Verbauwhede, "Dude, is my
// code constant time?", DATE 2017). It needs a quiet machine, so it runs only
// when asked to. |t| above 10 is a leak; what leaks has to show.
func TestWelch(t *testing.T) {
	if !*welchFlag {
		t.Skip("run with -welch")
	}
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()

	fixed := []byte(benchText)
	h := benchHasher(t, productkey.Base24)
	k, err := productkey.Base24.ParseBytes(fixed)
	require.NoError(t, err)
	stored, err := h.Sum(k)
	require.NoError(t, err)

	for _, c := range []struct {
		name string
		call func(text []byte) bool
		leak bool
	}{
		{"Parse", func(text []byte) bool {
			_, err := productkey.Base24.ParseBytes(text)
			return err == nil
		}, false},
		{"Parse and Verify", func(text []byte) bool {
			k, _ := productkey.Base24.ParseBytes(text)
			v, _ := h.Verify(k, stored)
			return v.Matches()
		}, false},
		{"control", func(text []byte) bool {
			for i := range text {
				if text[i] != fixed[i] {
					return false
				}
			}
			return true
		}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			largest := welch(fixed, c.call)
			t.Logf("|t| = %.1f", largest)
			if c.leak {
				require.Greater(t, largest, 10.0, "the measurement finds no leak where there is one")
			} else {
				require.Less(t, largest, 10.0)
			}
		})
	}
}

// welch returns the largest |t| over a hundred crops of the slowest times.
func welch(fixed []byte, call func([]byte) bool) (largest float64) {
	const samples, batch = 100_000, 1000
	random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	times, classes := make([]float64, 0, samples), make([]byte, 0, samples)
	texts, batchClasses := make([][]byte, batch), make([]byte, batch)
	for i := range texts {
		texts[i] = make([]byte, len(fixed))
	}
	text := make([]byte, len(fixed))
	hits := 0
	for len(times) < samples {
		// Both classes are made by the same steps, well before they are timed.
		for i := range texts {
			batchClasses[i] = byte(random.IntN(2))
			mask := -batchClasses[i]
			for j := range fixed {
				c := "BCDFGHJKMPQRTVWXY2346789"[random.IntN(24)]
				if j%6 == 5 {
					c = '-'
				}
				texts[i][j] = c&mask | fixed[j]&^mask
			}
		}
		for i := range texts {
			copy(text, texts[i])
			begin := time.Now()
			if call(text) {
				hits++
			}
			times = append(times, float64(time.Since(begin)))
			classes = append(classes, batchClasses[i])
		}
	}
	runtime.KeepAlive(hits)
	times, classes = times[batch:], classes[batch:] // without the warm-up
	sorted := slices.Sorted(slices.Values(times))
	for crop := range 101 {
		limit := math.Inf(1)
		if crop > 0 {
			limit = sorted[int((1-math.Pow(0.5, float64(crop)/10))*float64(len(sorted)-1))]
		}
		largest = max(largest, math.Abs(welchT(times, classes, limit)))
	}
	return largest
}

// welchT is Welch's t of the times up to a limit.
func welchT(times []float64, classes []byte, limit float64) float64 {
	var n, mean, squares [2]float64
	for i, x := range times {
		if x > limit {
			continue
		}
		c := classes[i]
		n[c]++
		d := x - mean[c]
		mean[c] += d / n[c]
		squares[c] += d * (x - mean[c])
	}
	if n[0] < 100 || n[1] < 100 {
		return 0
	}
	variance := squares[0]/(n[0]-1)/n[0] + squares[1]/(n[1]-1)/n[1]
	if variance == 0 {
		return 0
	}
	return (mean[0] - mean[1]) / math.Sqrt(variance)
}
