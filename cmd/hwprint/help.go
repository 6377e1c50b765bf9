package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

func (a *app) help(_ options, operands []string) (int, error) {
	all := commands()
	c := all[0]
	if len(operands) > 0 {
		var rest []string
		var ok bool
		if c, rest, ok = find(all, operands); !ok || len(rest) > 0 {
			return exitUsage, usageError("no help on%s; the commands are %s", echo(strings.Join(operands, " ")), strings.Join(names(all[1:]), ", "))
		}
	}
	help(a.out, all, c)
	return exitOK, nil
}

// help writes the manual of a command, with a list of those within it.
func help(w io.Writer, all []command, c command) {
	called := strings.TrimSpace("hwprint " + c.name)
	fmt.Fprintf(w, "%s: %s\n\nUsage: %s\n", called, c.summary, join(called, flagsWord(c), c.operands))
	if c.name == "" {
		fmt.Fprint(w, "       hwprint COMMAND ...\n")
	}
	if c.details != "" {
		fmt.Fprintf(w, "\n%s\n", c.details)
	}
	inside := within(all, c.name)
	if len(inside) > 0 {
		section(w, "Commands", rows(inside, func(c command) []string { return []string{c.name, c.summary} }))
	}
	section(w, "Flags", rows(append(c.flags, flagSpec{name: "help", usage: "print this help"}), func(f flagSpec) []string {
		return []string{join("--"+f.name, f.arg), f.usage + defaultNote(f)}
	}))
	section(w, "Exit status", rows(c.exits, func(e exit) []string { return []string{fmt.Sprint(e.status), e.meaning} }))
	fmt.Fprint(w, "\nExamples:\n")
	for _, e := range c.examples {
		fmt.Fprintf(w, "  %s\n      %s\n", e.line, e.meaning)
	}
	if len(inside) > 0 {
		fmt.Fprintf(w, "\n\"%s\" explains a command.\n", join("hwprint help", c.name, "COMMAND"))
	}
}

func flagsWord(c command) string {
	if len(c.flags) == 0 {
		return ""
	}
	return "[flags]"
}

func defaultNote(f flagSpec) string {
	if f.fallback == "" {
		return ""
	}
	return " (default " + f.fallback + ")"
}

// join joins words with spaces, leaving out empty ones.
func join(words ...string) string { return strings.Join(strings.Fields(strings.Join(words, " ")), " ") }

func rows[T any](items []T, row func(T) []string) [][]string {
	list := make([][]string, len(items))
	for i, item := range items {
		list[i] = row(item)
	}
	return list
}

func section(w io.Writer, title string, lines [][]string) {
	fmt.Fprintf(w, "\n%s:\n", title)
	writeTable(w, "  ", lines)
}

// writeTable writes rows in columns. Unlike text/tabwriter it leaves no spaces
// at the end of lines.
func writeTable(w io.Writer, indent string, lines [][]string) {
	var widths []int
	for _, line := range lines {
		for i, cell := range line {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, line := range lines {
		text := indent
		for i, cell := range line {
			text += cell + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+2)
		}
		fmt.Fprintln(w, strings.TrimRight(text, " "))
	}
}
