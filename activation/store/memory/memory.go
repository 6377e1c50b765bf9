// Package memory keeps the rows of an activation server in memory: for tests,
// and for whoever embeds the engine and needs no database. What it holds is
// gone when the process ends.
package memory

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/server"
)

// Store is a server.Store in memory. It comes from New.
type Store struct {
	mu            sync.Mutex
	products      map[server.ID]server.Product
	licences      map[server.ID]server.Licence
	keys          map[string]server.Key
	seats         map[server.ID]server.Seat
	installations map[activation.IID]server.Installation
	tickets       map[activation.IID][]server.Presented // by installation
	grants        map[activation.Digest]server.Grant
	reviews       map[server.ID]server.Review

	refs    map[string]server.ID           // of licences
	seatsOf map[server.ID][]server.ID      // by licence
	onSeat  map[server.ID][]activation.IID // by seat
	nonces  map[nonce]activation.Digest
	newest  int64
}

// nonce is the number of a request, which an installation uses once.
type nonce struct {
	iid   activation.IID
	nonce activation.Nonce
}

// New returns an empty store.
func New() *Store {
	return &Store{
		products:      map[server.ID]server.Product{},
		licences:      map[server.ID]server.Licence{},
		keys:          map[string]server.Key{},
		seats:         map[server.ID]server.Seat{},
		installations: map[activation.IID]server.Installation{},
		tickets:       map[activation.IID][]server.Presented{},
		grants:        map[activation.Digest]server.Grant{},
		reviews:       map[server.ID]server.Review{},
		refs:          map[string]server.ID{},
		seatsOf:       map[server.ID][]server.ID{},
		onSeat:        map[server.ID][]activation.IID{},
		nonces:        map[nonce]activation.Digest{},
	}
}

// Decide implements server.Store.
func (m *Store) Decide(ctx context.Context, f server.Find, decide func(*server.Rows) (*server.Changes, error)) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	changes, err := decide(m.find(&f))
	if err != nil {
		return err
	}
	return m.apply(changes)
}

// View implements server.Store.
func (m *Store) View(ctx context.Context, f server.Find) (*server.Rows, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.find(&f), ctx.Err()
}

// Apply implements server.Store.
func (m *Store) Apply(ctx context.Context, c *server.Changes) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	return m.apply(c)
}

// Products implements server.Store.
func (m *Store) Products(ctx context.Context) ([]server.Product, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.SortedFunc(maps.Values(m.products), func(a, b server.Product) int {
		return cmp.Compare(a.Scope, b.Scope)
	}), ctx.Err()
}

// Licences implements server.Store.
func (m *Store) Licences(ctx context.Context, product server.ID, yield func(*server.Licence) bool) error {
	m.mu.Lock()
	var all []server.Licence
	for _, l := range m.licences {
		if l.Product == product {
			all = append(all, l)
		}
	}
	m.mu.Unlock()
	slices.SortFunc(all, func(a, b server.Licence) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	for i := range all {
		if !yield(&all[i]) {
			break
		}
	}
	return ctx.Err()
}

// Newest implements server.Store.
func (m *Store) Newest(ctx context.Context) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.newest, ctx.Err()
}

// Close implements server.Store.
func (m *Store) Close() error { return nil }
