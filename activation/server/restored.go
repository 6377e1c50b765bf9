package server

import (
	"context"
	"errors"
	"fmt"
	"iter"
)

// learnsFor is how long a restored database learns from certificates, in seconds:
// longer than a certificate runs.
const learnsFor = 120 * day

// Forgotten is something that a restored database does not know of any more.
type Forgotten struct {
	Told
	// Done says that it was done again. What is not must be done by who did it: the
	// shop repeats its calls, and an operator his.
	Done bool `json:"done"`
}

// Restored says that the database is a copy of the time since: for 120 days it
// learns what it forgot from genuine certificates that machines show. journal are
// the events as somebody followed them elsewhere, to the last; nil for none. Of
// those that the database does not have, freed seats, suspensions, refunds and
// erasures are done again, and the others are named; activations are not, since
// machines tell of them. No number of an event is given twice.
func (s *Server) Restored(ctx context.Context, since int64, journal iter.Seq2[Told, error]) ([]Forgotten, error) {
	products, err := s.store.Products(ctx)
	if err != nil {
		return nil, err
	}
	for i := range products {
		products[i].RestoredSince, products[i].RestoredUntil = since, s.now()+learnsFor
	}
	if err := s.store.Apply(ctx, &Changes{Products: products}); err != nil {
		return nil, err
	}
	all, last, err := s.forgotten(ctx, since, journal)
	if err != nil {
		return nil, err
	}
	if err := s.store.Apply(ctx, &Changes{Skip: last}); err != nil {
		return nil, err
	}
	return s.repeat(ctx, all)
}

// forgotten returns the events of a journal that the database does not have, and
// the number of the last.
func (s *Server) forgotten(ctx context.Context, since int64, journal iter.Seq2[Told, error]) (all []Told, last int64, err error) {
	if journal == nil {
		return nil, 0, nil
	}
	for e, err := range journal {
		if err != nil {
			return nil, 0, err
		}
		last = max(last, e.N)
		if e.At < since {
			continue
		}
		known, err := s.store.Events(ctx, e.N-1, 1)
		if err != nil {
			return nil, 0, err
		}
		if len(known) == 1 && known[0].N == e.N && known[0].What == e.What && known[0].Licence == e.Licence {
			continue
		}
		all = append(all, e)
	}
	return all, last, nil
}

// repeat does again what can be, in order, and names the rest.
func (s *Server) repeat(ctx context.Context, all []Told) (named []Forgotten, err error) {
	takenAgain := map[string]int64{} // by seat: its last activation
	for _, e := range all {
		if e.What == WhatActivated {
			takenAgain[e.Licence+e.Seat] = e.N
		}
	}
	for _, e := range all {
		f := Forgotten{Told: e}
		switch e.What {
		case WhatActivated, WhatNotGranted, WhatReview, WhatClone:
			continue
		case WhatReleased, WhatSeatFreed:
			if takenAgain[e.Licence+e.Seat] > e.N {
				continue
			}
		}
		if f.Done, err = s.doAgain(ctx, e); err != nil {
			return named, fmt.Errorf("event %d: %w", e.N, err)
		}
		named = append(named, f)
	}
	return named, nil
}

// doAgain does one thing again, if that can be, and reports whether it is done.
func (s *Server) doAgain(ctx context.Context, e Told) (done bool, err error) {
	by := By{Operator: "restored"}
	switch e.What {
	case WhatReleased, WhatSeatFreed:
		_, err = s.FreeSeat(ctx, e.Product, e.Licence, e.Seat, by)
	case WhatSuspended:
		_, err = s.Suspend(ctx, e.Product, e.Licence, by)
	case WhatResumed:
		_, err = s.Resume(ctx, e.Product, e.Licence, by)
	case WhatRefunded:
		_, err = s.Refund(ctx, e.Product, e.Licence, by)
	case WhatErased:
		err = s.eraseMarked(ctx, e.Product, e.Licence, by)
	default:
		return false, nil
	}
	switch {
	case errors.Is(err, ErrState):
		return true, nil // it is so
	case errors.Is(err, ErrNotFound):
		// A seat that was enrolled since, or a licence that was issued since.
		return e.What == WhatReleased || e.What == WhatSeatFreed || e.What == WhatErased, nil
	}
	return err == nil, err
}

// eraseMarked erases the licence with a mark.
func (s *Server) eraseMarked(ctx context.Context, scope, mark string, by By) error {
	p, err := s.product(ctx, scope)
	if err != nil {
		return err
	}
	ref := ""
	err = s.store.Licences(ctx, p.ID, func(l *Licence) bool {
		if l.Mark() == mark {
			ref = l.Ref
		}
		return ref == ""
	})
	if err != nil {
		return err
	}
	return s.Erase(ctx, scope, ref, by)
}
