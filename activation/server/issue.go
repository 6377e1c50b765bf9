package server

import (
	"context"
	"io"
	"iter"

	"github.com/hwprint/hwprint/productkey"
)

// atOnce is how many licences are stored in a transaction.
const atOnce = 1000

// Order is a licence to be issued, with the reference that is given in it, or a
// new one, and with its product key, or the digest of one
// that only the customer knows.
type Order struct {
	Licence Licence
	Key     productkey.Key
	Digest  productkey.Digest // if Key is zero
}

// Issue adds licences, and calls done after each batch with their references,
// in order. A key that exists is ErrExists: nothing of its batch is added then.
func (s *Server) Issue(ctx context.Context, scope string, orders iter.Seq2[Order, error], done func(refs []string)) error {
	p, err := s.product(ctx, scope)
	if err != nil {
		return err
	}
	b := &batch{s: s, product: p, done: done}
	for o, err := range orders {
		if err != nil {
			return err
		}
		if !o.Key.IsZero() {
			if o.Digest, err = p.hasher.WithContext(ctx).Sum(o.Key); err != nil {
				return err
			}
		}
		if o.Digest.IsZero() {
			return productkey.ErrInvalid
		}
		if err := b.add(ctx, o.Licence, o.Digest.String()); err != nil {
			return err
		}
	}
	return b.flush(ctx)
}

// fresh returns a licence as it is issued: new, and active. A reference that is
// not given is drawn.
func (p *product) fresh(l Licence, random io.Reader) (Licence, error) {
	var err error
	if l.Ref == "" {
		l.Ref, err = newRef(random)
	}
	return Licence{
		ID: NewID(), Ref: l.Ref, Product: p.ID, Kind: l.Kind, Seats: l.Seats, Overage: l.Overage,
		Starts: l.Starts, Ends: l.Ends, Maintained: l.Maintained, Features: l.Features, Terms: l.Terms, State: LicenceActive,
	}, err
}

// batch collects licences to store.
type batch struct {
	s       *Server
	product *product
	done    func([]string)
	changes Changes
	refs    []string
	checked Licence // the one that was found good last
}

func (b *batch) add(ctx context.Context, l Licence, digest string) error {
	if l != b.checked {
		if err := l.Check(); err != nil {
			return err
		}
		b.checked = l
	}
	l, err := b.product.fresh(l, b.s.random)
	if err != nil {
		return err
	}
	b.refs = append(b.refs, l.Ref)
	b.changes.AddLicences = append(b.changes.AddLicences, l)
	b.changes.AddKeys = append(b.changes.AddKeys, Key{Digest: digest, Licence: l.ID})
	b.changes.Events = append(b.changes.Events, l.event(WhatIssued, b.s.now(), nil))
	if len(b.changes.AddKeys) < atOnce {
		return nil
	}
	return b.flush(ctx)
}

func (b *batch) flush(ctx context.Context) error {
	if len(b.changes.AddKeys) == 0 {
		return nil
	}
	if err := b.s.store.Apply(ctx, &b.changes); err != nil {
		return err
	}
	b.done(b.refs)
	b.changes, b.refs = Changes{}, nil
	return nil
}
