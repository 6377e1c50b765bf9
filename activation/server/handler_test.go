package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/acttest"
	"github.com/hwprint/hwprint/activation/internal/forge"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/activation/server/servertest"
)

// post sends a body, and returns the status and the body that comes back.
func (s *shop) post(path string, body io.Reader, change func(*http.Request)) (int, string) {
	s.t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, body)
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	s.Server.Handler().ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

func text(t testing.TB, m activation.Message) string {
	t.Helper()
	b, err := m.MarshalText()
	require.NoError(t, err)
	return string(b)
}

func TestOverHTTP(t *testing.T) {
	s := newShop(t, perpetual)
	a := s.agent(machine(1))
	a.Send = acttest.ToURL(http.DefaultClient, s.URL)
	granted(t, a.activate())
	granted(t, a.renew())
	require.Equal(t, activation.Released, a.release().Outcome)
	for path, want := range map[string]string{
		"/v1/ring": text(t, activation.Message{Ring: s.Keys.Ring}), "/healthz": "ok\n", "/readyz": "ready\n",
	} {
		res, err := http.Get(s.URL + path + "?parameter=1")
		require.NoError(t, err)
		body, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		require.Equal(t, want, string(body))
		require.Equal(t, http.StatusOK, res.StatusCode)
	}
}

// TestBadMessagesChangeNothing wants a status that is no verdict, and says no
// more than that.
func TestBadMessagesChangeNothing(t *testing.T) {
	s := newShop(t, perpetual)
	a := s.agent(machine(1))
	granted(t, a.activate())
	renewal, err := a.RenewRequest(a.hash)
	require.NoError(t, err)
	foreign := acttest.NewClient(a.Send, s.Ring, "acme.example/viewer", s.Now)
	other, err := foreign.ActivateRequest(s.key, acttest.Machine("acme.example/viewer", 1), "")
	require.NoError(t, err)
	scopeless := s.agent(acttest.Machine("other.example/editor", 1))
	wrongHash, err := scopeless.ActivateRequest(s.key, scopeless.hash, "")
	require.NoError(t, err)
	before := s.Rows(t, s.key)
	for name, c := range map[string]struct {
		path, body string
		status     int
	}{
		"nothing":              {"/v1/renew", "", 400},
		"noise":                {"/v1/renew", "\x00\xff{}", 400},
		"another operation":    {"/v1/activate", text(t, activation.Message{Request: renewal}), 400},
		"an answer":            {"/v1/renew", text(t, activation.Message{Answer: renewal}), 400},
		"a certificate":        {"/v1/renew", text(t, activation.Message{Certificate: a.Token}), 400},
		"a certificate as one": {"/v1/renew", text(t, activation.Message{Request: a.Token}), 400},
		"a ring as one":        {"/v1/renew", text(t, activation.Message{Request: s.Keys.Ring}), 400},
		"a damaged one":        {"/v1/renew", text(t, activation.Message{Request: renewal[:len(renewal)-4] + "AAAA"}), 400},
		"another product":      {"/v1/activate", text(t, activation.Message{Request: other}), 404},
		"a hash of another":    {"/v1/activate", text(t, activation.Message{Request: wrongHash}), 400},
		"no such certificate":  {"/v1/renew", text(t, activation.Message{Request: renewal, Certificate: renewal}), 400},
		"no such path":         {"/v1/other", renewal, 404},
		"8 KB and more":        {"/v1/renew", strings.Repeat("a", 8<<10+1), 413},
		"10 MB":                {"/v1/renew", strings.Repeat("a", 10<<20), 413},
	} {
		status, body := s.post(c.path, strings.NewReader(c.body), nil)
		require.Equal(t, c.status, status, name)
		require.Less(t, len(body), 64, name)
	}
	w := httptest.NewRecorder()
	s.Server.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/v1/renew", nil))
	require.Equal(t, http.StatusMethodNotAllowed, w.Code)
	require.Equal(t, before, s.Rows(t, s.key))
}

// TestBadMembersChangeNothing takes a good request and spoils one member in
// each way, signed by the installation itself.
func TestBadMembersChangeNothing(t *testing.T) {
	s := newShop(t, perpetual)
	a := s.agent(machine(1))
	granted(t, a.activate())
	renewal, err := a.RenewRequest(a.hash)
	require.NoError(t, err)
	activate, err := a.ActivateRequest(s.key, a.hash, "seat")
	require.NoError(t, err)
	before := s.Rows(t, s.key)
	tried := 0
	for path, token := range map[string]string{"/v1/renew": renewal, "/v1/activate": activate} {
		payload, _ := forge.Split(token)
		members := map[string]json.RawMessage{}
		require.NoError(t, json.Unmarshal(payload, &members))
		for name, value := range members {
			for what, spoiled := range spoil(payload, name, value) {
				forged := forge.Sign(a.Key, forge.Request+"\x00"+scope, spoiled, "")
				status, _ := s.post(path, strings.NewReader("hwprint request\n"+forged+"\n"), nil)
				optional := what == "missing" && (name == "free" || name == "hash" || name == "ticket") ||
					what == "a bit longer" && name == "free" // the name of no seat
				if !optional {
					require.GreaterOrEqual(t, status, 400, "%s %s %s", path, name, what)
					require.Less(t, status, 500, "%s %s %s", path, name, what)
				} else {
					require.Equal(t, 200, status, "%s %s %s", path, name, what)
				}
				tried++
			}
		}
	}
	after := s.Rows(t, s.key)
	// What may be missing in a token is missed by the engine, which counts it.
	before.Installations[0].RenewDay, before.Installations[0].Renewals = after.Installations[0].RenewDay, after.Installations[0].Renewals
	delta := after.Licence.Failed
	before.Licence.Failed, before.Licence.FailedMonth = delta, after.Licence.FailedMonth
	before.Licence.FailedDay, before.Licence.FailedMonthDay = after.Licence.FailedDay, after.Licence.FailedMonthDay
	before.Installations[0].Seen, before.Seats[0].Seen = after.Installations[0].Seen, after.Seats[0].Seen
	require.Equal(t, before, after)
	require.Greater(t, tried, 80)
}

// spoil returns payloads in which one member is wrong.
func spoil(payload []byte, name string, value json.RawMessage) map[string][]byte {
	member := []byte(fmt.Sprintf("%q:%s", name, value))
	with := func(m string) []byte { return bytes.Replace(payload, member, []byte(m), 1) }
	missing := bytes.Replace(with(""), []byte(",,"), []byte(","), 1)
	missing = bytes.Replace(bytes.Replace(missing, []byte("{,"), []byte("{"), 1), []byte(",}"), []byte("}"), 1)
	return map[string][]byte{
		"missing":      missing,
		"twice":        with(string(member) + "," + string(member)),
		"null":         with(fmt.Sprintf("%q:null", name)),
		"a number":     with(fmt.Sprintf("%q:-1", name)),
		"a list":       with(fmt.Sprintf("%q:[%s]", name, value)),
		"empty":        with(fmt.Sprintf("%q:\"\"", name)),
		"too long":     with(fmt.Sprintf("%q:%q", name, strings.Repeat("a", 5000))),
		"a bit longer": with(fmt.Sprintf("%q:%q", name, strings.Trim(string(value), `"`)+"AAAA")),
		"other case":   bytes.Replace(payload, member, bytes.Replace(member, []byte(name), []byte(strings.ToUpper(name)), 1), 1),
		"with a space": with(fmt.Sprintf("%q: %s", name, value)),
	}
}

func TestAddressThatTriesKeys(t *testing.T) {
	s := newShop(t, perpetual)
	proxied, err := server.New(t.Context(), server.Config{
		Store: s.Store, Keys: s.Keys, Product: scope, Now: s.Now, Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")},
	})
	require.NoError(t, err)
	unknown := servertest.New(t, scope).Issue(t, perpetual)
	try := func(v *server.Server, from, forwarded string) int {
		token, err := s.agent(machine(1)).ActivateRequest(unknown, machine(1), "")
		require.NoError(t, err)
		r := httptest.NewRequest(http.MethodPost, "/v1/activate", strings.NewReader(text(t, activation.Message{Request: token})))
		r.RemoteAddr = from
		if forwarded != "" {
			r.Header.Set("X-Forwarded-For", forwarded)
		}
		w := httptest.NewRecorder()
		v.Handler().ServeHTTP(w, r)
		return w.Code
	}
	for i := range 20 {
		require.Equal(t, 200, try(s.Server, "192.0.2.1:1234", fmt.Sprint("198.51.100.", i)))
		require.Equal(t, 200, try(s.Server, fmt.Sprintf("[2001:db8::%x]:1234", i), ""))
		require.Equal(t, 200, try(proxied, "10.1.2.3:80", "192.0.2.7, 198.51.100.9"))
	}
	require.Equal(t, 429, try(s.Server, "192.0.2.1:9", "203.0.113.1"), "a header that nobody vouches for")
	require.Equal(t, 429, try(s.Server, "[2001:db8::ffff]:9", ""), "one customer's network")
	require.Equal(t, 200, try(s.Server, "192.0.2.2:9", ""))
	require.Equal(t, 429, try(proxied, "10.9.9.9:80", "203.0.113.1, 198.51.100.9"), "what the nearest proxy says")
	require.Equal(t, 200, try(proxied, "10.1.2.3:80", "198.51.100.10"))
	granted(t, s.agent(machine(1)).activate())
	s.Sleep(2 * 3600 * 1e9)
	require.Equal(t, 200, try(s.Server, "192.0.2.1:9", ""))
}

// broken is a store that fails in its own way.
type broken struct {
	server.Store
	decide func() error
}

func (b *broken) Decide(context.Context, server.Find, func(*server.Rows) (*server.Changes, error)) error {
	return b.decide()
}

func TestStoreThatFails(t *testing.T) {
	s := newShop(t, perpetual)
	for _, c := range []struct {
		decide func() error
		status int
	}{
		{func() error { return errors.New("disk full") }, 500},
		{func() error { return fmt.Errorf("%w: sealed anew elsewhere", server.ErrUnavailable) }, 503},
		{func() error { return context.DeadlineExceeded }, 503},
		{func() error { panic("machine") }, 500},
	} {
		v, err := server.New(t.Context(), server.Config{
			Store: &broken{s.Store, c.decide}, Keys: s.Keys, Product: scope, Now: s.Now,
		})
		require.NoError(t, err)
		a := s.agent(machine(1))
		token, err := a.ActivateRequest(s.key, a.hash, "")
		require.NoError(t, err)
		w := httptest.NewRecorder()
		v.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/v1/activate", strings.NewReader(text(t, activation.Message{Request: token}))))
		require.Equal(t, c.status, w.Code)
		require.NotContains(t, w.Body.String(), "disk")
	}
}

func TestClockThatIsBehindSignsNothing(t *testing.T) {
	s := newShop(t, perpetual)
	a := s.agent(machine(1))
	granted(t, a.activate())
	s.Sleep(-120 * 1e9)
	_, err := a.Renew(a.hash)
	require.ErrorIs(t, err, server.ErrUnavailable)
	require.ErrorIs(t, s.Server.Ready(t.Context()), server.ErrUnavailable)
	restarted, err := server.New(t.Context(), server.Config{Store: s.Store, Keys: s.Keys, Product: scope, Now: s.Now})
	require.NoError(t, err)
	require.ErrorIs(t, restarted.Ready(t.Context()), server.ErrUnavailable, "known from the store")
	s.Sleep(120 * 1e9)
	granted(t, a.renew())
}

func FuzzHandler(f *testing.F) {
	s := newShop(f, perpetual)
	a := s.agent(machine(1))
	activate, err := a.ActivateRequest(s.key, a.hash, "")
	require.NoError(f, err)
	granted(f, a.activate())
	renew, err := a.RenewRequest(a.hash)
	require.NoError(f, err)
	for _, m := range []activation.Message{
		{Request: activate}, {Request: renew}, {Request: renew, Certificate: a.Token}, {Ring: s.Keys.Ring}, {Certificate: a.Token},
	} {
		f.Add(text(f, m))
	}
	f.Add("")
	f.Add("hwprint request\r\nv4.public.\r\n")
	h := s.Server.Handler()
	f.Fuzz(func(t *testing.T, body string) {
		for _, op := range []string{"activate", "renew", "release"} {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/v1/"+op, strings.NewReader(body)))
			switch w.Code {
			case 200:
				m, err := activation.ParseMessage([]byte(body))
				require.NoError(t, err)
				got, err := activation.ParseMessage(w.Body.Bytes())
				require.NoError(t, err)
				_, _, err = activation.ParseAnswer(s.Ring, m.Request, got)
				require.NoError(t, err, "an answer is signed, and to this request")
			case 400, 404, 413, 429:
			default:
				t.Fatalf("status %d", w.Code)
			}
		}
	})
}
