package main

import (
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/acttest"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/productkey"
)

// customer is an installation on a machine of its own, with the request that
// was not answered.
type customer struct {
	*acttest.Client
	hash    hwhash.Hash
	granted bool
	op      activation.Op
	open    string
}

// work activates and renews until the server is gone.
func (c *customer) work(key productkey.Key, renewals int) {
	for i := range renewals + 1 {
		c.op = activation.OpRenew
		var err error
		if i == 0 {
			c.op = activation.OpActivate
			c.open, err = c.ActivateRequest(key, c.hash, "")
		} else {
			c.open, err = c.RenewRequest(c.hash)
		}
		if err != nil {
			return
		}
		got, err := c.Exchange(c.op, activation.Message{Request: c.open})
		if err != nil {
			return // the request stays open
		}
		c.open = ""
		c.granted = c.granted || got.Outcome == activation.Granted
	}
}

// TestKilled kills a server in the middle of load, again and again: nothing that
// was granted is lost, and no seat is counted twice.
func TestKilled(t *testing.T) {
	rounds := 3
	if os.Getenv("FULL") != "" {
		rounds = 20
	}
	v := newVendor(t)
	key, licence := v.issue("-seats", "100000")
	var all []*customer
	for range rounds {
		p := serve(t, v.dir)
		var workers sync.WaitGroup
		var mu sync.Mutex
		var dead atomic.Bool
		for range 8 {
			workers.Go(func() {
				for !dead.Load() {
					mu.Lock()
					c := &customer{Client: v.client(p.url), hash: machine(uint64(len(all)))}
					all = append(all, c)
					mu.Unlock()
					c.work(key, 2)
				}
			})
		}
		time.Sleep(400 * time.Millisecond)
		dead.Store(true) // no new customers; those at work are cut off
		require.Error(t, p.end(syscall.SIGKILL))
		workers.Wait()
	}
	p := serve(t, v.dir)
	grants := comeBack(t, all, v.client(p.url).Send)
	view := v.show("-licence", licence)
	require.EqualValues(t, grants, view.Used)
	require.Len(t, view.Machines, grants, "each machine has one seat")
	require.Nil(t, do(t, v.dir, "", "check")[0]["faults"])
	require.NoError(t, p.end(syscall.SIGTERM))
}

// comeBack has customers send their open requests again and then renew, and
// returns how many were granted something.
func comeBack(t *testing.T, all []*customer, send acttest.Send) (grants int) {
	open := 0
	for _, c := range all {
		c.Send = send
		if c.open != "" {
			open++
			got, err := c.Exchange(c.op, activation.Message{Request: c.open})
			require.NoError(t, err)
			require.Equal(t, activation.Granted, got.Outcome)
			c.granted = true
		}
		if !c.granted {
			continue
		}
		grants++
		got, err := c.Renew(c.hash)
		require.NoError(t, err)
		require.Equal(t, activation.Granted, got.Outcome, "a grant was lost")
	}
	t.Logf("%d customers, %d of them cut off in the middle of a request", grants, open)
	return grants
}
