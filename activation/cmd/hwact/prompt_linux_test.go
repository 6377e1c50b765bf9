package main

import (
	"bytes"
	"fmt"
	"os"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// screen is a pseudo-terminal: what is shown on it, and its other end.
type screen struct {
	*os.File
	program *os.File
	mu      sync.Mutex
	shown   bytes.Buffer
}

func newScreen(t *testing.T) *screen {
	t.Helper()
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil || unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0) != nil {
		t.Skip("no pseudo-terminal")
	}
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	require.NoError(t, err)
	program, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("no pseudo-terminal: ", err)
	}
	s := &screen{File: os.NewFile(uintptr(fd), "/dev/ptmx"), program: program}
	t.Cleanup(func() { _, _ = s.Close(), program.Close() })
	go func() {
		buf := make([]byte, 4096)
		for {
			n, err := s.Read(buf)
			s.mu.Lock()
			s.shown.Write(buf[:n])
			s.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	return s
}

func (s *screen) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shown.String()
}

func (s *screen) echoes(t *testing.T) bool {
	mode, err := unix.IoctlGetTermios(int(s.program.Fd()), unix.TCGETS)
	require.NoError(t, err)
	return mode.Lflag&unix.ECHO != 0
}

// The key is asked for, and not shown; an interrupt leaves the terminal as it was.
func TestPrompt(t *testing.T) {
	v := newVendor(t)
	key := issue(t, v)
	for _, interrupt := range []bool{false, true} {
		p, s := newPC(t, v, 1), newScreen(t)
		c := p.command("activate", "-quiet")
		c.Stdin, c.Stdout, c.Stderr = s.program, s.program, s.program
		c.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
		require.NoError(t, c.Start())
		require.Eventually(t, func() bool { return bytes.Contains([]byte(s.text()), []byte("Product key")) && !s.echoes(t) },
			10*time.Second, 10*time.Millisecond)
		if interrupt {
			require.NoError(t, c.Process.Signal(os.Interrupt))
			require.Error(t, c.Wait())
		} else {
			_, err := s.WriteString(key.Reveal() + "\n")
			require.NoError(t, err)
			require.NoError(t, c.Wait())
			require.Eventually(t, func() bool { return bytes.Contains([]byte(s.text()), []byte(`"granted"`)) }, time.Second, 10*time.Millisecond)
		}
		require.NotContains(t, s.text(), key.Reveal())
		require.True(t, s.echoes(t))
	}
}
