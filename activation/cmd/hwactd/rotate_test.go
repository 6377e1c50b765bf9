package main

import (
	"bytes"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/acttest"
)

// fails runs hwactd, wants it to fail, and returns why.
func fails(t *testing.T, dir string, args ...string) string {
	t.Helper()
	c := hwactd(t, dir, args...)
	var errs bytes.Buffer
	c.Stderr = &errs
	require.Error(t, c.Run(), args)
	return errs.String()
}

// adopt has a client take the ring of the server's answers, as agents do.
func (v *vendor) adopt(c *acttest.Client, root activation.PublicKey) {
	send := c.Send
	c.Send = func(op activation.Op, m activation.Message) (activation.Message, error) {
		got, err := send(op, m)
		if err == nil {
			if r, err := activation.ParseRing([]activation.PublicKey{root}, scope, got.Ring); err == nil && r.Issued > c.Ring.Issued {
				c.Ring = r
			}
		}
		return got, err
	}
}

// TestRotation rotates everything that there is while a customer goes on.
func TestRotation(t *testing.T) {
	processes(t)
	v := newVendor(t)
	var root activation.PublicKey
	require.NoError(t, root.UnmarshalText([]byte(do(t, v.dir, "", "init", "-product", "acme.example/viewer", "-test")[0]["root"].(string))))
	key, _ := v.issue("-seats", "9")
	c := v.client("")
	n := uint64(1)
	served := func() {
		t.Helper()
		p := serve(t, v.dir)
		c.Send = v.client(p.url).Send
		v.adopt(c, root)
		if n == 1 {
			got, err := c.Activate(key, machine(1), "")
			require.NoError(t, err)
			require.Equal(t, activation.Granted, got.Outcome)
		}
		got, err := c.Renew(machine(1))
		require.NoError(t, err)
		require.Equal(t, activation.Granted, got.Outcome)
		n++
		another := v.client(p.url) // with the ring of the first day
		v.adopt(another, root)
		got, err = another.Activate(key, machine(n), "")
		if err == nil && got.Outcome == activation.Resend {
			got, err = another.Activate(key, machine(n), "")
		}
		require.NoError(t, err)
		require.Equal(t, activation.Granted, got.Outcome)
		require.NoError(t, p.end(syscall.SIGTERM))
	}
	served()
	secret := filepath.Join(v.dir, rootFile)
	for i, what := range []string{"certificates", "answers", "seal"} {
		require.Contains(t, fails(t, v.dir, "rotate", "-product", scope, "-what", what), "-root")
		line := do(t, v.dir, "", "rotate", "-product", scope, "-what", what, "-root", secret, "-after", "0s")[0]
		require.EqualValues(t, 4+i, line["kid"])
		time.Sleep(1100 * time.Millisecond) // the ring must be newer in seconds
	}
	served()
	do(t, v.dir, "", "rotate", "-product", scope, "-what", "certificates", "-step", "drop", "-kid", "1")
	require.Contains(t, fails(t, v.dir, "rotate", "-product", scope, "-what", "certificates", "-step", "drop", "-kid", "4"), "in use")
	line := do(t, v.dir, "", "revoke", "-product", scope, "-kid", "4", "-root", secret)[0]
	require.EqualValues(t, 7, line["kid"])
	served()

	for _, what := range []string{"peppers", "database", "tickets"} {
		require.Contains(t, fails(t, v.dir, "rotate", "-what", what, "-step", "use"), "one secret only")
		do(t, v.dir, "", "rotate", "-what", what, "-step", "add")
	}
	served()
	for _, what := range []string{"peppers", "database", "tickets"} {
		do(t, v.dir, "", "rotate", "-what", what, "-step", "use")
	}
	served()
	require.Contains(t, fails(t, v.dir, "rotate", "-what", "database", "-step", "drop"), "rows need")
	require.Contains(t, fails(t, v.dir, "rotate", "-what", "peppers", "-step", "drop"), "rows need")
	needed := do(t, v.dir, "", "reseal")[0]["needed"].(map[string]any)
	require.Len(t, needed["database"], 1, "all under the new key")
	do(t, v.dir, "", "rotate", "-what", "database", "-step", "drop")
	do(t, v.dir, "", "rotate", "-what", "tickets", "-step", "drop")
	do(t, v.dir, "", "rotate", "-what", "orders")
	served()
	require.Contains(t, fails(t, v.dir, "rotate", "-what", "colours"), "peppers")
}
