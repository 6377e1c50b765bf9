package main

import (
	"math/rand/v2"

	"github.com/hwprint/hwprint/fixtures"
	"github.com/hwprint/hwprint/hwhash"
)

// The model's classes have eight bits each, and few values are common: whoever
// has a catalogue of configurations reads them from one hash.

// readModels counts the configurations of a catalogue that are told from all
// others by what one hash publishes of them.
func readModels(h *hwhash.Hasher, configurations int) (found int, err error) {
	seen := map[[11]uint16]int{}
	met := map[string]bool{}
	for i := uint64(0); len(met) < configurations; i++ {
		pop := fixtures.Population{Kind: fixtures.Kind(i % 4), Seed: 5}
		inv := pop.Machine(i*fixtures.OrderSize*61, fixtures.State{})
		model := hwhash.Inventory{}
		text := ""
		for _, c := range inv.Components {
			if !c.Class.Identity() {
				model.Components = append(model.Components, c)
				text += c.Value + "\n"
			}
		}
		if met[text] {
			continue
		}
		met[text] = true
		model.Add(hwhash.OSInstall, "5d3ac1f0e5be4a04b4a7a0c2d5f1e6b9") // without identity there is no hash
		sum, err := h.Sum(&model)
		if err != nil {
			return 0, err
		}
		all := slots(sum)
		seen[[11]uint16(all[13:24])]++
	}
	for _, n := range seen {
		if n == 1 {
			found++
		}
	}
	return found, nil
}

// forged is how many made-up hashes, with every slot in use, pass for a machine.
// Adapters of many ports would overlap more often, and are worth as much less.
type forged struct {
	name        string
	policy      hwhash.Policy
	values      []hwhash.Component
	pass, tried int
}

func forgeries() []forged {
	two, err := hwhash.Standard().WithEnrolled(2)
	if err != nil {
		panic(err) // two is a number of groups
	}
	adapter := []hwhash.Component{{Class: hwhash.NIC, Value: "3c:52:82:0a:11:07"}}
	both := append(adapter[:1:1], hwhash.Component{Class: hwhash.Disk, Value: "ZFN0EHXF"})
	three := append(both[:2:2], hwhash.Component{Class: hwhash.SystemSerial, Value: "PF3XK7Q2"})
	return []forged{
		{name: "one adapter", policy: hwhash.Standard(), values: adapter},
		{name: "one adapter, two groups asked for", policy: two, values: adapter},
		{name: "an adapter and a disk", policy: hwhash.Standard(), values: both},
		{name: "an adapter, a disk and a serial number", policy: hwhash.Standard(), values: three},
	}
}

// forge makes hashes up from inventories of made-up values, as an attacker has to:
// a hash that no Hasher makes does not decode.
func forge(h *hwhash.Hasher, tries int) ([]forged, error) {
	all := forgeries()
	targets := make([]hwhash.Hash, len(all))
	for i := range all {
		var err error
		if targets[i], err = h.Sum(&hwhash.Inventory{Components: all[i].values}); err != nil {
			return nil, err
		}
	}
	r := rand.New(rand.NewPCG(23, 24))
	for range tries {
		var inv hwhash.Inventory
		for a := range uint64(3) {
			inv.Add(hwhash.NIC, addressText((0x3c5282+a)<<24|r.Uint64N(1<<24)))
			inv.Add(hwhash.Disk, addressText(r.Uint64())+"QZ")
		}
		inv.Add(hwhash.SystemSerial, addressText(r.Uint64())+"QZ")
		sum, err := h.Sum(&inv)
		if err != nil {
			continue
		}
		for i := range all {
			m, err := all[i].policy.Compare(targets[i], sum)
			if err != nil {
				return nil, err
			}
			all[i].tried++
			if m.Verdict == hwhash.Same {
				all[i].pass++
			}
		}
	}
	return all, nil
}
