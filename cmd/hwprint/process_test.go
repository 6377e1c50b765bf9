package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
)

// reallyRun runs the program with the real collector.
func reallyRun(t *testing.T, stdin string, args ...string) answer {
	t.Helper()
	var out, err bytes.Buffer
	status := run(t.Context(), args, strings.NewReader(stdin), &out, &err)
	return answer{status, out.String(), err.String()}
}

// build returns the path of the program.
func build(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("builds the program")
	}
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("there is no go tool")
	}
	program := filepath.Join(t.TempDir(), "hwprint.exe")
	says, err := exec.Command(goTool, "build", "-o", program, ".").CombinedOutput()
	require.NoError(t, err, string(says))
	return program
}

// start runs the program as a process.
func start(t *testing.T, program string, args ...string) answer {
	t.Helper()
	return startOn(t, program, "", nil, args...)
}

// startOn is start with a standard input, and more in the environment.
func startOn(t *testing.T, program, stdin string, env []string, args ...string) answer {
	t.Helper()
	c := exec.Command(program, args...)
	c.Stdin = strings.NewReader(stdin)
	c.Env = append(os.Environ(), env...)
	var out, says bytes.Buffer
	c.Stdout, c.Stderr = &out, &says
	err := c.Run()
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		require.NoError(t, err)
	}
	return answer{c.ProcessState.ExitCode(), out.String(), says.String()}
}

// The machine that the tests run on has the same hash twice, or twice none.
func TestThisMachine(t *testing.T) {
	program := build(t)
	first, second := start(t, program, "--timeout", "30s"), start(t, program, "--timeout", "30s")
	require.Equal(t, first, second)
	require.Empty(t, first.err)
	switch first.status {
	case cli.ExitOK:
		require.Regexp(t, hashText, lines(first.out)[0])
	case cli.ExitNo:
		require.Contains(t, first.out, "No hash: ")
	default:
		t.Fatal(first)
	}
	for _, class := range classNames() {
		require.Contains(t, first.out, "\n"+class+" ")
	}

	// The inventory it prints gives that hash again, and its values appear
	// nowhere else.
	file := filepath.Join(t.TempDir(), "machine.json")
	inventory := start(t, program, "inventory", "--json", "--reveal", "--timeout", "30s")
	require.NoError(t, os.WriteFile(file, []byte(inventory.out), 0o600))
	hash := start(t, program, "hash", file)
	require.Equal(t, first.status, hash.status)
	if first.status == cli.ExitOK {
		require.Equal(t, lines(first.out)[0], strings.TrimSpace(hash.out))
	}
}

func TestClosedOutput(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("has no SIGPIPE")
	}
	program := build(t)
	reader, writer, err := os.Pipe()
	require.NoError(t, err)
	require.NoError(t, reader.Close())
	c := exec.Command(program, "help")
	var says bytes.Buffer
	c.Stdout, c.Stderr = writer, &says
	require.Error(t, c.Run())
	require.NoError(t, writer.Close())
	require.Empty(t, says.String())
}
