package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/acttest"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/productkey"
)

// TestMain is the example itself if the test asks for it.
func TestMain(m *testing.M) {
	if os.Getenv("LISTEN") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// build builds a command of this module.
func build(t *testing.T, pkg string) string {
	path := filepath.Join(t.TempDir(), filepath.Base(pkg))
	out, err := exec.Command("go", "build", "-o", path, pkg).CombinedOutput()
	require.NoError(t, err, "%s", out)
	return path
}

func TestBuyAndActivate(t *testing.T) {
	dir := t.TempDir()
	start := exec.Command(build(t, "../../cmd/hwactd"), "init", "-product", product)
	start.Dir = dir
	require.NoError(t, start.Run())

	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := l.Addr().String()
	require.NoError(t, l.Close())
	self, err := os.Executable()
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	c := exec.CommandContext(ctx, self)
	c.Dir, c.Env, c.Stderr = dir, append(os.Environ(), "LISTEN="+address), os.Stderr
	require.NoError(t, c.Start())
	t.Cleanup(func() { stop(); _ = c.Wait() })

	url := "http://" + address
	var res *http.Response
	require.Eventually(t, func() bool {
		res, err = http.Post(url+"/buy", "", nil)
		return err == nil
	}, 10*time.Second, 20*time.Millisecond)
	text, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	key, err := productkey.Base24.Parse(strings.TrimSpace(string(text)))
	require.NoError(t, err)

	agent := acttest.NewClient(acttest.ToURL(http.DefaultClient, url+"/licences"), ring(t, dir), product,
		func() int64 { return time.Now().Unix() })
	got, err := agent.Activate(key, acttest.Machine(product, 1), "")
	require.NoError(t, err)
	require.Equal(t, activation.Granted, got.Outcome)
}

func ring(t *testing.T, dir string) activation.Ring {
	doc, err := os.ReadFile(filepath.Join(dir, "hwactd.keys"))
	require.NoError(t, err)
	keys, err := server.ParseKeys(doc)
	require.NoError(t, err)
	r, err := activation.ParseRing([]activation.PublicKey{keys.Root}, product, keys.Ring)
	require.NoError(t, err)
	return r
}
