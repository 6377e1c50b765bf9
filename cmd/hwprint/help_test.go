package main

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// golden compares text with a file of testdata.
func golden(t *testing.T, name, text string) {
	t.Helper()
	file := "testdata/" + name + ".golden"
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err, "go test -update writes it")
	require.Equal(t, string(want), text)
}

func TestHelp(t *testing.T) {
	var manual strings.Builder
	for _, c := range newApp(t).program().Commands {
		args := strings.Fields("help " + c.Name)
		got := hwprint(t, "", args...)
		require.Equal(t, cli.ExitOK, got.status)
		require.Empty(t, got.err)
		for _, h := range []string{"-h", "-help", "--help"} {
			require.Equal(t, got, hwprint(t, "", append(strings.Fields(c.Name), h)...))
		}
		manual.WriteString("$ hwprint " + strings.Join(args, " ") + "\n" + got.out + "\n")
	}
	golden(t, "help", manual.String())
}

func TestHelpFitsTheScreen(t *testing.T) {
	for _, c := range newApp(t).program().Commands {
		for _, line := range lines(hwprint(t, "", strings.Fields("help "+c.Name)...).out) {
			require.LessOrEqual(t, len(line), 100, line)
			require.Equal(t, strings.TrimRight(line, " "), line)
		}
		require.GreaterOrEqual(t, len(c.Examples), 2)
		require.NotEmpty(t, c.Exits)
	}
}
