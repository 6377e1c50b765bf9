package agent_test

import (
	"iter"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/agent"
	"github.com/hwprint/hwprint/activation/internal/acttest"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/activation/server/servertest"
	"github.com/hwprint/hwprint/productkey"
)

// TestMain checks that no test leaves a goroutine, but those of the sources of a
// machine that never answer, which tests make themselves.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	scope = "acme.example/editor"
	day   = 24 * time.Hour
)

var (
	perpetual    = server.Licence{Kind: activation.Perpetual, Seats: 1}
	subscription = server.Licence{Kind: activation.Subscription, Seats: 1, Ends: 1 << 35}
)

// shop is a vendor with one licence.
type shop struct {
	*servertest.Vendor
	t   testing.TB
	key productkey.Key
}

func newShop(t testing.TB, l server.Licence) *shop {
	t.Helper()
	v := servertest.New(t, scope)
	return &shop{Vendor: v, t: t, key: v.Issue(t, l)}
}

// direct has a handler answer without a network.
type direct struct{ http.Handler }

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w.Result(), nil
}

// config is that of an agent of the shop on a machine, with a folder of its own.
func (s *shop) config(pc *acttest.PC) agent.Config {
	return agent.Config{
		Product: scope, Roots: []activation.PublicKey{s.Root}, Server: "http://licences.example", Folder: s.t.TempDir(),
		Privileged: true, Read: pc.Read, Now: s.Now, Patience: -1,
		HTTP: &http.Client{Transport: direct{s.Server.Handler()}},
	}
}

// on returns an agent on a machine, with a folder of its own.
func (s *shop) on(pc *acttest.PC) *agent.Client {
	s.t.Helper()
	return s.client(s.config(pc))
}

func (s *shop) client(c agent.Config) *agent.Client {
	s.t.Helper()
	client, err := agent.New(c)
	require.NoError(s.t, err)
	return client
}

func (s *shop) activate(c *agent.Client) agent.Result {
	s.t.Helper()
	got, err := c.Activate(s.t.Context(), s.key)
	require.NoError(s.t, err)
	return got
}

func (s *shop) activated(c *agent.Client) agent.Status {
	s.t.Helper()
	got := s.activate(c)
	require.True(s.t, got.Granted(), "%+v", got.Answer)
	require.Equal(s.t, activation.StateValid, got.Status.State, "%+v", got.Status)
	return got.Status
}

func (s *shop) renew(c *agent.Client) agent.Result {
	s.t.Helper()
	got, err := c.Renew(s.t.Context())
	require.NoError(s.t, err)
	return got
}

func (s *shop) status(c *agent.Client) agent.Status {
	s.t.Helper()
	got, err := c.Status(s.t.Context())
	require.NoError(s.t, err)
	return got
}

func (s *shop) state(c *agent.Client) activation.State {
	s.t.Helper()
	return s.status(c).State
}

// used checks how many seats are in use.
func (s *shop) used(n int) {
	s.t.Helper()
	require.EqualValues(s.t, n, s.Rows(s.t, s.key).Licence.Used)
}

// pc returns a machine of a fleet.
func pc(i uint64) *acttest.PC { return acttest.Laptop(i) }

// files returns the state files of a folder, with their content.
func files(t testing.TB, folder string) map[string]string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.hwprint"))
	require.NoError(t, err)
	all := map[string]string{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		all[filepath.Base(name)] = string(text)
	}
	return all
}

// lines are the lines of a text.
func lines(text string) iter.Seq[string] {
	return strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n")
}
