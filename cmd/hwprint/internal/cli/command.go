package cli

import (
	"errors"
	"io"
	"math"
	"slices"
	"strings"
)

// Command is a row of the table.
type Command struct {
	Name        string // of one word or two; empty for what is done when no command is given
	Operands    string // as in the usage line
	MaxOperands int
	Words       []string // what an operand can be, for completion
	Files       bool     // whether an operand can be a file
	Summary     string   // in a few words
	Details     string
	Flags       []Flag
	Exits       []Exit
	Examples    []Example
	// Run does it. The error is for standard error; what to exit with is the
	// status.
	Run func(operands []string) (status int, err error)
}

// AnyOperands is the MaxOperands of a command that says itself what is wrong
// with operands.
const AnyOperands = math.MaxInt

// Exit says what an exit status of a command means.
type Exit struct {
	Status  int
	Meaning string
}

// ExitBadUsage is the row that every command has.
var ExitBadUsage = Exit{ExitUsage, "wrong usage, or input or output that does not work"}

// Example is a command line and what it is for.
type Example struct{ Line, Meaning string }

// Program is the table of commands. The first row is what is done when no
// command is given.
type Program struct {
	Commands []Command
	Out      io.Writer // for manuals and scripts
}

// Run finds the command and runs it. The error is for standard error; what to
// exit with is the status.
func (p *Program) Run(args []string) (status int, err error) {
	c := &p.Commands[0]
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		first := args[0]
		if c, args = p.find(args); c == nil {
			return ExitUsage, UsageError("unknown command%s; the commands are %s", echo(first), strings.Join(names(p.within("")), ", "))
		}
	}
	operands, err := parse(c, args)
	switch {
	case errors.Is(err, errHelp):
		p.manual(c)
		return ExitOK, nil
	case err == nil && len(operands) > c.MaxOperands:
		err = UsageError("too many operands")
		if other, _ := p.find(operands); other != nil && c.Name == "" {
			err = UsageError("the command comes first: %s %s ...", program, operands[0])
		}
	}
	if err != nil {
		return ExitUsage, inCommand(c, err)
	}
	status, err = c.Run(operands)
	return status, inCommand(c, err)
}

// find returns the command that some words begin with, nil if there is none,
// and the words after it.
func (p *Program) find(words []string) (c *Command, rest []string) {
	for n := min(2, len(words)); n > 0; n-- {
		name := strings.Join(words[:n], " ")
		for i := range p.Commands {
			if i > 0 && p.Commands[i].Name == name {
				return &p.Commands[i], words[n:]
			}
		}
	}
	return nil, nil
}

// within returns the commands whose names are a name and one more word.
func (p *Program) within(name string) []Command {
	return slices.DeleteFunc(slices.Clone(p.Commands), func(c Command) bool {
		return c.Name == "" || parent(c.Name) != name
	})
}

// names returns the names of commands.
func names(list []Command) []string {
	var all []string
	for _, c := range list {
		all = append(all, c.Name)
	}
	return all
}

func lastWord(name string) string { return name[strings.LastIndexByte(name, ' ')+1:] }

func parent(name string) string { return strings.TrimSpace(strings.TrimSuffix(name, lastWord(name))) }
