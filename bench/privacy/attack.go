package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/hwprint/hwprint/hwhash"
)

// The attacker has a published hash, and knows its scope as everybody does.
// He tries candidates by calling the hash itself: those that give the same
// hash remain.

const scope = "acme.example/editor"

// effort says how much of a space of candidates is tried.
type effort struct {
	full   float64 // spaces up to this size are enumerated
	sample int     // of larger ones so many candidates are drawn,
	hits   int     // or twice as many, and so on, until so many have remained
}

const maxSample = 1 << 25

// draw calls try with more and more candidates.
func (e effort) draw(try func(tried int) (hits int)) (tried, hits int) {
	for tried = e.sample; ; tried *= 2 {
		if hits = try(tried); hits >= e.hits || tried >= maxSample {
			return tried, hits
		}
	}
}

// trial is the outcome of trying candidates.
type trial struct {
	size  float64 // of the space
	tried int
	hits  int
}

func (t trial) full() bool { return float64(t.tried) == t.size }

// survivors is the number of candidates that remain, or the estimate of it.
func (t trial) survivors() float64 { return t.size * float64(t.hits) / float64(t.tried) }

// margin is the half width of the 95 % interval of survivors, relative to it.
func (t trial) margin() float64 {
	if t.full() || t.hits == 0 {
		return 0
	}
	return 1.96 / math.Sqrt(float64(t.hits))
}

func (t trial) String() string {
	if t.full() {
		return count(t.survivors())
	}
	return fmt.Sprintf("%s ± %.1f %%", count(t.survivors()), 100*t.margin())
}

// builder puts candidate i, whose text is in buf, into an inventory.
type builder func(inv *hwhash.Inventory, buf []byte)

// attack tries the candidates of a space against what the machine's own value
// publishes.
func attack(h *hwhash.Hasher, s space, e effort, build builder) (trial, error) {
	var own hwhash.Inventory
	build(&own, []byte(s.value))
	published, err := h.Sum(&own)
	if err != nil {
		return trial{}, err
	}
	return s.try(e, func(inv *hwhash.Inventory, value []byte) bool {
		inv.Components = inv.Components[:0]
		build(inv, value)
		// A candidate that cannot be the value is none.
		guess, err := h.Sum(inv)
		return err == nil && guess == published
	}), nil
}

// try counts the candidates that fit: all, if the space is no larger than e
// says, else a sample.
func (s space) try(e effort, fits func(inv *hwhash.Inventory, value []byte) bool) trial {
	size := s.size()
	full := size <= e.full
	try := func(tried int) int {
		return inParallel(tried, func(from, to int) (hits int) {
			r := rand.New(rand.NewPCG(uint64(from), 7))
			var inv hwhash.Inventory
			var buf []byte
			for i := from; i < to; i++ {
				if full {
					buf = s.at(buf[:0], uint64(i))
				} else {
					buf = s.draw(buf[:0], r)
				}
				if fits(&inv, buf) {
					hits++
				}
			}
			return hits
		})
	}
	if full {
		return trial{size, int(size), try(int(size))}
	}
	tried, hits := e.draw(try)
	return trial{size, tried, hits}
}

// inParallel sums what work returns for pieces of 0 to n. The pieces are the
// same on every machine.
func inParallel(n int, work func(from, to int) int) int {
	const piece = 1 << 13
	var next, sum atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for {
				from := int(next.Add(piece)) - piece
				if from >= n {
					return
				}
				sum.Add(int64(work(from, min(from+piece, n))))
			}
		})
	}
	wg.Wait()
	return int(sum.Load())
}

// alone is the builder of an inventory with that component only.
func alone(class hwhash.Class) builder {
	return func(inv *hwhash.Inventory, buf []byte) { inv.Add(class, string(buf)) }
}

// count writes a number of candidates: in full below a million, else as a
// power of two.
func count(n float64) string {
	if n >= 1e6 {
		return "2^" + strings.TrimSuffix(fmt.Sprintf("%.1f", math.Log2(n)), ".0")
	}
	text := fmt.Sprintf("%.0f", n)
	if len(text) > 3 {
		text = text[:len(text)-3] + "," + text[len(text)-3:]
	}
	return text
}
