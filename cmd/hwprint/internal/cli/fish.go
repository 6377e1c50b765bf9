package cli

import (
	"fmt"
	"io"
	"strings"
)

func (p *Program) writeFish(w io.Writer) {
	fmt.Fprint(w, `# fish completion for hwprint

# whether the command line begins with some words, and has no more than them
function __hwprint_in
    set -l words (commandline -opc)
    string match -q -- "$argv *" "$words[2..-1] "
end

function __hwprint_just
    set -l words (commandline -opc)
    test "$words[2..-1]" = "$argv"
end

complete -c hwprint -f
`)
	just := func(words string) string { return fishQuote("__hwprint_just " + words) }
	for _, c := range p.Commands {
		when := "__fish_use_subcommand"
		if c.Name != "" {
			if parent := strings.TrimSuffix(c.Name, lastWord(c.Name)); parent != "" {
				when = just(strings.TrimSpace(parent))
			}
			fmt.Fprintf(w, "complete -c hwprint -n %s -a %s -d %s\n", when, lastWord(c.Name), fishQuote(c.Summary))
			when = fishQuote("__hwprint_in " + c.Name)
		}
		switch {
		case len(p.within(c.Name)) > 0 && c.Name != "":
			fmt.Fprintf(w, "complete -c hwprint -n %s -a %s\n", just("help "+c.Name), fishQuote(strings.Join(c.Words, " ")))
		case len(c.Words) > 0:
			fmt.Fprintf(w, "complete -c hwprint -n %s -a %s\n", just(c.Name), fishQuote(strings.Join(c.Words, " ")))
		}
		if c.Files {
			fmt.Fprintf(w, "complete -c hwprint -n %s -F\n", when)
		}
		for _, f := range c.Flags {
			fmt.Fprintf(w, "complete -c hwprint -n %s -l %s%s -d %s\n", when, f.Name, fishValue(f), fishQuote(f.Usage))
		}
	}
	fmt.Fprint(w, "complete -c hwprint -s h -l help -d 'print help'\n")
}

// fishValue returns how fish is told what the value of a flag can be.
func fishValue(f Flag) string {
	switch {
	case f.Arg == "":
		return ""
	case f.Arg == ArgDir:
		return " -x -a '(__fish_complete_directories)'"
	case f.Arg == ArgFile:
		return " -r -F"
	case f.Values != nil:
		return " -x -a " + fishQuote(strings.Join(f.Values, " "))
	}
	return " -x"
}

func fishQuote(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(text) + "'"
}
