package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/productkey"
)

// product is a Product with what reads its keys and hashes.
type product struct {
	Product
	format *productkey.Format
	hasher *productkey.Hasher
	// some is a hash of this scope, to tell those of other scopes.
	some hwhash.Hash
}

// formats are the names of the ready-made formats.
var formats = map[string]*productkey.Format{
	"base24":      productkey.Base24,
	"base24n":     productkey.Base24N,
	"crockford32": productkey.Crockford32,
}

// parseFormat reads the name of a format, or the JSON of a productkey.Layout.
func parseFormat(text string) (*productkey.Format, error) {
	if f := formats[text]; f != nil {
		return f, nil
	}
	var l productkey.Layout
	if err := json.Unmarshal([]byte(text), &l); err != nil {
		return nil, fmt.Errorf("%w: neither base24, base24n, crockford32 nor a layout", productkey.ErrFormat)
	}
	return productkey.NewFormat(l)
}

// open prepares a product.
func (s *Server) open(p Product) (*product, error) {
	o := &product{Product: p}
	var err error
	if o.format, err = parseFormat(p.Format); err != nil {
		return nil, err
	}
	var options []productkey.Option
	if o.format.Bits() < 80 {
		options = append(options, productkey.WithStretch(productkey.Argon2id64MiB))
	}
	if o.hasher, err = productkey.NewHasher(o.format, s.secrets.peppers, options...); err != nil {
		return nil, err
	}
	o.some, err = someHash(p.Scope)
	return o, err
}

// someHash returns a hash of a scope.
func someHash(scope string) (hwhash.Hash, error) {
	hasher, err := hwhash.NewHasher(scope)
	if err != nil {
		return hwhash.Hash{}, err
	}
	var inv hwhash.Inventory
	inv.Add(hwhash.SystemSerial, "PF3K9X2L")
	return hasher.Sum(&inv)
}

// digests returns the text of all digests that a key may be stored as, the one
// that it would have now first.
func (p *product) digests(ctx context.Context, key productkey.Key) (all []string, err error) {
	digests, err := p.hasher.WithContext(ctx).Digests(key)
	if errors.Is(err, productkey.ErrBusy) {
		err = fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	for _, d := range digests {
		all = append(all, d.String())
	}
	return all, err
}

// fits reports whether a hash can be compared with those of the product.
func (p *product) fits(h hwhash.Hash) bool {
	_, err := hwhash.Standard().Compare(p.some, h)
	return err == nil
}

// load reads all products from the store.
func (s *Server) load(ctx context.Context) error {
	all, err := s.store.Products(ctx)
	if err != nil {
		return err
	}
	products := map[string]*product{}
	for _, p := range all {
		if vendorOf(p.Scope) != s.vendor {
			continue
		}
		if products[p.Scope], err = s.open(p); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.products, s.asked = products, s.now()
	return nil
}

// product finds a product by its scope. For one that is not known it asks the
// store, once a second at most: another process may have added it.
func (s *Server) product(ctx context.Context, scope string) (*product, error) {
	s.mu.Lock()
	p, stale := s.products[scope], s.asked != s.now()
	s.mu.Unlock()
	if p == nil && stale && vendorOf(scope) == s.vendor {
		if err := s.load(ctx); err != nil {
			return nil, err
		}
		s.mu.Lock()
		p = s.products[scope]
		s.mu.Unlock()
	}
	if p == nil {
		return nil, ErrProduct
	}
	return p, nil
}
