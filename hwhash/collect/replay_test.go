//go:build linux

package collect

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/hwhash"
)

// The recordings are written after the form of what the systems answer; the
// values are made up. What reads them is what reads the answers there.

var errNoAnswer = errors.New("no answer")

func TestMacRecordings(t *testing.T) {
	for _, name := range recordings(t, "macos", ".txt") {
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join("testdata/macos", name+".txt"))
			require.NoError(t, err)
			printed := map[string]string{} // by command
			for section := range strings.SplitSeq("\n"+string(text), "\n$ ") {
				command, output, _ := strings.Cut(section, "\n")
				printed[strings.TrimPrefix(strings.Fields(command + " -")[0], "/usr/sbin/")] += output
			}
			after := func(output, key string) string {
				_, value, _ := strings.Cut("\n"+output, "\n"+key)
				value, _, _ = strings.Cut(value, "\n")
				return value
			}
			m := macSystem{
				ioreg:   func() (string, error) { return printed["ioreg"], nil },
				sysctl:  func(name string) string { return after(printed["sysctl"], name+": ") },
				address: func(string) string { return after(printed["ifconfig"], "\tether ") },
			}
			replay(t, "macos/"+name, m.jobs())
		})
	}
}

func recordings(t *testing.T, folder, suffix string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*"+suffix))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var names []string
	for _, file := range files {
		names = append(names, strings.TrimSuffix(filepath.Base(file), suffix))
	}
	return names
}

func replay(t *testing.T, name string, jobs []job) {
	t.Helper()
	got := collected{Result: run(t.Context(), jobs, wanted(hwhash.Classes()...))}
	requireSound(t, got)
	for _, class := range hwhash.Classes() {
		require.True(t, hasClass(got.Result, class), "%s is not in the report", class)
	}
	golden(t, name, got)
}
