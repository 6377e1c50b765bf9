//go:build linux

package collect

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/hwprint/hwprint/hwhash"
)

var update = flag.Bool("update", false, "write the golden files of testdata")

// patience is the deadline of tests that are not about deadlines: even a
// loaded machine must not make them fail.
const patience = 30 * time.Second

type collected struct {
	Result

	// Of a process that collected.
	Memory int           `json:"memory"` // its peak, in KiB
	Took   time.Duration `json:"took"`
}

func TestMain(m *testing.M) {
	if root := os.Getenv(childRoot); root != "" {
		if err := childMain(root); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func printCollected(root string, timeout time.Duration) error {
	start := time.Now()
	got, err := Inventory(context.Background(), Root(root), Timeout(timeout))
	took := time.Since(start)
	if err != nil {
		return err
	}
	peak, err := peakMemory()
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(collected{got, peak, took})
}

// Every machine of testdata gives the inventory and report that it must give.
func TestMachines(t *testing.T) {
	for _, name := range machineNames(t) {
		t.Run(name, func(t *testing.T) {
			golden(t, name, collectFrom(t, makeTree(t, name)))
		})
	}
}

// collectFrom collects below a folder, all that there is.
func collectFrom(t testing.TB, root string) collected {
	t.Helper()
	got, err := Inventory(t.Context(), Root(root), Timeout(patience))
	require.NoError(t, err)
	got.settings = settings{} // which say the folder
	return collected{Result: got}
}

// nobody is a plain user, for a superuser to become.
func nobody() *syscall.SysProcAttr {
	if os.Getuid() != 0 {
		return nil
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
}

// A plain user is denied serial numbers and nothing else, and told so.
func TestMachineAsUser(t *testing.T) {
	got, err := child(t, write(t, forUser(load(t, "laptop"))), nobody())
	require.NoError(t, err)
	golden(t, "laptop-user", got)

	asRoot := hashOf(t, collectFrom(t, makeTree(t, "laptop")).Inventory)
	m, err := hwhash.Standard().Compare(asRoot, hashOf(t, got.Inventory))
	require.NoError(t, err)
	require.Equal(t, hwhash.Same, m.Verdict)
}

// All that the superuser has more than others is one capability.
func TestMachineWithCapability(t *testing.T) {
	user := nobody()
	if user == nil {
		t.Skip("only the superuser can give a capability")
	}
	root := makeTree(t, "laptop")
	user.AmbientCaps = []uintptr{unix.CAP_DAC_READ_SEARCH}
	got, err := child(t, root, user)
	if errors.Is(err, syscall.EPERM) {
		t.Skip("this superuser does not have the capability")
	}
	require.NoError(t, err)
	golden(t, "laptop", got)
}

func golden(t *testing.T, name string, got collected) {
	t.Helper()
	text := got.String()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), text)
	requireNoValue(t, got)
}

// String returns the form of the golden files: a line for each component,
// then the traits, then a line for each source.
func (c collected) String() string {
	var b strings.Builder
	for _, component := range c.Inventory.Components {
		fmt.Fprintf(&b, "%s %s\n", component.Class, component.Value)
	}
	fmt.Fprintf(&b, "%+v\n", c.Inventory.Traits)
	for _, s := range c.Sources {
		name := s.Name
		if s.Class != 0 {
			name = s.Class.String() + " from " + s.Name
		}
		fmt.Fprintf(&b, "%s: %s %d\n", name, s.Outcome, s.Found)
		for _, remark := range []string{s.Detail, s.Hint} {
			if remark != "" {
				fmt.Fprintf(&b, "    %s\n", remark)
			}
		}
	}
	return b.String()
}

// requireNoValue fails if a report repeats a value, or a part of one that is
// longer than any word of ours.
func requireNoValue(t *testing.T, got collected) {
	t.Helper()
	for _, s := range got.Sources {
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

func source(t *testing.T, r Result, name string, class hwhash.Class) Source {
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
	host, err := Inventory(t.Context(), Root(makeTree(t, "blade")), Only(hwhash.Disk), Timeout(patience))
	require.NoError(t, err)
	inside, err := Inventory(t.Context(), Root(makeTree(t, "container")), Only(hwhash.Disk), Timeout(patience))
	require.NoError(t, err)
	require.Len(t, host.Inventory.Components, 4)
	require.Equal(t, host.Inventory.Components, inside.Inventory.Components)
	require.False(t, host.Inventory.Traits.Container)
	require.True(t, inside.Inventory.Traits.Container)
}
