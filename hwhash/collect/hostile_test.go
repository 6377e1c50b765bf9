//go:build linux

package collect

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"runtime"
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

// Whatever stands in the place of a file, one part of one source fails, at
// once, and the others do not notice.
func TestOddFiles(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "outside")
	require.NoError(t, os.WriteFile(outside, []byte("a secret\n"), 0o600))
	for name, replacement := range map[string]func(string) error{
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
		"link to itself":                func(path string) error { return os.Symlink("product_name", path) },
		"device":                        func(path string) error { return os.Symlink("/dev/zero", path) },
	} {
		t.Run(name, func(t *testing.T) {
			root := makeTree(t, "laptop")
			replaceWith(t, root, productName, replacement)
			start := time.Now()
			inv, report, err := Inventory(t.Context(), Root(root), Timeout(patience))
			require.NoError(t, err)
			require.Less(t, time.Since(start), patience/2)
			for _, class := range []hwhash.Class{hwhash.SystemUUID, hwhash.SystemSerial, hwhash.SystemModel} {
				require.Empty(t, values(inv, class))
				require.Equal(t, StatusFailed, source(t, report, "dmi", class).Status)
			}
			require.Equal(t, []string{"L1HF1AB02QX"}, values(inv, hwhash.BoardSerial))
			require.Len(t, values(inv, hwhash.NIC), 2)
		})
	}
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
			inv, report, err := Inventory(t.Context(), Root(root), Timeout(patience))
			require.NoError(t, err)
			require.Empty(t, values(inv, hwhash.SystemModel))
			got := source(t, report, "dmi", hwhash.SystemModel)
			require.Equal(t, StatusFailed, got.Status)
			require.Equal(t, "values dropped as malformed: 1", got.Detail)
			require.Equal(t, []string{"PF3ZQ8T1"}, values(inv, hwhash.SystemSerial))
		})
	}
}

// A word that ghw has for "could not read" is not a value, even if it is one.
func TestUnknownIsNoValue(t *testing.T) {
	root := makeTree(t, "laptop")
	require.NoError(t, addFile(root, "sys/devices/virtual/dmi/id/product_serial", "unknown\n", 0o444))
	require.NoError(t, os.Remove(filepath.Join(root, "sys/devices/virtual/dmi/id/board_serial")))
	inv, report, err := Inventory(t.Context(), Root(root), Timeout(patience))
	require.NoError(t, err)
	for _, c := range inv.Components {
		require.NotContains(t, c.Value, "unknown")
	}
	require.Equal(t, StatusEmpty, source(t, report, "dmi", hwhash.SystemSerial).Status)
	require.Equal(t, StatusEmpty, source(t, report, "dmi", hwhash.BoardSerial).Status)
}

// slowTree is a machine on which ghw's reading of the network never ends.
func slowTree(t *testing.T) string {
	root := makeTree(t, "laptop")
	replaceWith(t, root, "sys/devices/pci0000:00/0000:00:1f.6/net/enp0s31f6/address", fifo(t))
	return root
}

// late is how much later than asked for Inventory may return.
const late = 100 * time.Millisecond

func TestTimeout(t *testing.T) {
	root := slowTree(t)
	const limit = 300 * time.Millisecond
	for name, call := range map[string]func() (hwhash.Inventory, Report, error){
		"option": func() (hwhash.Inventory, Report, error) {
			return Inventory(t.Context(), Root(root), Timeout(limit))
		},
		"context": func() (hwhash.Inventory, Report, error) {
			ctx, cancel := context.WithTimeout(t.Context(), limit)
			defer cancel()
			return Inventory(ctx, Root(root), Timeout(patience))
		},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			inv, report, err := call()
			require.NoError(t, err)
			require.Less(t, time.Since(start), limit+late)
			require.Equal(t, StatusTimedOut, source(t, report, "net", hwhash.NIC).Status)
			require.Equal(t, []string{"PF3ZQ8T1"}, values(inv, hwhash.SystemSerial))
			require.Len(t, values(inv, hwhash.Disk), 1)
		})
	}
}

func TestCancelOnTheWay(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	root := slowTree(t)
	var cancelled time.Time
	time.AfterFunc(100*time.Millisecond, func() { cancelled = time.Now(); cancel() })
	inv, _, err := Inventory(ctx, Root(root), Timeout(patience))
	require.ErrorIs(t, err, context.Canceled)
	require.Less(t, time.Since(cancelled), late)
	require.Empty(t, inv.Components)
}

// What is not wanted is not read: here, it would never end.
func TestExcludedIsNotRead(t *testing.T) {
	inv, report, err := Inventory(t.Context(), Root(slowTree(t)), Without(hwhash.NIC), Timeout(patience))
	require.NoError(t, err)
	require.Equal(t, StatusSkipped, source(t, report, "net", hwhash.NIC).Status)
	require.Empty(t, values(inv, hwhash.NIC))
	require.Len(t, values(inv, hwhash.Disk), 1)
}

func TestConcurrentCalls(t *testing.T) {
	root := makeTree(t, "blade")
	want, _, err := Inventory(t.Context(), Root(root), Timeout(patience))
	require.NoError(t, err)
	results := make(chan hwhash.Inventory)
	for range 4 {
		go func() {
			got, _, _ := Inventory(t.Context(), Root(root), Timeout(patience))
			results <- got
		}()
	}
	for range 4 {
		require.Equal(t, want, <-results)
	}
}

func TestRootFolder(t *testing.T) {
	root := makeTree(t, "laptop")
	want, _, err := Inventory(t.Context(), Root(root), Timeout(patience))
	require.NoError(t, err)
	t.Chdir(filepath.Dir(root))
	relative, _, err := Inventory(t.Context(), Root(filepath.Base(root)), Timeout(patience))
	require.NoError(t, err)
	require.Equal(t, want, relative)
	for _, bad := range []string{filepath.Join(root, "etc/machine-id"), filepath.Join(root, "none")} {
		_, _, err := Inventory(t.Context(), Root(bad))
		require.ErrorIs(t, err, ErrOption)
	}
}

// Once the deadline has passed or the call has returned, a source that was left
// behind reads nothing more.
func TestTreeEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	tr, err := openTree(ctx, makeTree(t, "laptop"))
	require.NoError(t, err)
	require.NotEmpty(t, tr.text("etc/machine-id"))
	cancel()
	require.Empty(t, tr.text("etc/machine-id"))
	require.Empty(t, tr.link("sys/class/dmi/id"))
	require.False(t, tr.exists("etc"))
	tr.ctx = t.Context()
	tr.close()
	_, err = tr.attr("etc/machine-id")
	require.ErrorIs(t, err, os.ErrClosed)
	_, err = tr.list("etc")
	require.ErrorIs(t, err, os.ErrClosed)
}

func TestOnly(t *testing.T) {
	inv, report, err := Inventory(t.Context(), Root(makeTree(t, "laptop")), Only(hwhash.SystemModel, hwhash.OSInstall), Timeout(patience))
	require.NoError(t, err)
	require.Len(t, inv.Components, 2)
	require.True(t, inv.Traits.Portable)
	require.Equal(t, StatusSkipped, source(t, report, "dmi", hwhash.SystemSerial).Status)
	require.Equal(t, StatusRead, source(t, report, "dmi", hwhash.SystemModel).Status)
}

// The variables by which ghw can be steered have no effect, and what it has to
// complain about, which is a lot for an empty root, is not printed.
func TestGHWIsKeptInCheck(t *testing.T) {
	root := makeTree(t, "blade")
	want, _, err := Inventory(t.Context(), Root(root), Timeout(patience))
	require.NoError(t, err)

	printed := captureStderr(t, func() {
		t.Setenv("GHW_CHROOT", t.TempDir())
		t.Setenv("GHW_LOG_LEVEL", "debug")
		t.Setenv("GHW_LOG_LOGFMT", "1")
		got, _, err := Inventory(t.Context(), Root(root), Timeout(patience))
		require.NoError(t, err)
		require.Equal(t, want, got)
		empty, _, err := Inventory(t.Context(), Root(t.TempDir()), Timeout(patience))
		require.NoError(t, err)
		require.Empty(t, empty.Components)
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

// ghw panics on an empty line in the list of mounts. It is asked for the one
// disk that the kernel does not tell all of; the others are kept.
func TestGHWPanicKeepsDisks(t *testing.T) {
	root := makeTree(t, "blade")
	const device = "sys/devices/pci0000:36/0000:36:00.0/0000:37:00.0/host0/target0:0:2/0:0:2:0/"
	require.NoError(t, os.Remove(filepath.Join(root, device+"wwid")))
	inv, _, err := Inventory(t.Context(), Root(root), Timeout(patience))
	require.NoError(t, err)
	require.Contains(t, values(inv, hwhash.Disk), "5000cca0a2b3f41c") // from udev

	require.NoError(t, addFile(root, device+"block/sdc/sdc1/size", "100\n", 0o444))
	require.NoError(t, addFile(root, "proc/self/mounts", "\n", 0o444))
	inv, report, err := Inventory(t.Context(), Root(root), Timeout(patience))
	require.NoError(t, err)
	require.Len(t, values(inv, hwhash.Disk), 3)
	require.Equal(t, "disks without a serial number: 1", source(t, report, "block", hwhash.Disk).Detail)
}

// This machine, whatever it is, gives the same twice, and leaves nothing
// running.
func TestThisMachine(t *testing.T) {
	before := runtime.NumGoroutine()
	first, report, err := Inventory(t.Context(), Timeout(patience))
	require.NoError(t, err)
	second, again, err := Inventory(t.Context(), Timeout(patience))
	require.NoError(t, err)
	require.True(t, equalInventories(first, second), "two inventories differ")
	require.Equal(t, report, again)
	for _, class := range hwhash.Classes() {
		require.True(t, hasClass(report, class), "%s is not in the report", class)
	}
	requireNoValue(t, collected{first, report})
	// The last goroutine may be on its way out.
	for range 1000 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(time.Millisecond)
	}
	require.LessOrEqual(t, runtime.NumGoroutine(), before)
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

func hasClass(r Report, class hwhash.Class) bool {
	for _, s := range r.Sources {
		if s.Class == class {
			return true
		}
	}
	return false
}
