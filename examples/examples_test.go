package examples

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/hwhash/collect"
	"github.com/hwprint/hwprint/productkey"
)

// build returns the path of an example.
func build(t *testing.T, name string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("builds programs")
	}
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("there is no go tool")
	}
	program := filepath.Join(t.TempDir(), name+".exe")
	says, err := exec.Command(goTool, "build", "-o", program, "./"+name).CombinedOutput()
	require.NoError(t, err, string(says))
	return program
}

// serve starts the server with some keys for sale, and returns its URL and keys.
func serve(t *testing.T, sold int) (url string, keys []string) {
	t.Helper()
	program := build(t, "server")
	for k, err := range productkey.Base24.GenerateN(nil, sold) {
		require.NoError(t, err)
		keys = append(keys, k.Reveal())
	}
	c := exec.Command(program, "-listen", "127.0.0.1:0")
	c.Env = append(os.Environ(),
		"PEPPERS=2:e41077b9f0d25ca8b211d731cc441e8c13a9d2c4e07b518a8f4b3e9d6a2f0c5f 1:5f0c2f6a9d3e4b8f8a517be0c4d2a9138c1e44cc31d711b2a85cd2f09b7710e4",
		"SEAL_KEYS=1:8b3e9d6a2f0c5fe41077b9f0d25ca8b211d731cc441e8c13a9d2c4e07b518a8f")
	c.Stdin = strings.NewReader(strings.Join(keys, "\n"))
	var says bytes.Buffer
	c.Stderr = &says
	out, err := c.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
		require.Empty(t, says.String(), "nothing of a request is logged")
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		_ = c.Wait() // the server ended: now what it says is there
		require.NoError(t, err, says.String())
	}
	return strings.TrimSpace(line[strings.Index(line, "http"):]), keys
}

// activate sends a request and returns the status. No answer has a body.
func activate(t *testing.T, url, key, hash string) int {
	t.Helper()
	body, err := json.Marshal(map[string]string{"key": key, "hash": hash})
	require.NoError(t, err)
	response, err := http.Post(url+"/activate", "application/json", bytes.NewReader(body))
	require.NoError(t, err)
	defer response.Body.Close()
	require.Zero(t, response.ContentLength)
	return response.StatusCode
}

// hashOf returns the hash of a machine with these serial number, adapter and disk.
func hashOf(t *testing.T, scope, serial, nic, disk string) string {
	t.Helper()
	hasher, err := hwhash.NewHasher(scope)
	require.NoError(t, err)
	var inv hwhash.Inventory
	for c, value := range map[hwhash.Class]string{hwhash.SystemSerial: serial, hwhash.NIC: nic, hwhash.Disk: disk} {
		if value != "" {
			inv.Add(c, value)
		}
	}
	inv.Add(hwhash.OSInstall, "5d3ac1f0e5be4a04b4a7a0c2d5f1e6b9")
	if serial == "" {
		inv.Components = inv.Components[:len(inv.Components)-1]
	}
	hash, err := hasher.Sum(&inv)
	require.NoError(t, err)
	return hash.String()
}

func TestServer(t *testing.T) {
	url, keys := serve(t, 3)
	const scope = "acme.example/editor"
	mine := hashOf(t, scope, "PF3XK7Q2", "3c:52:82:0a:11:07", "S4EVNX0M718245K")
	newDisk := hashOf(t, scope, "PF3XK7Q2", "3c:52:82:0a:11:07", "ZFN0EHXF")
	other := hashOf(t, scope, "PF4ZB1M7", "3c:52:82:7b:90:c1", "S4EVNX0M903117K")

	require.Equal(t, http.StatusOK, activate(t, url, keys[0], mine))
	require.Equal(t, http.StatusOK, activate(t, url, strings.ToLower(keys[0]), newDisk))
	require.Equal(t, http.StatusForbidden, activate(t, url, keys[0], other))
	require.Equal(t, http.StatusForbidden, activate(t, url, keys[0], hashOf(t, "acme.example", "PF3XK7Q2", "3c:52:82:0a:11:07", "")))
	require.Equal(t, http.StatusOK, activate(t, url, keys[1], other))

	// One adapter alone is no machine.
	require.Equal(t, http.StatusForbidden, activate(t, url, keys[2], hashOf(t, scope, "", "3c:52:82:0a:11:07", "")))

	require.Equal(t, http.StatusForbidden, activate(t, url, "BCDFG-HJKMP-QRTVW-XY234-67892", mine))
	require.Equal(t, http.StatusBadRequest, activate(t, url, keys[0]+"B", mine))
	require.Equal(t, http.StatusBadRequest, activate(t, url, keys[0], mine[:40]))
	require.Equal(t, http.StatusBadRequest, activate(t, url, keys[0], strings.Repeat("x", 1<<20)))

	// Who asks too often is not answered, the right machine neither.
	for range 30 {
		activate(t, url, keys[1], mine)
	}
	require.Equal(t, http.StatusTooManyRequests, activate(t, url, keys[1], mine))
	require.Equal(t, http.StatusTooManyRequests, activate(t, url, keys[1], other))
}

// The agent activates the machine that the test runs on, if that is identified
// well enough, and says what is wrong if not.
func TestAgent(t *testing.T) {
	url, keys := serve(t, 2)
	program := build(t, "agent")
	agent := func(key string) (string, error) {
		c := exec.Command(program, "-server", url)
		c.Stdin = strings.NewReader(key + "\n")
		says, err := c.CombinedOutput()
		require.NotContains(t, string(says), key)
		return string(says), err
	}
	found, err := collect.Inventory(t.Context())
	require.NoError(t, err)
	hasher, err := hwhash.NewHasher("acme.example/editor")
	require.NoError(t, err)
	hash, _ := hasher.Sum(&found.Inventory)

	says, err := agent(keys[0])
	switch groups := len(hash.IdentityGroups()); {
	case groups >= 2:
		require.NoError(t, err, says)
		require.Equal(t, "activated\n", says)
		says, err = agent(keys[0]) // again, on the same machine
		require.NoError(t, err, says)
	case groups == 1:
		require.Error(t, err)
		require.Contains(t, says, "not activated: 403 Forbidden")
	default:
		require.Error(t, err)
		require.Contains(t, says, "no evidence of identity")
	}
	says, err = agent("nonsense")
	require.Error(t, err)
	require.Contains(t, says, "agent: ")
}

// A server links no hardware prober.
func TestServerLinksNoProber(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "./server").Output()
	if err != nil {
		t.Skip("there is no go tool")
	}
	deps := strings.Fields(string(out))
	require.Contains(t, deps, "github.com/hwprint/hwprint/hwhash")
	for _, dep := range deps {
		require.False(t, strings.HasPrefix(dep, "github.com/jaypipes/ghw"), dep)
		require.NotEqual(t, "github.com/hwprint/hwprint/hwhash/collect", dep)
	}
}
