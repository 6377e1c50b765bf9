package main

import (
	"fmt"

	"github.com/hwprint/hwprint/bench/document"
	"github.com/hwprint/hwprint/hwhash"
)

// blocks are the figures of docs/privacy.md, by the names of their marks.
func (f *figures) blocks() map[string]string {
	return map[string]string{
		"one slot":     f.oneSlot(),
		"samples":      fmt.Sprintf("Figures with ± are estimates from samples of %s candidates or more, with their 95 %% interval; the others are counts of all.", count(float64(f.size.sample))),
		"together":     f.together(),
		"several":      f.several(),
		"disks":        f.disks(),
		"nothing":      f.nothing(),
		"model":        fmt.Sprintf("Of a catalogue of %d configurations %d are told from all others by the slots of product, firmware, processor, memory and devices.", configurations, f.models),
		"made up":      f.madeUp(),
		"stolen table": f.stolenTable(),
		"machines":     f.machines(),
		"knows more":   f.knowsMore(),
		"elsewhere":    f.elsewhere(),
		"two vendors":  f.twoVendors(),
	}
}

// under is a table under a sentence.
func under(t *document.Table, format string, args ...any) string {
	return fmt.Sprintf(format, args...) + "\n\n" + t.String()
}

func (f *figures) oneSlot() string {
	t := document.NewTable("value", "to be guessed", "candidates", "remain")
	for _, s := range f.kinds() {
		t.Row(s.grammar.name, s.grammar.guess, count(s.trial.size), s.trial)
	}
	for i, e := range others {
		t.Row(e.name, e.guess, count(f.others[i].size), f.others[i])
	}
	return t.String()
}

func (f *figures) together() string {
	t := document.NewTable("machine", "candidates", "remain")
	for i, c := range coupledMachines {
		t.Row(c.name, count(f.coupled[i].size), f.coupled[i])
	}
	t.Row("three cards of one order", count(f.cards.size), f.cards)
	return under(t, "The 2^%d addresses of a maker against machines all of whose identity goes back to one address. Three cards of one order are\n2^%d bases and %s by %s distances.",
		f.size.bits, f.size.bits, count(distances), count(distances))
}

func (f *figures) several() string {
	t := document.NewTable("hashes", "candidates", "remain")
	for i, q := range sequences {
		t.Row(q.name, count(f.told[i].size), f.told[i])
	}
	return t.String()
}

func (f *figures) disks() string {
	t := document.NewTable("disks", "share the slot", "as uncertain as equally likely ones")
	for _, x := range f.weighed {
		t.Row(x.disks, count(float64(x.remain)), count(x.effective))
	}
	return under(t, "2^%d candidates for a disk that is kept, each weighed by how often it would have been kept among others:", f.size.disks)
}

func (f *figures) nothing() string {
	t := document.NewTable("value", "published")
	for i, e := range hidden {
		t.Row(e.name, map[bool]string{true: "**yes**", false: "no"}[f.shown[i]])
	}
	return under(t, "Fewer than %s would remain of these, so they are no evidence:", count(promise))
}

func (f *figures) madeUp() string {
	t := document.NewTable("known by", "one in")
	for _, x := range f.forged {
		if x.pass == 0 {
			t.Row(x.name, "none of "+count(float64(x.tried)))
			continue
		}
		t.Row(x.name, count(float64(x.tried)/float64(x.pass)))
	}
	return under(t, "%s hashes of made-up values are presented, with all slots of adapters, disks and the serial number in use. The standard preset\ntakes them for a machine that is known by what is named, one in:", count(float64(f.size.forged)))
}

func (f *figures) stolenTable() string {
	t := document.NewTable("test", "right")
	for _, g := range f.guessed {
		t.Row(g.name, fmt.Sprintf("%.2f %% ± %.2f", 100*g.rate, 100*g.margin))
	}
	return under(t, "%s sealed records, and %s enrolments of the thief's own. Of each record he is told two machines, one of which it is, and has\nrecords of his own of both. %d records are equal to another. How often each test is right:",
		count(float64(f.size.records)), count(float64(f.size.records/2)), f.equal)
}

func (f *figures) machines() string {
	heads := []any{"machine"}
	for _, g := range groups {
		heads = append(heads, g)
	}
	t := document.NewTable(heads...)
	for i, v := range f.victims {
		row := []any{"`" + v.id + "`"}
		for _, g := range groups {
			cell := "–"
			if left, has := f.joint[i][g]; has {
				cell = count(left)
			}
			row = append(row, cell)
		}
		t.Row(row...)
	}
	return under(t, "No group may have fewer than %s.", count(promise))
}

func (f *figures) knowsMore() string {
	t := document.NewTable("known besides", "candidates", "remain")
	for i, e := range informed {
		t.Row(e.name, count(f.edges[i].size), f.edges[i])
	}
	return t.String()
}

func (f *figures) elsewhere() string {
	t := document.NewTable("what is published", "remain", "seconds")
	for _, r := range f.rivals {
		t.Row(r.name, count(r.trial.survivors()), fmt.Sprintf("%.0f", r.seconds))
	}
	return under(t, "All 2^%d addresses of a maker, on one core:", f.size.bits)
}

func (f *figures) twoVendors() string {
	t := document.NewTable("class", "bits", "equal", "by chance", "deviation", "χ², deviation")
	for _, l := range f.linked {
		t.Row("`"+l.class.String()+"`", l.bits, l.equal, fmt.Sprintf("%.1f", l.expected), fmt.Sprintf("%+.1f", l.z), fmt.Sprintf("%+.1f", l.chiZ))
	}
	return under(t, "%s machines with values drawn by their makers' grammars, each for two vendors: how often the two slots are equal, and whether they are\nindependent (χ² over %d by %d residues). Deviations are in standard deviations; of %d, one beyond ±3 is to be expected in every\n%.0f runs.",
		count(float64(f.size.machines)), cells, cells, 2*len(f.linked), 1/(0.0027*2*float64(len(f.linked))))
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
