package main

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

// tolerance is the part by which instructions may change, in per cent.
const tolerance = 3

// figures are what is kept in the repository.
type figures struct {
	made string // by what, one line: figures of other circumstances are not compared
	rows []row
}

// row is the cost of one call.
type row struct {
	name         string
	instructions int
	allocations  int
}

const heading = "# Instructions and allocations of a call, written by .ci/instructions -update.\n"

// String returns the text form: the heading, a line that says by what the
// figures were made, and a line for each row.
func (f figures) String() string {
	var out strings.Builder
	out.WriteString(heading + "# " + f.made + "\n")
	table := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	for _, r := range f.rows {
		fmt.Fprintf(table, "%s\t%d\t%d\n", r.name, r.instructions, r.allocations)
	}
	table.Flush()
	return out.String()
}

func parseFigures(text string) (f figures, err error) {
	rest, found := strings.CutPrefix(text, heading)
	made, rest, ended := strings.Cut(rest, "\n")
	f.made = strings.TrimPrefix(made, "# ")
	if !found || !ended {
		return f, fmt.Errorf("not a file of figures")
	}
	for line := range strings.Lines(rest) {
		var r row
		if n, err := fmt.Sscan(line, &r.name, &r.instructions, &r.allocations); n != 3 || err != nil || r.instructions <= 0 {
			return f, fmt.Errorf("ill-formed line %q", line)
		}
		f.rows = append(f.rows, r)
	}
	return f, nil
}

type verdict int

const (
	alike verdict = iota
	better
	worse
)

// compare returns a table of all that was and is, and the worst of it. What is
// in one of them only is worse: the file has to be updated.
func compare(was, now figures) (string, verdict) {
	before := map[string]row{}
	for _, r := range was.rows {
		before[r.name] = r
	}
	var out strings.Builder
	table := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "operation\tinstructions: committed\tnow\tchange\tallocations: committed\tnow\t")
	found := alike
	for _, is := range now.rows {
		b, known := before[is.name]
		delete(before, is.name)
		if !known {
			fmt.Fprintf(table, "%s\t-\t%d\t\t-\t%d\tNOT IN THE FILE\n", is.name, is.instructions, is.allocations)
			found = worse
			continue
		}
		change, limit := 100*(is.instructions-b.instructions), tolerance*b.instructions
		remark := ""
		switch {
		case change > limit || is.allocations > b.allocations:
			remark, found = "WORSE", worse
		case change < -limit || is.allocations < b.allocations:
			remark, found = "better", max(found, better)
		}
		fmt.Fprintf(table, "%s\t%d\t%d\t%+.2f %%\t%d\t%d\t%s\n", is.name, b.instructions, is.instructions,
			float64(change)/float64(b.instructions), b.allocations, is.allocations, remark)
	}
	for _, r := range was.rows {
		if _, left := before[r.name]; left {
			fmt.Fprintf(table, "%s\t%d\t-\t\t%d\t-\tNOT MEASURED\n", r.name, r.instructions, r.allocations)
			found = worse
		}
	}
	table.Flush()
	return out.String(), found
}
