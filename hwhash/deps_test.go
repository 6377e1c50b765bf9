package hwhash_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What a package may not link, and why.
var forbidden = map[string]string{
	"github.com/jaypipes/ghw": "a server must not link a hardware prober",
	"net":                     "nothing here speaks to a network",
	"os/exec":                 "nothing here runs a command",
	"database/sql":            "a server without a database must not link one; database/sql/driver is interfaces only",
	"testing":                 "test code does not belong into a server",
}

// TestDependencies keeps what servers import light. Packages that do not exist
// yet are checked from the day they do.
func TestDependencies(t *testing.T) {
	for _, pkg := range []string{"hwhash", "hwhash/explain", "productkey"} {
		dir := filepath.Join("..", pkg)
		if found, err := filepath.Glob(filepath.Join(dir, "*.go")); err != nil || len(found) == 0 {
			continue
		}
		for _, goos := range []string{"linux", "windows", "darwin", "freebsd"} {
			cmd := exec.Command("go", "list", "-deps", ".")
			cmd.Dir = dir
			cmd.Env = append(cmd.Environ(), "GOOS="+goos, "CGO_ENABLED=0")
			out, err := cmd.Output()
			require.NoError(t, err)
			deps := strings.Fields(string(out))
			require.Contains(t, deps, "github.com/zeebo/blake3")
			for _, dep := range deps {
				for bad, why := range forbidden {
					require.False(t, dep == bad || strings.HasPrefix(dep, bad+"/") && dep != "database/sql/driver",
						"%s on %s links %s: %s", pkg, goos, dep, why)
				}
			}
		}
	}
}
