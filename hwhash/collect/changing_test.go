//go:build linux

package collect

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// An attacker exchanges files while they are read, so that some get past the
// look that they were given. Collecting still ends in time and does not break,
// and what is left behind ends when the system lets it. What is found is the
// attacker's choice, as it is for whoever can write the files.
func TestTreeChangesWhileRead(t *testing.T) {
	machine := load(t, "laptop")
	root := write(t, machine)
	spare := treeDir(t) // all that is put in place has a name here, too
	pipe := filepath.Join(spare, "pipe")
	require.NoError(t, unix.Mkfifo(pipe, 0o666))

	ended := goroutinesEnd(t)
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			for _, name := range []string{
				productName,
				"sys/devices/virtual/dmi/id/board_name",
				"sys/devices/pci0000:00/0000:00:1f.6/net/enp0s31f6/address",
			} {
				file := filepath.Join(root, name)
				if i%2 == 0 {
					_ = os.Rename(file, filepath.Join(spare, filepath.Base(name)))
					_ = os.Link(pipe, file)
				} else {
					_ = os.Rename(filepath.Join(spare, filepath.Base(name)), file)
				}
			}
		}
	}()
	const limit = 100 * time.Millisecond
	late := 0
	for range 30 {
		start := time.Now()
		got, err := Inventory(t.Context(), Root(root), Timeout(limit))
		require.NoError(t, err)
		require.Less(t, time.Since(start), 20*limit)
		for _, s := range got.Sources {
			require.NotEqual(t, detailBroke, s.Detail)
			if s.Detail == detailLeft {
				late++
			}
		}
	}
	close(stop)
	<-stopped
	t.Logf("readers left behind: %d in 30 calls", late)
	left.mu.Lock()
	require.LessOrEqual(t, len(left.readers), 3, "one for each source that can be held up")
	left.mu.Unlock()

	// Whoever waits for the pipe to be opened, or for something in it, is let go.
	for range 1000 {
		if fd, err := unix.Open(pipe, unix.O_WRONLY|unix.O_NONBLOCK, 0); err == nil {
			_ = unix.Close(fd)
		}
		left.mu.Lock()
		n := len(left.readers)
		left.mu.Unlock()
		if n == 0 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	ended()
}
