package cli

import (
	"fmt"
	"io"
	"strings"
)

// HelpCommand returns the command that prints the manuals of the table, to be
// called when all others are in it.
func (p *Program) HelpCommand() Command {
	return Command{
		Name: "help", Operands: "[COMMAND]", MaxOperands: 2,
		Words:   names(p.within("")),
		Summary: "explain hwprint, or one of its commands",
		Exits:   []Exit{{ExitOK, "the help was printed"}, ExitBadUsage},
		Examples: []Example{
			{"hwprint help compare", "how to compare hashes"},
			{"hwprint compare -h", "the same"},
		},
		Run: p.Help,
	}
}

// Help prints the manual of the command of that name.
func (p *Program) Help(name []string) (int, error) {
	c := &p.Commands[0]
	if len(name) > 0 {
		var rest []string
		if c, rest = p.find(name); c == nil || len(rest) > 0 {
			return ExitUsage, UsageError("no help on%s; the commands are %s", echo(strings.Join(name, " ")), strings.Join(names(p.Commands[1:]), ", "))
		}
	}
	p.manual(c)
	return ExitOK, nil
}

// Within returns the names of the commands within a command, for messages.
func (p *Program) Within(name string) string { return strings.Join(names(p.within(name)), ", ") }

// manual writes the manual of a command, with a list of those within it.
func (p *Program) manual(c *Command) {
	w := p.Out
	called := strings.TrimSpace(program + " " + c.Name)
	fmt.Fprintf(w, "%s: %s\n\nUsage: %s\n", called, c.Summary, join(called, flagsWord(c), c.Operands))
	if c.Name == "" {
		fmt.Fprintf(w, "       %s COMMAND ...\n", program)
	}
	if c.Details != "" {
		fmt.Fprintf(w, "\n%s\n", c.Details)
	}
	inside := p.within(c.Name)
	if len(inside) > 0 {
		section(w, "Commands", inside, func(c Command) []string { return []string{c.Name, c.Summary} })
	}
	section(w, "Flags", append(c.Flags, Flag{Name: "help", Usage: "print this help"}), func(f Flag) []string {
		return []string{join("--"+f.Name, f.Arg), f.Usage + defaultNote(f)}
	})
	section(w, "Exit status", c.Exits, func(e Exit) []string { return []string{fmt.Sprint(e.Status), e.Meaning} })
	fmt.Fprint(w, "\nExamples:\n")
	for _, e := range c.Examples {
		fmt.Fprintf(w, "  %s\n      %s\n", e.Line, e.Meaning)
	}
	if len(inside) > 0 {
		fmt.Fprintf(w, "\n\"%s\" explains a command.\n", join(program+" help", c.Name, "COMMAND"))
	}
}

func flagsWord(c *Command) string {
	if len(c.Flags) == 0 {
		return ""
	}
	return "[flags]"
}

func defaultNote(f Flag) string {
	if f.Default == "" {
		return ""
	}
	return " (default " + f.Default + ")"
}

// join joins words with spaces, leaving out empty ones.
func join(words ...string) string { return strings.Join(strings.Fields(strings.Join(words, " ")), " ") }

func section[T any](w io.Writer, title string, items []T, row func(T) []string) {
	table := make([][]string, len(items))
	for i, item := range items {
		table[i] = row(item)
	}
	fmt.Fprintf(w, "\n%s:\n", title)
	WriteTable(w, "  ", table)
}
