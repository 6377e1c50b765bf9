package main

import (
	"fmt"
	"math/rand/v2"

	"github.com/hwprint/hwprint/hwhash"
)

// More disks than slots: three are kept. Whoever knows how many there are may
// weigh the candidates for a kept one by how likely each would have been kept.

// weighed is such an attack.
type weighed struct {
	disks     int
	remain    int     // candidates that share the slot
	effective float64 // of equally likely ones, as uncertain as these are with their weights
}

// weigh takes the disks of one machine, and of one that is kept tries all
// candidates: each is put in its place among others that are drawn, and weighs
// as often as it is kept.
func weigh(h *hwhash.Hasher, disks, bits, draws int) (weighed, error) {
	r := rand.New(rand.NewPCG(uint64(disks), 13))
	serial := func(n uint64) string { return fmt.Sprintf("ZFN%07X", n) }
	others := make([][]string, draws)
	for i := range others {
		for range disks - 1 {
			others[i] = append(others[i], fmt.Sprintf("WD-WCC7K%07X", r.Uint64N(1<<28)))
		}
	}
	own := r.Uint64N(1 << bits)
	slotOf := func(n uint64) (uint16, error) {
		sum, err := h.Sum(&hwhash.Inventory{Components: []hwhash.Component{{Class: hwhash.Disk, Value: serial(n)}}})
		_, v := firstSlot(sum)
		return v, err
	}
	// One that is kept: the first whose slot is.
	var want uint16
	for ; ; own = (own + 1) % (1 << bits) {
		v, err := slotOf(own)
		if err != nil {
			continue
		}
		if kept, err := timesKept(h, serial(own), others); err == nil && kept > 0 {
			want = v
			break
		}
	}
	out := weighed{disks: disks}
	sum, squares := 0.0, 0.0
	for n := range uint64(1) << bits {
		if v, err := slotOf(n); err != nil || v != want {
			continue
		}
		kept, err := timesKept(h, serial(n), others)
		if err != nil {
			return out, err
		}
		out.remain++
		sum += float64(kept)
		squares += float64(kept) * float64(kept)
	}
	out.effective = sum * sum / squares
	return out, nil
}

func timesKept(h *hwhash.Hasher, serial string, others [][]string) (kept int, err error) {
	var inv hwhash.Inventory
	for _, disks := range others {
		inv.Components = append(inv.Components[:0], hwhash.Component{Class: hwhash.Disk, Value: serial})
		for _, d := range disks {
			inv.Add(hwhash.Disk, d)
		}
		findings, err := h.Explain(&inv)
		if err != nil {
			return 0, err
		}
		if findings[0].Status == hwhash.StatusUsed {
			kept++
		}
	}
	return kept, nil
}
