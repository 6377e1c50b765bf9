package server_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation/internal/acttest"
)

// sample is a line of Prometheus' text form.
var sample = regexp.MustCompile(`^[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+$`)

func TestMetrics(t *testing.T) {
	s := newShop(t, perpetual)
	a := s.agent(machine(1))
	a.Send = acttest.ToURL(http.DefaultClient, s.URL)
	granted(t, a.activate())
	granted(t, a.renew())
	res, err := http.Post(s.URL+"/v1/renew", "text/plain", strings.NewReader("nonsense"))
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())

	w := httptest.NewRecorder()
	s.Server.Metrics().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	text := w.Body.String()
	for _, want := range []string{
		`hwactd_requests_total{op="activate",outcome="granted"} 1`,
		`hwactd_requests_total{op="renew",outcome="granted"} 1`,
		`hwactd_requests_total{op="renew",outcome="status_400"} 1`,
		`hwactd_request_seconds_count{op="renew"} 2`,
		`hwactd_request_seconds_bucket{op="renew",le="+Inf"} 2`,
		`hwactd_requests_running 0`,
		`hwactd_ready 1`,
		`hwactd_key_seconds_left{use="seal"} 315360000`,
	} {
		require.Contains(t, text, want+"\n")
	}
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "#") {
			require.Regexp(t, sample, strings.TrimSuffix(line, "\n"))
		}
	}
}
