package main

import (
	"math"
	"math/rand/v2"

	"github.com/hwprint/hwprint/hwhash"
)

// linkage is how the slots of a class under one scope go with those of the
// same machines under another.
type linkage struct {
	class    hwhash.Class
	bits     int     // width of the slot
	equal    int     // slots that are equal
	expected float64 // by chance
	z        float64 // deviation of equal, in standard deviations
	chiZ     float64 // of the chi-squared test for independence, likewise
}

const cells = 16 // residues, on each side, of the test for independence

// link draws machines with random values and hashes them under two scopes.
func link(machines int, all []victim) (out []linkage, err error) {
	one, err := hwhash.NewHasher(scope)
	if err != nil {
		return nil, err
	}
	two, err := hwhash.NewHasher("rival.example/player")
	if err != nil {
		return nil, err
	}
	for _, class := range hwhash.Classes() {
		if !class.Identity() {
			continue
		}
		s, ok := example(class, all)
		if !ok {
			continue
		}
		l := linkage{class: class}
		r := rand.New(rand.NewPCG(uint64(class), 11))
		var table [cells][cells]float64
		bottom, top := uint16(1<<16-1), uint16(0)
		var inv hwhash.Inventory
		for i := 0; i < machines; {
			inv.Components = inv.Components[:0]
			inv.Add(class, string(s.draw(nil, r)))
			a, err := one.Sum(&inv)
			if err != nil {
				continue // not evidence: no machine has it
			}
			b, err := two.Sum(&inv)
			if err != nil {
				return nil, err
			}
			_, x := firstSlot(a)
			_, y := firstSlot(b)
			if x == y {
				l.equal++
			}
			bottom, top = min(bottom, x, y), max(top, x, y)
			table[x%cells][y%cells]++
			i++
		}
		values := float64(top-bottom) + 1 // so many that all but a few have been seen
		l.bits = int(math.Round(math.Log2(values)))
		l.expected = float64(machines) / values
		l.z = (float64(l.equal) - l.expected) / math.Sqrt(l.expected)
		l.chiZ = independence(&table, float64(machines))
		out = append(out, l)
	}
	return out, nil
}

// example is the space of the first value of a class that a victim has.
func example(class hwhash.Class, all []victim) (space, bool) {
	for _, v := range all {
		for _, c := range v.values[class.Group()] {
			if g, ok := grammarOf(class.String(), c.Value); ok && c.Class == class {
				return g.space(c.Value), true
			}
		}
	}
	return space{}, false
}

// independence is the chi-squared statistic of a contingency table, as a
// deviate of the normal distribution (Wilson and Hilferty, PNAS 17, 1931).
func independence(table *[cells][cells]float64, n float64) float64 {
	var rows, columns [cells]float64
	for i := range table {
		for j, count := range table[i] {
			rows[i] += count
			columns[j] += count
		}
	}
	chi := 0.0
	for i := range table {
		for j, count := range table[i] {
			want := rows[i] * columns[j] / n
			chi += (count - want) * (count - want) / want
		}
	}
	df := float64((cells - 1) * (cells - 1))
	return (math.Cbrt(chi/df) - (1 - 2/(9*df))) / math.Sqrt(2/(9*df))
}
