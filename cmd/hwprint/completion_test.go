package main

import (
	"bytes"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
)

func TestCompletion(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		t.Run(shell, func(t *testing.T) {
			got := hwprint(t, "", "completion", shell)
			require.Equal(t, cli.ExitOK, got.status)
			golden(t, "completion_"+shell, got.out)
			if shell == "powershell" {
				return // see TestPowerShellCompletes
			}
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
	for _, test := range completions {
		words := strings.Fields(test.words)
		if last := len(words) - 1; words[last] == "_" {
			words[last] = ""
		}
		require.Equal(t, strings.Fields(test.want), bashCompletes(t, words...), test.words)
	}
}

var completions = []struct {
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
	{"hwprint doctor --r", "--root"},
	{"hwprint doctor --policy s", "standard strict"},
	{"hwprint completion _", "bash zsh fish powershell --help"},
	{"hwprint help h", "hash"},
	{"hwprint k", "key"},
	{"hwprint key _", "parse hash verify generate --help"},
	{"hwprint key g", "generate"},
	{"hwprint key hash --s", "--stretch"},
	{"hwprint key hash --json --pe", "--peppers --peppers-env"},
	{"hwprint key hash --stretch argon2id-6", "argon2id-64MiB"},
	{"hwprint key parse --format b", "base24 base24n"},
	{"hwprint key verify _", ""}, // names of files
	{"hwprint key verify --peppers _", ""},
	{"hwprint help key _", "parse hash verify generate --help"},
}

// zshCompletes returns what zsh offers, with FILES for names of files.
func zshCompletes(t *testing.T, words ...string) []string {
	t.Helper()
	script := `compdef() { : }
compadd() { shift; print -l -- $@ }
_files() { print FILES }
` + hwprint(t, "", "completion", "zsh").out + `
words=("$@") CURRENT=$#
_hwprint
`
	return shellSays(t, script, "zsh", append([]string{"-f", "-s", "--"}, words...)...)
}

// fishCompletes returns what fish offers. It sorts.
func fishCompletes(t *testing.T, line string) []string {
	t.Helper()
	script := hwprint(t, "", "completion", "fish").out + "\ncomplete -C '" + line + "' | string replace -r '\\t.*' ''\ntrue\n"
	return shellSays(t, script, "fish", "--no-config")
}

func shellSays(t *testing.T, script, shell string, args ...string) []string {
	t.Helper()
	c := exec.Command(shell, args...)
	c.Stdin = strings.NewReader(script)
	c.Dir = t.TempDir()
	var says bytes.Buffer
	c.Stderr = &says
	out, err := c.Output()
	require.NoError(t, err, says.String())
	require.Empty(t, says.String())
	return strings.Fields(string(out))
}

func TestZshAndFishComplete(t *testing.T) {
	for _, shell := range []string{"zsh", "fish"} {
		t.Run(shell, func(t *testing.T) {
			requireShell(t, shell)
			for _, test := range completions {
				words := strings.Fields(test.words)
				last := len(words) - 1
				if words[last] == "_" {
					words[last] = ""
				}
				got := fishCompletes
				if shell == "zsh" {
					got = func(t *testing.T, _ string) []string { return zshCompletes(t, words...) }
				}
				var offered []string // that bash offers too: files and -h apart
				for _, word := range got(t, strings.Join(words, " ")) {
					if strings.HasPrefix(word, words[last]) && word != "FILES" && (words[last] != "" || word[0] != '-' || strings.Contains(test.want, word)) {
						offered = append(offered, word)
					}
				}
				want := strings.Fields(test.want)
				if shell == "fish" && words[last] == "" { // it offers flags after a hyphen only
					want = slices.DeleteFunc(want, func(word string) bool { return word[0] == '-' })
				}
				require.ElementsMatch(t, want, offered, test.words)
			}
		})
	}
}

func TestPowerShellCompletes(t *testing.T) {
	requireShell(t, "pwsh")
	script := hwprint(t, "", "completion", "powershell").out
	for _, test := range completions {
		line := strings.TrimSuffix(test.words, "_")
		script += "(TabExpansion2 -inputScript '" + line + "' -cursorColumn " + strconv.Itoa(len(line)) +
			").CompletionMatches | Where-Object { $_.ResultType -eq 'ParameterValue' } | ForEach-Object { $_.CompletionText }\n'--'\n"
	}
	answers := strings.Split(strings.Join(shellSays(t, script, "pwsh", "-NoProfile", "-Command", "-"), " ")+" ", "-- ")
	require.Len(t, answers, len(completions)+1)
	for i, test := range completions {
		want := strings.Fields(test.want)
		require.ElementsMatch(t, want, slices.DeleteFunc(strings.Fields(answers[i]), func(word string) bool {
			return word[0] == '-' && !slices.Contains(want, word)
		}), test.words)
	}
}
