package cli

import (
	"errors"
	"slices"
	"strings"
)

// Flag is a flag of a command. A flag of one name means the same everywhere.
type Flag struct {
	Name    string
	Arg     string // what its value is called; a switch has none
	Usage   string
	Default string   // the value if it is not given; empty if there is none
	Values  []string // what the value can be, for completion
	Set     func(value string) error
}

// What is completed with names of folders and of files.
const (
	ArgDir  = "DIR"
	ArgFile = "FILE"
)

// Switch returns a flag without a value, which sets to true what on points to.
func Switch(name, usage string, on *bool) Flag {
	return Flag{Name: name, Usage: usage, Set: func(string) error {
		*on = true
		return nil
	}}
}

// Choice returns a flag whose value is one of some names, which are added to
// the usage. Set is called with the index of it.
func Choice(name, arg, usage, fallback string, values []string, set func(i int)) Flag {
	return Flag{
		Name: name, Arg: arg, Default: fallback, Values: values, Usage: usage + strings.Join(values, ", "),
		Set: func(value string) error {
			i := slices.Index(values, value)
			if i < 0 {
				return errors.New("not one of " + strings.Join(values, ", "))
			}
			set(i)
			return nil
		},
	}
}

// errHelp is what parse returns for -h and --help.
var errHelp = errors.New("help is asked for")

// parse sets the flags of a command and returns its operands. Flags and
// operands may be mixed, one or two hyphens do, and "--" ends the flags.
func parse(c *Command, args []string) (operands []string, err error) {
	for _, f := range c.Flags {
		if f.Default != "" {
			if err := f.Set(f.Default); err != nil {
				return nil, err
			}
		}
	}
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		if arg == "--" {
			return append(operands, args...), nil
		}
		if len(arg) < 2 || arg[0] != '-' {
			operands = append(operands, arg)
			continue
		}
		if args, err = parseFlag(c, strings.TrimPrefix(arg[1:], "-"), args); err != nil {
			return nil, err
		}
	}
	return operands, nil
}

// parseFlag sets the flag of an argument, and returns the arguments after it
// and its value.
func parseFlag(c *Command, arg string, args []string) (rest []string, err error) {
	name, value, hasValue := strings.Cut(arg, "=")
	if name == "h" || name == "help" {
		return nil, errHelp
	}
	i := slices.IndexFunc(c.Flags, func(f Flag) bool { return f.Name == name })
	switch {
	case i < 0:
		return nil, UsageError("unknown flag%s", echo(name))
	case c.Flags[i].Arg == "" && hasValue:
		return nil, UsageError("--%s takes no value", name)
	case c.Flags[i].Arg != "" && !hasValue:
		if len(args) == 0 {
			return nil, UsageError("--%s needs a value", name)
		}
		value, args = args[0], args[1:]
	}
	if err := c.Flags[i].Set(value); err != nil {
		return nil, UsageError("--%s: %w", name, err)
	}
	return args, nil
}
