package main

import (
	"fmt"
	"io"

	"github.com/hwprint/hwprint/hwhash"
)

// print writes the figures as the section of docs/privacy.md.
func (f *figures) print(w io.Writer) {
	p := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format+"\n", args...) }

	p("\n### One slot\n")
	p("A value of each kind that the machines of `fixtures` have, attacked by itself. Candidates are those for someone who knows maker, model and plant;")
	p("the model is taken to be made for three years.\n")
	p("| value | to be guessed | candidates | remain |")
	p("| --- | --- | --- | --- |")
	for _, s := range f.kinds() {
		p("| %s | %s | %s | %s |", s.grammar.name, s.grammar.guess, count(s.trial.size), s.trial)
	}
	for i, e := range others {
		p("| %s | %s | %s | %s |", e.name, e.guess, count(f.others[i].size), f.others[i])
	}
	p("\nFigures with ± are estimates from samples of %s candidates or more, with their 95 %% interval; the others are counts of all.", count(float64(f.size.sample)))

	p("\n### What hangs together\n")
	p("The 2^%d addresses of a maker against machines all of whose identity goes back to one address, and three cards of one order:", f.size.bits)
	p("2^%d bases and %s by %s distances.\n", f.size.bits, count(distances), count(distances))
	p("| machine | candidates | remain |")
	p("| --- | --- | --- |")
	for i, c := range coupledMachines {
		p("| %s | %s | %s |", c.name, count(f.coupled[i].size), f.coupled[i])
	}
	p("| three cards of one order | %s | %s |", count(f.cards.size), f.cards)

	p("\n### Several hashes of one machine\n")
	p("The attacker has them all, and knows how each came about. Candidates against all of them; figures with ± are estimates as above:\n")
	p("| hashes | candidates | remain |")
	p("| --- | --- | --- |")
	for i, q := range sequences {
		p("| %s | %s | %s |", q.name, count(f.told[i].size), f.told[i])
	}

	p("\n### More disks than slots\n")
	p("2^%d candidates for a disk that is kept, each weighed by how often it would have been kept among others:\n", f.size.disks)
	p("| disks | share the slot | as uncertain as equally likely ones |")
	p("| --- | --- | --- |")
	for _, x := range f.weighed {
		p("| %d | %s | %s |", x.disks, count(float64(x.remain)), count(x.effective))
	}

	p("\n### What publishes nothing\n")
	p("Fewer than %s would remain of these, so they are no evidence:\n", count(promise))
	p("| value | published |")
	p("| --- | --- |")
	for i, e := range hidden {
		p("| %s | %s |", e.name, map[bool]string{true: "**yes**", false: "no"}[f.shown[i]])
	}

	p("\n### The model\n")
	p("Of a catalogue of %d configurations %d are told from all others by the slots of product, firmware, processor, memory and devices: the model", configurations, f.models)
	p("is no secret of a hash.\n")

	p("### Made-up hashes\n")
	p("%s hashes of made-up values, with all slots of adapters, disks and the serial number in use, presented as a machine that is known by", count(float64(f.size.forged)))
	p("what is named. The standard preset takes for it one in:\n")
	p("| known by | one in |")
	p("| --- | --- |")
	for _, x := range f.forged {
		if x.pass == 0 {
			p("| %s | none of %s |", x.name, count(float64(x.tried)))
			continue
		}
		p("| %s | %s |", x.name, count(float64(x.tried)/float64(x.pass)))
	}

	p("\n### A stolen table\n")
	p("%s sealed records, and %s enrolments of the thief's own. Of each record he is told two machines, one of which it is, and has", count(float64(f.size.records)), count(float64(f.size.records/2)))
	p("records of his own of both. %d records are equal to another. How often each test is right:\n", f.equal)
	p("| test | right |")
	p("| --- | --- |")
	for _, g := range f.guessed {
		p("| %s | %.2f %% ± %.2f |", g.name, 100*g.rate, 100*g.margin)
	}

	p("\n### Whole machines\n")
	p("Combinations of values that remain for each group of each machine of `fixtures`, jointly. The attack goes by stages: combinations for the")
	p("first values that remain are tried with candidates for the next, against what all of them publish. No group may have fewer than %s.\n", count(promise))
	head, line := "| machine", "| ---"
	for _, g := range groups {
		head += " | " + g.String()
		line += " | ---"
	}
	p("%s |", head)
	p("%s |", line)
	for i, v := range f.victims {
		row := "| `" + v.id + "`"
		for _, g := range groups {
			cell := "–"
			if left, has := f.joint[i][g]; has {
				cell = count(left)
			}
			row += " | " + cell
		}
		p("%s |", row)
	}

	p("\n### Who knows more\n")
	p("The promise is for someone who knows maker and model. Who knows more has less to guess:\n")
	p("| known besides | candidates | remain |")
	p("| --- | --- | --- |")
	for i, e := range informed {
		p("| %s | %s | %s |", e.name, count(f.edges[i].size), f.edges[i])
	}

	p("\n### The same attack elsewhere\n")
	p("All 2^%d addresses of a maker, on one core:\n", f.size.bits)
	p("| what is published | remain | seconds |")
	p("| --- | --- | --- |")
	for _, r := range f.rivals {
		p("| %s | %s | %.0f |", r.name, count(r.trial.survivors()), r.seconds)
	}

	p("\n### Two vendors\n")
	p("%s machines with values drawn by their makers' grammars, each for two vendors: how often the two slots are equal, and whether they are", count(float64(f.size.machines)))
	p("independent (χ² over %d by %d residues). Deviations are in standard deviations; of %d, one beyond ±3 is to be expected in every", cells, cells, 2*len(f.linked))
	p("%.0f runs.\n", 1/(0.0027*2*float64(len(f.linked))))
	p("| class | bits | equal | by chance | deviation | χ², deviation |")
	p("| --- | --- | --- | --- | --- | --- |")
	for _, l := range f.linked {
		p("| `%s` | %d | %d | %.1f | %+.1f | %+.1f |", l.class, l.bits, l.equal, l.expected, l.z, l.chiZ)
	}

	p("")
}

// promise is the least number of candidates that remain.
const promise = 4096

// kinds returns one attack of each grammar, in their order: that of all
// candidates, or else the samples of all its values together.
func (f *figures) kinds() (all []single) {
	for _, g := range grammars {
		kind := single{grammar: g}
		for _, s := range f.singles {
			switch {
			case s.grammar.name != g.name || g.linked || kind.trial.full() && kind.trial.tried > 0:
			case s.trial.full():
				kind.trial = s.trial
			default:
				kind.trial.size = s.trial.size
				kind.trial.tried += s.trial.tried
				kind.trial.hits += s.trial.hits
			}
		}
		if kind.trial.tried > 0 {
			all = append(all, kind)
		}
	}
	return all
}

// weakest returns the group of a machine with the fewest combinations.
func (f *figures) weakest() (id string, g hwhash.Group, n float64) {
	for i, v := range f.victims {
		for group, left := range f.joint[i] {
			if id == "" || left < n {
				id, g, n = v.id, group, left
			}
		}
	}
	return id, g, n
}
