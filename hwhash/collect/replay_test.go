//go:build linux

package collect

import (
	"errors"
	"net"
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

// printed returns what each command of a recording printed, by its words.
func printed(t *testing.T, folder, name string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", folder, name+".txt"))
	require.NoError(t, err)
	outputs := map[string]string{}
	for section := range strings.SplitSeq("\n"+string(text), "\n$ ") {
		command, output, _ := strings.Cut(section, "\n")
		command = strings.TrimPrefix(command, "/usr/sbin/")
		outputs[command] += output
		if program, _, ok := strings.Cut(command, " "); ok {
			outputs[program] = strings.TrimPrefix(outputs[program]+"\n"+output, "\n")
		}
	}
	return outputs
}

// lineAfter returns the rest of the line that begins with a key.
func lineAfter(output, key string) string {
	_, value, _ := strings.Cut("\n"+output, "\n"+key)
	value, _, _ = strings.Cut(value, "\n")
	return value
}

func TestMacRecordings(t *testing.T) {
	for _, name := range recordings(t, "macos", ".txt") {
		t.Run(name, func(t *testing.T) {
			out := printed(t, "macos", name)
			m := macSystem{
				ioreg: func(args ...string) (string, error) {
					return out[strings.Join(append([]string{"ioreg"}, args...), " ")], nil
				},
				sysctl:  func(name string) string { return lineAfter(out["sysctl"], name+": ") },
				address: func(string) string { return lineAfter(out["ifconfig"], "\tether ") },
			}
			replay(t, "macos/"+name, m.jobs())
		})
	}
}

func TestFreeBSDRecordings(t *testing.T) {
	for _, name := range recordings(t, "freebsd", ".txt") {
		t.Run(name, func(t *testing.T) {
			out := printed(t, "freebsd", name)
			b := bsdSystem{
				kenv: func(name string) string { return strings.Trim(lineAfter(out["kenv"], name+"="), `"`) },
				sysctl: func(name string) string {
					if name == "kern.geom.confxml" {
						return out["sysctl -b kern.geom.confxml"]
					}
					return lineAfter(out["sysctl"], name+": ")
				},
				vendor: func() string { return strings.TrimSpace(out["cpuid"]) },
				adapters: func() (adapters []bsdAdapter, err error) {
					for line := range strings.Lines(out["ifconfig"]) {
						if fields := strings.Fields(line); len(fields) == 2 {
							address, _ := net.ParseMAC(fields[1])
							adapters = append(adapters, bsdAdapter{fields[0], address})
						}
					}
					return adapters, answered(adapters != nil)
				},
			}
			replay(t, "freebsd/"+name, b.jobs())
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
