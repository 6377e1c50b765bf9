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
	"github.com/hwprint/hwprint/productkey"
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
	operations    map[activation.Digest]server.Operation
	events        []server.Event
	actions       []server.Action
	last          int64 // number of these

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
		operations:    map[activation.Digest]server.Operation{},
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

// Events implements server.Store.
func (m *Store) Events(ctx context.Context, n int64, limit int) ([]server.Event, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []server.Event
	for _, e := range m.events {
		if e.N > n && len(all) < limit {
			all = append(all, e)
		}
	}
	return all, ctx.Err()
}

// Actions implements server.Store.
func (m *Store) Actions(ctx context.Context, mark string) ([]server.Action, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []server.Action
	for _, a := range m.actions {
		if a.Mark == mark {
			all = append(all, a)
		}
	}
	return all, ctx.Err()
}

// Cases implements server.Store.
func (m *Store) Cases(ctx context.Context, product server.ID) (all []server.Case, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for id, s := range m.seats {
		r, ok := m.reviews[id]
		if l := m.licences[s.Licence]; l.Product == product && (ok || s.Flags&server.FlagClone != 0) {
			all = append(all, server.Case{Licence: l, Seat: s, Review: r})
		}
	}
	slices.SortFunc(all, func(a, b server.Case) int { return bytes.Compare(a.Seat.ID[:], b.Seat.ID[:]) })
	return all, ctx.Err()
}

// Usage implements server.Store. Nothing is sealed here.
func (m *Store) Usage(ctx context.Context) (server.Usage, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	u := server.Usage{Peppers: map[uint16]int{}, Seals: map[uint32]int{}}
	for digest := range m.keys {
		d, err := productkey.ParseDigest(digest)
		if err != nil {
			return u, err
		}
		u.Peppers[d.PepperID()]++
	}
	for _, in := range m.installations {
		u.Until = max(u.Until, in.Until)
		if in.State != server.InstallationActive {
			continue
		}
		if in.Until == 0 {
			u.Endless++
		}
		if u.Oldest == 0 || in.Seen < u.Oldest {
			u.Oldest = in.Seen
		}
	}
	return u, ctx.Err()
}

// Newest implements server.Store.
func (m *Store) Newest(ctx context.Context) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.newest, ctx.Err()
}

// Close implements server.Store.
func (m *Store) Close() error { return nil }
