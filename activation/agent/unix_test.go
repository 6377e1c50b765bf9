//go:build unix

package agent_test

import (
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func makePipe(t *testing.T, path string) { require.NoError(t, syscall.Mkfifo(path, 0o600)) }

// TestReadOnlyDisk mounts the folder read-only, which the superuser cannot write
// either.
func TestReadOnlyDisk(t *testing.T) {
	s := newShop(t, subscription)
	config := s.config(pc(1))
	if err := mountReadOnly(config.Folder, false); err != nil {
		t.Skip("cannot mount here:", err)
	}
	t.Cleanup(func() { _ = unmount(config.Folder) })
	s.activated(s.client(config))
	require.NoError(t, os.Remove(config.Folder+"/hwprint.lock"))
	require.NoError(t, mountReadOnly(config.Folder, true))
	unwritable(t, s, config)
}
