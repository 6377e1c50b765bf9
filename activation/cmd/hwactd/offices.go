package main

import (
	"context"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"

	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/activation/server/api"
)

// offices listens for the vendor's API and for Prometheus, if they are asked for.
func (v *serving) offices(ctx context.Context, act *server.Server, log *slog.Logger) (map[string]door, error) {
	all := map[string]door{}
	if v.api != "" {
		tokens, err := v.tokens()
		if err != nil {
			return nil, err
		}
		d, err := v.knockAPI(ctx, len(tokens) > 0)
		if err != nil {
			return nil, err
		}
		d.Handler = api.New(api.Config{Server: act, Tokens: tokens, Log: log})
		all["api"] = d
	}
	if v.metrics != "" {
		l, err := new(net.ListenConfig).Listen(ctx, "tcp", v.metrics)
		if err != nil {
			return nil, err
		}
		mux := http.NewServeMux()
		mux.Handle("GET /metrics", act.Metrics())
		all["metrics"] = door{Listener: l, Handler: mux}
	}
	return all, nil
}

func (v *serving) tokens() (api.Tokens, error) {
	f, err := os.Open(v.path(tokensFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return api.ReadTokens(f)
}

// knockAPI listens for the vendor's API. It does not without somebody who may
// call it, nor in plain text for other machines.
func (v *serving) knockAPI(ctx context.Context, tokens bool) (d door, err error) {
	if !tokens && v.clients == "" {
		return d, errors.New("nobody may call the API: admit somebody with hwactd token or -api-clients")
	}
	var pool *x509.CertPool
	if v.clients != "" {
		pem, err := os.ReadFile(v.clients)
		if err != nil {
			return d, err
		}
		if pool = x509.NewCertPool(); !pool.AppendCertsFromPEM(pem) || v.cert == "" {
			return d, errors.New("-api-clients is a PEM file with certificates, and goes with -tls-cert")
		}
	}
	if d, err = v.knock(ctx, v.api, pool); err != nil {
		return d, err
	}
	if at, ok := d.Addr().(*net.TCPAddr); d.tls == nil && (!ok || !at.IP.IsLoopback()) {
		err = errors.Join(errors.New("the API needs -tls-cert where other machines reach it"), d.Close())
	}
	return d, err
}

// serveAll serves all listeners until ctx is done or one fails.
func serveAll(ctx context.Context, act *server.Server, doors map[string]door) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, len(doors))
	for _, d := range doors {
		go func() {
			ended <- act.ServeTLS(ctx, d.Listener, d.tls, d.Handler)
			stop()
		}()
	}
	var err error
	for range doors {
		err = errors.Join(err, <-ended)
	}
	return err
}

func setToken(f *flag.FlagSet) func(context.Context, streams) error {
	d := setFolder(f)
	name := f.String("name", "", "`name` of who gets it, for the list of actions")
	return func(_ context.Context, s streams) error {
		text, line, err := api.NewToken(*name)
		if err != nil {
			return err
		}
		out, err := os.OpenFile(d.path(tokensFile), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(out, line)
		if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
			return err
		}
		fmt.Fprintln(s.err, "Nobody but its owner should see it. It holds when hwactd serve starts again.")
		return s.print(map[string]string{"name": *name, "token": text})
	}
}
