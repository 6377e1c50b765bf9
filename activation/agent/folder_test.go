package agent_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/gofrs/flock"
	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/agent"
	"github.com/hwprint/hwprint/activation/internal/acttest"
	"github.com/hwprint/hwprint/activation/server"
)

func TestDamagedFiles(t *testing.T) {
	s := newShop(t, server.Licence{Kind: activation.Perpetual, Seats: 1})
	whole := s.config(pc(1))
	s.activated(s.client(whole))
	var name, text string
	for name, text = range files(t, whole.Folder) {
	}
	for what, damaged := range map[string]string{
		"cut":           text[:len(text)/2],
		"empty":         "",
		"zeros":         strings.Repeat("\x00", 4096),
		"not JSON":      "hello",
		"too long":      text + strings.Repeat(" ", 1<<20),
		"other version": strings.Replace(text, `"hwprint_state": 1`, `"hwprint_state": 2`, 1),
		"unknown field": strings.Replace(text, `"product"`, `"colour": "red", "product"`, 1),
		"no key":        strings.Replace(text, "sig1:", "sig1", 1),
	} {
		t.Run(what, func(t *testing.T) {
			s := &shop{Vendor: s.Vendor, t: t, key: s.key}
			config := whole
			config.Folder = t.TempDir()
			path := filepath.Join(config.Folder, name)
			require.NoError(t, os.WriteFile(path, []byte(damaged), 0o600))
			c := s.client(config)
			got := s.status(c)
			require.Equal(t, activation.StateInvalid, got.State)
			require.ErrorIs(t, got.Err, agent.ErrState)
			require.Equal(t, []string{name}, got.Damaged)
			require.Contains(t, got.Help, activation.HelpActivate)
			s.activated(c)
			left, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, damaged, string(left), "it is left as it is")
			s.used(1)
		})
	}
}

// Bits that flip in a file never give a licence more than it had.
func TestFlippedBits(t *testing.T) {
	s := newShop(t, subscription)
	config := s.config(pc(1))
	s.activated(s.client(config))
	s.Sleep(200 * day)
	require.Equal(t, activation.StateEnded, s.state(s.client(config)))
	for name, text := range files(t, config.Folder) {
		for i := 0; i < len(text); i += 7 {
			b := []byte(text)
			b[i] ^= 1 << (i % 7)
			require.NoError(t, os.WriteFile(filepath.Join(config.Folder, name), b, 0o600))
			got, err := s.client(config).Status(t.Context())
			require.NoError(t, err)
			require.False(t, got.Allowed(), "byte %d", i)
		}
	}
}

// What is in the folder besides is not read, and not waited for.
func TestOddThingsInTheFolder(t *testing.T) {
	s := newShop(t, perpetual)
	config := s.config(pc(1))
	put := func(name string) string { return filepath.Join(config.Folder, name) }
	require.NoError(t, os.Mkdir(put("folder.hwprint"), 0o700))
	require.NoError(t, os.Symlink("/dev/zero", put("link.hwprint")))
	makePipe(t, put("pipe.hwprint"))
	require.NoError(t, os.WriteFile(put("notes.txt"), []byte("hello"), 0o600))
	c := s.client(config)
	require.Equal(t, activation.StateNone, s.state(c))
	s.activated(c)
}

func TestFolderThatIsNone(t *testing.T) {
	s := newShop(t, perpetual)
	config := s.config(pc(1))
	config.Folder = filepath.Join(config.Folder, "file")
	require.NoError(t, os.WriteFile(config.Folder, nil, 0o600))
	_, err := s.client(config).Activate(t.Context(), s.key)
	require.Error(t, err)
	s.used(0)
}

// Another process works on the state for longer than two seconds.
func TestLockedByAnother(t *testing.T) {
	s := newShop(t, perpetual)
	config := s.config(pc(1))
	c := s.client(config)
	s.activated(c)
	s.Sleep(8 * day)
	other := flock.New(filepath.Join(config.Folder, "hwprint.lock"))
	require.NoError(t, other.Lock())
	before := files(t, config.Folder)
	var all sync.WaitGroup
	all.Go(func() {
		got, err := s.client(config).Status(t.Context())
		require.NoError(t, err)
		require.True(t, got.Busy)
		require.Equal(t, activation.StateValid, got.State)
	})
	all.Go(func() {
		_, err := s.client(config).Renew(t.Context())
		require.ErrorIs(t, err, agent.ErrBusy)
	})
	all.Go(func() {
		_, err := s.client(config).Activate(t.Context(), s.key)
		require.ErrorIs(t, err, agent.ErrBusy)
	})
	all.Wait()
	require.Equal(t, before, files(t, config.Folder))
	require.NoError(t, other.Unlock())
	require.True(t, s.renew(c).Granted())
}

// Many goroutines and several clients, as processes have them, on one folder.
func TestManyAtOnce(t *testing.T) {
	s := newShop(t, perpetual)
	config := s.config(pc(1))
	s.activated(s.client(config))
	s.Sleep(8 * day)
	var all sync.WaitGroup
	for range 3 {
		c := s.client(config)
		for range 3 {
			all.Go(func() {
				if got, err := c.Renew(t.Context()); err == nil {
					require.True(t, got.Granted())
				} else {
					require.ErrorIs(t, err, agent.ErrBusy)
				}
				got, err := c.Status(t.Context())
				require.NoError(t, err)
				require.True(t, got.Allowed())
			})
		}
	}
	all.Wait()
	require.Len(t, files(t, config.Folder), 1)
	rows := s.Rows(t, s.key)
	require.Len(t, rows.Installations, 1)
	require.Zero(t, rows.Seats[0].Flags, "no clone")
}

// A folder whose lock cannot be opened stands for one on a read-only disk:
// TestReadOnlyFolder has a real one, where that can be had.
func TestUnwritableFolder(t *testing.T) {
	s := newShop(t, subscription)
	config := s.config(pc(1))
	s.activated(s.client(config))
	lock := filepath.Join(config.Folder, "hwprint.lock")
	require.NoError(t, os.Remove(lock))
	require.NoError(t, os.Mkdir(lock, 0o700))
	unwritable(t, s, config)
}

func unwritable(t *testing.T, s *shop, config agent.Config) {
	c := s.client(config)
	got := s.status(c)
	require.Equal(t, activation.StateValid, got.State)
	require.True(t, got.Has(activation.ReasonUnsaved))
	require.Contains(t, got.Help, activation.HelpSave)
	_, err := c.Activate(t.Context(), s.key)
	require.ErrorIs(t, err, agent.ErrUnsaved, "an installation that is lost would take a place")
	_, err = c.Release(t.Context())
	require.ErrorIs(t, err, agent.ErrUnsaved)
	_, err = c.Request(t.Context(), activation.OpRenew, s.key, agent.RequestOptions{})
	require.ErrorIs(t, err, agent.ErrUnsaved)
	s.Sleep(8 * day)
	require.True(t, s.renew(c).Granted())
	require.Equal(t, s.Now(), s.status(c).Certificate.Issued, "it holds while the process runs")
}

func TestReadOnlyFolder(t *testing.T) {
	if runtime.GOOS == "windows" || os.Geteuid() == 0 {
		t.Skip("who can write everywhere needs a read-only disk: see TestReadOnlyDisk")
	}
	s := newShop(t, subscription)
	config := s.config(pc(1))
	s.activated(s.client(config))
	require.NoError(t, os.Remove(filepath.Join(config.Folder, "hwprint.lock")))
	require.NoError(t, os.Chmod(config.Folder, 0o500))
	t.Cleanup(func() { require.NoError(t, os.Chmod(config.Folder, 0o700)) })
	unwritable(t, s, config)
}

func TestDefaultFolder(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", "/state")
	t.Setenv("HOME", "/home/user")
	for product, want := range map[string]string{
		"acme.example/editor":   "/state/acme.example/editor",
		"acme.example/../x":     "/state/acme.example/_/x",
		"acme.example//":        "/state/acme.example/_/_",
		`acme.example/a\b:c d*`: "/state/acme.example/a_b_c_d_",
	} {
		got, err := agent.DefaultFolder(product)
		require.NoError(t, err)
		if runtime.GOOS == "linux" {
			require.Equal(t, want, got)
		}
	}
	t.Setenv("XDG_STATE_HOME", "relative")
	got, err := agent.DefaultFolder("acme.example/editor")
	require.NoError(t, err)
	if runtime.GOOS == "linux" {
		require.Equal(t, "/home/user/.local/state/acme.example/editor", got)
	}
}

// State in memory ends with the client.
func TestStateInMemory(t *testing.T) {
	s := newShop(t, server.Licence{Kind: activation.Floating, Seats: 2})
	config := s.config(new(acttest.PC)) // a pod, of which nothing can be read
	config.Folder = ""
	c := s.client(config)
	s.activated(c)
	require.Equal(t, activation.StateValid, s.state(c))
	s.used(1)
	require.Equal(t, activation.StateNone, s.state(s.client(config)))
	_, err := c.Release(t.Context())
	require.NoError(t, err)
	require.Equal(t, activation.StateNone, s.state(c))
	s.used(0)
}

// A home on a network may have no locks: that keeps nobody from a licence. A folder
// that cannot be written is another matter.
func TestFileSystemWithoutLocks(t *testing.T) {
	wrap := func(err error) error { return &fs.PathError{Op: "flock", Path: "x", Err: err} }
	for _, err := range []error{syscall.ENOLCK, syscall.ENOSYS, syscall.EOPNOTSUPP} {
		require.True(t, agent.NoLocks(wrap(err)), err)
	}
	for _, err := range []error{syscall.EROFS, syscall.EACCES, syscall.ENOSPC, syscall.ENOENT} {
		require.False(t, agent.NoLocks(wrap(err)), err)
	}
}
