package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation/internal/pgtest"
)

// balancer sends each request to one of two servers in turn, and to the other one
// if that is gone. The clock of a test is set on both.
type balancer struct {
	urls [2]string
	next atomic.Int64
}

// ServeHTTP passes a request on.
func (b *balancer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "", http.StatusBadRequest)
		return
	}
	first := b.next.Add(1)
	status := http.StatusBadGateway
	var text []byte
	for i := range int64(2) {
		to, err := http.NewRequestWithContext(r.Context(), r.Method, b.urls[(first+i)%2]+r.URL.Path, bytes.NewReader(body))
		if err != nil {
			continue
		}
		to.Header = r.Header
		res, err := http.DefaultClient.Do(to)
		if err != nil {
			continue
		}
		text, err = io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err != nil {
			continue
		}
		status = res.StatusCode
		if r.URL.Path != "/test/clock" {
			break
		}
	}
	w.WriteHeader(status)
	_, _ = w.Write(text)
}

// another starts one more server of the world's folder.
func (w *world) another(t *testing.T) string {
	c := exec.Command(w.hwactd, "serve", "-test", "-listen", "127.0.0.1:0")
	c.Env = append(os.Environ(), "HWACTD_DIR="+w.dir)
	out, err := c.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
	line, err := bufio.NewReader(out).ReadBytes('\n')
	require.NoError(t, err)
	var first struct{ Listening string }
	require.NoError(t, json.Unmarshal(line, &first))
	return "http://" + first.Listening
}

// TestStoryOnPostgres is the same life of licences on PostgreSQL, with two servers
// behind a balancer, one of which is killed in the middle.
func TestStoryOnPostgres(t *testing.T) {
	processes(t)
	t.Setenv("HWACTD_DATABASE", pgtest.URL(t))
	w := newWorld(t)
	b := &balancer{urls: [2]string{w.url, w.another(t)}}
	front := httptest.NewServer(b)
	defer front.Close()
	w.url = front.URL
	t.Run("drift", w.storyOfDrift)
	t.Run("off line", w.storyOffLine)
	t.Run("reinstalled", w.storyReinstalled)
	require.NoError(t, w.server.Process.Kill())
	require.Error(t, w.server.Wait())
	t.Run("dual boot", w.storyDualBoot)
	t.Run("replaced", w.storyReplaced)
	t.Run("twins", w.storyOfTwins)
}
