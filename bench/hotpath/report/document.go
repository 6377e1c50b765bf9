package main

import (
	"fmt"
	"strings"
)

// fill replaces what is between the marks of each block:
//
//	<!-- NAME -->
//	...
//	<!-- end of NAME -->
//
// A block without its marks is an error, and so are marks without a block.
func fill(text string, blocks map[string]string) (string, error) {
	for name, block := range blocks {
		begin, end := fmt.Sprintf("<!-- %s -->\n", name), fmt.Sprintf("<!-- end of %s -->\n", name)
		before, rest, found := strings.Cut(text, begin)
		_, after, ended := strings.Cut(rest, end)
		if !found || !ended {
			return "", fmt.Errorf("no marks of the block %q", name)
		}
		text = before + begin + strings.TrimRight(block, "\n") + "\n" + end + after
	}
	if marks := strings.Count(text, "<!-- end of "); marks != len(blocks) {
		return "", fmt.Errorf("%d marks for %d blocks", marks, len(blocks))
	}
	return text, nil
}

// table is a table in the making.
type table struct{ strings.Builder }

func newTable(heads ...any) *table {
	t := new(table)
	t.row(heads...)
	t.WriteString(strings.Repeat("| --- ", len(heads)) + "|\n")
	return t
}

func (t *table) row(cells ...any) {
	for _, c := range cells {
		fmt.Fprintf(t, "| %v ", c)
	}
	t.WriteString("|\n")
}
