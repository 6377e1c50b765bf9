package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/acttest"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/activation/server/api"
	"github.com/hwprint/hwprint/activation/server/servertest"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/productkey"
)

const (
	scope = "acme.example/editor"
	day   = 24 * time.Hour
)

// shop calls the handler, and holds each call and what it returns to the
// description.
type shop struct {
	*servertest.Vendor
	t       *testing.T
	handler http.Handler
	token   string
	router  routers.Router
	called  map[string]bool // operations that were
}

func newShop(t *testing.T) *shop {
	s := &shop{Vendor: servertest.New(t, scope), t: t, called: map[string]bool{}}
	text, line, err := api.NewToken("shop")
	require.NoError(t, err)
	tokens, err := api.ReadTokens(strings.NewReader("# who may call\n\n" + line + "\n"))
	require.NoError(t, err)
	s.token, s.handler = text, api.New(api.Config{Server: s.Server, Tokens: tokens})
	s.router, err = gorillamux.NewRouter(description(t, s.handler))
	require.NoError(t, err)
	return s
}

// description is what the handler says that it is.
func description(t *testing.T, h http.Handler) *openapi3.T {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/v1/openapi.yaml", nil))
	require.Equal(t, http.StatusOK, w.Code)
	doc, err := openapi3.NewLoader().LoadFromData(w.Body.Bytes())
	require.NoError(t, err)
	require.NoError(t, doc.Validate(context.Background()))
	doc.Servers = openapi3.Servers{{URL: "http://example.com"}}
	return doc
}

// request makes one, with the idempotency key once unless that is empty.
func (s *shop) request(method, path, once string, body any) *http.Request {
	var doc []byte
	if body != nil {
		var err error
		doc, err = json.Marshal(body)
		require.NoError(s.t, err)
	}
	r := httptest.NewRequest(method, "http://example.com"+path, bytes.NewReader(doc))
	r.Header.Set("Authorization", "Bearer "+s.token)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if once != "" {
		r.Header.Set("Idempotency-Key", once)
	}
	return r
}

// call calls, wants a status, and reads the body.
func (s *shop) call(want int, method, path, once string, body any) map[string]any {
	s.t.Helper()
	r := s.request(method, path, once, body)
	route, params, err := s.router.FindRoute(r)
	require.NoError(s.t, err)
	in := &openapi3filter.RequestValidationInput{
		Request: r, PathParams: params, Route: route,
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true},
	}
	if want < 300 {
		require.NoError(s.t, openapi3filter.ValidateRequest(r.Context(), in))
		s.called[route.Operation.OperationID] = true
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	require.Equal(s.t, want, w.Code, "%s", w.Body)
	text := w.Body.Bytes()
	require.NoError(s.t, openapi3filter.ValidateResponse(r.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in, Status: w.Code, Header: w.Header(), Body: io.NopCloser(bytes.NewReader(text)), Options: in.Options,
	}))
	var got map[string]any
	if len(text) > 0 {
		require.NoError(s.t, json.Unmarshal(text, &got))
	}
	return got
}

// sell issues a licence, and returns its key and path.
func (s *shop) sell(once string, order map[string]any) (productkey.Key, string) {
	s.t.Helper()
	got := s.call(201, "POST", "/v1/licences", once, order)
	key, err := productkey.Base24.Parse(got["key"].(string))
	require.NoError(s.t, err)
	return key, "/v1/licences/" + got["licence"].(map[string]any)["licence"].(string)
}

func (s *shop) client() *acttest.Client {
	return acttest.NewClient(acttest.To(s.Server), s.Ring, scope, s.Now)
}

func machine(i uint64) hwhash.Hash { return acttest.Machine(scope, i) }

func (s *shop) outcome(want activation.Outcome, got activation.Answer, err error) {
	s.t.Helper()
	require.NoError(s.t, err)
	require.Equal(s.t, want, got.Outcome)
}

var order = map[string]any{"product": scope, "kind": "subscription", "seats": 2, "ends": "2027-01-01", "features": []string{"export"}}

// TestLifeOfALicence does all that a shop can do, against a machine's renewals.
func TestLifeOfALicence(t *testing.T) {
	s := newShop(t)
	key, path := s.sell("order 1", order)
	c := s.client()
	renews := func(want activation.Outcome) {
		t.Helper()
		s.Sleep(2 * time.Hour)
		got, err := c.Renew(machine(1))
		s.outcome(want, got, err)
	}
	got, err := c.Activate(key, machine(1), "")
	s.outcome(activation.Granted, got, err)
	require.Equal(t, []string{"export"}, c.Certificate.Features)

	s.call(200, "PATCH", path, "a", map[string]any{"ends": "2028-01-01", "seats": 3, "features": []string{"export", "print"}, "terms": map[string]any{"end": 86400}})
	renews(activation.Granted)
	require.Equal(t, []string{"export", "print"}, c.Certificate.Features)
	require.Equal(t, s.Now()+86400, c.Certificate.End)

	s.call(200, "POST", path+"/suspend", "b", nil)
	renews(activation.NotGranted)
	s.call(409, "POST", path+"/suspend", "c", nil)
	s.call(200, "POST", path+"/resume", "d", nil)
	renews(activation.Granted)

	replaced := s.call(200, "POST", path+"/key", "e", nil)
	fresh, err := productkey.Base24.Parse(replaced["key"].(string))
	require.NoError(t, err)
	renews(activation.Granted)
	got, err = s.client().Activate(key, machine(2), "")
	s.outcome(activation.NotGranted, got, err)
	require.Equal(t, []activation.Option{activation.CheckKey}, got.May)
	got, err = s.client().Activate(fresh, machine(2), "")
	s.outcome(activation.Granted, got, err)

	seat := s.call(200, "GET", path, "", nil)["machines"].([]any)
	require.Len(t, seat, 2)
	for i, at := range seat {
		freed := s.call(200, "DELETE", path+"/seats/"+at.(map[string]any)["seat"].(string), "f"+string(rune('0'+i)), nil)
		require.EqualValues(t, 1-i, freed["used"])
	}
	got, err = c.Activate(fresh, machine(1), "")
	s.outcome(activation.Granted, got, err)

	s.call(200, "POST", path+"/refund", "g", nil)
	renews(activation.Revoked)
	s.call(409, "PATCH", path, "h", map[string]any{"seats": 9})

	events := s.call(200, "GET", "/v1/events?after=0&limit=1000", "", nil)
	var what []string
	for _, e := range events["events"].([]any) {
		what = append(what, e.(map[string]any)["what"].(string))
	}
	require.Equal(t, []string{
		"issued", "activated", "changed", "suspended", "resumed", "key_replaced", "activated",
		"seat_freed", "seat_freed", "activated", "refunded",
	}, what)
	rows, err := s.Server.FindLicence(t.Context(), scope, strings.TrimPrefix(path, "/v1/licences/"))
	require.NoError(t, err)
	actions, err := s.Server.Actions(t.Context(), &rows.Licence)
	require.NoError(t, err)
	require.Len(t, actions, 8)
	require.Equal(t, "shop", actions[0].Operator)

	s.call(204, "DELETE", path, "i", nil)
	s.call(404, "GET", path, "", nil)
	left := s.call(200, "GET", "/v1/events", "", nil)["events"].([]any)
	require.Len(t, left, 1, "that something was erased")
	require.Equal(t, rows.Licence.Mark(), left[0].(map[string]any)["licence"])
}

// doubtful is a box that may be another one.
func doubtful(t *testing.T, box acttest.Box) hwhash.Hash {
	for i := range 3 * 3 * 3 * 3 {
		part := func(place int) int { return []int{1, 3, 0}[i/place%3] }
		weak := acttest.Box{NIC: part(1), Disk: part(3), Memory: part(9), OS: part(27)}
		if weak == (acttest.Box{}) {
			continue
		}
		got, err := hwhash.Standard().Compare(box.Hash(scope), weak.Hash(scope))
		require.NoError(t, err)
		if got.Verdict == hwhash.Review {
			return weak.Hash(scope)
		}
	}
	t.Fatal("no box is doubtful")
	return hwhash.Hash{}
}

// TestReview has a machine that may be another one, and what a person says to it.
func TestReview(t *testing.T) {
	for _, decision := range []string{"approve", "refuse"} {
		s := newShop(t)
		key, path := s.sell("1", order)
		enrolled := acttest.Box{NIC: 1, Disk: 1, Memory: 1, OS: 1}
		changed := doubtful(t, enrolled)
		c := s.client()
		got, err := c.Activate(key, enrolled.Hash(scope), "")
		s.outcome(activation.Granted, got, err)
		s.Sleep(day)
		got, err = c.Renew(changed)
		s.outcome(activation.Granted, got, err)
		require.Equal(t, s.Now()+14*86400, c.Certificate.End, "for grace")

		all := s.call(200, "GET", "/v1/reviews?product="+scope, "", nil)["reviews"].([]any)
		require.Len(t, all, 1)
		it := all[0].(map[string]any)
		require.Equal(t, "open", it["decision"])
		evidence := it["evidence"].(map[string]any)
		require.Equal(t, "review", evidence["verdict"])
		require.Contains(t, evidence["classes"], "disk")
		seat := path + "/seats/" + it["seat"].(string) + "/decision"
		s.call(400, "POST", seat, "2", map[string]any{"decision": "perhaps"})
		s.call(404, "POST", path+"/seats/00000000/decision", "3", map[string]any{"decision": "approve"})
		s.call(200, "POST", seat, "4", map[string]any{"decision": decision})
		s.Sleep(day)
		got, err = c.Renew(changed)
		if decision == "refuse" {
			s.outcome(activation.NotGranted, got, err)
			continue
		}
		s.outcome(activation.Granted, got, err)
		require.Equal(t, changed, c.Certificate.Anchor)
		require.Empty(t, s.call(200, "GET", "/v1/reviews", "", nil)["reviews"])
	}
}

// TestRepeats repeats each call, one after the other and at once: it is done once,
// and returns the same.
func TestRepeats(t *testing.T) {
	s := newShop(t)
	var all sync.WaitGroup
	keys := make([]string, 8)
	for i := range keys {
		all.Go(func() {
			w := httptest.NewRecorder()
			s.handler.ServeHTTP(w, s.request("POST", "/v1/licences", "order", order))
			var got struct{ Key string }
			if json.Unmarshal(w.Body.Bytes(), &got) == nil {
				keys[i] = got.Key
			}
		})
	}
	all.Wait()
	for _, k := range keys {
		require.Equal(t, keys[0], k)
		require.NotEmpty(t, k)
	}
	_, path := s.sell("order", order)
	other := map[string]any{"product": scope, "kind": "perpetual"}
	s.call(409, "POST", "/v1/licences", "order", other)
	s.sell("another", order)

	first := s.call(200, "POST", path+"/key", "k", nil)
	require.Equal(t, first["key"], s.call(200, "POST", path+"/key", "k", nil)["key"])
	require.NotEqual(t, first["key"], s.call(200, "POST", path+"/key", "l", nil)["key"])
	s.call(409, "POST", path+"/key", "k", nil) // that key is replaced
	s.call(409, "POST", "/v1/licences", "order", order)
	s.call(200, "POST", path+"/suspend", "s", nil)
	s.call(200, "POST", path+"/suspend", "s", nil)
	s.call(409, "POST", path+"/resume", "s", nil)
	s.call(200, "PATCH", path, "p", map[string]any{"seats": 5})
	s.call(200, "PATCH", path, "q", map[string]any{"seats": 6})
	require.EqualValues(t, 6, s.call(200, "PATCH", path, "p", map[string]any{"seats": 5})["seats"], "a late repeat changes nothing")

	events := s.call(200, "GET", "/v1/events", "", nil)["events"].([]any)
	require.Len(t, events, 2+2+1+2)
	s.Sleep(31 * day)
	_, err := s.Store.Purge(t.Context(), s.Now())
	require.NoError(t, err)
	s.call(201, "POST", "/v1/licences", "order", other)   // forgotten after 30 days
	s.call(409, "POST", "/v1/licences", "another", order) // but not sold twice: its key exists
}

func TestImportedKeys(t *testing.T) {
	s := newShop(t)
	text := "BCDFG-HJKMP-QRTVW-XY234-67892"
	with := func(more map[string]any) map[string]any {
		o := map[string]any{"product": scope, "kind": "perpetual"}
		for k, v := range more {
			o[k] = v
		}
		return o
	}
	key, _ := s.sell("1", with(map[string]any{"key": text, "licence": "OLD-1"}))
	require.Equal(t, text, key.Reveal())
	s.call(200, "GET", "/v1/licences/OLD-1", "", nil)
	s.call(201, "POST", "/v1/licences", "1", with(map[string]any{"key": text, "licence": "OLD-1"}))
	s.call(409, "POST", "/v1/licences", "2", with(map[string]any{"key": text}))
	s.call(409, "POST", "/v1/licences", "3", with(map[string]any{"licence": "OLD-1"}))
	s.call(400, "POST", "/v1/licences", "4", with(map[string]any{"key": text[:10]}))
	s.call(400, "POST", "/v1/licences", "5", with(map[string]any{"seats": -1}))
	s.call(404, "POST", "/v1/licences", "6", with(map[string]any{"product": "other.example/x"}))
}

func TestWhoMayCall(t *testing.T) {
	s := newShop(t)
	status := func(change func(*http.Request)) int {
		r := s.request("POST", "/v1/licences", "1", order)
		change(r)
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, r)
		return w.Code
	}
	for _, auth := range []string{"", "Bearer ", "Bearer " + s.token + "x", "Basic " + s.token, s.token} {
		require.Equal(t, 401, status(func(r *http.Request) { r.Header.Set("Authorization", auth) }), auth)
	}
	require.Equal(t, 400, status(func(r *http.Request) { r.Header.Del("Idempotency-Key") }))
	require.Equal(t, 400, status(func(r *http.Request) { r.Header.Set("Idempotency-Key", strings.Repeat("x", 256)) }))
	body := func(text string) int {
		return status(func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader(text)) })
	}
	require.Equal(t, 400, body(`{"product":"`+scope+`","colour":1}`))
	require.Equal(t, 400, body(`{}{}`))
	require.Equal(t, 413, body(`{"product":"`+strings.Repeat("x", 1<<17)))
	require.Equal(t, 201, status(func(*http.Request) {}))
	for _, bad := range []string{"one", "a b c", "shop 00", "shop " + strings.Repeat("z", 64)} {
		_, err := api.ReadTokens(strings.NewReader(bad))
		require.ErrorIs(t, err, api.ErrTokens)
	}
}

func TestEventsAreWaitedFor(t *testing.T) {
	s := newShop(t)
	for _, query := range []string{"after=-1", "after=x", "limit=0", "limit=1001", "wait=21"} {
		r := s.request("GET", "/v1/events?"+query, "", nil)
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, r)
		require.Equal(t, 400, w.Code, query)
	}
	go func() {
		time.Sleep(300 * time.Millisecond)
		s.Issue(t, server.Licence{Kind: activation.Perpetual, Seats: 1})
	}()
	began := time.Now()
	got := s.call(200, "GET", "/v1/events?wait=20", "", nil)
	require.Less(t, time.Since(began), 10*time.Second)
	require.Len(t, got["events"], 1)
	require.EqualValues(t, 1, got["after"])
	require.Empty(t, s.call(200, "GET", "/v1/events?after=1", "", nil)["events"])
}

// TestDescription holds the description to the handler's routes.
func TestDescription(t *testing.T) {
	doc := description(t, api.New(api.Config{}))
	var described []string
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			described = append(described, method+" "+path)
		}
	}
	require.ElementsMatch(t, api.Patterns(), described)
}
