package main

import (
	"github.com/hwprint/hwprint/fixtures"
	"github.com/hwprint/hwprint/hwhash"
)

// seed of all populations here. Another gives other machines, and figures
// within the intervals.
const seed = 2026

// effort says how many machines are drawn: 1 is for the document.
type effort float64

func (e effort) of(orders int) int { return max(1, int(float64(orders)*float64(e))) }

var kinds = []fixtures.Kind{fixtures.Server, fixtures.Laptop, fixtures.DockedLaptop, fixtures.WhiteBox, fixtures.VirtualMachine}

var allYears = []int{1, 3, 5}

// study is everything that is measured.
type study struct {
	drift       map[fixtures.Kind]map[int]*tally // kind and years, two identity groups or more
	three       map[fixtures.Kind]*tally         // a year, three groups or more
	lost        map[fixtures.Kind]*tally         // a year, and privileges lost
	users       map[fixtures.Kind]*tally         // a year, never privileged
	alone       []*tally                         // of aloneClasses below
	records     []*tally                         // of records below
	shared      []*tally                         // of sharings below
	closer      detail
	random      scores
	compared    *tally // all kinds, a year, with the rivals
	recordRival *tally // servers with serial number, addresses and disks, with the rivals
}

// aloneClasses are those by which machines of all kinds are known alone.
var aloneClasses = []hwhash.Class{hwhash.SystemSerial, hwhash.OSInstall, hwhash.NIC, hwhash.Disk}

// records are servers known by two classes or three, as public inventories of
// servers have them.
var records = []struct {
	name string
	only []hwhash.Class
}{
	{"serial number, addresses, disks", []hwhash.Class{hwhash.SystemSerial, hwhash.NIC, hwhash.Disk}},
	{"serial number, addresses", []hwhash.Class{hwhash.SystemSerial, hwhash.NIC}},
	{"serial number, disks", []hwhash.Class{hwhash.SystemSerial, hwhash.Disk}},
	{"addresses, disks", []hwhash.Class{hwhash.NIC, hwhash.Disk}},
}

// sharings are twins that have a value in common which should tell them apart.
var sharings = []struct {
	name   string
	pop    fixtures.Population
	state  fixtures.State // of both
	groups int            // at least
}{
	{"cloned image, servers", fixtures.Population{Kind: fixtures.Server, Shared: fixtures.SharedInstall}, fixtures.State{}, 2},
	{"cloned image, laptops", fixtures.Population{Kind: fixtures.Laptop, Shared: fixtures.SharedInstall}, fixtures.State{}, 2},
	{"cloned image, laptops of ordinary users", fixtures.Population{Kind: fixtures.Laptop, Shared: fixtures.SharedInstall}, fixtures.State{Unprivileged: true}, 2},
	{"cloned image, white boxes", fixtures.Population{Kind: fixtures.WhiteBox, Shared: fixtures.SharedInstall}, fixtures.State{}, 2},
	{"cloned image, virtual machines", fixtures.Population{Kind: fixtures.VirtualMachine, Shared: fixtures.SharedInstall}, fixtures.State{}, 2},
	{"one dock", fixtures.Population{Kind: fixtures.DockedLaptop, Shared: fixtures.SharedDock}, fixtures.State{}, 2},
	{"one dock, ordinary users", fixtures.Population{Kind: fixtures.DockedLaptop, Shared: fixtures.SharedDock}, fixtures.State{Unprivileged: true}, 2},
	{"one dock and a cloned image, ordinary users", fixtures.Population{Kind: fixtures.DockedLaptop, Shared: fixtures.SharedDock | fixtures.SharedInstall}, fixtures.State{Unprivileged: true}, 2},
	{"one serial number and UUID, servers", fixtures.Population{Kind: fixtures.Server, Shared: fixtures.SharedSerial}, fixtures.State{}, 2},
	{"one serial number and UUID, laptops", fixtures.Population{Kind: fixtures.Laptop, Shared: fixtures.SharedSerial}, fixtures.State{}, 2},
	{"one serial number and UUID, white boxes", fixtures.Population{Kind: fixtures.WhiteBox, Shared: fixtures.SharedSerial}, fixtures.State{}, 2},
}

func run(e effort) *study {
	s := &study{
		drift: map[fixtures.Kind]map[int]*tally{}, three: map[fixtures.Kind]*tally{},
		lost: map[fixtures.Kind]*tally{}, users: map[fixtures.Kind]*tally{}, compared: newTally(),
	}
	for _, kind := range kinds {
		pop := fixtures.Population{Kind: kind, Seed: seed}
		base := trial{pop: pop, presented: fixtures.State{Years: 1, Boot: 1}, orders: e.of(1600), impostors: 7, minGroups: 2}
		s.drift[kind] = map[int]*tally{}
		for _, years := range allYears {
			t := base
			t.presented.Years = years
			s.drift[kind][years] = t.run()
		}
		t := base
		t.minGroups = 3
		s.three[kind] = t.run()
		t = base
		t.presented.Unprivileged = true
		s.lost[kind] = t.run()
		t.enrolled.Unprivileged = true
		s.users[kind] = t.run()
		t = base
		t.rivals, t.orders, t.impostors = true, e.of(1600), 3
		s.compared.add(t.run())
	}
	for _, class := range aloneClasses {
		pooled := newTally()
		for _, kind := range kinds {
			pooled.add(trial{
				pop: fixtures.Population{Kind: kind, Seed: seed}, presented: fixtures.State{Years: 1, Boot: 1}, only: []hwhash.Class{class},
				orders: e.of(400), impostors: 7, minGroups: 1,
			}.run())
		}
		s.alone = append(s.alone, pooled)
	}
	for _, r := range records {
		s.records = append(s.records, recordTrial(r.only, e).run())
	}
	compared := recordTrial(records[0].only, e)
	compared.rivals, compared.orders, compared.impostors = true, e.of(2000), 4
	s.recordRival = compared.run()
	for _, x := range sharings {
		x.pop.Seed = seed
		s.shared = append(s.shared, trial{pop: x.pop, enrolled: x.state, presented: x.state, orders: e.of(400), impostors: 15, minGroups: x.groups}.run())
	}
	s.random = randomPairs(e.of(3200))
	s.closer = lookCloser(e.of(3000))
	return s
}

// recordTrial asks about servers known by a few classes, a year apart.
func recordTrial(only []hwhash.Class, e effort) trial {
	return trial{
		pop: fixtures.Population{Kind: fixtures.Server, Seed: seed}, presented: fixtures.State{Years: 1}, only: only,
		orders: e.of(6000), impostors: 7, minGroups: len(only),
	}
}

// randomPairs compares all pairs of n machines of all kinds, no two of one
// order.
func randomPairs(n int) scores {
	v := newViewer(nil, false)
	hashes := make([]hwhash.Hash, 0, n)
	for i := range n {
		pop := fixtures.Population{Kind: kinds[i%len(kinds)], Seed: seed}
		if s := v.look(pop.Machine(firstOf(i), fixtures.State{})); s.groups >= 2 {
			hashes = append(hashes, s.hash)
		}
	}
	var total scores
	inParallel(len(hashes), func() *scores { return new(scores) }, func(own *scores, i int) {
		for j := range hashes {
			if i != j {
				own.count(hashes[i], hashes[j])
			}
		}
	}, func(own *scores) { total.add(own) })
	return total
}

// detail is what one year does to servers, value by value.
type detail struct {
	// Addresses, and disks, that differ although some are there still.
	lowest [2]rate
	// Rejected when known by addresses and disks alone: with one adapter or
	// several, one disk or several, by values in the hash.
	rejected [2][2]rate
}

func lookCloser(orders int) (d detail) {
	v := newViewer(records[0].only, true)
	pop := fixtures.Population{Kind: fixtures.Server, Seed: seed}
	policy, err := hwhash.Standard().Ignoring(hwhash.SystemSerial)
	if err != nil {
		panic(err)
	}
	for order := range orders {
		for unit := range fixtures.OrderSize {
			i := firstOf(order) + uint64(unit)
			before, after := v.look(pop.Machine(i, fixtures.State{})), v.look(pop.Machine(i, fixtures.State{Years: 1}))
			m, err := policy.Compare(before.hash, after.hash)
			if err != nil {
				panic(err)
			}
			for j, class := range [2]hwhash.Class{hwhash.NIC, hwhash.Disk} {
				d.lowest[j].of++
				if m.Class(class).Agreement == hwhash.AgreementDiffers && before.parts.agrees(&after.parts, class) {
					d.lowest[j].count++
				}
			}
			r := &d.rejected[several(m.Class(hwhash.NIC))][several(m.Class(hwhash.Disk))]
			r.of++
			if m.Verdict != hwhash.Same {
				r.count++
			}
		}
	}
	return d
}

// several is 0 if one value was enrolled, 1 if more.
func several(o hwhash.ClassMatch) int { return min(int(o.Enrolled)-1, 1) }
