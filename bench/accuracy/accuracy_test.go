package main

import (
	"os"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/hwprint/hwprint/bench/document"
	"github.com/hwprint/hwprint/fixtures"
	"github.com/hwprint/hwprint/hwhash"
)

// reduced is the study on a tenth of the machines, for all tests that are not
// short.
func reduced(t *testing.T) *study {
	if testing.Short() {
		t.Skip("draws millions of machines")
	}
	return study10()
}

var study10 = sync.OnceValue(func() *study { return run(0.1) })

var lenient, standard, strict = presets[0], presets[1], presets[2]

// What docs/accuracy.md says the presets promise, on fewer machines.
func TestPromises(t *testing.T) {
	s := reduced(t)
	two, three := s.pooled()
	at := func(percent float64, r rate) {
		t.Helper()
		require.NotZero(t, r.of)
		require.LessOrEqual(t, 100*r.value(), percent, "%d of %d", r.count, r.of)
	}
	at(1, two.rejected(standard))
	at(0.01, two.accepted(standard))
	at(0.25, three.rejected(standard))
	at(0.005, three.accepted(standard))
	at(0.001, two.accepted(strict))
	at(1, two.rejected(strict))
	at(0.2, two.accepted(lenient))
	at(0, s.random.same(standard))

	// Orders whose machines share a serial number are three in a hundred: among so
	// few orders they weigh more than they should.
	for i, limit := range []struct{ reject, accept float64 }{{0.05, 0.02}, {0.8, 0.02}, {1.5, 0.02}, {1.2, 0.02}} {
		at(limit.reject, s.records[i].rejected(standard))
		at(limit.accept, s.records[i].accepted(standard))
	}
	for _, kind := range kinds {
		at(5, s.drift[kind][5].rejected(standard)) // virtual machines lost their adapters to privacy
		at(0.01, s.lost[kind].accepted(standard))
		if kind != fixtures.VirtualMachine { // half of those have nothing but an installation to show to an ordinary user
			at(10, s.lost[kind].rejected(standard))
		}
	}
}

// The rules of others reject twice as many honest machines, or accept more
// twins. Keygen's TWO and MOST, with full values, are the exceptions: see the
// document.
func TestRivals(t *testing.T) {
	s := reduced(t)
	require.GreaterOrEqual(t, s.bestRival(), 0)
	reject, accept := s.compared.rejected(standard), s.compared.accepted(standard)
	for i, r := range rivals {
		if r.name == "Keygen" && (r.settings == "TWO, identity" || r.settings == "MOST, identity") {
			continue
		}
		theirs := s.compared.rivals[i]
		if theirs.reject.value() < 2*reject.value() {
			require.Greater(t, theirs.accept.value(), 5*max(accept.value(), 1e-6), "%s, %s", r.name, r.settings)
		}
	}
}

// More evidence asked for is never fewer false rejects, nor more false accepts.
func TestCurvesAreMonotonous(t *testing.T) {
	s := reduced(t)
	for _, r := range s.records {
		last := preset{same: -100 * hwhash.Bit, groups: 1}
		for bits := hwhash.Bits(-99); bits <= 99; bits++ {
			next := preset{same: bits * hwhash.Bit, groups: 1}
			require.LessOrEqual(t, r.rejected(last).count, r.rejected(next).count)
			require.GreaterOrEqual(t, r.accepted(last).count, r.accepted(next).count)
			last = next
		}
	}
}

// The figures have their marks in the document, they and the plot come out
// whole, and are the same every time.
func TestDocument(t *testing.T) {
	s := reduced(t)
	require.Greater(t, s.pairs(), 1_000_000)
	text, err := os.ReadFile("../../docs/accuracy.md")
	require.NoError(t, err)
	filled, err := document.Fill(string(text), blocks(s))
	require.NoError(t, err)
	require.NotContains(t, filled, "%!", "a verb without a value")
	again, err := document.Fill(string(text), blocks(run(0.02)))
	require.NoError(t, err)
	twice, err := document.Fill(again, blocks(run(0.02)))
	require.NoError(t, err)
	require.Equal(t, again, twice, "the same every time")
	require.NoError(t, drawCurves(s, t.TempDir()+"/accuracy.png"))
}

func TestInterval(t *testing.T) {
	for _, c := range []struct {
		r         rate
		low, high float64
	}{
		{rate{0, 100}, 0, 0.03622}, // 1 - 0.025^(1/100)
		{rate{100, 100}, 0.96378, 1},
		{rate{5, 100}, 0.01643, 0.11284}, // Clopper and Pearson's own chart, and every table since
		{rate{0, 0}, 0, 1},
	} {
		low, high := c.r.interval()
		require.InDelta(t, c.low, low, 1e-4, c.r)
		require.InDelta(t, c.high, high, 1e-4, c.r)
	}
	// It covers: of the true rate, at most 2.5 % of samples lie beyond each end.
	_, high := rate{3, 50}.interval()
	require.InDelta(t, 0.025, distuv.Binomial{N: 50, P: high}.CDF(3), 1e-6)
	require.Equal(t, "0 of 100 (< 3.6 %)", rate{0, 100}.String())
	require.Equal(t, "5.0 % (1.6–11)", rate{5, 100}.String())
	require.Equal(t, "–", rate{}.String())
	for x, want := range map[float64]string{0: "0", 1: "100", 0.0123: "1.2", 0.00456: "0.46", 0.0000123: "0.0012", 0.00000123: "0.0001", 3e-7: "0.00003"} {
		require.Equal(t, want, percent(x))
	}
}
