package server_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/acttest"
	"github.com/hwprint/hwprint/activation/server"
)

// serving serves the shop's server over a store, until the test or stop ends it.
func (s *shop) serving(store server.Store, body time.Duration, connections int) (address string, stop func() error) {
	s.t.Helper()
	v, err := server.New(s.t.Context(), server.Config{Store: store, Keys: s.Keys, Product: scope, Now: s.Now})
	require.NoError(s.t, err)
	if body != 0 {
		v.Hurry(body, connections)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(s.t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- v.Serve(ctx, l, v.Handler()) }()
	stop = sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	s.t.Cleanup(func() { require.NoError(s.t, stop()) })
	return l.Addr().String(), stop
}

// slow is a store that takes its time.
type slow struct {
	server.Store
	entered chan struct{}
}

func (s *slow) Decide(ctx context.Context, f server.Find, decide func(*server.Rows) (*server.Changes, error)) error {
	s.entered <- struct{}{}
	time.Sleep(300 * time.Millisecond)
	return s.Store.Decide(ctx, f, decide)
}

func TestShutdownLosesNoRequest(t *testing.T) {
	const n = 40
	s := newShop(t, server.Licence{Kind: activation.Perpetual, Seats: n})
	store := &slow{s.Store, make(chan struct{}, n)}
	address, stop := s.serving(store, 0, 0)
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: n}}
	defer client.CloseIdleConnections()
	outcomes, errs := make([]activation.Answer, n), make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			c := acttest.NewClient(acttest.ToURL(client, "http://"+address), s.Ring, scope, s.Now)
			outcomes[i], errs[i] = c.Activate(s.key, machine(uint64(i)), "")
		})
	}
	for range n {
		<-store.entered
	}
	require.NoError(t, stop())
	all.Wait()
	for i := range n {
		require.NoError(t, errs[i])
		granted(t, outcomes[i])
	}
	s.used(n)
	_, err := net.DialTimeout("tcp", address, time.Second)
	require.Error(t, err, "it accepts no more")
}

func TestSlowBodyIsCutOff(t *testing.T) {
	s := newShop(t, perpetual)
	address, _ := s.serving(s.Store, 200*time.Millisecond, 64)
	for name, sent := range map[string]string{
		"header": "POST /v1/renew HTTP/1.1\r\nHost: a\r\nX-Slow: ",
		"body":   "POST /v1/renew HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nhwprint request\n",
	} {
		c, err := net.Dial("tcp", address)
		require.NoError(t, err)
		began := time.Now()
		_, err = io.WriteString(c, sent)
		require.NoError(t, err)
		require.NoError(t, c.SetReadDeadline(began.Add(5*time.Second)))
		_, err = io.Copy(io.Discard, c)
		var timeout net.Error
		require.False(t, errors.As(err, &timeout) && timeout.Timeout(), "%s: the server waits on", name)
		require.NoError(t, c.Close())
	}
}

func TestHugeBodyIsNotRead(t *testing.T) {
	s := newShop(t, perpetual)
	address, _ := s.serving(s.Store, 0, 0)
	body := &counted{r: strings.NewReader(strings.Repeat("a", 10<<20))}
	res, err := http.Post("http://"+address+"/v1/renew", "text/plain", body)
	if err == nil { // else the server closed the connection while it was sent
		require.Equal(t, http.StatusRequestEntityTooLarge, res.StatusCode)
		require.NoError(t, res.Body.Close())
	}
	require.Less(t, body.n.Load(), int64(9<<20))
}

// counted counts what is read, which the client may still do when it has its
// answer.
type counted struct {
	r io.Reader
	n atomic.Int64
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n.Add(int64(n))
	return n, err
}

// TestIdleConnectionsAreBounded opens very many connections that say nothing:
// memory stays small, and customers are answered.
func TestIdleConnectionsAreBounded(t *testing.T) {
	n := full(10_000, 2000) // both ends of those that are let in are files of this process
	s := newShop(t, perpetual)
	address, _ := s.serving(s.Store, 500*time.Millisecond, full(4096, 256))
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var idle []net.Conn
	defer func() {
		for _, c := range idle {
			_ = c.Close()
		}
	}()
	dialer := net.Dialer{Timeout: 200 * time.Millisecond}
	for range n {
		c, err := dialer.Dial("tcp", address)
		if err != nil {
			break // the queue of the kernel is full
		}
		idle = append(idle, c)
	}
	runtime.ReadMemStats(&after)
	grown := int64(after.HeapInuse+after.StackInuse) - int64(before.HeapInuse+before.StackInuse)
	t.Logf("%d idle connections, %d KB", len(idle), grown>>10)
	require.Less(t, grown, int64(n)*16<<10, "16 KB for both ends of a connection")
	// A customer is in the queue behind them all; they are cut off by turns.
	client := &http.Client{Timeout: time.Minute}
	res, err := client.Get("http://" + address + "/healthz")
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, res.StatusCode)
	require.NoError(t, res.Body.Close())
}
