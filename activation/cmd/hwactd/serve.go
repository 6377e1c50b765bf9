package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/hwprint/hwprint/activation/server"
)

// serving is how a server is to serve.
type serving struct {
	*folder
	listen, cert, key, proxies string
	api, clients, metrics      string
	test                       bool
}

func setServe(f *flag.FlagSet) func(context.Context, streams) error {
	v := &serving{folder: setFolder(f)}
	f.StringVar(&v.listen, "listen", "127.0.0.1:8443", "`address` to listen at")
	f.StringVar(&v.cert, "tls-cert", "", "PEM `file` of the TLS certificate; without it HTTP is spoken, for a proxy")
	f.StringVar(&v.key, "tls-key", "", "PEM `file` of its key")
	f.StringVar(&v.proxies, "proxies", "", "`networks` whose X-Forwarded-For is believed, as in 10.0.0.0/8,::1/128")
	f.StringVar(&v.api, "api", "", "`address` of the vendor's API, for those in hwactd.tokens or with a certificate")
	f.StringVar(&v.clients, "api-clients", "", "PEM `file` of who signs the certificates of those who may call the API")
	f.StringVar(&v.metrics, "metrics", "", "`address` of /metrics, for Prometheus; nobody is asked who he is there")
	f.BoolVar(&v.test, "test", false, "serve products for tests, and POST /test/clock: +SECONDS, or a time")
	return v.run
}

func (v *serving) run(ctx context.Context, s streams) error {
	proxies, err := parseNetworks(v.proxies)
	if err != nil {
		return err
	}
	var ahead atomic.Int64 // of the system's clock, in tests
	log := slog.New(slog.NewJSONHandler(s.err, nil))
	notTest := ""
	act, store, err := v.open(ctx, func(c *server.Config, products []server.Product) {
		c.Log, c.Proxies = log, proxies
		c.Now = func() int64 { return time.Now().Unix() + ahead.Load() }
		for _, p := range products {
			if !p.Test {
				notTest = p.Scope
			}
		}
		if newest, err := c.Store.Newest(ctx); err == nil && v.test {
			ahead.Store(max(0, newest-time.Now().Unix())) // where the test was
		}
	})
	if err != nil {
		return err
	}
	if v.test && notTest != "" {
		return errors.Join(fmt.Errorf("product %s is not for tests", notTest), store.Close())
	}
	front, err := v.knock(ctx, v.listen, nil)
	if err != nil {
		return errors.Join(err, store.Close())
	}
	doors, err := v.offices(ctx, act, log)
	if err != nil {
		return errors.Join(err, front.Close(), store.Close())
	}
	front.Handler = act.Handler()
	if v.test {
		front.Handler = withClock(front.Handler, &ahead)
	}
	doors["listening"] = front
	first := map[string]any{"tls": v.cert != "", "test": v.test}
	for name, d := range doors {
		first[name] = d.Addr().String()
	}
	if err := s.print(first); err != nil {
		return err
	}
	purge, stop := context.WithCancel(ctx)
	purged := make(chan struct{})
	go func() {
		defer close(purged)
		purgeHourly(purge, store, log, func() int64 { return time.Now().Unix() + ahead.Load() })
	}()
	err = serveAll(ctx, act, doors)
	stop()
	<-purged
	return errors.Join(err, store.Close())
}

// door is a listener with what is served there.
type door struct {
	net.Listener
	tls *tls.Config // nil for none
	http.Handler
}

// knock listens at an address, with TLS if there is a certificate; clients are
// who signs the certificates of those who may come in, nil for everybody.
func (v *serving) knock(ctx context.Context, address string, clients *x509.CertPool) (d door, err error) {
	if v.cert != "" || v.key != "" {
		pair, err := tls.LoadX509KeyPair(v.cert, v.key)
		if err != nil {
			return d, err
		}
		d.tls = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}
		if clients != nil {
			d.tls.ClientCAs, d.tls.ClientAuth = clients, tls.RequireAndVerifyClientCert
		}
	}
	d.Listener, err = new(net.ListenConfig).Listen(ctx, "tcp", address)
	return d, err
}

func parseNetworks(text string) (all []netip.Prefix, err error) {
	for _, field := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		p, err := netip.ParsePrefix(field)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// purgeHourly deletes what is not to be kept, at once and then every hour.
func purgeHourly(ctx context.Context, store server.Store, log *slog.Logger, now func() int64) {
	every := time.NewTicker(time.Hour)
	defer every.Stop()
	for {
		n, err := store.Purge(ctx, now())
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			log.Error("purge", slog.Any("error", err))
		case n > 0:
			log.Info("purge", slog.Int("rows", n))
		}
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}

// withClock adds the clock that a vendor's test sets.
func withClock(h http.Handler, ahead *atomic.Int64) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", h)
	mux.HandleFunc("POST /test/clock", func(w http.ResponseWriter, r *http.Request) {
		to := r.FormValue("to")
		n, err := strconv.ParseInt(to, 10, 64)
		if err != nil || n > 1<<40 {
			http.Error(w, "to is +SECONDS, or a time in seconds since 1970", http.StatusBadRequest)
			return
		}
		if strings.HasPrefix(to, "+") {
			ahead.Add(n)
		} else {
			ahead.Store(n - time.Now().Unix())
		}
		_ = json.NewEncoder(w).Encode(map[string]int64{"now": time.Now().Unix() + ahead.Load()})
	})
	return mux
}
