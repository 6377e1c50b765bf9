package agent

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// DefaultFolder returns a folder of this user on this machine for the state of a
// product: under LocalAppData on Windows, which does not roam, Application
// Support on macOS, and $XDG_STATE_HOME or ~/.local/state elsewhere. It makes
// nothing. The error says that the environment names no home.
func DefaultFolder(product string) (string, error) {
	base, err := stateHome()
	if err != nil {
		return "", err
	}
	for part := range strings.SplitSeq(product, "/") {
		base = filepath.Join(base, folderName(part))
	}
	return base, nil
}

// folderName returns a part of a scope as the name of a folder, on any system.
func folderName(part string) string {
	name := strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune(".-_", r) {
			return r
		}
		return '_'
	}, part)
	if strings.Trim(name, ".") == "" {
		return "_"
	}
	return name
}

func stateHome() (string, error) {
	switch runtime.GOOS {
	case "windows":
		return os.UserCacheDir() // %LocalAppData%
	case "darwin":
		return os.UserConfigDir()
	}
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	return filepath.Join(home, ".local", "state"), err
}
