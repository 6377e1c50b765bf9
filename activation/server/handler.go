package server

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/hwprint/hwprint/activation"
)

// maxBody is room for a request with a certificate, which are 6 KB at most.
const maxBody = 8 << 10

// limits bound what clients can cost.
type limits struct {
	connections int           // at once; others wait to be accepted
	decisions   int           // requests that are decided at once; others wait
	wait        time.Duration // after which they are sent away
	header      time.Duration // for a client to send it
	body        time.Duration
	request     time.Duration // all of it
	idle        time.Duration // between two requests
	drain       time.Duration // for requests to end when the server does
}

var ordinary = limits{
	connections: 4096, decisions: 256, wait: 5 * time.Second, header: 5 * time.Second, body: 10 * time.Second,
	request: 20 * time.Second, idle: time.Minute, drain: 30 * time.Second,
}

// Handler returns the handler for agents:
//
//	POST /v1/activate, /v1/renew, /v1/release   a message with a request
//	GET  /v1/ring                               a message with the ring
//	GET  /healthz, /readyz                      200, or 503
//
// Only a signed answer, with status 200, is a verdict. All others say in a line
// that there is none: 400 for what is no request, 404 for an unknown product,
// 413, 429 for an address that tried too many keys, 503.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	slots := make(chan struct{}, s.limits.decisions)
	for _, op := range []activation.Op{activation.OpActivate, activation.OpRenew, activation.OpRelease} {
		mux.HandleFunc("POST /v1/"+string(op), func(w http.ResponseWriter, r *http.Request) {
			s.serve(w, r, op, slots)
		})
	}
	ring, err := activation.Message{Ring: s.secrets.token}.MarshalText()
	mux.HandleFunc("GET /v1/ring", func(w http.ResponseWriter, _ *http.Request) {
		write(w, ring, err)
	})
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		write(w, []byte("ok\n"), nil)
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if err := s.Ready(r.Context()); err != nil {
			http.Error(w, "not ready", http.StatusServiceUnavailable)
			return
		}
		write(w, []byte("ready\n"), nil)
	})
	return mux
}

// serve answers a request, and logs that it did.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, op activation.Op, slots chan struct{}) {
	began, end := time.Now(), s.metrics.begin(op)
	defer func() {
		if p := recover(); p != nil {
			s.log.Error("panic", slog.String("op", string(op)), slog.String("stack", string(debug.Stack())))
			end("", http.StatusInternalServerError)
			http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		}
	}()
	text, v, err := s.exchange(w, r, op, slots)
	outcome := "error"
	if err == nil {
		outcome = string(v.outcome)
	}
	attrs := []any{slog.String("op", string(op)), slog.String("outcome", outcome), slog.Duration("took", time.Since(began))}
	if v != nil && v.licence.ID != (ID{}) {
		attrs = append(attrs, slog.String("licence", v.licence.Mark()))
	}
	status := statusOf(err)
	end(outcome, status)
	if status == http.StatusInternalServerError {
		s.log.Error("request", append(attrs, slog.Any("error", err))...)
	} else {
		s.log.Info("request", append(attrs, slog.Int("status", status))...)
	}
	if err != nil {
		if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
			w.Header().Set("Retry-After", "60")
		}
		http.Error(w, http.StatusText(status), status)
		return
	}
	write(w, text, nil)
}

// Errors that the handler tells by status alone.
var (
	errTooMany = errors.New("server: too many failed keys from this address")
	errBusy    = errors.New("server: too many requests at once")
)

// exchange reads a request and returns the text of its answer.
func (s *Server) exchange(w http.ResponseWriter, r *http.Request, op activation.Op, slots chan struct{}) ([]byte, *verdict, error) {
	from := s.failed.key(s.address(r))
	if op == activation.OpActivate && s.failed.tooMany(from, s.now()) {
		return nil, nil, errTooMany
	}
	m, err := s.read(w, r)
	if err != nil {
		return nil, nil, err
	}
	wait, cancel := context.WithTimeout(r.Context(), s.limits.wait)
	defer cancel()
	select {
	case slots <- struct{}{}:
		defer func() { <-slots }()
	case <-wait.Done():
		return nil, nil, errBusy
	}
	answer, v, err := s.answer(r.Context(), op, m)
	if err != nil {
		return nil, v, err
	}
	if v.advice == adviceKey {
		s.failed.count(from, s.now())
	}
	text, err := answer.MarshalText()
	return text, v, err
}

// read reads the message of a request, no longer and no slower than it may be.
func (s *Server) read(w http.ResponseWriter, r *http.Request) (m activation.Message, err error) {
	// Servers without deadlines, as in tests, are bounded by size alone.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(s.limits.body))
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return m, errors.Join(ErrRequest, err)
	}
	if m, err = activation.ParseMessage(body); err != nil || m.Request == "" {
		return m, errors.Join(ErrRequest, err)
	}
	return m, nil
}

func statusOf(err error) int {
	var tooLarge *http.MaxBytesError
	switch {
	case err == nil:
		return http.StatusOK
	case errors.As(err, &tooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, ErrRequest):
		return http.StatusBadRequest
	case errors.Is(err, ErrProduct):
		return http.StatusNotFound
	case errors.Is(err, errTooMany):
		return http.StatusTooManyRequests
	case errors.Is(err, ErrUnavailable), errors.Is(err, errBusy),
		errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

func write(w http.ResponseWriter, text []byte, err error) {
	if err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(text) // whoever went away asks again, and gets the same
}
