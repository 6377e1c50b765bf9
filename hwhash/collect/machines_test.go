//go:build linux

package collect

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/hwhash"
)

var update = flag.Bool("update", false, "write the golden files of testdata")

// childRoot in the environment makes the test binary print what it collects
// below that folder.
const childRoot = "COLLECT_TEST_ROOT"

// patience is the deadline of tests that are not about deadlines: even a
// loaded machine must not make them fail.
const patience = 30 * time.Second

type collected struct {
	Inventory hwhash.Inventory `json:"inventory"`
	Report    Report           `json:"report"`
}

func TestMain(m *testing.M) {
	if root := os.Getenv(childRoot); root != "" {
		if err := printCollected(root); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func printCollected(root string) error {
	inv, report, err := Inventory(context.Background(), Root(root), Timeout(patience))
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(collected{inv, report})
}

// The trees of testdata, each with the inventory and report that it must give.
func TestMachines(t *testing.T) {
	for _, name := range []string{"laptop", "docked", "desktop", "blade", "container", "microvm", "board"} {
		t.Run(name, func(t *testing.T) {
			inv, report, err := Inventory(t.Context(), Root(makeTree(t, name, false)), Timeout(patience))
			require.NoError(t, err)
			golden(t, name, collected{inv, report})
		})
	}
}

// A plain user is denied serial numbers and nothing else, and told so.
func TestMachineAsUser(t *testing.T) {
	root := makeTree(t, "laptop", true)
	// By way of /proc the binary can be run whoever may see the folder that
	// it was built in.
	cmd := exec.CommandContext(t.Context(), "/proc/self/exe")
	cmd.Env = append(os.Environ(), childRoot+"="+root)
	cmd.Dir = "/"
	cmd.Stderr = os.Stderr
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	output, err := cmd.Output()
	require.NoError(t, err)
	var got collected
	require.NoError(t, json.Unmarshal(output, &got))
	golden(t, "laptop-user", got)
}

func golden(t *testing.T, name string, got collected) {
	t.Helper()
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	require.NoError(t, encoder.Encode(got))
	file := filepath.Join("testdata", name+".golden.json")
	if *update {
		require.NoError(t, os.WriteFile(file, text.Bytes(), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), text.String())
	requireNoValue(t, got)
}

// requireNoValue fails if a report repeats a value, or a part of one that is
// longer than any word of ours.
func requireNoValue(t *testing.T, got collected) {
	t.Helper()
	for _, s := range got.Report.Sources {
		for _, c := range got.Inventory.Components {
			for _, field := range strings.Split(c.Value, "|") {
				if len(field) > 6 {
					require.NotContains(t, s.Detail+s.Hint, field)
				}
			}
		}
	}
}

func values(inv hwhash.Inventory, class hwhash.Class) []string {
	var found []string
	for _, c := range inv.Components {
		if c.Class == class {
			found = append(found, c.Value)
		}
	}
	return found
}

func source(t *testing.T, r Report, name string, class hwhash.Class) Source {
	t.Helper()
	for _, s := range r.Sources {
		if s.Name == name && s.Class == class {
			return s
		}
	}
	require.Fail(t, "no such source", "%s %s", name, class)
	return Source{}
}

// Inside a container, without udev, a disk has the value that it has outside.
func TestDisksSameInContainer(t *testing.T) {
	host, _, err := Inventory(t.Context(), Root(makeTree(t, "blade", false)), Only(hwhash.Disk), Timeout(patience))
	require.NoError(t, err)
	inside, _, err := Inventory(t.Context(), Root(makeTree(t, "container", false)), Only(hwhash.Disk), Timeout(patience))
	require.NoError(t, err)
	require.Len(t, host.Components, 4)
	require.Equal(t, host.Components, inside.Components)
	require.False(t, host.Traits.Container)
	require.True(t, inside.Traits.Container)
}

// What is plugged into a machine is no part of it.
func TestDockChangesNothing(t *testing.T) {
	undocked, _, err := Inventory(t.Context(), Root(makeTree(t, "laptop", false)), Timeout(patience))
	require.NoError(t, err)
	docked, _, err := Inventory(t.Context(), Root(makeTree(t, "docked", false)), Timeout(patience))
	require.NoError(t, err)
	require.Equal(t, undocked, docked)
}
