package collect

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// A program that collects contains nothing that could send what it collects.
// The packages are linked, because ghw's configuration imports a downloader of
// PCI names, but as long as nothing calls that, only their variables remain.
func TestNoHTTPClientLinked(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program")
	}
	program := filepath.Join(t.TempDir(), "agent")
	output, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "./internal/agent").CombinedOutput()
	require.NoError(t, err, "%s", output)
	symbols, err := exec.CommandContext(t.Context(), "go", "tool", "nm", program).Output()
	require.NoError(t, err)
	require.Contains(t, string(symbols), "hwhash/collect.Inventory")
	forbidden := regexp.MustCompile(`(?m)(net/http\.\(\*(Client|Transport)\)\.\S+|crypto/tls\.\(\*Conn\)\.\S+)$`)
	require.Empty(t, forbidden.FindAllString(string(symbols), 5))
}
