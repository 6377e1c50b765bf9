// Package servertest is a vendor in a box, for the tests of programs that ask
// for licences: a server over a store in memory, keys that are drawn for the
// test, and a clock that the test sets.
//
//	vendor := servertest.New(t, "acme.example/editor")
//	key := vendor.Issue(t, server.Licence{Kind: activation.Perpetual, Seats: 1})
//	... activate at vendor.URL with vendor.Root and key ...
//	vendor.Sleep(91 * 24 * time.Hour)
package servertest

import (
	"bytes"
	"context"
	"log/slog"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/activation/store/memory"
	"github.com/hwprint/hwprint/productkey"
)

// Start is where the clock of a Vendor begins: 2026-01-01, in seconds.
const Start = 1767225600

// Vendor is a server with one product. It comes from New.
type Vendor struct {
	Server *server.Server
	Store  server.Store
	Keys   server.Keys          // of the server
	Root   activation.PublicKey // to be pinned by agents
	Ring   activation.Ring
	Scope  string // of the product
	URL    string // of its HTTP server
	Log    *Log   // what the server wrote

	now atomic.Int64
}

// Log is a text that is written and read by several goroutines.
type Log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write appends to the log.
func (l *Log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

// Bytes returns a copy of what was written.
func (l *Log) Bytes() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return bytes.Clone(l.text.Bytes())
}

// New starts a vendor whose product has this scope and keys of Base24, on a
// store in memory. It ends with the test.
func New(t testing.TB, scope string) *Vendor {
	t.Helper()
	return NewOn(t, scope, func(server.Keys) server.Store { return memory.New() })
}

// NewOn is New on a store that open returns for the keys of the server.
func NewOn(t testing.TB, scope string, open func(server.Keys) server.Store) *Vendor {
	t.Helper()
	v := &Vendor{Scope: scope, Log: new(Log)}
	v.now.Store(Start)
	_, keys, err := server.NewKeys(scope, Start, nil)
	require.NoError(t, err)
	v.Keys, v.Root = keys, keys.Root
	v.Ring, err = activation.ParseRing([]activation.PublicKey{keys.Root}, scope, keys.Ring)
	require.NoError(t, err)
	v.Store = open(keys)
	t.Cleanup(func() { require.NoError(t, v.Store.Close()) })
	v.Server, err = server.New(context.Background(), server.Config{
		Store: v.Store, Keys: keys, Product: scope, Now: v.now.Load,
		Log: slog.New(slog.NewTextHandler(v.Log, nil)),
	})
	require.NoError(t, err)
	require.NoError(t, v.Server.AddProduct(context.Background(), scope, "base24", true))
	h := httptest.NewServer(v.Server.Handler())
	t.Cleanup(h.Close)
	v.URL = h.URL
	return v
}

// Now returns the vendor's time in seconds since 1970.
func (v *Vendor) Now() int64 { return v.now.Load() }

// Set sets the vendor's clock.
func (v *Vendor) Set(now int64) { v.now.Store(now) }

// Sleep moves the vendor's clock forward.
func (v *Vendor) Sleep(d time.Duration) { v.now.Add(int64(d / time.Second)) }

// Issue issues a licence, and returns its product key.
func (v *Vendor) Issue(t testing.TB, l server.Licence) productkey.Key {
	t.Helper()
	key, err := productkey.Base24.Generate(nil)
	require.NoError(t, err)
	one := func(yield func(server.Order, error) bool) { yield(server.Order{Licence: l, Key: key}, nil) }
	require.NoError(t, v.Server.Issue(context.Background(), v.Scope, one, func([]string) {}))
	return key
}

// Rows returns what is stored of the licence of a key.
func (v *Vendor) Rows(t testing.TB, key productkey.Key) *server.Rows {
	t.Helper()
	rows, err := v.Server.FindKey(context.Background(), v.Scope, key)
	require.NoError(t, err)
	return rows
}
