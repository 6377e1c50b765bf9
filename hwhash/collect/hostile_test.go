//go:build linux

package collect

import (
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/hwprint/hwprint/hwhash"
)

const productName = "sys/devices/virtual/dmi/id/product_name"

// replaceWith puts something else in the place of a file of a tree.
func replaceWith(t *testing.T, root, name string, replacement func(path string) error) {
	t.Helper()
	path := filepath.Join(root, name)
	require.NoError(t, os.RemoveAll(path))
	require.NoError(t, replacement(path))
}

// fifo makes a pipe that nobody writes to, and at the end of the test lets go
// of those who wait for it.
func fifo(t *testing.T) func(string) error {
	return func(path string) error {
		t.Cleanup(func() {
			if fd, err := unix.Open(path, unix.O_WRONLY|unix.O_NONBLOCK, 0); err == nil {
				_ = unix.Close(fd)
			}
		})
		return unix.Mkfifo(path, 0o666)
	}
}

// oddFiles are what can stand in the place of a plain file.
func oddFiles(t *testing.T) map[string]func(path string) error {
	outside := filepath.Join(t.TempDir(), "outside")
	require.NoError(t, os.WriteFile(outside, []byte("a secret\n"), 0o600))
	return map[string]func(string) error{
		"pipe":   fifo(t),
		"folder": func(path string) error { return os.Mkdir(path, 0o755) },
		"64 MB": func(path string) error {
			if err := os.WriteFile(path, nil, 0o644); err != nil {
				return err
			}
			return os.Truncate(path, 64<<20)
		},
		"link out of the root":          func(path string) error { return os.Symlink(outside, path) },
		"relative link out of the root": func(path string) error { return os.Symlink(strings.Repeat("../", 40)+outside[1:], path) },
		"link to itself":                func(path string) error { return os.Symlink(filepath.Base(path), path) },
		"device":                        func(path string) error { return os.Symlink("/dev/zero", path) },
	}
}

// Whatever stands in the place of a file, one class of one source fails, at
// once, and the others do not notice.
func TestOddFiles(t *testing.T) {
	for name, replacement := range oddFiles(t) {
		t.Run(name, func(t *testing.T) {
			root := makeTree(t, "laptop")
			want := collectFrom(t, root).Inventory
			replaceWith(t, root, productName, replacement)
			start := time.Now()
			got := collectFrom(t, root)
			require.Less(t, time.Since(start), patience/2)
			require.Equal(t, OutcomeFailed, source(t, got.Result, "dmi", hwhash.SystemModel).Outcome)
			require.Equal(t, without(want, hwhash.SystemModel), got.Inventory)
		})
	}
}

func without(inv hwhash.Inventory, class hwhash.Class) hwhash.Inventory {
	inv.Components = slices.DeleteFunc(slices.Clone(inv.Components), func(c hwhash.Component) bool { return c.Class == class })
	return inv
}

// The same in the place of every file of a machine in turn: nothing hangs,
// breaks, or becomes what the machine is not.
func TestEveryFileOdd(t *testing.T) {
	machine := load(t, "laptop")
	root := write(t, machine)
	want := collectFrom(t, root).Inventory
	odd := oddFiles(t)
	for name, e := range machine {
		if e.Mode.Type() != 0 {
			continue
		}
		for kind, replacement := range odd {
			replaceWith(t, root, name, replacement)
			got := collectFrom(t, root)
			requireSound(t, got, kind, name)
			require.Subset(t, want.Components, got.Inventory.Components, "%s for %s", kind, name)
		}
		require.NoError(t, addFile(root, name, e.Text, e.Mode))
	}
	require.Equal(t, want, collectFrom(t, root).Inventory)
}

// The same in the place of every folder.
func TestEveryFolderOdd(t *testing.T) {
	machine := load(t, "laptop")
	maps.Copy(machine, load(t, "board"))
	folders := map[string]bool{}
	for name := range machine {
		for folder := filepath.Dir(name); folder != "."; folder = filepath.Dir(folder) {
			folders[folder] = true
		}
	}
	odd := oddFiles(t)
	for folder := range folders {
		for _, kind := range []string{"pipe", "64 MB", "link to itself", "relative link out of the root"} {
			root := write(t, machine)
			replaceWith(t, root, folder, odd[kind])
			requireSound(t, collectFrom(t, root), kind, folder)
			require.NoError(t, os.RemoveAll(root))
		}
	}
}

// requireSound fails if a source hung or broke, or a value is none.
func requireSound(t *testing.T, got collected, what ...any) {
	t.Helper()
	for _, s := range got.Sources {
		require.NotEqual(t, OutcomeLate, s.Outcome, append(what, s.Name)...)
		require.NotEqual(t, detailBroke, s.Detail, append(what, s.Name)...)
	}
	for _, c := range got.Inventory.Components {
		require.True(t, c.Value != "" && c.Value != "unknown" && wellFormed(c.Value), what...)
	}
	require.LessOrEqual(t, len(got.Inventory.Components), hwhash.MaxComponents)
}

func TestOddContent(t *testing.T) {
	for name, content := range map[string]string{
		"NUL":           "20W0\x00ZZ",
		"escape":        "\x1b[2J20W0",
		"invalid UTF-8": "20W0\xff",
		"lines":         "20W0\nZZ",
		"long":          strings.Repeat("x", 4000),
	} {
		t.Run(name, func(t *testing.T) {
			root := makeTree(t, "laptop")
			require.NoError(t, addFile(root, productName, content, 0o444))
			got, err := Inventory(t.Context(), Root(root), Timeout(patience))
			require.NoError(t, err)
			require.Empty(t, values(got.Inventory, hwhash.SystemModel))
			model := source(t, got, "dmi", hwhash.SystemModel)
			require.Equal(t, OutcomeFailed, model.Outcome)
			require.Equal(t, "values dropped as malformed: 1", model.Detail)
			require.Equal(t, []string{"PF3ZQ8T1"}, values(got.Inventory, hwhash.SystemSerial))
		})
	}
}

// A word that ghw has for "could not read" is not a value, even if it is one.
func TestUnknownIsNoValue(t *testing.T) {
	root := makeTree(t, "laptop")
	require.NoError(t, addFile(root, "sys/devices/virtual/dmi/id/product_serial", "unknown\n", 0o444))
	require.NoError(t, os.Remove(filepath.Join(root, "sys/devices/virtual/dmi/id/board_serial")))
	got, err := Inventory(t.Context(), Root(root), Timeout(patience))
	require.NoError(t, err)
	for _, c := range got.Inventory.Components {
		require.NotContains(t, c.Value, "unknown")
	}
	require.Equal(t, OutcomeEmpty, source(t, got, "dmi", hwhash.SystemSerial).Outcome)
	require.Equal(t, OutcomeEmpty, source(t, got, "dmi", hwhash.BoardSerial).Outcome)
}

func TestConcurrentCalls(t *testing.T) {
	root := makeTree(t, "blade")
	want, err := Inventory(t.Context(), Root(root), Timeout(patience))
	require.NoError(t, err)
	results := make(chan hwhash.Inventory)
	for range 4 {
		go func() {
			got, _ := Inventory(t.Context(), Root(root), Timeout(patience))
			results <- got.Inventory
		}()
	}
	for range 4 {
		require.Equal(t, want.Inventory, <-results)
	}
}

func TestRootFolder(t *testing.T) {
	root := makeTree(t, "laptop")
	want, err := Inventory(t.Context(), Root(root), Timeout(patience))
	require.NoError(t, err)
	t.Chdir(filepath.Dir(root))
	relative, err := Inventory(t.Context(), Root(filepath.Base(root)), Timeout(patience))
	require.NoError(t, err)
	require.Equal(t, want.Inventory, relative.Inventory)
	for _, bad := range []string{filepath.Join(root, "etc/machine-id"), filepath.Join(root, "none")} {
		_, err := Inventory(t.Context(), Root(bad))
		require.ErrorIs(t, err, ErrOption)
	}
}

func TestOnly(t *testing.T) {
	got, err := Inventory(t.Context(), Root(makeTree(t, "laptop")), Only(hwhash.SystemModel, hwhash.OSInstall), Timeout(patience))
	require.NoError(t, err)
	require.Len(t, got.Inventory.Components, 2)
	require.True(t, got.Inventory.Traits.Portable)
	require.Equal(t, OutcomeSkipped, source(t, got, "dmi", hwhash.SystemSerial).Outcome)
	require.Equal(t, OutcomeRead, source(t, got, "dmi", hwhash.SystemModel).Outcome)
}

// The variables by which ghw can be steered have no effect, and what it has to
// complain about, which is a lot for an empty root, is not printed.
func TestGHWIsKeptInCheck(t *testing.T) {
	root := makeTree(t, "blade")
	want, err := Inventory(t.Context(), Root(root), Timeout(patience))
	require.NoError(t, err)

	printed := captureStderr(t, func() {
		t.Setenv("GHW_CHROOT", t.TempDir())
		t.Setenv("GHW_LOG_LEVEL", "debug")
		t.Setenv("GHW_LOG_LOGFMT", "1")
		got, err := Inventory(t.Context(), Root(root), Timeout(patience))
		require.NoError(t, err)
		require.Equal(t, want.Inventory, got.Inventory)
		empty, err := Inventory(t.Context(), Root(t.TempDir()), Timeout(patience))
		require.NoError(t, err)
		require.Empty(t, empty.Inventory.Components)
	})
	require.Empty(t, printed)
}

// captureStderr returns what reaches file descriptor 2: loggers keep the file
// that os.Stderr was when they were made.
func captureStderr(t *testing.T, call func()) string {
	t.Helper()
	file, err := os.CreateTemp(t.TempDir(), "stderr")
	require.NoError(t, err)
	defer file.Close()
	saved, err := unix.Dup(2)
	require.NoError(t, err)
	require.NoError(t, unix.Dup3(int(file.Fd()), 2, 0))
	func() {
		defer func() { _ = unix.Dup3(saved, 2, 0); _ = unix.Close(saved) }()
		call()
	}()
	_, err = file.Seek(0, io.SeekStart)
	require.NoError(t, err)
	printed, err := io.ReadAll(file)
	require.NoError(t, err)
	return string(printed)
}

// This machine, whatever it is, gives the same twice, and leaves nothing
// running.
func TestThisMachine(t *testing.T) {
	ended := goroutinesEnd(t)
	first, err := Inventory(t.Context(), Timeout(patience))
	require.NoError(t, err)
	second, err := Inventory(t.Context(), Timeout(patience))
	require.NoError(t, err)
	require.True(t, equalInventories(first.Inventory, second.Inventory), "two inventories differ")
	require.Equal(t, first.Sources, second.Sources)
	for _, class := range hwhash.Classes() {
		require.True(t, hasClass(first, class), "%s is not in the report", class)
	}
	requireNoValue(t, collected{Result: first})
	ended()
}

// equalInventories keeps the values of this machine out of the test's output.
func equalInventories(a, b hwhash.Inventory) bool {
	if a.Traits != b.Traits || len(a.Components) != len(b.Components) {
		return false
	}
	for i := range a.Components {
		if a.Components[i] != b.Components[i] {
			return false
		}
	}
	return true
}

func hasClass(r Result, class hwhash.Class) bool {
	for _, s := range r.Sources {
		if s.Class == class {
			return true
		}
	}
	return false
}
