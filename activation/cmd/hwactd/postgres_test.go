package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/acttest"
	"github.com/hwprint/hwprint/activation/internal/pgtest"
)

// onPostgres is a vendor whose database is PostgreSQL.
func onPostgres(t testing.TB) *vendor {
	t.Setenv("HWACTD_DATABASE", pgtest.URL(t))
	return newVendor(t)
}

func TestDayOnPostgres(t *testing.T) {
	processes(t)
	testDay(t, onPostgres(t))
}

// pair sends to one of two servers, as a balancer does: in turn, and to the
// other one when one is gone.
type pair struct {
	to   [2]acttest.Send
	next atomic.Int64
}

func (p *pair) send(op activation.Op, m activation.Message) (activation.Message, error) {
	i := p.next.Add(1)
	got, err := p.to[i%2](op, m)
	if err != nil {
		got, err = p.to[(i+1)%2](op, m)
	}
	return got, err
}

// TestTwoServersOneKilled has customers at work on two processes of one database
// when one is killed: nobody is refused, no grant is lost, no seat counted twice.
func TestTwoServersOneKilled(t *testing.T) {
	processes(t)
	v := onPostgres(t)
	key, licence := v.issue("-seats", "100000")
	a, b := serve(t, v.dir), serve(t, v.dir)
	both := &pair{to: [2]acttest.Send{v.client(a.url).Send, v.client(b.url).Send}}
	var workers sync.WaitGroup
	var mu sync.Mutex
	var done atomic.Bool
	var all []*customer
	for range 8 {
		workers.Go(func() {
			for !done.Load() {
				mu.Lock()
				c := &customer{Client: v.client(a.url), hash: machine(uint64(len(all)))}
				c.Send = both.send
				all = append(all, c)
				mu.Unlock()
				c.work(key, 2)
			}
		})
	}
	time.Sleep(400 * time.Millisecond)
	require.Error(t, a.end(syscall.SIGKILL))
	time.Sleep(400 * time.Millisecond)
	done.Store(true)
	workers.Wait()
	for _, c := range all {
		require.True(t, c.granted, "the other server was there")
	}
	grants := comeBack(t, all, v.client(b.url).Send)
	view := v.show("-licence", licence)
	require.EqualValues(t, grants, view.Used)
	require.Len(t, view.Machines, grants)
	require.Nil(t, do(t, v.dir, "", "check")[0]["faults"])
	require.NoError(t, b.end(syscall.SIGTERM))
}

// TestMoved moves a database to PostgreSQL and back: customers go on, and both
// exports are alike.
func TestMoved(t *testing.T) {
	processes(t)
	v := newVendor(t)
	key, licence := v.issue("-seats", "5", "-features", "export")
	p := serve(t, v.dir)
	c := v.client(p.url)
	renewed := func(url string) {
		c.Send = v.client(url).Send
		got, err := c.Renew(machine(1))
		require.NoError(t, err)
		require.Equal(t, activation.Granted, got.Outcome)
	}
	_, err := c.Activate(key, machine(1), "")
	require.NoError(t, err)
	renewed(p.url)
	require.NoError(t, p.end(syscall.SIGTERM))

	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	before := v.show("-licence", licence)
	do(t, v.dir, "", "export", "-to", file("a"))
	url := pgtest.URL(t)
	do(t, v.dir, "", "import", "-database", url, "-from", file("a"))
	do(t, v.dir, "", "export", "-database", url, "-to", file("b"))
	require.NoError(t, os.Remove(filepath.Join(v.dir, databaseFile)))
	do(t, v.dir, "", "import", "-from", file("b"))
	do(t, v.dir, "", "export", "-to", file("c"))
	require.Equal(t, sorted(t, file("a")), sorted(t, file("b")))
	require.Equal(t, sorted(t, file("a")), sorted(t, file("c")))
	require.Equal(t, before, v.show("-licence", licence))
	require.Error(t, hwactd(t, v.dir, "import", "-database", url, "-from", file("a")).Run(), "not empty")
	renewed(serve(t, v.dir).url)
	renewed(serve(t, v.dir, "-database", url).url)

	whole, err := os.ReadFile(file("a"))
	require.NoError(t, err)
	lines := bytes.SplitAfter(whole, []byte("\n"))
	for name, text := range map[string][]byte{
		"cut off": bytes.Join(lines[:len(lines)-2], nil),
		"a row":   bytes.Join(append(append([][]byte{}, lines[:1]...), lines[2:]...), nil),
		"empty":   nil,
		"changed": bytes.Replace(whole, []byte(`"b:`), []byte(`"b:A`), 1),
	} {
		require.NoError(t, os.WriteFile(file(name), text, 0o600))
		empty := pgtest.URL(t)
		require.Error(t, hwactd(t, v.dir, "import", "-database", empty, "-from", file(name)).Run(), name)
		do(t, v.dir, "", "import", "-database", empty, "-from", file("a")) // nothing was left
	}
}

// sorted returns the lines of a file in an order of their own: a database gives
// rows in any.
func sorted(t *testing.T, file string) string {
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	lines := strings.Split(string(text), "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
