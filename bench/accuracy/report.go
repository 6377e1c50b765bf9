package main

import (
	"fmt"
	"strings"
)

// page is the document in the making.
type page struct{ strings.Builder }

func (p *page) say(format string, args ...any) { fmt.Fprintf(p, format+"\n\n", args...) }

func (p *page) row(cells ...any) {
	for _, c := range cells {
		fmt.Fprintf(p, "| %v ", c)
	}
	p.WriteString("|\n")
}

// table begins a table.
func (p *page) table(heads ...any) {
	p.row(heads...)
	p.WriteString(strings.Repeat("| --- ", len(heads)) + "|\n")
}

func (p *page) end() { p.WriteByte('\n') }

// errors are the cells of the three presets: what a rate is at each.
func errorCells(rateOf func(preset) rate) (cells []any) {
	for _, p := range presets {
		cells = append(cells, rateOf(p))
	}
	return cells
}

func write(s *study) string {
	var p page
	p.say("# Accuracy")
	p.say(`How often a verdict is wrong, measured on machines that anyone can generate. This document and its plot are written by

    cd bench && go run ./accuracy

which draws %d million pairs in a minute or two on two cores, the same on every machine.`, s.pairs()/1_000_000)
	p.say("- A **false reject** is a machine that is not taken for itself: any verdict but `Same`. A **false accept** is another machine that is: `Same`.")
	p.say(`- The other machine is a **twin**: of the same model and the same order, with consecutive serial numbers and addresses, and mostly one
  configuration. It presents itself as drifted as the machine would. All others are told apart more easily.`)
	p.say(`- In brackets is the 95 %% interval of Clopper and Pearson. It counts pairs as independent, which those of one order are not quite: faults
  that a whole order shares come in clusters.`)
	p.say(`- The machines are those of package ` + "`fixtures`" + `: servers, laptops, docked laptops, white boxes and virtual machines, whose drift, makers' grammars
  and duplicates are documented there, each rate with its source. Servers drift as 7,365 pairs of real servers a year apart did. How often
  PCs change boards, disks and adapters nobody has published; those rates are estimates, on the side of change. The figures are no better
  than they.`)

	p.say("## What the presets promise")
	p.say("A year apart, against twins, on machines with the groups of identity that are named:")
	p.table("preset", "groups", "false rejects", "false accepts")
	two, three := s.pooled()
	for _, preset := range presets {
		p.row(preset.name, "two and more", two.rejected(preset), two.accepted(preset))
		p.row("", "three and more", three.rejected(preset), three.accepted(preset))
	}
	p.end()

	p.say("## Drift")
	p.say("With at least two groups of identity; an agent with privileges. False rejects after 1, 3 and 5 years:")
	p.table("machines", "years", "lenient", "standard", "strict")
	for _, kind := range kinds {
		for _, years := range allYears {
			p.row(append([]any{first(kind, years == 1), years}, errorCells(s.drift[kind][years].rejected)...)...)
		}
	}
	p.end()
	p.say(`What is left after a year is mostly boards: with the board go the platform, the adapters and the TPM. A machine that has only disks and
installation left from before looks like another one that got the disks, and is for review. The half of white boxes' false rejects is of
that kind.`)
	p.say("False accepts of a twin after a year:")
	p.table("machines", "lenient", "standard", "strict")
	for _, kind := range kinds {
		p.row(append([]any{kind}, errorCells(s.drift[kind][1].accepted)...)...)
	}
	p.end()

	p.say("## Servers as public records show them")
	p.say(`Known by a serial number, addresses and disks, or by two of these, and by their model; a year apart. Half of these servers have one
adapter (its ports are one value).`)
	p.table("known by", "preset", "false rejects", "false accepts")
	for i, r := range records {
		for j, preset := range presets {
			p.row(first(r.name, j == 0), preset.name, s.records[i].rejected(preset), s.records[i].accepted(preset))
		}
	}
	p.end()
	p.say(`- A serial number is no more than one witness: 7 of 241 clusters of two public inventories have machines that share one, sleds of an
  enclosure for the most part. So a server that is known by its serial number and one more group, and lost that one, is for review.`)
	p.say(`- One adapter cannot outvote disks that were replaced: of an address no more than 12 bits may be published (`+"[privacy.md](privacy.md)"+`), and a
  chance of 1 in 2,048 for each adapter is too much. So of the servers that are known by one adapter and disks alone, those whose disks
  were all replaced, 1 %% a year, are for review. It is the price of not being found. With several of both, one group outvotes the other:

  | false rejects | one disk, or one batch | several |
  | --- | --- | --- |
  | one adapter | %v | %v |
  | several | %v | %v |`, s.closer.rejected[0][0], s.closer.rejected[0][1], s.closer.rejected[1][0], s.closer.rejected[1][1])
	p.say(`- A class may differ although a part of it is there still: a card beyond the first of a chain, or a value that found no slot. It happens to
  the addresses of %s of servers in a year, and to the disks of %s.`, s.closer.lowest[0], s.closer.lowest[1])

	p.say("## Privileges")
	p.say("A year apart, by an agent that could read everything and is an ordinary user now; and by one that never could.")
	p.table("machines", "privileges", "standard: false rejects", "false accepts")
	standard := presets[1]
	for _, kind := range kinds {
		p.row(kind, "lost", s.lost[kind].rejected(standard), s.lost[kind].accepted(standard))
		p.row("", "never", s.users[kind].rejected(standard), s.users[kind].accepted(standard))
	}
	p.end()
	p.say(`Who enrols six groups and presents three has none to spare: half of the enrolled ones must agree, or whoever has two values in common
would pass by withholding the others. A reinstallation, or another disk, then asks for a review. Enrol without privileges where agents
will run without: ` + "`collect.Only`" + `. Virtual machines that ordinary users enrol are known by one address and the installation, so a
reinstallation is for review: one address is not enough.`)

	p.say("## Values in common")
	p.say("Twins that share what should tell them apart, at once (no drift). False accepts:")
	p.table("twins with", "lenient", "standard", "strict")
	for i, x := range sharings {
		p.row(append([]any{x.name}, errorCells(s.shared[i].accepted)...)...)
	}
	p.row(append([]any{"random pairs of all kinds"}, errorCells(func(p preset) rate { return s.random.same(p) })...)...)
	p.end()
	p.say(`Evidence cannot decide everything: two laptops in one dock, with one cloned installation, and an agent that reads no more than those two
and the disk, have two of three groups in common.`)

	p.scenarios()

	p.say("## The rules of others")
	p.say(`Re-implemented from their public descriptions, on the same pairs as the standard preset: all kinds, a year apart, twins; and the servers
with serial number, addresses and disks. They compare full values, normalised as ours, so no placeholder counts for them. ` + "*Identity*" + ` is
their best setting: the components that tell twins apart. ` + "*On slots*" + ` they count the slots of our hash instead, and tell an attacker as
little as we do.`)
	p.table("rule", "setting", "all: false rejects", "false accepts", "servers: false rejects", "false accepts")
	p.row("**hwprint**", "standard", s.compared.rejected(standard), s.compared.accepted(standard), s.recordRival.rejected(standard), s.recordRival.accepted(standard))
	for i, r := range rivals {
		all, servers := s.compared.rivals[i], s.recordRival.rivals[i]
		p.row(r.name, r.settings, all.reject, all.accept, servers.reject, servers.accept)
	}
	p.end()
	if best := s.bestRival(); best >= 0 {
		r := s.compared.rivals[best].reject
		p.say(`Of the rules that accept no more than 1 twin in 100,000 of all kinds, the best is %s, %s:
it rejects %.1f times as many honest machines as the standard preset.`, rivals[best].name, rivals[best].settings, r.value()/s.compared.rejected(standard).value())
	}
	p.say(`Keygen's default is ANY, and by default it counts components only after one fingerprint over all of them was met exactly, as "one hash over
all" does; here the components alone decide. Keygen's TWO comes close, and on servers is better: two full values that agree are strong evidence, and no chance agrees. But a full
value, however hashed, is found by trying all: it is the reason for slots. On slots the same rule accepts twins by chance, more of them the
more devices there are. It also takes two ports of one dongle for two witnesses, and two values for enough whatever else was enrolled.`)

	p.say("## The trade-off")
	p.say(`False rejects against false accepts of the servers above, for every threshold; the marks are the presets, the crosses the rules of others
on all three classes. Where no pair was accepted a line ends, and a cross is on the left edge.`)
	p.say("![False rejects against false accepts](accuracy.png)")
	return strings.TrimRight(p.String(), "\n") + "\n"
}

// first names a group of rows in the first of them.
func first(name any, yes bool) any {
	if yes {
		return name
	}
	return ""
}

// pooled adds up the kinds, a year apart: with two groups or more, and three.
func (s *study) pooled() (two, three *tally) {
	two, three = newTally(), newTally()
	for _, kind := range kinds {
		two.add(s.drift[kind][1])
		three.add(s.three[kind])
	}
	return two, three
}

// bestRival is the rule with the fewest false rejects among those with no more
// than 1 false accept in 100,000; -1 if there is none.
func (s *study) bestRival() int {
	best := -1
	for i, r := range s.compared.rivals {
		if r.accept.value() <= 1e-5 && (best < 0 || r.reject.value() < s.compared.rivals[best].reject.value()) {
			best = i
		}
	}
	return best
}

// pairs is how many were compared.
func (s *study) pairs() (n int) {
	all := append(append([]*tally{s.compared, s.recordRival}, s.records...), s.shared...)
	for _, kind := range kinds {
		all = append(all, s.three[kind], s.lost[kind], s.users[kind])
		for _, t := range s.drift[kind] {
			all = append(all, t)
		}
	}
	for _, t := range all {
		n += t.honest.of + t.impostor.of
	}
	return n + s.random.of
}
