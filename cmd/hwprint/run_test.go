package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/cmd/hwprint/internal/jsonl"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/hwhash/collect"
)

// answer is what a run of the program left behind.
type answer struct {
	status   int
	out, err string
}

// hwprint runs the program in a world where collecting finds nothing.
func hwprint(t *testing.T, stdin string, args ...string) answer {
	t.Helper()
	return hwprintOn(t, found{}, stdin, args...)
}

// newApp returns the program, without a world around it.
func newApp(t *testing.T) *app {
	t.Helper()
	return &app{ctx: t.Context(), out: jsonl.NewWriter(io.Discard), err: io.Discard}
}

// found is what collecting finds in a test.
type found struct {
	inventory hwhash.Inventory
	sources   []collect.Source
	err       error
}

func hwprintOn(t *testing.T, machine found, stdin string, args ...string) answer {
	t.Helper()
	var out, err bytes.Buffer
	a := newApp(t)
	a.in, a.out, a.err = strings.NewReader(stdin), jsonl.NewWriter(&out), &err
	a.collect = func(context.Context, ...collect.Option) (collect.Result, error) {
		return collect.Result{Inventory: machine.inventory, Sources: machine.sources}, machine.err
	}
	status := a.run(args)
	return answer{status, out.String(), err.String()}
}

// laptop is a machine with evidence of most classes.
func laptop() found {
	var f found
	f.inventory.Traits.Portable = true
	f.inventory.Add(hwhash.SystemUUID, "8c1e44cc-31d7-11b2-a85c-d2f09b7710e4")
	f.inventory.Add(hwhash.OSInstall, "5f0c2f6a9d3e4b8f8a517be0c4d2a913")
	f.inventory.Add(hwhash.NIC, "3c:18:a0:5e:91:7c")
	f.inventory.Add(hwhash.NIC, "3c:18:a0:5e:91:7d")
	f.inventory.Add(hwhash.NIC, "f4:26:79:3b:d8:05")
	f.inventory.Add(hwhash.Disk, "To be filled by O.E.M.")
	f.inventory.Add(hwhash.SystemModel, "LENOVO|20W0ZZ12GE|ThinkPad T14")
	f.sources = []collect.Source{
		{Name: "dmi", Class: hwhash.SystemUUID, Outcome: collect.OutcomeRead, Found: 1},
		{Name: "dmi", Class: hwhash.SystemSerial, Outcome: collect.OutcomeUnreadable, Hint: "run as root"},
		{Name: "other", Class: hwhash.BoardSerial, Outcome: collect.OutcomeEmpty},
		{Name: "dmi", Class: hwhash.BoardSerial, Outcome: collect.OutcomeLate, Detail: "no answer before the deadline"},
		{Name: "net", Class: hwhash.NIC, Outcome: collect.OutcomeRead, Found: 3, Detail: "a part could not be read"},
		{Name: "block", Class: hwhash.Disk, Outcome: collect.OutcomeRead, Found: 1},
		{Name: "tpm", Class: hwhash.TPM, Outcome: collect.OutcomeEmpty},
		{Name: "portable", Outcome: collect.OutcomeRead, Found: 1},
	}
	return f
}

// secretsOf returns the values of an inventory.
func secretsOf(inv hwhash.Inventory) []string {
	var values []string
	for _, c := range inv.Components {
		values = append(values, c.Value)
	}
	return values
}

var hashText = regexp.MustCompile(`hw1:[\w-]{86}`)

// masked returns output with HASH in place of hashes: what they are is for the
// tests of package hwhash.
func masked(out string) string { return hashText.ReplaceAllString(out, "HASH") }

func lines(text string) []string { return strings.Split(strings.TrimSuffix(text, "\n"), "\n") }

func TestUsage(t *testing.T) {
	for _, test := range []struct {
		name, args, err string
	}{
		{"unknown command", "frobnicate", `unknown command "frobnicate"; the commands are inventory, hash, compare, doctor, key, completion, version, help`},
		{"a value for a command", "PF3ZQ8T1", `unknown command; the commands are inventory, hash, compare, doctor, key, completion, version, help`},
		{"unknown flag", "hash --frobnicate", `unknown flag "frobnicate" (see: hwprint help hash)`},
		{"flag of another command", "inventory --scope x", `unknown flag "scope" (see: hwprint help inventory)`},
		{"a value for a flag", "--PF3ZQ8T1", `unknown flag (see: hwprint help)`},
		{"three hyphens", "---json", `unknown flag "-json" (see: hwprint help)`},
		{"no value", "--scope", `--scope needs a value (see: hwprint help)`},
		{"value of a switch", "--json=yes", `--json takes no value (see: hwprint help)`},
		{"command after flags", "--json hash", `the command comes first: hwprint hash ... (see: hwprint help)`},
		{"operand of the default", "--json x", `too many operands (see: hwprint help)`},
		{"too many operands", "hash a b", `too many operands (see: hwprint help hash)`},
		{"empty scope", "--scope=", `--scope: scope must be 1 to 255 bytes of UTF-8 without control characters, and begin with a vendor (see: hwprint help)`},
		{"unknown class", "--only nic,frob", `--only: unknown class; the classes are ` + strings.Join(classNames(), ", ") + ` (see: hwprint help)`},
		{"no time", "--timeout 5", `--timeout: not a time such as 500ms or 5s (see: hwprint help)`},
		{"negative time", "--timeout -5s", `--timeout: not a time such as 500ms or 5s (see: hwprint help)`},
		{"unknown policy", "compare --policy x A B", `--policy: not one of lenient, standard, strict (see: hwprint help compare)`},
		{"one side", "compare A", `two hashes or files are needed, A and B (see: hwprint help compare)`},
		{"two files of pairs", "compare --pairs A B", `--pairs reads one file (see: hwprint help compare)`},
		{"three files", "doctor A B C", `too many operands (see: hwprint help doctor)`},
		{"a file and a folder", "doctor --root /host -", `--root, --only and --without are for reading a machine, not files (see: hwprint help doctor)`},
		{"no such record", "doctor /no/such/file", `NOW: cannot read the input: ` + textOf(t, "/no/such/file")},
		{"no such records", "doctor /no/such/file -", `THEN: cannot read the input: ` + textOf(t, "/no/such/file")},
		{"no shell", "completion", `name a shell: bash, zsh, fish, powershell (see: hwprint help completion)`},
		{"unknown shell", "completion csh", `name a shell: bash, zsh, fish, powershell (see: hwprint help completion)`},
		{"help on nothing", "help x", `no help on "x"; the commands are inventory, hash, compare, doctor, key, key parse, key hash, key verify, key generate, completion, version, help (see: hwprint help help)`},
		{"no such file", "hash /no/such/file", `cannot read the input: ` + textOf(t, "/no/such/file")},
		{"no such side", "compare /no/such/file /no/such/file", `A: cannot read the input: ` + textOf(t, "/no/such/file")},
		{"a folder", "hash .", `cannot read the input: ` + textOf(t, ".")},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := hwprint(t, "", strings.Fields(test.args)...)
			require.Equal(t, answer{cli.ExitUsage, "", "hwprint: " + test.err + "\n"}, got)
		})
	}
}

func TestReadingFlags(t *testing.T) {
	var r reading
	for _, f := range r.flags() {
		for name, values := range map[string][]string{"only": {"nic,disk", " cpu"}, "without": {"gpu"}, "root": {"/host"}, "timeout": {"3s"}} {
			if f.Name != name {
				continue
			}
			for _, value := range values {
				require.NoError(t, f.Set(value))
			}
		}
	}
	require.Equal(t, reading{
		only: []hwhash.Class{hwhash.NIC, hwhash.Disk, hwhash.CPU}, without: []hwhash.Class{hwhash.GPU}, root: "/host", timeout: 3 * time.Second,
	}, r)
	require.Len(t, r.options(), 4)
}

// The defaults that help shows are ones that the flags take.
func TestDefaults(t *testing.T) {
	for _, c := range newApp(t).program().Commands {
		for _, f := range c.Flags {
			if f.Default != "" {
				require.NoError(t, f.Set(f.Default), f.Name)
			}
		}
	}
	p := hwhash.Lenient()
	require.NoError(t, policyFlag(&p).Set("strict"))
	require.Equal(t, hwhash.Strict(), p)
}

// broken is a standard output that does not work.
type broken struct{ error }

func (b broken) Write([]byte) (int, error) { return 0, b.error }

func TestBrokenOutput(t *testing.T) {
	for _, test := range []struct {
		err  error
		says string
	}{
		{syscall.EPIPE, ""},
		{io.ErrClosedPipe, ""},
		{errors.New("no space left on device"), "hwprint: cannot write the output: no space left on device\n"},
	} {
		var says bytes.Buffer
		status := run(t.Context(), []string{"help"}, strings.NewReader(""), broken{test.err}, &says)
		require.Equal(t, cli.ExitUsage, status)
		require.Equal(t, test.says, says.String())
	}
}

// endless is input that never ends.
type endless struct{ line string }

func (e endless) Read(p []byte) (int, error) {
	n := 0
	for n+len(e.line) <= len(p) {
		n += copy(p[n:], e.line)
	}
	return n, nil
}

func TestBrokenOutputEndsReading(t *testing.T) {
	status := run(t.Context(), []string{"hash"}, endless{"{}\n"}, broken{syscall.EPIPE}, io.Discard)
	require.Equal(t, cli.ExitUsage, status)
}

func TestVersion(t *testing.T) {
	got := hwprint(t, "", "version")
	require.Equal(t, cli.ExitOK, got.status)
	require.Regexp(t, `^hwprint \S+ \(go\S+.*, \w+/\w+\)\n$`, got.out)
}
