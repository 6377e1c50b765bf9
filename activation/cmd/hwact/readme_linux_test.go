package main

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// readme returns the README's commands about activation.
func readme(t *testing.T) []string {
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	require.NoError(t, err)
	for block := range strings.SplitSeq(string(text), "```sh\n") {
		if block, _, _ = strings.Cut(block, "```"); strings.Contains(block, "./cmd/hwact ") {
			return strings.Split(strings.TrimSpace(block), "\n")
		}
	}
	t.Fatal("the README does not show hwact")
	return nil
}

// TestReadme runs the README's commands from the root as they are written, in
// another folder and at another port.
func TestReadme(t *testing.T) {
	processes(t)
	lines := readme(t)
	require.Len(t, lines, 3)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := l.Addr().String()
	require.NoError(t, l.Close())
	env := append(os.Environ(), "HWACTD_LISTEN="+address, "HWACT_SERVER=http://"+address, "XDG_STATE_HOME="+t.TempDir())
	tmp := t.TempDir()
	shell := func(line string) (*exec.Cmd, *bytes.Buffer) {
		c, out := exec.Command("sh", "-c", strings.ReplaceAll(line, "/tmp/", tmp+"/")), new(bytes.Buffer)
		c.Dir, c.Env, c.Stdout, c.Stderr = root, env, out, os.Stderr
		c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		return c, out
	}
	c, _ := shell(lines[0])
	require.NoError(t, c.Run())

	serve, background := strings.CutSuffix(lines[1], " &")
	require.True(t, background)
	server, out := shell(serve)
	server.Stdout, server.Stderr = nil, out
	require.NoError(t, server.Start())
	t.Cleanup(func() {
		_ = syscall.Kill(-server.Process.Pid, syscall.SIGTERM)
		_ = server.Wait()
	})
	require.Eventually(t, func() bool {
		c, err := net.Dial("tcp", address)
		return err == nil && c.Close() == nil
	}, time.Minute, 50*time.Millisecond)

	if !identifiable(t) {
		t.Skip("nothing identifies this machine")
	}
	c, out = shell(lines[2])
	require.NoError(t, c.Run())
	require.Contains(t, out.String(), `"outcome":"granted","allowed":true`)
}
