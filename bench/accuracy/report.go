package main

import (
	"fmt"
	"strings"

	"github.com/hwprint/hwprint/bench/document"
)

// blocks are the figures of docs/accuracy.md, by the names of their marks.
func blocks(s *study) map[string]string {
	standard := presets[1]
	return map[string]string{
		"pairs":      fmt.Sprintf("It draws %d million pairs, the same on every machine.", s.pairs()/1_000_000),
		"promise":    s.promise(),
		"drift":      s.drifted(),
		"twins":      s.twins(),
		"records":    s.recorded(),
		"closer":     s.outvoted(),
		"lowest":     fmt.Sprintf("  It happens to the addresses of %s of servers in a year, and to the disks of %s.", s.closer.lowest[0], s.closer.lowest[1]),
		"privileges": s.privileges(standard),
		"shared":     s.sharing(),
		"scenarios":  scenarios(),
		"rivals":     s.rivals(standard),
		"best":       s.best(standard),
	}
}

// errorCells are the cells of the three presets: what a rate is at each.
func errorCells(rateOf func(preset) rate) (cells []any) {
	for _, p := range presets {
		cells = append(cells, rateOf(p))
	}
	return cells
}

func (s *study) promise() string {
	t := document.NewTable("preset", "groups", "false rejects", "false accepts")
	two, three := s.pooled()
	for _, preset := range presets {
		t.Row(preset.name, "two and more", two.rejected(preset), two.accepted(preset))
		t.Row("", "three and more", three.rejected(preset), three.accepted(preset))
	}
	for i, class := range aloneClasses {
		t.Row(first("standard", i == 0), fmt.Sprintf("one: `%s`", class), s.alone[i].rejected(presets[1]), s.alone[i].accepted(presets[1]))
	}
	return t.String()
}

func (s *study) drifted() string {
	t := document.NewTable("machines", "years", "lenient", "standard", "strict")
	for _, kind := range kinds {
		for _, years := range allYears {
			t.Row(append([]any{first(kind, years == 1), years}, errorCells(s.drift[kind][years].rejected)...)...)
		}
	}
	return t.String()
}

func (s *study) twins() string {
	t := document.NewTable("machines", "lenient", "standard", "strict")
	for _, kind := range kinds {
		t.Row(append([]any{kind}, errorCells(s.drift[kind][1].accepted)...)...)
	}
	return t.String()
}

func (s *study) recorded() string {
	t := document.NewTable("known by", "preset", "false rejects", "false accepts")
	for i, r := range records {
		for j, preset := range presets {
			t.Row(first(r.name, j == 0), preset.name, s.records[i].rejected(preset), s.records[i].accepted(preset))
		}
	}
	return t.String()
}

// outvoted is indented: it stands in an item of a list.
func (s *study) outvoted() string {
	t := document.NewTable("false rejects", "one disk, or one batch", "several")
	t.Row("one adapter", s.closer.rejected[0][0], s.closer.rejected[0][1])
	t.Row("several", s.closer.rejected[1][0], s.closer.rejected[1][1])
	return indented(t.String())
}

func indented(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n  ")
}

func (s *study) privileges(standard preset) string {
	t := document.NewTable("machines", "privileges", "standard: false rejects", "false accepts")
	for _, kind := range kinds {
		t.Row(kind, "lost", s.lost[kind].rejected(standard), s.lost[kind].accepted(standard))
		t.Row("", "never", s.users[kind].rejected(standard), s.users[kind].accepted(standard))
	}
	return t.String()
}

func (s *study) sharing() string {
	t := document.NewTable("twins with", "lenient", "standard", "strict")
	for i, x := range sharings {
		t.Row(append([]any{x.name}, errorCells(s.shared[i].accepted)...)...)
	}
	t.Row(append([]any{"random pairs of all kinds"}, errorCells(func(p preset) rate { return s.random.same(p) })...)...)
	return t.String()
}

func (s *study) rivals(standard preset) string {
	t := document.NewTable("rule", "setting", "all: false rejects", "false accepts", "servers: false rejects", "false accepts")
	t.Row("**hwprint**", "standard", s.compared.rejected(standard), s.compared.accepted(standard), s.recordRival.rejected(standard), s.recordRival.accepted(standard))
	for i, r := range rivals {
		all, servers := s.compared.rivals[i], s.recordRival.rivals[i]
		t.Row(r.name, r.settings, all.reject, all.accept, servers.reject, servers.accept)
	}
	return t.String()
}

func (s *study) best(standard preset) string {
	best := s.bestRival()
	if best < 0 {
		return "No rule accepts as few as 1 twin in 100,000 of all kinds."
	}
	return fmt.Sprintf("Of the rules that accept no more than 1 twin in 100,000 of all kinds, the best is %s, %s:\nit rejects %.1f times as many honest machines as the standard preset.",
		rivals[best].name, rivals[best].settings, s.compared.rivals[best].reject.value()/s.compared.rejected(standard).value())
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
	all := append(append(append([]*tally{s.compared, s.recordRival}, s.records...), s.shared...), s.alone...)
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
