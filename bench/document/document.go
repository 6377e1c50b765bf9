// Package document writes figures into documents: prose stays in Markdown, and
// what a command measured goes between marks.
//
//	<!-- NAME -->
//	...
//	<!-- end of NAME -->
package document

import (
	"fmt"
	"os"
	"strings"
)

// Update writes blocks into a file, see [Fill]. On an error it is unchanged.
func Update(file string, blocks map[string]string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	filled, err := Fill(string(text), blocks)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return os.WriteFile(file, []byte(filled), 0o644)
}

// Fill returns a text with blocks between the marks of their names. A block
// without its marks is an error; other marks are of other commands.
func Fill(text string, blocks map[string]string) (string, error) {
	for name, block := range blocks {
		begin, end := fmt.Sprintf("<!-- %s -->\n", name), fmt.Sprintf("<!-- end of %s -->\n", name)
		before, rest, found := strings.Cut(text, begin)
		_, after, ended := strings.Cut(rest, end)
		if !found || !ended {
			return "", fmt.Errorf("no marks of the block %q", name)
		}
		text = before + begin + strings.TrimRight(block, "\n") + "\n" + end + after
	}
	return text, nil
}

// Table is a table in the making.
type Table struct{ strings.Builder }

// NewTable returns a table with its heads.
func NewTable(heads ...any) *Table {
	t := new(Table)
	t.Row(heads...)
	t.WriteString(strings.Repeat("| --- ", len(heads)) + "|\n")
	return t
}

// Row adds a row.
func (t *Table) Row(cells ...any) {
	for _, c := range cells {
		fmt.Fprintf(t, "| %v ", c)
	}
	t.WriteString("|\n")
}
