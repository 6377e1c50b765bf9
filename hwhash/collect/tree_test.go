//go:build linux

package collect

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/hwprint/hwprint/hwhash/collect/internal/machines"
)

// load returns the machine that a .tree file of testdata describes.
func load(t testing.TB, name string) machines.Machine {
	t.Helper()
	m, err := machines.Load(os.DirFS("testdata"), name)
	require.NoError(t, err)
	return m
}

// makeTree makes the root folder of a machine of testdata.
func makeTree(t testing.TB, name string) string {
	t.Helper()
	return write(t, load(t, name))
}

// write makes the root folder of a machine. Any user may see it, but not what
// it has for the superuser.
func write(t testing.TB, m machines.Machine) string {
	t.Helper()
	root := treeDir(t)
	require.NoError(t, m.Write(root, false))
	return root
}

// treeDir makes an empty folder that any user may see: in memory if there is
// room, because a machine with 10,000 interfaces has 60,000 files.
func treeDir(t testing.TB) string {
	t.Helper()
	const memory, room = "/dev/shm", 1 << 30
	var fs unix.Statfs_t
	if unix.Statfs(memory, &fs) == nil && int64(fs.Bavail)*int64(fs.Bsize) > room {
		if root, err := os.MkdirTemp(memory, "collect"); err == nil {
			t.Cleanup(func() { _ = os.RemoveAll(root) })
			require.NoError(t, os.Chmod(root, 0o755))
			return root
		}
	}
	root := t.TempDir()
	require.NoError(t, os.Chmod(filepath.Dir(root), 0o755))
	return root
}

// forUser takes the superuser's files from their owner too, so that whoever
// runs the tests is in the place of a plain user.
func forUser(m machines.Machine) machines.Machine {
	for name, e := range m {
		if e.Mode == 0o400 {
			e.Mode = 0
			m[name] = e
		}
	}
	return m
}

// treeOf makes a tree of lines in the format of a .tree file.
func treeOf(t testing.TB, lines ...string) *tree {
	t.Helper()
	m, err := machines.Parse(lines...)
	require.NoError(t, err)
	tr, err := openTree(t.Context(), write(t, m))
	require.NoError(t, err)
	t.Cleanup(tr.close)
	return tr
}

// addFile puts a file into a folder, in the place of what was there.
func addFile(root, name, content string, mode fs.FileMode) error {
	if err := os.RemoveAll(filepath.Join(root, name)); err != nil {
		return err
	}
	return machines.Machine{name: {Mode: mode, Text: content}}.Write(root, false)
}
