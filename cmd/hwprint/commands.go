package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/hwhash"
)

// program returns the table of commands. The first is the default.
func (a *app) program() *cli.Program {
	p := &cli.Program{Out: a.out}
	p.Commands = []cli.Command{
		a.showCommand(),
		a.inventoryCommand(),
		a.hashCommand(),
		a.compareCommand(),
		a.doctorCommand(),
	}
	p.Commands = append(p.Commands, a.keyCommands(p)...)
	p.Commands = append(p.Commands, p.CompletionCommand(), a.versionCommand())
	p.Commands = append(p.Commands, p.HelpCommand())
	return p
}

func (a *app) versionCommand() cli.Command {
	return cli.Command{
		Name:    "version",
		Summary: "print the version of hwprint",
		Exits:   []cli.Exit{{Status: cli.ExitOK, Meaning: "the version was printed"}, cli.ExitBadUsage},
		Examples: []cli.Example{
			{Line: "hwprint version", Meaning: "for a report of a fault"},
			{Line: "go version -m $(which hwprint)", Meaning: "more, from the Go tool"},
		},
		Run: a.version,
	}
}

func (a *app) version([]string) (int, error) {
	version := "(unknown)"
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
	}
	fmt.Fprintf(a.out, "hwprint %s (%s, %s/%s)\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return cli.ExitOK, nil
}

// exitOf returns the exit status of a verdict.
func exitOf(v hwhash.Verdict) int {
	switch v {
	case hwhash.Same:
		return cli.ExitOK
	case hwhash.Different:
		return cli.ExitNo
	}
	return cli.ExitReview
}

func jsonFlag(on *bool) cli.Flag { return cli.Switch("json", "print JSON, for programs", on) }

func pairsFlag(verb string, on *bool) cli.Flag {
	return cli.Switch("pairs", verb+" many: read pairs as JSON Lines", on)
}

func scopeFlag(to **hwhash.Hasher) cli.Flag {
	return cli.Flag{
		Name: "scope", Arg: "SCOPE", Default: defaultScope,
		Usage: "the vendor's own string: hashes compare within one scope",
		Set: func(value string) (err error) {
			*to, err = hwhash.NewHasher(value)
			return err
		},
	}
}

const defaultScope = "hwprint"

func policyFlag(to *hwhash.Policy) cli.Flag {
	policies := []hwhash.Policy{hwhash.Lenient(), hwhash.Standard(), hwhash.Strict()}
	var names []string
	for _, p := range policies {
		names = append(names, p.String())
	}
	return cli.Choice("policy", "POLICY", "how much evidence is enough: ", hwhash.Standard().String(), names,
		func(i int) { *to = policies[i] })
}
