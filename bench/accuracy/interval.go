package main

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// rate is how often something happened.
type rate struct{ count, of int }

func (r *rate) add(o rate) { r.count += o.count; r.of += o.of }

// see counts once more whether it happened.
func (r *rate) see(happened bool) {
	r.of++
	if happened {
		r.count++
	}
}

func (r rate) value() float64 {
	if r.of == 0 {
		return 0
	}
	return float64(r.count) / float64(r.of)
}

// interval returns the 95 % interval of Clopper and Pearson ("The use of
// confidence or fiducial limits", Biometrika 26, 1934), which is never too
// narrow, nor empty when nothing was seen.
func (r rate) interval() (low, high float64) {
	k, n := float64(r.count), float64(r.of)
	if n == 0 {
		return 0, 1
	}
	high = 1
	if k > 0 {
		low = distuv.Beta{Alpha: k, Beta: n - k + 1}.Quantile(0.025)
	}
	if k < n {
		high = distuv.Beta{Alpha: k + 1, Beta: n - k}.Quantile(0.975)
	}
	return low, high
}

// String returns the rate and its interval in per cent.
func (r rate) String() string {
	if r.of == 0 {
		return "–"
	}
	low, high := r.interval()
	if r.count == 0 {
		return fmt.Sprintf("0 of %d (< %s %%)", r.of, percent(high))
	}
	return fmt.Sprintf("%s %% (%s–%s)", percent(r.value()), percent(low), percent(high))
}

// percent renders a part of one in per cent, with two significant digits, or
// one if it is small.
func percent(x float64) string {
	x *= 100
	switch {
	case x == 0:
		return "0"
	case x >= 10:
		return fmt.Sprintf("%.0f", x)
	case x >= 1e-3:
		return fmt.Sprintf("%.*f", 1-int(math.Floor(math.Log10(x))), x)
	}
	return fmt.Sprintf("%.*f", -int(math.Floor(math.Log10(x))), x)
}
