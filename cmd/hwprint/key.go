package main

import (
	"errors"
	"strings"
)

// keyCommands are the rows of the table for product keys.
func keyCommands() []command {
	inside := []command{keyParseCommand(), keyHashCommand(), keyVerifyCommand(), keyGenerateCommand()}
	return append([]command{keyCommand(inside)}, inside...)
}

func keyCommand(inside []command) command {
	c := command{
		name: "key", operands: "COMMAND ...", maxOperands: anyOperands,
		summary: "read, hash, verify and make product keys",
		details: `Product keys are secrets. They are read from standard input, one a line of up
to 4 KiB, or typed at a prompt that does not show them if that is a terminal;
an empty line ends the prompts. They are no arguments: those stand in the list
of processes and in the shell's history. Only "hwprint key generate", and
"hwprint key parse --reveal", print keys.

Digests of keys are made with peppers, which are secrets of the server. A file
or an environment variable has entries ID:PEPPER, the newest first, with a line
end, a space or a comma between them; "#" begins a comment. An ID is a number
from 1 to 65535, a PEPPER 64 hexadecimal digits, as "openssl rand -hex 32"
prints. New digests are made with the first, and all of them verify.`,
		exits: []exit{{exitOK, "the help was printed"}, exitBadUsage},
		examples: []example{
			{"hwprint help key hash", "how to hash product keys"},
			{`(umask 077; echo "1:$(openssl rand -hex 32)" > peppers)`, "make the first pepper"},
		},
		run: (*app).key,
	}
	for _, sub := range inside {
		c.words = append(c.words, lastWord(sub.name))
	}
	return c
}

func (a *app) key(_ options, operands []string) (int, error) {
	all := commands()
	c, _, _ := find(all, []string{"key"})
	if len(operands) > 0 {
		return exitUsage, usageError("unknown command; the commands are %s; %w", strings.Join(names(within(all, c.name)), ", "), errKeyArgument)
	}
	help(a.out, all, c)
	return exitOK, nil
}

// errKeyArgument is for an operand that may be a key.
var errKeyArgument = errors.New("a product key is no argument, since those stand in the list of processes and the shell's history: give it on standard input")

var errNoKey = errors.New("there is no product key in the input")

// noOperands is for commands that have none.
func noOperands(operands []string) error {
	if len(operands) > 0 {
		return usage{errKeyArgument}
	}
	return nil
}

// wipe overwrites all of a buffer, what is beyond its end too.
//
//go:noinline
func wipe(b []byte) { clear(b[:cap(b)]) }
