package main

import (
	"errors"
	"strings"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/cmd/hwprint/internal/secret"
)

// keyCommands are the rows of the table for product keys.
func (a *app) keyCommands(p *cli.Program) []cli.Command {
	inside := []cli.Command{a.keyParseCommand(), a.keyHashCommand(), a.keyVerifyCommand(), a.keyGenerateCommand()}
	var words []string
	for _, sub := range inside {
		words = append(words, strings.TrimPrefix(sub.Name, "key "))
	}
	key := cli.Command{
		Name: "key", Operands: "COMMAND ...", MaxOperands: cli.AnyOperands, Words: words,
		Summary: "read, hash, verify and make product keys",
		Details: `Product keys are secrets. They are read from standard input, one a line of up
to 4 KiB, or typed at a prompt that does not show them if that is a terminal;
an empty line ends the prompts. They are no arguments: those stand in the list
of processes and in the shell's history. Only "hwprint key generate", and
"hwprint key parse --reveal", print keys.

Digests of keys are made with peppers, which are secrets of the server. A file
or an environment variable has entries ID:PEPPER, the newest first, with a line
end, a space or a comma between them; "#" begins a comment. An ID is a number
from 1 to 65535, a PEPPER 64 hexadecimal digits, as "openssl rand -hex 32"
prints. New digests are made with the first, and all of them verify.`,
		Exits: []cli.Exit{{Status: cli.ExitOK, Meaning: "the help was printed"}, cli.ExitBadUsage},
		Examples: []cli.Example{
			{Line: "hwprint help key hash", Meaning: "how to hash product keys"},
			{Line: `(umask 077; echo "1:$(openssl rand -hex 32)" > peppers)`, Meaning: "make the first pepper"},
		},
		Run: func(operands []string) (int, error) {
			if len(operands) > 0 {
				return cli.ExitUsage, cli.UsageError("unknown command; the commands are %s; %w", p.Within("key"), errKeyArgument)
			}
			return p.Help([]string{"key"})
		},
	}
	return append([]cli.Command{key}, inside...)
}

// errKeyArgument is for an operand that may be a key.
var errKeyArgument = errors.New("a product key is no argument, since those stand in the list of processes and the shell's history: give it on standard input")

var errNoKey = errors.New("there is no product key in the input")

// noOperands is for commands that have none.
func noOperands(operands []string) error {
	if len(operands) > 0 {
		return cli.UsageError("%w", errKeyArgument)
	}
	return nil
}

// secrets returns the lines of standard input, asked for if that is a terminal.
func (a *app) secrets(prompt string) secret.Source {
	return secret.Open(a.in, secret.Prompt{Text: prompt, To: a.err, Flush: a.out.Flush})
}

// eachKey answers every key on standard input.
func (a *app) eachKey(answer func(line []byte) error) (int, error) {
	input := a.secrets("Product key, or nothing to end: ")
	defer input.Close()
	return a.each(input, answers{none: errNoKey, bad: cli.ExitNo, answer: answer})
}
