//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package secret

import (
	"os"

	"golang.org/x/sys/unix"
)

// mode is how a terminal is set.
type mode unix.Termios

// silent is the mode that shows nothing of the lines that are typed.
func (m *mode) silent() *mode {
	s := *m
	s.Lflag &^= unix.ECHO
	s.Lflag |= unix.ICANON | unix.ISIG
	s.Iflag |= unix.ICRNL
	return &s
}

// getMode fails for what is no terminal.
func getMode(fd uintptr) (*mode, error) {
	m, err := unix.IoctlGetTermios(int(fd), getTermios)
	return (*mode)(m), err
}

func setMode(fd uintptr, m *mode) error {
	return unix.IoctlSetTermios(int(fd), setTermios, (*unix.Termios)(m))
}

// resetMode drops what was typed and not read, too.
func resetMode(fd uintptr, m *mode) error {
	dropInput(int(fd))
	return unix.IoctlSetTermios(int(fd), setTermiosFlush, (*unix.Termios)(m))
}

// deadly are the signals that end the process, unless they are ignored.
var deadly = []os.Signal{os.Interrupt, unix.SIGTERM, unix.SIGHUP, unix.SIGQUIT}

// resumed is the signal after which the mode may be another.
var resumed = []os.Signal{unix.SIGCONT}
