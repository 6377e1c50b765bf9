package main

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCompletion(t *testing.T) {
	for _, shell := range shellNames() {
		t.Run(shell, func(t *testing.T) {
			got := hwprint(t, "", "completion", shell)
			require.Equal(t, exitOK, got.status)
			golden(t, "completion_"+shell, got.out)
			requireShell(t, shell)
			check := exec.Command(shell, "-n")
			check.Stdin = strings.NewReader(got.out)
			says, err := check.CombinedOutput()
			require.NoError(t, err, string(says))
			require.Empty(t, string(says))
		})
	}
}

func requireShell(t *testing.T, shell string) {
	t.Helper()
	if _, err := exec.LookPath(shell); err != nil {
		t.Skip("there is no " + shell)
	}
}

// bashCompletes returns what bash offers for the last of some words.
func bashCompletes(t *testing.T, words ...string) []string {
	t.Helper()
	script := hwprint(t, "", "completion", "bash").out + `
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_hwprint
printf '%s\n' "${COMPREPLY[@]}"
`
	c := exec.Command("bash", append([]string{"--norc", "-s", "--"}, words...)...)
	c.Stdin = strings.NewReader(script)
	var says bytes.Buffer
	c.Stderr = &says
	out, err := c.Output()
	require.NoError(t, err)
	require.Empty(t, says.String())
	return strings.Fields(string(out))
}

func TestBashCompletes(t *testing.T) {
	requireShell(t, "bash")
	for _, test := range []struct {
		words string // the last is completed, _ is an empty one
		want  string
	}{
		{"hwprint c", "compare completion"},
		{"hwprint --r", "--reveal --root"},
		{"hwprint --json --r", "--reveal --root"},
		{"hwprint inventory --r", "--reveal --root"},
		{"hwprint hash --s", "--scope"},
		{"hwprint hash _", ""}, // names of files
		{"hwprint compare --policy _", "lenient standard strict"},
		{"hwprint --only system_s", "system_serial"},
		{"hwprint --scope _", ""},
		{"hwprint completion _", "bash zsh fish --help"},
		{"hwprint help h", "hash"},
	} {
		words := strings.Fields(test.words)
		if last := len(words) - 1; words[last] == "_" {
			words[last] = ""
		}
		require.Equal(t, strings.Fields(test.want), bashCompletes(t, words...), test.words)
	}
}
