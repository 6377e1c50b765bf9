package server

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
)

// maxHeader is the greatest size of a request's header.
const maxHeader = 8 << 10

// Serve serves a handler, such as Handler's, on a listener until ctx is done.
// Then it accepts no more, says so at /readyz, and answers every request that it
// has accepted, for half a minute at most. It bounds the number of connections,
// and how long each may take. It returns nil after that, or why it could not
// serve.
func (s *Server) Serve(ctx context.Context, l net.Listener, h http.Handler) error {
	return s.ServeTLS(ctx, l, nil, h)
}

// ServeTLS is Serve with TLS, which the handler then knows of; without it for nil.
func (s *Server) ServeTLS(ctx context.Context, l net.Listener, c *tls.Config, h http.Handler) error {
	l = &bounded{Listener: l, slots: make(chan struct{}, s.limits.connections)}
	if c != nil {
		l = tls.NewListener(l, c)
	}
	web := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: s.limits.header,
		ReadTimeout:       s.limits.request,
		WriteTimeout:      2 * s.limits.request,
		IdleTimeout:       s.limits.idle,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          log.New(io.Discard, "", 0), // it names addresses
	}
	failed := make(chan error, 1)
	go func() { failed <- web.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	s.draining.Store(true)
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.limits.drain)
	defer cancel()
	return web.Shutdown(drain)
}

// bounded is a listener with a number of connections at once.
type bounded struct {
	net.Listener
	slots chan struct{}
}

// Accept waits until there is a slot, then for a connection.
func (b *bounded) Accept() (net.Conn, error) {
	b.slots <- struct{}{}
	c, err := b.Listener.Accept()
	if err != nil {
		<-b.slots
		return nil, err
	}
	return &slotted{Conn: c, free: sync.OnceFunc(func() { <-b.slots })}, nil
}

// slotted is a connection that gives its slot back when it is closed.
type slotted struct {
	net.Conn
	free func()
}

// Close closes the connection.
func (c *slotted) Close() error {
	err := c.Conn.Close()
	c.free()
	return err
}
