package main

import (
	"fmt"
	"strings"
)

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
