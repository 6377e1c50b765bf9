package main

import (
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
)

// TestKilled kills hwact at any moment of a renewal, again and again: the state is
// whole each time, the licence goes on, and nobody is suspected of being a copy.
func TestKilled(t *testing.T) {
	processes(t)
	rounds := 40
	if os.Getenv("FULL") != "" {
		rounds = 1000
	}
	v := newVendor(t)
	key := issue(t, v)
	p := newPC(t, v, 1)
	first := p.hwact(key.Reveal(), "activate")
	require.Zero(t, first.exit, first.err)
	r := rand.New(rand.NewPCG(3, 4))
	start := time.Now()
	require.Zero(t, p.hwact("", "renew").exit)
	patience := time.Since(start) // longer after each kill, so that some end by themselves
	killed := 0
	for i := range rounds {
		if i%20 == 0 { // no more renewals a day than there may be
			v.Sleep(24 * time.Hour)
		}
		c := p.command("renew", "-quiet")
		require.NoError(t, c.Start())
		time.Sleep(rand.N(patience))
		_ = c.Process.Kill()
		if c.Wait() != nil {
			killed, patience = killed+1, patience*6/5
		} else {
			patience = patience * 2 / 3
		}
		if r.IntN(4) == 0 {
			got := p.hwact("", "status")
			require.Equal(t, activation.StateValid, got.State, got.out)
			require.Equal(t, first.Installation, got.Installation)
			require.Empty(t, got.Damaged)
		}
	}
	require.Greater(t, killed, rounds/8)
	require.Less(t, killed, rounds)
	require.Zero(t, p.hwact("", "renew").exit)
	rows := v.Rows(t, key)
	require.EqualValues(t, 1, rows.Licence.Used)
	require.Len(t, rows.Installations, 1)
	require.Zero(t, rows.Seats[0].Flags)
	t.Log(killed, "of", rounds, "killed")
}
