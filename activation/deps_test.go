package activation_test

import (
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What the core may not link, and why.
var forbidden = map[string]string{
	"github.com/jaypipes/ghw": "a server must not link a hardware prober",
	"net":                     "the core speaks to no network",
	"os/exec":                 "the core runs no command",
	"database/sql":            "the core has no database; database/sql/driver is interfaces only",
	"testing":                 "test code does not belong into an agent",
}

func TestDependencies(t *testing.T) {
	for _, goos := range []string{"linux", "windows", "darwin"} {
		cmd := exec.Command("go", "list", "-deps", ".")
		cmd.Env = append(cmd.Environ(), "GOOS="+goos, "CGO_ENABLED=0")
		out, err := cmd.Output()
		require.NoError(t, err)
		deps := strings.Fields(string(out))
		require.Contains(t, deps, "aidanwoods.dev/go-paseto")
		for _, dep := range deps {
			for bad, why := range forbidden {
				require.False(t, dep == bad || strings.HasPrefix(dep, bad+"/") && dep != "database/sql/driver" && dep != "net/netip",
					"on %s it links %s: %s", goos, dep, why)
			}
		}
	}
}

// The core is pure: no file of it imports a clock, a source of random bytes or
// the operating system.
func TestTheCoreIsPure(t *testing.T) {
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	require.Greater(t, len(files), 15)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		require.NoError(t, err)
		for _, i := range f.Imports {
			path, err := strconv.Unquote(i.Path.Value)
			require.NoError(t, err)
			require.NotContains(t, []string{"time", "os", "sync", "crypto/rand", "math/rand", "math/rand/v2", "runtime"}, path, file)
		}
	}
}
