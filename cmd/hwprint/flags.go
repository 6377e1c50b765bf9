package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/hwhash/collect"
)

// options are the flags of a command, parsed.
type options struct {
	scope         string
	json          bool
	reveal        bool
	pairs         bool
	only, without []hwhash.Class
	root          string
	timeout       time.Duration
	policy        hwhash.Policy
	keys          keyOptions
}

const defaultScope = "hwprint"

func defaults() options {
	return options{scope: defaultScope, timeout: collect.DefaultTimeout, policy: hwhash.Standard, keys: keyDefaults()}
}

// flagSpec is a flag: help, completion and the parser work from it. Package
// flag is not used because it stops at the first operand and its errors repeat
// what was typed, which may be a value of an inventory in the wrong place.
type flagSpec struct {
	name     string
	arg      string // what its value is called; a switch has none
	usage    string
	fallback string   // the default, for help
	values   []string // what arg can be, for completion
	set      func(o *options, value string) error
}

// What is completed with names of folders and of files.
const (
	argDir  = "DIR"
	argFile = "FILE"
)

func scopeFlag() flagSpec {
	return flagSpec{
		name: "scope", arg: "SCOPE", fallback: defaultScope,
		usage: "the vendor's own string: hashes compare within one scope",
		set: func(o *options, value string) error {
			o.scope = value
			_, err := hwhash.NewHasher(value)
			return err
		},
	}
}

// switchFlag returns a flag without a value, which sets the option that field
// points to.
func switchFlag(name, usage string, field func(o *options) *bool) flagSpec {
	return flagSpec{name: name, usage: usage, set: func(o *options, _ string) error {
		*field(o) = true
		return nil
	}}
}

func jsonFlag() flagSpec {
	return switchFlag("json", "print JSON, for programs", func(o *options) *bool { return &o.json })
}

func pairsFlag(verb string) flagSpec {
	return switchFlag("pairs", verb+" many: read pairs as JSON Lines", func(o *options) *bool { return &o.pairs })
}

func policyFlag() flagSpec {
	policies := []hwhash.Policy{hwhash.Lenient, hwhash.Standard, hwhash.Strict}
	names := []string{"lenient", "standard", "strict"}
	return flagSpec{
		name: "policy", arg: "POLICY", fallback: "standard", values: names,
		usage: "how much evidence is enough: " + strings.Join(names, ", "),
		set: func(o *options, value string) error {
			i := slices.Index(names, value)
			if i < 0 {
				return errors.New("not one of " + strings.Join(names, ", "))
			}
			o.policy = policies[i]
			return nil
		},
	}
}

// collectFlags are the flags of the commands that read this machine.
func collectFlags() []flagSpec {
	return []flagSpec{
		switchFlag("reveal", "print the values too: serial numbers, addresses, names of models", func(o *options) *bool { return &o.reveal }),
		{name: "only", arg: "CLASSES", usage: "read these classes and no others, such as nic,disk", values: classNames(), set: func(o *options, value string) error {
			return parseClasses(&o.only, value)
		}},
		{name: "without", arg: "CLASSES", usage: "read all classes but these", values: classNames(), set: func(o *options, value string) error {
			return parseClasses(&o.without, value)
		}},
		{name: "root", arg: argDir, usage: "read the machine whose root folder is mounted there (Linux)", set: func(o *options, value string) error {
			o.root = value
			return nil
		}},
		{name: "timeout", arg: "TIME", fallback: collect.DefaultTimeout.String(), usage: "how long reading may take, such as 500ms", set: func(o *options, value string) (err error) {
			if o.timeout, err = time.ParseDuration(value); err != nil || o.timeout <= 0 {
				return errors.New("not a time such as 500ms or 5s")
			}
			return nil
		}},
	}
}

func classNames() []string {
	var names []string
	for _, c := range hwhash.Classes() {
		names = append(names, c.String())
	}
	return names
}

// parseClasses adds the classes of a list such as "nic,disk".
func parseClasses(to *[]hwhash.Class, list string) error {
	for name := range strings.SplitSeq(list, ",") {
		c, err := hwhash.ParseClass(strings.TrimSpace(name))
		if err != nil {
			return fmt.Errorf("unknown class; the classes are %s", strings.Join(classNames(), ", "))
		}
		*to = append(*to, c)
	}
	return nil
}

// errHelp is what parseArgs returns for -h and --help.
var errHelp = errors.New("help is asked for")

// parseArgs parses the arguments of a command. Flags and operands may be
// mixed, one or two hyphens do, and "--" ends the flags.
func parseArgs(c command, args []string) (o options, operands []string, err error) {
	o = defaults()
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		if arg == "--" {
			return o, append(operands, args...), nil
		}
		if len(arg) < 2 || arg[0] != '-' {
			operands = append(operands, arg)
			continue
		}
		name, value, hasValue := strings.Cut(strings.TrimPrefix(arg[1:], "-"), "=")
		if name == "h" || name == "help" {
			return o, nil, errHelp
		}
		i := slices.IndexFunc(c.flags, func(f flagSpec) bool { return f.name == name })
		switch {
		case i < 0:
			return o, nil, usageError("unknown flag%s", echo(name))
		case c.flags[i].arg == "" && hasValue:
			return o, nil, usageError("--%s takes no value", name)
		case c.flags[i].arg != "" && !hasValue:
			if len(args) == 0 {
				return o, nil, usageError("--%s needs a value", name)
			}
			value, args = args[0], args[1:]
		}
		if err := c.flags[i].set(&o, value); err != nil {
			return o, nil, usageError("--%s: %w", name, err)
		}
	}
	return o, operands, nil
}
