package agent_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/agent"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/productkey"
)

func bubble(t *testing.T, f func(*testing.T)) { synctest.Test(t, f) }

func timeout(t *testing.T, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(t.Context(), d)
}

func TestKeepRenewsInTime(t *testing.T) {
	for what, l := range map[string]server.Licence{
		"subscription": subscription,
		"lease":        {Kind: activation.Floating, Seats: 1, Terms: server.Terms{Lease: 600}},
	} {
		t.Run(what, func(t *testing.T) {
			inBubble(t, func(s *shop, config agent.Config) {
				config.Folder = ""
				c := s.client(config)
				s.activated(c)
				ctx, cancel := context.WithTimeout(s.t.Context(), 30*day)
				defer cancel()
				if l.Kind == activation.Floating {
					ctx, cancel = context.WithTimeout(s.t.Context(), day)
					defer cancel()
				}
				err := c.Keep(ctx, func(got agent.Status) {
					require.Equal(t, activation.StateValid, got.State)
				})
				require.ErrorIs(s.t, err, context.DeadlineExceeded)
				s.used(1)
			}, l)
		})
	}
}

// A server that is down for a week, then up.
func TestKeepOutlastsTheServer(t *testing.T) {
	inBubble(t, func(s *shop, config agent.Config) {
		up, asked := config.HTTP.Transport, 0
		start := time.Now()
		config.HTTP = &http.Client{Transport: trip(func(r *http.Request) (*http.Response, error) {
			if since := time.Since(start); since > 7*day && since < 14*day {
				asked++
				return says(503, ""), nil
			}
			return up.RoundTrip(r)
		})}
		c := s.client(config)
		s.activated(c)
		ctx, cancel := context.WithTimeout(s.t.Context(), 20*day)
		defer cancel()
		var last agent.Status
		_ = c.Keep(ctx, func(got agent.Status) {
			require.True(t, got.Allowed())
			last = got
		})
		require.False(t, last.Has(activation.ReasonRenew))
		require.Greater(t, asked, 20)
		require.Less(t, asked, 80, "it does not insist")
	}, subscription)
}

func TestSendsSaysAllThatIsSent(t *testing.T) {
	s := newShop(t, perpetual)
	config := s.config(pc(1))
	config.Without = []hwhash.Class{hwhash.NIC}
	config.Language, config.Region = "de", "DE"
	c := s.client(config)
	text := func(op activation.Op) string { return strings.Join(c.Sends(op), "\n") }
	activate, renew, release := text(activation.OpActivate), text(activation.OpRenew), text(activation.OpRelease)
	require.Contains(t, activate, "product key")
	require.Contains(t, activate, "disk")
	require.NotContains(t, activate, "nic", "the user's choice")
	require.Contains(t, activate, "de, DE")
	require.NotContains(t, renew, "product key")
	require.Contains(t, renew, "ticket")
	require.Contains(t, renew, "hash")
	require.NotContains(t, release, "hash")
	require.Contains(t, release, config.Server)
}

func TestKeyFromEnv(t *testing.T) {
	key := newKey(t)
	file := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(file, []byte("\n "+key.Reveal()+"\r\n"), 0o600))
	t.Setenv("ACME_KEY_FILE", file)
	got, err := agent.KeyFromEnv(productkey.Base24, "ACME_KEY")
	require.NoError(t, err)
	require.Equal(t, key.Reveal(), got.Reveal())
	other := newKey(t)
	t.Setenv("ACME_KEY", other.Reveal())
	got, err = agent.KeyFromEnv(productkey.Base24, "ACME_KEY")
	require.NoError(t, err)
	require.Equal(t, other.Reveal(), got.Reveal())
	for _, bad := range []string{"", "BCDFG-HJKMP", strings.Repeat("B", 10<<20)} {
		t.Setenv("ACME_KEY", bad)
		_, err = agent.KeyFromEnv(productkey.Base24, "ACME_KEY")
		require.ErrorIs(t, err, agent.ErrKey)
		require.NotContains(t, err.Error(), "BCDFG")
	}
	_, err = agent.KeyFromEnv(productkey.Base24, "NOT_SET")
	require.ErrorIs(t, err, agent.ErrKey)
	_, err = agent.KeyFromFile(productkey.Base24, filepath.Join(t.TempDir(), "none"))
	require.ErrorIs(t, err, agent.ErrKey)
}

func TestImpossibleConfigurations(t *testing.T) {
	s := newShop(t, perpetual)
	for what, change := range map[string]func(*agent.Config){
		"no product":       func(c *agent.Config) { c.Product = "" },
		"no root":          func(c *agent.Config) { c.Roots = nil },
		"a stranger's":     func(c *agent.Config) { c.Ring = newSigners(t).ring(t, 1, 0) },
		"not a URL":        func(c *agent.Config) { c.Server = "licences.example" },
		"another protocol": func(c *agent.Config) { c.Server = "ftp://licences.example" },
	} {
		c := s.config(pc(1))
		change(&c)
		_, err := agent.New(c)
		require.ErrorIs(t, err, agent.ErrConfig, what)
	}
}
