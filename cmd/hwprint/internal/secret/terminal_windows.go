package secret

import (
	"os"
	"syscall"

	"golang.org/x/sys/windows"
)

// mode is how a console is set.
type mode uint32

// silent is the mode that shows nothing of the lines that are typed.
func (m *mode) silent() *mode {
	s := *m&^windows.ENABLE_ECHO_INPUT | windows.ENABLE_LINE_INPUT | windows.ENABLE_PROCESSED_INPUT
	return &s
}

// getMode fails for what is no console.
func getMode(fd uintptr) (*mode, error) {
	var m mode
	err := windows.GetConsoleMode(windows.Handle(fd), (*uint32)(&m))
	return &m, err
}

func setMode(fd uintptr, m *mode) error {
	return windows.SetConsoleMode(windows.Handle(fd), uint32(*m))
}

// resetMode drops what was typed and not read, too.
func resetMode(fd uintptr, m *mode) error {
	_ = windows.FlushConsoleInputBuffer(windows.Handle(fd))
	return setMode(fd, m)
}

// deadly are what Go makes of Ctrl-C, Ctrl-Break and the closing of the window.
var deadly = []os.Signal{os.Interrupt, syscall.SIGTERM}

var resumed []os.Signal
