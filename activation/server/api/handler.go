package api

import (
	_ "embed"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/productkey"
)

//go:embed openapi.yaml
var description []byte

// maxBody is room for a call.
const maxBody = 64 << 10

// Config is what the handler is made of. Server must be there.
type Config struct {
	Server *server.Server
	Tokens Tokens
	Log    *slog.Logger // nil for none
}

// handler serves the calls.
type handler struct {
	act    *server.Server
	tokens Tokens
	log    *slog.Logger
}

// call is one of them.
type call struct {
	*http.Request
	by server.By
}

// result is what a call returns: a status and a body, nil for none.
type result struct {
	status int
	body   any
}

// route is a method with a path, and who serves it.
type route struct {
	pattern string
	do      func(*handler, *call) (result, error)
}

var routes = []route{
	{"POST /v1/licences", (*handler).issue},
	{"GET /v1/licences/{licence}", (*handler).show},
	{"PATCH /v1/licences/{licence}", (*handler).change},
	{"DELETE /v1/licences/{licence}", (*handler).erase},
	{"POST /v1/licences/{licence}/suspend", state((*server.Server).Suspend)},
	{"POST /v1/licences/{licence}/resume", state((*server.Server).Resume)},
	{"POST /v1/licences/{licence}/refund", state((*server.Server).Refund)},
	{"POST /v1/licences/{licence}/key", (*handler).replaceKey},
	{"DELETE /v1/licences/{licence}/seats/{seat}", (*handler).freeSeat},
	{"POST /v1/licences/{licence}/seats/{seat}/decision", (*handler).decide},
	{"GET /v1/reviews", (*handler).reviews},
	{"GET /v1/events", (*handler).events},
}

// New returns the handler.
func New(c Config) http.Handler {
	h := &handler{act: c.Server, tokens: c.Tokens, log: c.Log}
	if h.log == nil {
		h.log = slog.New(slog.DiscardHandler)
	}
	mux := http.NewServeMux()
	for _, r := range routes {
		mux.HandleFunc(r.pattern, func(w http.ResponseWriter, req *http.Request) { h.serve(w, req, r) })
	}
	mux.HandleFunc("GET /v1/openapi.yaml", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/yaml")
		_, _ = w.Write(description)
	})
	return mux
}

// serve knows who calls, serves the call, and logs that it did.
func (h *handler) serve(w http.ResponseWriter, r *http.Request, to route) {
	defer func() {
		if p := recover(); p != nil {
			h.log.Error("panic", slog.String("call", to.pattern), slog.String("stack", string(debug.Stack())))
			problem(w, http.StatusInternalServerError, "")
		}
	}()
	c := &call{r, server.By{Operator: h.tokens.who(r), Once: r.Header.Get("Idempotency-Key")}}
	if c.by.Operator == "" {
		w.Header().Set("WWW-Authenticate", "Bearer")
		problem(w, http.StatusUnauthorized, "")
		return
	}
	if r.Method != http.MethodGet && c.by.Once == "" {
		problem(w, http.StatusBadRequest, "an Idempotency-Key header is needed")
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	got, err := to.do(h, c)
	status, why := statusOf(err)
	if status == http.StatusInternalServerError {
		h.log.Error("call", slog.String("call", to.pattern), slog.String("by", c.by.Operator), slog.Any("error", err))
	} else if r.Method != http.MethodGet {
		h.log.Info("call", slog.String("call", to.pattern), slog.String("by", c.by.Operator), slog.Int("status", max(status, got.status)))
	}
	if err != nil {
		problem(w, status, why)
		return
	}
	write(w, "application/json", got.status, got.body)
}

// errCall says what is wrong with a call.
type errCall string

func (e errCall) Error() string { return string(e) }

// statusOf returns the status of an error, and why, as far as the caller may know.
func statusOf(err error) (status int, why string) {
	var call errCall
	var tooLarge *http.MaxBytesError
	switch {
	case err == nil:
		return 0, ""
	case errors.As(err, &tooLarge):
		return http.StatusRequestEntityTooLarge, ""
	case errors.As(err, &call), errors.Is(err, server.ErrTerms), errors.Is(err, server.ErrBy), errors.Is(err, productkey.ErrMalformed):
		return http.StatusBadRequest, err.Error()
	case errors.Is(err, server.ErrNotFound), errors.Is(err, server.ErrProduct):
		return http.StatusNotFound, err.Error()
	case errors.Is(err, server.ErrExists), errors.Is(err, server.ErrState), errors.Is(err, server.ErrOnce), errors.Is(err, server.ErrForgotten):
		return http.StatusConflict, err.Error()
	case errors.Is(err, server.ErrUnavailable):
		return http.StatusServiceUnavailable, ""
	}
	return http.StatusInternalServerError, ""
}

// problem writes an error as RFC 9457 says.
func problem(w http.ResponseWriter, status int, why string) {
	body := map[string]any{"title": http.StatusText(status), "status": status}
	if why != "" {
		body["detail"] = why
	}
	write(w, "application/problem+json", status, body)
}

func write(w http.ResponseWriter, kind string, status int, body any) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	if body == nil {
		w.WriteHeader(status)
		return
	}
	h.Set("Content-Type", kind)
	w.WriteHeader(status)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	_ = e.Encode(body) // whoever went away asks again, and gets the same
}

// read reads the body of a call, strictly.
func (c *call) read(into any) error {
	d := json.NewDecoder(c.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return err
		}
		return errCall("the body is not the JSON that is described")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errCall("there is something behind the body")
	}
	return nil
}

// licence finds the licence that a call names, and its product.
func (h *handler) licence(c *call) (scope, ref string, err error) {
	ref = c.PathValue("licence")
	scope, err = h.act.ProductOf(c.Context(), ref)
	return scope, ref, err
}

// viewed is the result of a call that leaves a licence as rows say.
func viewed(rows *server.Rows, err error) (result, error) {
	if err != nil {
		return result{}, err
	}
	v, err := rows.View(hwhash.Hash{})
	return result{http.StatusOK, v}, err
}
