package cli

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// WriteTable writes rows in columns. Unlike text/tabwriter it leaves no spaces
// at the end of lines.
func WriteTable(w io.Writer, indent string, rows [][]string) {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range rows {
		text := indent
		for i, cell := range row {
			text += cell + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+2)
		}
		fmt.Fprintln(w, strings.TrimRight(text, " "))
	}
}
