package main

import (
	"math"
	"slices"
	"strings"
)

// command is a row of the table that the program, its help and the shells'
// completion work from.
type command struct {
	name        string // of one word or two; empty for what is done when no command is given
	operands    string // as in the usage line
	maxOperands int
	words       []string // what an operand can be, for completion
	files       bool     // whether an operand can be a file
	summary     string   // in a few words
	details     string
	flags       []flagSpec
	exits       []exit
	examples    []example
	run         func(a *app, o options, operands []string) (int, error)
}

// anyOperands is the maxOperands of a command that says itself what is wrong
// with operands.
const anyOperands = math.MaxInt

type exit struct {
	status  int
	meaning string
}

type example struct{ line, meaning string }

// commands returns the table. The first row is the default command.
func commands() []command {
	all := []command{
		showCommand(),
		inventoryCommand(),
		hashCommand(),
		compareCommand(),
		doctorCommand(),
	}
	all = append(all, keyCommands()...)
	all = append(all, completionCommand(), versionCommand())
	return append(all, helpCommand(names(within(all, ""))))
}

// find returns the command that some words begin with, and the words after it.
func find(all []command, words []string) (c command, rest []string, ok bool) {
	for n := min(2, len(words)); n > 0; n-- {
		name := strings.Join(words[:n], " ")
		if i := slices.IndexFunc(all[1:], func(c command) bool { return c.name == name }); i >= 0 {
			return all[1+i], words[n:], true
		}
	}
	return command{}, nil, false
}

// within returns the commands whose names are a name and one more word.
func within(all []command, name string) []command {
	var list []command
	for _, c := range all[1:] {
		if strings.TrimSuffix(c.name, lastWord(c.name)) == strings.TrimLeft(name+" ", " ") {
			list = append(list, c)
		}
	}
	return list
}

// names returns the names of commands.
func names(list []command) []string {
	var all []string
	for _, c := range list {
		all = append(all, c.name)
	}
	return all
}

func lastWord(name string) string { return name[strings.LastIndexByte(name, ' ')+1:] }

var exitBadUsage = exit{exitUsage, "wrong usage, or input or output that does not work"}

func showCommand() command {
	return command{
		summary: "show the hardware hash of this machine",
		details: `The hash tells this machine from others and cannot be turned back into the
serial numbers it was made from. Below it stands how well it identifies the
machine, and a table of what was found and what would make it better.
No value is printed unless --reveal is given.`,
		flags: append([]flagSpec{scopeFlag(), jsonFlag()}, collectFlags()...),
		exits: []exit{
			{exitOK, "there is a hash"},
			{exitNo, "nothing on this machine identifies it, or it cannot be read"},
			exitBadUsage,
		},
		examples: []example{
			{"hwprint --scope acme.example/editor", "the hash that the program of that scope uses"},
			{"hwprint --without os_install", "the hash from hardware alone"},
		},
		run: (*app).show,
	}
}

func inventoryCommand() command {
	return command{
		name:    "inventory",
		summary: "list the components of this machine and what became of each",
		details: `A component counts for nothing when its value is a placeholder, belongs to
software, or repeats another. Values are printed only with --reveal.
With --json and --reveal it prints the inventory itself, in one line, as
"hwprint hash" reads it. Both kinds of JSON say what was found where, for
"hwprint doctor".`,
		flags: append([]flagSpec{jsonFlag()}, collectFlags()...),
		exits: []exit{
			{exitOK, "the machine was read"},
			{exitNo, "it cannot be read"},
			exitBadUsage,
		},
		examples: []example{
			{"hwprint inventory", "which components count, and why others do not"},
			{"hwprint inventory --json --reveal > machine.json", "keep the inventory, to be hashed elsewhere"},
		},
		run: (*app).inventory,
	}
}

func hashCommand() command {
	return command{
		name: "hash", operands: "[FILE|-]", maxOperands: 1, files: true,
		summary: "hash inventories that are given as JSON",
		details: `Reads inventories from FILE or standard input and prints a line for each, in
order: its hash, or {"error":"..."} in its place.

The input is JSON Lines if its first line, blank lines apart, is not left open:
then every line is read on its own, and a bad one spoils no other. Otherwise
the input is documents over several lines, and each ends where its brackets
close. Where an inventory stands whole on a line of its own within an open
document, the input was JSON Lines after all, with its first lines cut short:
each of those is an error, and from there every line is read on its own.
A line or a document may be 8 MiB long.`,
		flags: []flagSpec{scopeFlag(), jsonFlag()},
		exits: []exit{
			{exitOK, "every inventory has a hash"},
			{exitNo, "one or more have none, or there is no inventory"},
			exitBadUsage,
		},
		examples: []example{
			{"hwprint hash machine.json", "the hash of one inventory"},
			{"hwprint hash --json < fleet.jsonl > hashes.jsonl", "hashes of many, with what became of each component"},
		},
		run: (*app).hash,
	}
}

func compareCommand() command {
	return command{
		name: "compare", operands: "A B | --pairs [FILE|-]", maxOperands: 2, files: true,
		summary: "decide whether two hashes are of the same machine",
		details: `A is what was enrolled, B what is presented now: each a hash, or a file with
an inventory, "-" for standard input, which is hashed under --scope.

With --pairs it reads lines {"enrolled":"hw1:...","presented":"hw1:..."} and
prints a line {"verdict":...,"bits":...,"classes":{...}} for each, in order,
or {"error":"..."} in its place. Inventories may stand in place of hashes.`,
		flags: []flagSpec{policyFlag(), scopeFlag(), jsonFlag(), pairsFlag("compare")},
		exits: []exit{
			{exitOK, "the same machine; with --pairs, every line could be read"},
			{exitNo, "different machines"},
			{exitUsage, "wrong usage, or bad input"},
			{exitReview, "review: the evidence is weak or at odds"},
		},
		examples: []example{
			{"hwprint compare hw1:... machine.json", "a hash with an inventory"},
			{"hwprint compare --pairs --policy strict < pairs.jsonl", "many pairs, under the strictest policy"},
		},
		run: (*app).compare,
	}
}

func completionCommand() command {
	return command{
		name: "completion", operands: "bash|zsh|fish", maxOperands: 1, words: shellNames(),
		summary: "print a script that makes a shell complete hwprint's arguments",
		exits:   []exit{{exitOK, "the script was printed"}, exitBadUsage},
		examples: []example{
			{"source <(hwprint completion bash)", "for this bash alone"},
			{"hwprint completion fish > ~/.config/fish/completions/hwprint.fish", "for every fish to come"},
		},
		run: (*app).completion,
	}
}

func helpCommand(others []string) command {
	return command{
		name: "help", operands: "[COMMAND]", maxOperands: 2,
		words:   others,
		summary: "explain hwprint, or one of its commands",
		exits:   []exit{{exitOK, "the help was printed"}, exitBadUsage},
		examples: []example{
			{"hwprint help compare", "how to compare hashes"},
			{"hwprint compare -h", "the same"},
		},
		run: (*app).help,
	}
}

func versionCommand() command {
	return command{
		name:    "version",
		summary: "print the version of hwprint",
		exits:   []exit{{exitOK, "the version was printed"}, exitBadUsage},
		examples: []example{
			{"hwprint version", "for a report of a fault"},
			{"go version -m $(which hwprint)", "more, from the Go tool"},
		},
		run: (*app).version,
	}
}
