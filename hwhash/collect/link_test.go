package collect

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// buildProgram builds a program of folder internal, with go build's flags.
func buildProgram(t *testing.T, name string, flags ...string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("builds a program")
	}
	program := filepath.Join(t.TempDir(), name)
	args := append([]string{"build", "-o", program}, append(flags, "./internal/"+name)...)
	output, err := exec.CommandContext(t.Context(), "go", args...).CombinedOutput()
	require.NoError(t, err, "%s", output)
	return program
}

// A program that collects contains nothing that could send what it collects by
// HTTP or TLS. The packages are linked, because ghw's configuration imports a
// downloader of PCI names, but as long as nothing calls that, only their
// variables remain, and the functions that give those their first values.
func TestNoHTTPClientLinked(t *testing.T) {
	symbols, err := exec.CommandContext(t.Context(), "go", "tool", "nm", buildProgram(t, "agent")).Output()
	require.NoError(t, err)
	require.Contains(t, string(symbols), "hwhash/collect.Inventory")
	functions := regexp.MustCompile(`(?m) [Tt] ((?:net/http|crypto/tls)[./]\S+)$`).FindAllSubmatch(symbols, -1)
	initial := regexp.MustCompile(`[./](init(\.\d+)?|ProxyFromEnvironment|envProxyFunc(\.func1)?)$`)
	for _, f := range functions {
		require.True(t, initial.Match(f[1]), "%s", f[1])
	}
	require.LessOrEqual(t, len(functions), 12)
}

// Collecting adds little to a program that has ghw. Sizes are of programs for
// this system, without symbols.
func TestSizeBesideGHW(t *testing.T) {
	size := func(name string) int64 {
		info, err := os.Stat(buildProgram(t, name, "-ldflags=-s -w"))
		require.NoError(t, err)
		return info.Size()
	}
	agent, bare := size("agent"), size("bareghw")
	t.Logf("an agent that collects: %d KiB; one that calls ghw: %d KiB", agent>>10, bare>>10)
	require.Less(t, agent, bare+1<<20)
}
