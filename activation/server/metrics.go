package server

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/hwprint/hwprint/activation"
)

// bounds are the upper bounds of the histogram of durations, in seconds.
var bounds = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

// metrics counts requests by operation and outcome. The zero value is ready.
type metrics struct {
	mu       sync.Mutex
	requests map[[2]string]int64 // operation and outcome
	took     map[string]*histogram
	running  int64
}

type histogram struct {
	buckets []int64
	n       int64
	sum     float64
}

// begin notes that a request began, and returns what notes its end.
func (m *metrics) begin(op activation.Op) func(outcome string, status int) {
	began := time.Now()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.running++
	return func(outcome string, status int) {
		if status != http.StatusOK {
			outcome = "status_" + strconv.Itoa(status)
		}
		m.end(string(op), outcome, time.Since(began).Seconds())
	}
}

func (m *metrics) end(op, outcome string, seconds float64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.running--
	if m.requests == nil {
		m.requests, m.took = map[[2]string]int64{}, map[string]*histogram{}
	}
	m.requests[[2]string{op, outcome}]++
	h := m.took[op]
	if h == nil {
		h = &histogram{buckets: make([]int64, len(bounds))}
		m.took[op] = h
	}
	for i, b := range bounds {
		if seconds <= b {
			h.buckets[i]++
		}
	}
	h.n++
	h.sum += seconds
}

// write writes them in Prometheus' text form.
func (m *metrics) write(w io.Writer) {
	m.mu.Lock()
	defer m.mu.Unlock()
	head(w, "hwactd_requests_total", "counter", "Requests of agents, by operation and outcome.")
	for _, k := range slices.SortedFunc(maps.Keys(m.requests), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
		fmt.Fprintf(w, "hwactd_requests_total{op=%q,outcome=%q} %d\n", k[0], k[1], m.requests[k])
	}
	head(w, "hwactd_request_seconds", "histogram", "How long requests took.")
	for _, op := range slices.Sorted(maps.Keys(m.took)) {
		h := m.took[op]
		for i, b := range bounds {
			fmt.Fprintf(w, "hwactd_request_seconds_bucket{op=%q,le=\"%g\"} %d\n", op, b, h.buckets[i])
		}
		fmt.Fprintf(w, "hwactd_request_seconds_bucket{op=%q,le=\"+Inf\"} %d\n", op, h.n)
		fmt.Fprintf(w, "hwactd_request_seconds_sum{op=%q} %g\nhwactd_request_seconds_count{op=%q} %d\n", op, h.sum, op, h.n)
	}
	head(w, "hwactd_requests_running", "gauge", "Requests that are being answered.")
	fmt.Fprintf(w, "hwactd_requests_running %d\n", m.running)
}

func head(w io.Writer, name, kind, help string) {
	fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

// Metrics returns the handler of what an operator watches, in Prometheus' text
// form. There is no customer in it.
func (s *Server) Metrics() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		s.metrics.write(w)
		ready := 1
		if s.Ready(r.Context()) != nil {
			ready = 0
		}
		head(w, "hwactd_ready", "gauge", "1 if an answer could be signed now.")
		fmt.Fprintf(w, "hwactd_ready %d\n", ready)
		head(w, "hwactd_newest_grant_timestamp_seconds", "gauge", "Time of the newest grant of this process.")
		fmt.Fprintf(w, "hwactd_newest_grant_timestamp_seconds %d\n", s.newest.Load())
		head(w, "hwactd_key_seconds_left", "gauge", "How long the active key of a use serves; 0 for none.")
		for _, use := range []activation.KeyUse{activation.UseAnswers, activation.UseCertificates, activation.UseSeal} {
			left := int64(0)
			if k, ok := s.secrets.ring.Active(use, s.now()); ok {
				left = k.To - s.now()
			}
			fmt.Fprintf(w, "hwactd_key_seconds_left{use=%q} %d\n", use, left)
		}
	})
}
