//go:build darwin || freebsd || netbsd || openbsd || dragonfly

package secret

import "golang.org/x/sys/unix"

const (
	getTermios      = unix.TIOCGETA
	setTermios      = unix.TIOCSETA
	setTermiosFlush = unix.TIOCSETAF
)

// dropInput has nothing to do: setTermiosFlush drops all.
func dropInput(int) {}
