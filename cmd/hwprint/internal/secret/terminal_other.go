//go:build !linux && !darwin && !freebsd && !netbsd && !openbsd && !dragonfly && !windows

package secret

import (
	"errors"
	"os"
)

// mode is how a terminal would be set.
type mode struct{}

func (m *mode) silent() *mode { return m }

func getMode(uintptr) (*mode, error) { return nil, errors.ErrUnsupported }

func setMode(uintptr, *mode) error { return errors.ErrUnsupported }

func resetMode(uintptr, *mode) error { return errors.ErrUnsupported }

var (
	deadly  = []os.Signal{os.Interrupt}
	resumed []os.Signal
)
