// Privacy runs the attacks that docs/privacy.md speaks of, and writes what
// remains to the attacker between the marks of that document:
//
//	cd bench && go run ./privacy
//
// It takes some minutes on two cores. Everything but the seconds is the same in
// every run.
package main

import (
	"flag"
	"fmt"
	"log"
	"path/filepath"

	"github.com/hwprint/hwprint/bench/document"
	"github.com/hwprint/hwprint/hwhash"
)

func main() {
	log.SetFlags(log.Ltime)
	dir := flag.String("docs", "../docs", "the `folder` to write to")
	flag.Parse()
	f, err := run(full, func(what string) { log.Print(what) })
	if err == nil {
		err = document.Update(filepath.Join(*dir, "privacy.md"), f.blocks())
	}
	if err != nil {
		log.Fatal(err)
	}
}

// size is how much of everything is done.
type size struct {
	effort
	bits     int // of a maker's addresses
	machines int // that are hashed under two scopes
	disks    int // bits of the candidates for one of many disks
	records  int // of a table that is stolen
	forged   int // hashes that are made up
}

var (
	full  = size{effort{1 << 25, 1 << 20, 400}, 24, 100_000, 22, 10_000, 1 << 18}
	small = size{effort{0, 1 << 13, 8}, 16, 4_000, 12, 2_000, 1 << 14} // for the tests
)

// configurations are in the catalogue of whoever reads the model.
const configurations = 500

// figures are all results.
type figures struct {
	victims []victim
	singles map[hwhash.Component]single
	rates   map[string]float64         // by grammar
	joint   []map[hwhash.Group]float64 // of the victims: combinations that remain
	coupled []trial                    // of coupledMachines
	cards   trial
	others  []trial // of others
	edges   []trial // of informed
	rivals  []rival
	linked  []linkage
	told    []trial // of sequences
	shown   []bool  // of hidden
	weighed []weighed
	guessed []guessed
	equal   int // records of the stolen table that are equal
	models  int // configurations that are read
	forged  []forged
	size    size
}

func run(n size, progress func(string)) (f *figures, err error) {
	h, err := hwhash.NewHasher(scope)
	if err != nil {
		return nil, err
	}
	f = &figures{size: n}
	if f.victims, err = victims(h); err != nil {
		return nil, err
	}
	if f.singles, err = singles(h, f.victims, n.effort, progress); err != nil {
		return nil, err
	}
	f.rates = rates(f.singles)
	for i := range f.victims {
		v := &f.victims[i]
		progress(v.id)
		left := map[hwhash.Group]float64{}
		for _, g := range groups {
			if len(v.values[g]) == 0 {
				continue
			}
			if left[g], err = joint(h, v, g, f); err != nil {
				return nil, err
			}
		}
		f.joint = append(f.joint, left)
	}
	for _, c := range coupledMachines {
		progress(c.name)
		t, err := c.attack(h, n.bits, effort{full: n.full, sample: n.sample, hits: 2 * n.hits})
		if err != nil {
			return nil, err
		}
		f.coupled = append(f.coupled, t)
	}
	progress("three cards of one order")
	if f.cards, err = threeCards(h, n.bits); err != nil {
		return nil, err
	}
	edges := effort{full: n.full, sample: n.sample << 4, hits: n.hits}
	for _, e := range others {
		progress(e.name)
		t, err := e.attack(h, edges)
		if err != nil {
			return nil, err
		}
		f.others = append(f.others, t)
	}
	for _, e := range informed {
		progress(e.name)
		t, err := e.attack(h, edges)
		if err != nil {
			return nil, err
		}
		f.edges = append(f.edges, t)
	}
	for i := range sequences {
		progress(sequences[i].name)
		how := n.effort
		if sequences[i].least == 0 { // few remain, so all have to be tried
			how = effort{full: 1 << 25}
		}
		t, err := sequences[i].attack(n.bits, how)
		if err != nil {
			return nil, err
		}
		f.told = append(f.told, t)
	}
	for i := range hidden {
		f.shown = append(f.shown, hidden[i].publishes(h))
	}
	for _, disks := range []int{12, 24, 60} {
		progress(fmt.Sprint(disks, " disks"))
		w, err := weigh(h, disks, n.disks, 16)
		if err != nil {
			return nil, err
		}
		f.weighed = append(f.weighed, w)
	}
	progress("models and forgeries")
	if f.models, err = readModels(h, configurations); err != nil {
		return nil, err
	}
	if f.forged, err = forge(h, n.forged); err != nil {
		return nil, err
	}
	progress("a stolen table")
	if f.guessed, f.equal, err = robbed(n.records, n.records/2); err != nil {
		return nil, err
	}
	progress("rivals")
	if f.rivals, err = rivals(h, n.bits); err != nil {
		return nil, err
	}
	progress("linkage")
	if f.linked, err = link(n.machines, f.victims); err != nil {
		return nil, err
	}
	return f, err
}
