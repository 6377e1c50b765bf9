//go:build linux

package collect

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jaypipes/ghw"
	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/hwhash"
)

// The recordings are written after the form of what the systems answer; the
// values are made up. What reads them is what reads the answers there.

// windowsRecording is what ghw and the registry gave.
type windowsRecording struct {
	Product   *ghw.ProductInfo
	Baseboard *ghw.BaseboardInfo
	BIOS      *ghw.BIOSInfo
	CPU       *ghw.CPUInfo
	Memory    *ghw.MemoryInfo
	Block     *ghw.BlockInfo
	Network   *ghw.NetworkInfo
	Registry  map[string]string
}

var errNoAnswer = errors.New("no answer")

// replayed answers as ghw does.
func replayed[T any](recorded *T) func(...any) (*T, error) {
	return func(...any) (*T, error) {
		if recorded == nil {
			return nil, errNoAnswer
		}
		return recorded, nil
	}
}

func TestWindowsRecordings(t *testing.T) {
	for _, name := range recordings(t, "windows", ".json") {
		t.Run(name, func(t *testing.T) {
			doc, err := os.ReadFile(filepath.Join("testdata/windows", name+".json"))
			require.NoError(t, err)
			var r windowsRecording
			require.NoError(t, json.Unmarshal(doc, &r))
			w := windowsSystem{
				product: replayed(r.Product), baseboard: replayed(r.Baseboard), bios: replayed(r.BIOS), cpu: replayed(r.CPU),
				memory: replayed(r.Memory), block: replayed(r.Block), network: replayed(r.Network),
				machineGUID: func() (string, error) {
					if guid, ok := r.Registry["MachineGuid"]; ok {
						return guid, nil
					}
					return "", errNoAnswer
				},
			}
			replay(t, "windows/"+name, w.jobs())
		})
	}
}

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
