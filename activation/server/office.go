package server

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/productkey"
)

// What an operator does. docs/activation.md says what each means to customers.

// AddProduct adds a product. The error is ErrExists if there is one of its
// scope, ErrProduct if the scope is another vendor's, or that of scope or format.
func (s *Server) AddProduct(ctx context.Context, scope, format string, test bool) error {
	if vendorOf(scope) != s.vendor {
		return fmt.Errorf("%w: of another vendor", ErrProduct)
	}
	p := Product{ID: NewID(), Scope: scope, Format: format, Test: test}
	if _, err := s.open(p); err != nil {
		return err
	}
	if err := s.store.Apply(ctx, &Changes{AddProducts: []Product{p}}); err != nil {
		return err
	}
	return s.load(ctx)
}

// FindKey returns what is stored of the licence of a product key.
func (s *Server) FindKey(ctx context.Context, scope string, key productkey.Key) (*Rows, error) {
	p, err := s.product(ctx, scope)
	if err != nil {
		return nil, err
	}
	digests, err := p.digests(ctx, key)
	if err != nil {
		return nil, err
	}
	return s.view(ctx, Find{Product: p.ID, Keys: digests})
}

// FindLicence returns what is stored of a licence, by its reference.
func (s *Server) FindLicence(ctx context.Context, scope, ref string) (*Rows, error) {
	p, err := s.product(ctx, scope)
	if err != nil {
		return nil, err
	}
	return s.view(ctx, Find{Product: p.ID, Ref: ref})
}

// ProductOf returns the scope of the product that a licence is of.
func (s *Server) ProductOf(ctx context.Context, ref string) (scope string, err error) {
	s.mu.Lock()
	products := slices.Collect(maps.Values(s.products))
	s.mu.Unlock()
	for _, p := range products {
		rows, err := s.view(ctx, Find{Product: p.ID, Ref: ref})
		if err == nil {
			return rows.Product.Scope, nil
		}
		if !errors.Is(err, ErrNotFound) {
			return "", err
		}
	}
	return "", ErrNotFound
}

// Scopes returns the products that are served, in order.
func (s *Server) Scopes() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.products))
}

func (s *Server) view(ctx context.Context, f Find) (*Rows, error) {
	rows, err := s.store.View(ctx, f)
	if err == nil && rows.Licence.ID == (ID{}) {
		err = ErrNotFound
	}
	return rows, err
}

// FindRequest returns what is stored of the licence that a request is about, and
// the hash in it: a request as a file, that a customer sent to support.
func (s *Server) FindRequest(ctx context.Context, m activation.Message) (*Rows, hwhash.Hash, error) {
	r, err := activation.ParseRequest(m.Request)
	if err != nil {
		return nil, hwhash.Hash{}, err
	}
	p, err := s.product(ctx, r.Product)
	if err != nil {
		return nil, hwhash.Hash{}, err
	}
	f := Find{Product: p.ID, IID: r.IPK.IID()}
	if r.Op == activation.OpActivate {
		key, err := activation.OpenKey(s.secrets.seal, p.format, &r)
		if err != nil {
			return nil, hwhash.Hash{}, err
		}
		defer key.Wipe()
		if f.Keys, err = p.digests(ctx, key); err != nil {
			return nil, hwhash.Hash{}, err
		}
	}
	rows, err := s.view(ctx, f)
	return rows, r.Hash, err
}

// Compare says how a hash compares with the anchors of a licence's seats: why
// a machine was not granted. It is for an operator alone.
func (r *Rows) Compare(h hwhash.Hash) ([]hwhash.Match, error) {
	policy, err := hwhash.ParsePolicy(r.Licence.terms().Policy)
	if err != nil {
		return nil, err
	}
	var all []hwhash.Match
	for _, s := range r.Seats {
		m, err := policy.Compare(s.Anchor, h)
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, nil
}

// Needs returns what the rows of all products need of the server's secrets.
func (s *Server) Needs(ctx context.Context) (Usage, error) { return s.store.Usage(ctx) }

// Reseal seals all hashes of a product under the active key of the database, a
// licence at a time, and returns how many licences it went through. It may run
// beside servers that can read that key.
func (s *Server) Reseal(ctx context.Context, scope string) (licences int, err error) {
	p, err := s.product(ctx, scope)
	if err != nil {
		return 0, err
	}
	var all []ID
	err = s.store.Licences(ctx, p.ID, func(l *Licence) bool {
		all = append(all, l.ID)
		return true
	})
	for i := 0; i < len(all) && err == nil; i++ {
		err = s.store.Decide(ctx, Find{Product: p.ID, Licence: all[i]}, func(rows *Rows) (*Changes, error) {
			licences++
			return &Changes{Seats: rows.Seats}, nil
		})
	}
	return licences, err
}

// Format returns the format of a product's keys.
func (s *Server) Format(ctx context.Context, scope string) (*productkey.Format, error) {
	p, err := s.product(ctx, scope)
	if err != nil {
		return nil, err
	}
	return p.format, nil
}
