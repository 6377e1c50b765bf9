package main

import (
	"encoding/binary"
	"math"
	"math/bits"
	"math/rand/v2"
	"runtime"
	"sync"

	"github.com/hwprint/hwprint/hwhash"
)

// guessTest is a way to tell, of two values, which one a blinded record is of:
// from the blinded slot and the plain slots of both. It returns above zero for
// the first, below for the second, and zero for no opinion.
type guessTest struct {
	name   string
	prefer func(blinded, first, second uint16, other func(uint16) uint16) int
}

func distance(a, b uint16) int { return max(int(a)-int(b), int(b)-int(a)) }

var guessTests = []guessTest{
	{"the slot is the same", func(y, a, b uint16, _ func(uint16) uint16) int {
		switch y {
		case a:
			return 1
		case b:
			return -1
		}
		return 0
	}},
	{"the slot is nearer", func(y, a, b uint16, _ func(uint16) uint16) int { return distance(y, b) - distance(y, a) }},
	{"more bits are the same", func(y, a, b uint16, _ func(uint16) uint16) int {
		return bits.OnesCount16(y^b) - bits.OnesCount16(y^a)
	}},
	{"it is odd as the slot is", func(y, a, b uint16, _ func(uint16) uint16) int { return int((y^b)&1) - int((y^a)&1) }},
	{"the larger slot for the larger", func(y, a, b uint16, _ func(uint16) uint16) int {
		if y < a/2+b/2 {
			return int(b) - int(a)
		}
		return int(a) - int(b)
	}},
	{"a pepper of one's own", func(y, a, b uint16, other func(uint16) uint16) int {
		return distance(y, other(b)) - distance(y, other(a))
	}},
}

// guessed is how often a test was right.
type guessed struct {
	name         string
	rate, margin float64 // share of right guesses, and half of its 95 % interval
}

// guess blinds records under many peppers, fresh ones under each, and lets
// every test guess each: of the true value and a decoy. The guesses of one
// pepper hang together, so the interval is that of the peppers' means.
func guess(peppers, records int, all []victim) ([]guessed, error) {
	h, err := hwhash.NewHasher(scope)
	if err != nil {
		return nil, err
	}
	s, _ := example(hwhash.SystemSerial, all)
	means := make([][]float64, peppers)
	failed := make([]error, peppers)
	work := make(chan int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for p := range work {
				means[p], failed[p] = guessUnder(uint64(p), draw(h, s, uint64(p), 2*records))
			}
		})
	}
	for p := range peppers {
		work <- p
	}
	close(work)
	wg.Wait()
	out := make([]guessed, len(guessTests))
	for i := range out {
		sum, squares := 0.0, 0.0
		for p, m := range means {
			if failed[p] != nil {
				return nil, failed[p]
			}
			sum += m[i]
			squares += m[i] * m[i]
		}
		n := float64(peppers)
		mean := sum / n
		out[i] = guessed{guessTests[i].name, mean, 1.96 * math.Sqrt((squares/n-mean*mean)/n)}
	}
	return out, nil
}

// draw returns the plain hashes of n machines with one serial number each.
func draw(h *hwhash.Hasher, s space, seed uint64, n int) (plain []hwhash.Hash) {
	r := rand.New(rand.NewPCG(seed, 13))
	for len(plain) < n {
		var inv hwhash.Inventory
		inv.Add(hwhash.SystemSerial, string(s.draw(nil, r)))
		if sum, err := h.Sum(&inv); err == nil {
			plain = append(plain, sum)
		}
	}
	return plain
}

// guessUnder returns the share of right guesses of each test under one pepper.
func guessUnder(p uint64, plain []hwhash.Hash) ([]float64, error) {
	b, err := blinder(p)
	if err != nil {
		return nil, err
	}
	own, err := blinder(p + 1<<32)
	if err != nil {
		return nil, err
	}
	// The attacker has a blinder of his own, to be tried on any plain slot.
	mine := map[uint16]uint16{}
	for _, h := range plain {
		_, x := firstSlot(h)
		blinded, err := own.Blind(h)
		if err != nil {
			return nil, err
		}
		_, mine[x] = firstSlot(blinded)
	}
	right := make([]float64, len(guessTests))
	r := rand.New(rand.NewPCG(p, 17))
	for i := 0; i < len(plain); i += 2 {
		blinded, err := b.Blind(plain[i])
		if err != nil {
			return nil, err
		}
		_, y := firstSlot(blinded)
		_, a := firstSlot(plain[i])
		_, c := firstSlot(plain[i+1])
		for t := range guessTests {
			// The true value is as often the second.
			first, second := a, c
			swapped := r.IntN(2) == 1
			if swapped {
				first, second = c, a
			}
			switch opinion := guessTests[t].prefer(y, first, second, func(x uint16) uint16 { return mine[x] }); {
			case opinion == 0:
				right[t] += 0.5
			case (opinion > 0) != swapped:
				right[t]++
			}
		}
	}
	for t := range right {
		right[t] /= float64(len(plain) / 2)
	}
	return right, nil
}

func blinder(p uint64) (*hwhash.Blinder, error) {
	var pepper [32]byte
	binary.BigEndian.PutUint64(pepper[:], p)
	return hwhash.NewBlinder(pepper[:])
}
