package server_test

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/acttest"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/activation/server/servertest"
	"github.com/hwprint/hwprint/activation/store/sqlite"
	"github.com/hwprint/hwprint/fixtures"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/productkey"
)

// crowd is many customers of a server on SQLite, and all that must not be kept
// of them.
type crowd struct {
	*servertest.Vendor
	t      *testing.T
	path   string
	find   *acttest.Finder
	keys   []productkey.Key
	n      int
	counts map[activation.Outcome]int
}

func newCrowd(t *testing.T) *crowd {
	c := &crowd{t: t, path: filepath.Join(t.TempDir(), "hwactd.db"), find: acttest.NewFinder(), counts: map[activation.Outcome]int{}}
	c.Vendor = servertest.NewOn(t, scope, func(k server.Keys) server.Store {
		sealer, err := hwhash.NewSealer(k.Database)
		require.NoError(t, err)
		s, err := sqlite.Open(t.Context(), c.path, sealer)
		require.NoError(t, err)
		return s
	})
	for _, l := range []server.Licence{
		{Kind: activation.Perpetual, Seats: 40},
		{Kind: activation.Subscription, Seats: 40, Ends: 1 << 35, Terms: server.Terms{Full: server.FullOldest, Idle: 1}},
		{Kind: activation.Trial},
		{Kind: activation.Floating, Seats: 40},
		{Kind: activation.Perpetual, Seats: 10, Overage: 30, Terms: server.Terms{Full: server.FullOverage}},
	} {
		for range full(40, 4) {
			c.keys = append(c.keys, c.Issue(t, l))
		}
	}
	for _, k := range c.keys {
		c.hideKey(k)
	}
	return c
}

func (c *crowd) hideKey(k productkey.Key) {
	c.find.AddText("product key", k.Reveal())
	c.find.AddText("product key", strings.ReplaceAll(k.Reveal(), "-", ""))
	number := k.RevealNumber()
	c.find.AddBytes("product key", number[:])
}

// machine is another machine of a fleet, none of whose values may be kept.
func (c *crowd) machine() hwhash.Hash {
	fleet := fixtures.Population{Kind: fixtures.Kind(c.n % 4), Seed: 11}
	inv := fleet.Machine(uint64(c.n), fixtures.State{})
	for _, part := range inv.Components {
		if !part.Class.Identity() || len(part.Value) < 8 {
			continue // the same for all of a model, or found by chance
		}
		c.find.AddText(part.Class.String(), part.Value)
		bare := strings.NewReplacer(":", "", "-", "").Replace(part.Value)
		if b, err := hex.DecodeString(bare); err == nil && len(b) >= 6 {
			c.find.AddBytes(part.Class.String(), b)
		}
	}
	h, err := acttest.Hash(scope, inv)
	require.NoError(c.t, err)
	b, err := h.MarshalBinary()
	require.NoError(c.t, err)
	c.find.AddBytes("hash", b)
	c.find.AddText("hash", h.String())
	return h
}

// send sends a message from an address, with what browsers and proxies tell.
func (c *crowd) send(op activation.Op, m activation.Message) (activation.Message, error) {
	body, err := m.MarshalText()
	if err != nil {
		return m, err
	}
	address := fmt.Sprintf("198.51.%d.%d", 100+c.n>>8&63, c.n&255)
	host, user := fmt.Sprintf("corp.example.host-%08d", c.n), fmt.Sprintf("user.name.%08d", c.n)
	r := httptest.NewRequest(http.MethodPost, "/v1/"+string(op), strings.NewReader(string(body)))
	r.RemoteAddr = address + ":40000"
	r.Header.Set("X-Forwarded-For", fmt.Sprintf("2001:db8:%x::%x", c.n, c.n))
	r.Header.Set("User-Agent", "agent of "+user+" on "+host)
	r.SetBasicAuth(user, "secret")
	for name, text := range map[string]string{
		"address": address, "forwarded address": r.Header.Get("X-Forwarded-For"), "host": host, "user": user,
	} {
		c.find.AddText(name, text)
	}
	w := httptest.NewRecorder()
	c.Server.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		return m, acttest.Status(w.Code)
	}
	return activation.ParseMessage(w.Body.Bytes())
}

// customer activates, and then does one thing or another.
func (c *crowd) customer() {
	c.n++
	c.Sleep(60 * 1e9)
	h, key := c.machine(), c.keys[c.n/4%len(c.keys)]
	if c.n%17 == 0 { // a key that nobody knows
		var err error
		key, err = productkey.Base24.Generate(nil)
		require.NoError(c.t, err)
		c.hideKey(key)
	}
	a := acttest.NewClient(c.send, c.Ring, scope, c.Now)
	got, err := a.Activate(key, h, "")
	require.NoError(c.t, err)
	c.counts[got.Outcome]++
	if got.Outcome != activation.Granted {
		return
	}
	switch c.n % 4 {
	case 0:
		got, err = a.Renew(h)
	case 1:
		got, err = a.Renew(acttest.Machine(scope, uint64(c.n))) // another machine
	case 2:
		got, err = a.Release(h)
	}
	require.NoError(c.t, err)
	c.counts[got.Outcome]++
}

var licenceRef = regexp.MustCompile(`licence=[0-9a-f]{16}`)

func TestNothingIsKept(t *testing.T) {
	c := newCrowd(t)
	for range full(10_000, 600) {
		c.customer()
	}
	t.Logf("outcomes: %v; %d byte strings looked for", c.counts, c.find.Len())
	for _, o := range []activation.Outcome{activation.Granted, activation.NotGranted, activation.Released} {
		require.NotZero(t, c.counts[o])
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		b, err := os.ReadFile(c.path + suffix)
		require.NoError(t, err)
		require.Empty(t, c.find.Find(b), "hwactd.db%s", suffix)
		t.Logf("hwactd.db%s: %d KB", suffix, len(b)>>10)
	}
	log := c.Log.Bytes()
	require.Contains(t, string(log), "outcome=granted")
	// In many random marks there is some short serial number by chance.
	log = licenceRef.ReplaceAll(log, []byte("licence="))
	require.Empty(t, c.find.Find(log), "log")
	require.NotEmpty(t, c.find.Find([]byte("a corp.example.host-00000007")), "the search works")
}
