package server

import (
	"context"
	"crypto/sha256"
	"crypto/sha3"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/productkey"
)

// Errors of a vendor's calls.
var (
	// ErrOnce says that the idempotency key of a call was used for another one.
	ErrOnce = errors.New("server: the idempotency key was used for another call")
	// ErrState says that a licence is not in a state in which that can be done.
	ErrState = errors.New("server: not possible in this state of the licence")
	// ErrForgotten says that a repeated call was done, but that its product key
	// cannot be told again: it was replaced, or the secret under Orders was.
	ErrForgotten = errors.New("server: done before, and its key cannot be told again")
	// ErrBy says that an operator's name or an idempotency key is unusable.
	ErrBy = errors.New("server: an operator's name or idempotency key is too long, or missing")
)

// onceFor is how long a repeated call does nothing more, in seconds.
const onceFor = 30 * day

// maxName is the greatest length of an operator's name and an idempotency key.
const maxName = 255

// By says on whose behalf a call is made, and makes that it can be repeated.
type By struct {
	Operator string // goes into the list of actions; it must be there
	// Once is an idempotency key, such as the number of an order: for 30 days the
	// same call with the same key does nothing more, and returns the same. Empty
	// for none.
	Once string
}

// operation is the row that makes a call happen once; zero for one without a key.
func (b By) operation(scope string, now int64, asked ...any) (o Operation, err error) {
	if b.Operator == "" || len(b.Operator) > maxName || len(b.Once) > maxName {
		return o, ErrBy
	}
	if b.Once == "" {
		return o, nil
	}
	doc, err := json.Marshal(asked)
	o.ID = sha256.Sum256([]byte("hwprint 2026 v1 idempotency key\x00" + scope + "\x00" + b.Once))
	o.Digest, o.Until = sha256.Sum256(doc), now+onceFor
	return o, err
}

// repeated reports whether an operation was done before.
func (o *Operation) repeated(rows *Rows) (bool, error) {
	switch {
	case len(rows.Operations) == 0:
		return false, nil
	case rows.Operations[0].Digest != o.Digest:
		return false, ErrOnce
	}
	return true, nil
}

// drawn is what the key and the reference of an operation are drawn from: the same
// bytes each time, so that no key has to be kept to be told again, and that a shop
// which repeats its calls to a restored database sells the same again. Without an idempotency key it is
// the server's random source.
func (s *Server) drawn(o *Operation, what string) (io.Reader, error) {
	if o.ID == (activation.Digest{}) {
		return s.random, nil
	}
	if len(s.secrets.orders) == 0 {
		return nil, fmt.Errorf("%w: orders: there is none", ErrKeys)
	}
	x := sha3.NewSHAKE256()
	_, _ = x.Write([]byte("hwprint 2026 v1 order " + what + "\x00")) // a sponge takes all
	_, _ = x.Write(s.secrets.orders)
	_, _ = x.Write(o.ID[:])
	_, _ = x.Write(o.Digest[:])
	return x, nil
}

// Sell issues one licence, and returns its product key and what is stored. A
// repeat of the call returns the same key, which is kept nowhere.
func (s *Server) Sell(ctx context.Context, scope string, order Order, by By) (productkey.Key, *Rows, error) {
	p, err := s.product(ctx, scope)
	if err != nil {
		return productkey.Key{}, nil, err
	}
	if err := order.Licence.Check(); err != nil {
		return productkey.Key{}, nil, err
	}
	op, err := by.operation(scope, s.now(), WhatIssued, order.Licence, order.Digest.String(), s.given(order.Key))
	if err != nil {
		return productkey.Key{}, nil, err
	}
	for {
		key, rows, err := s.sell(ctx, p, order, op, by)
		// A repeat that came at the same time was first: the next try sees it.
		if errors.Is(err, ErrExists) && op.ID != (activation.Digest{}) {
			seen, e := s.store.View(ctx, Find{Product: p.ID, Operation: op.ID})
			if e == nil && len(seen.Operations) > 0 {
				continue
			}
		}
		return key, rows, err
	}
}

// given is a hash of a key that was given, to tell whether a call is the same.
func (s *Server) given(key productkey.Key) []byte {
	if key.IsZero() {
		return nil
	}
	number := key.RevealNumber()
	defer clear(number[:])
	x := sha3.NewSHAKE256()
	_, _ = x.Write([]byte("hwprint 2026 v1 given\x00"))
	_, _ = x.Write(s.secrets.orders)
	_, _ = x.Write(number[:])
	sum := make([]byte, 32)
	_, _ = x.Read(sum)
	return sum
}

func (s *Server) sell(ctx context.Context, p *product, order Order, op Operation, by By) (key productkey.Key, rows *Rows, err error) {
	seen, err := s.store.View(ctx, Find{Product: p.ID, Operation: op.ID})
	if err != nil {
		return key, nil, err
	}
	before, err := op.repeated(seen)
	if err != nil {
		return key, nil, err
	}
	if key, err = s.keyOf(p, &order, &op); err != nil {
		return key, nil, err
	}
	if before {
		rows, err := s.again(ctx, p, seen.Operations[0].Licence, key, order.Digest)
		return key, rows, err
	}
	digest := order.Digest
	if !key.IsZero() {
		if digest, err = p.hasher.WithContext(ctx).Sum(key); err != nil {
			return key, nil, err
		}
	}
	random, err := s.drawn(&op, "reference")
	if err != nil {
		return key, nil, err
	}
	l, err := p.fresh(order.Licence, random)
	if err != nil {
		return key, nil, err
	}
	c := &Changes{AddLicences: []Licence{l}, AddKeys: []Key{{Digest: digest.String(), Licence: l.ID}}}
	c.note(&l, WhatIssued, by, s.now(), nil, op)
	if err := s.store.Apply(ctx, c); err != nil {
		return key, nil, err
	}
	rows, err = s.view(ctx, Find{Product: p.ID, Licence: l.ID})
	return key, rows, err
}

// keyOf returns the key of an order: the one that was given, or a new one; zero
// for an order with a digest.
func (s *Server) keyOf(p *product, order *Order, op *Operation) (productkey.Key, error) {
	if !order.Key.IsZero() || !order.Digest.IsZero() {
		return order.Key, nil
	}
	random, err := s.drawn(op, "key")
	if err != nil {
		return productkey.Key{}, err
	}
	return p.format.Generate(random)
}

// again returns what is stored of a licence, if a key still opens it.
func (s *Server) again(ctx context.Context, p *product, licence ID, key productkey.Key, digest productkey.Digest) (*Rows, error) {
	rows, err := s.view(ctx, Find{Product: p.ID, Licence: licence})
	if err != nil {
		return nil, err
	}
	texts := []string{digest.String()}
	if !key.IsZero() {
		if texts, err = p.digests(ctx, key); err != nil {
			return nil, err
		}
	}
	for _, k := range rows.Keys {
		for _, text := range texts {
			if k.Digest == text && !k.Revoked {
				return rows, nil
			}
		}
	}
	return nil, ErrForgotten
}

// note adds the action, its event, and the operation, if there is one.
func (c *Changes) note(l *Licence, what What, by By, now int64, seat *Seat, op Operation) {
	c.Events = append(c.Events, l.event(what, now, seat))
	c.Actions = append(c.Actions, Action{At: now, Operator: by.Operator, What: what, Mark: l.Mark()})
	if op.ID != (activation.Digest{}) {
		op.Licence = l.ID
		c.AddOperations = append(c.AddOperations, op)
	}
}

// operate does something to a licence in one transaction, unless the same call did
// it before, and returns what is stored then. do gets the rows, and an engine that
// collects changes; it may return a seat that it is about.
func (s *Server) operate(ctx context.Context, scope, ref string, by By, what What, asked any, do func(*engine) (*Seat, error)) (*Rows, error) {
	p, err := s.product(ctx, scope)
	if err != nil {
		return nil, err
	}
	op, err := by.operation(scope, s.now(), what, ref, asked)
	if err != nil {
		return nil, err
	}
	find := Find{Product: p.ID, Ref: ref, Operation: op.ID}
	err = s.store.Decide(ctx, find, func(rows *Rows) (*Changes, error) {
		if rows.Licence.ID == (ID{}) {
			return nil, ErrNotFound
		}
		if before, err := op.repeated(rows); before || err != nil {
			return new(Changes), err
		}
		e := &engine{rows: rows, ask: new(ask), now: s.now(), random: s.random, out: new(Changes), terms: rows.Licence.terms()}
		seat, err := do(e)
		if err != nil {
			return nil, err
		}
		e.out.note(&rows.Licence, what, by, s.now(), seat, op)
		return e.out, nil
	})
	if errors.Is(err, ErrExists) { // the key of another call, at the same time
		err = ErrOnce
	}
	if err != nil {
		return nil, err
	}
	return s.view(ctx, Find{Product: p.ID, Ref: ref})
}
