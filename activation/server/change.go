package server

import (
	"context"

	"github.com/hwprint/hwprint/productkey"
)

// Change is what is to change of a licence: what is nil stays. Times are seconds
// since 1970, 0 for none.
type Change struct {
	Starts, Ends, Maintained *int64
	Seats, Overage           *int64
	Features                 *string // separated by spaces
	Terms                    *Terms  // all of them
}

// Change changes a licence. A machine hears of it at its next renewal. With fewer
// seats than are in use no machine loses its own; no other gets one. The error
// wraps ErrTerms for a licence that cannot be so, ErrState for a refunded one.
func (s *Server) Change(ctx context.Context, scope, ref string, c Change, by By) (*Rows, error) {
	return s.operate(ctx, scope, ref, by, WhatChanged, c, func(e *engine) (*Seat, error) {
		l := &e.rows.Licence
		if l.State == LicenceRevoked {
			return nil, ErrState
		}
		c.apply(l)
		e.putLicence()
		return nil, l.Check()
	})
}

func (c *Change) apply(l *Licence) {
	for _, f := range []struct{ to, from *int64 }{
		{&l.Starts, c.Starts}, {&l.Ends, c.Ends}, {&l.Maintained, c.Maintained}, {&l.Seats, c.Seats}, {&l.Overage, c.Overage},
	} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	if c.Features != nil {
		l.Features = *c.Features
	}
	if c.Terms != nil {
		l.Terms = *c.Terms
	}
}

// Suspend makes that nothing more is granted; certificates run to their end. The
// error is ErrState for a licence that is not active.
func (s *Server) Suspend(ctx context.Context, scope, ref string, by By) (*Rows, error) {
	return s.setState(ctx, scope, ref, by, WhatSuspended, LicenceSuspended, LicenceActive)
}

// Resume undoes Suspend. The error is ErrState for a licence that is not suspended.
func (s *Server) Resume(ctx context.Context, scope, ref string, by By) (*Rows, error) {
	return s.setState(ctx, scope, ref, by, WhatResumed, LicenceActive, LicenceSuspended)
}

// Refund revokes a licence for good: the next renewal of a machine is a signed
// answer that ends its certificate. The error is ErrState if it was done before.
func (s *Server) Refund(ctx context.Context, scope, ref string, by By) (*Rows, error) {
	return s.setState(ctx, scope, ref, by, WhatRefunded, LicenceRevoked, LicenceActive, LicenceSuspended)
}

func (s *Server) setState(ctx context.Context, scope, ref string, by By, what What, to LicenceState, from ...LicenceState) (*Rows, error) {
	return s.operate(ctx, scope, ref, by, what, nil, func(e *engine) (*Seat, error) {
		for _, state := range from {
			if e.rows.Licence.State == state {
				e.rows.Licence.State = to
				e.putLicence()
				return nil, nil
			}
		}
		return nil, ErrState
	})
}

// ReplaceKey gives a licence a new product key in place of all that it had: the
// answer to one that leaked. Machines that are activated notice nothing.
func (s *Server) ReplaceKey(ctx context.Context, scope, ref string, by By) (productkey.Key, *Rows, error) {
	p, err := s.product(ctx, scope)
	if err != nil {
		return productkey.Key{}, nil, err
	}
	op, err := by.operation(scope, s.now(), WhatKeyReplaced, ref, nil)
	if err != nil {
		return productkey.Key{}, nil, err
	}
	key, err := s.keyOf(p, new(Order), &op)
	if err != nil {
		return key, nil, err
	}
	digest, err := p.hasher.WithContext(ctx).Sum(key)
	if err != nil {
		return key, nil, err
	}
	rows, err := s.operate(ctx, scope, ref, by, WhatKeyReplaced, nil, func(e *engine) (*Seat, error) {
		if e.rows.Licence.State == LicenceRevoked {
			return nil, ErrState
		}
		for _, k := range e.rows.Keys {
			k.Revoked = true
			e.out.Keys = append(e.out.Keys, k)
		}
		e.out.AddKeys = []Key{{Digest: digest.String(), Licence: e.rows.Licence.ID}}
		return nil, nil
	})
	if err != nil {
		return productkey.Key{}, nil, err
	}
	_, err = s.again(ctx, p, rows.Licence.ID, key, digest)
	return key, rows, err
}

// FreeSeat frees a seat by a person's decision: at once, and without a count.
// The error is ErrNotFound for a seat that is not in use.
func (s *Server) FreeSeat(ctx context.Context, scope, ref, seat string, by By) (*Rows, error) {
	return s.operate(ctx, scope, ref, by, WhatSeatFreed, seat, func(e *engine) (*Seat, error) {
		at := e.seatNamed(seat)
		if at == nil || at.State == SeatFree {
			return nil, ErrNotFound
		}
		e.releaseInstallations(at)
		at.State, at.Until = SeatFree, 0
		e.putSeat(at)
		e.use(-1)
		return at, nil
	})
}

// seatNamed finds a seat by its reference; of two, the one that is in use.
func (e *engine) seatNamed(ref string) (found *Seat) {
	for i := range e.rows.Seats {
		if s := &e.rows.Seats[i]; s.Ref() == ref && (found == nil || found.State == SeatFree) {
			found = s
		}
	}
	return found
}

// Erase deletes a licence and all that is kept of it: rows, events, what its log
// lines and actions could be told by. What is left is that something was erased,
// when and by whom. Copies of the database are the operator's to let expire.
func (s *Server) Erase(ctx context.Context, scope, ref string, by By) error {
	p, err := s.product(ctx, scope)
	if err != nil {
		return err
	}
	if _, err := by.operation(scope, s.now()); err != nil {
		return err
	}
	return s.store.Decide(ctx, Find{Product: p.ID, Ref: ref}, func(rows *Rows) (*Changes, error) {
		if rows.Licence.ID == (ID{}) {
			return nil, ErrNotFound
		}
		done := Action{At: s.now(), Operator: by.Operator, What: WhatErased, Mark: rows.Licence.Mark()}
		told := rows.Licence.event(WhatErased, s.now(), nil)
		told.Licence = done.Mark
		return &Changes{DropLicences: []ID{rows.Licence.ID}, Actions: []Action{done}, Events: []Event{told}}, nil
	})
}
