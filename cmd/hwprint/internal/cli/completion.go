package cli

import (
	"io"
	"slices"
	"strings"
)

// shells has what writes the script for each shell.
var shells = []struct {
	name  string
	write func(p *Program, w io.Writer)
}{
	{"bash", (*Program).writeBash},
	{"zsh", (*Program).writeZsh},
	{"fish", (*Program).writeFish},
	{"powershell", (*Program).writePowerShell},
}

func shellNames() []string {
	var list []string
	for _, s := range shells {
		list = append(list, s.name)
	}
	return list
}

// CompletionCommand returns the command that prints the shells' scripts.
func (p *Program) CompletionCommand() Command {
	return Command{
		Name: "completion", Operands: strings.Join(shellNames(), "|"), MaxOperands: 1, Words: shellNames(),
		Summary: "print a script that makes a shell complete hwprint's arguments",
		Exits:   []Exit{{ExitOK, "the script was printed"}, ExitBadUsage},
		Examples: []Example{
			{"source <(hwprint completion bash)", "for this bash alone"},
			{"hwprint completion fish > ~/.config/fish/completions/hwprint.fish", "for every fish to come"},
			{"hwprint completion powershell | Out-String | Invoke-Expression", "for this PowerShell, or in $PROFILE"},
		},
		Run: p.completion,
	}
}

func (p *Program) completion(operands []string) (int, error) {
	for _, s := range shells {
		if len(operands) == 1 && s.name == operands[0] {
			s.write(p, p.Out)
			return ExitOK, nil
		}
	}
	return ExitUsage, UsageError("name a shell: %s", strings.Join(shellNames(), ", "))
}

// candidates returns what may follow a command: its flags and words.
func candidates(c Command) string {
	list := slices.Clone(c.Words)
	for _, f := range c.Flags {
		list = append(list, "--"+f.Name)
	}
	return strings.Join(append(list, "--help"), " ")
}

// firstCandidates returns what may follow "hwprint".
func (p *Program) firstCandidates() string {
	return strings.Join(names(p.within("")), " ") + " " + candidates(p.Commands[0])
}

// follow is what may follow the words that a command line begins with.
type follow struct {
	after string
	words string
	files bool
}

// follows returns what may follow every command. Those of two words come first.
func (p *Program) follows() []follow {
	var two, one []follow
	for _, c := range p.Commands[1:] {
		f := follow{c.Name, candidates(c), c.Files}
		if c.Name != lastWord(c.Name) {
			two = append(two, f)
			continue
		}
		one = append(one, f)
		if len(p.within(c.Name)) > 0 {
			two = append(two, follow{"help " + c.Name, candidates(c), false})
		}
	}
	return append(two, one...)
}

// valueFlags returns the flags with a value, of all commands, each once: a
// flag of one name means the same everywhere.
func (p *Program) valueFlags() []Flag {
	var list []Flag
	seen := map[string]bool{}
	for _, c := range p.Commands {
		for _, f := range c.Flags {
			if f.Arg != "" && !seen[f.Name] {
				seen[f.Name] = true
				list = append(list, f)
			}
		}
	}
	return list
}
