package server

import (
	"context"
	"encoding/json"

	"github.com/hwprint/hwprint/hwhash"
)

// CaseView is a seat that is put before a person, as an operator sees it: there is
// no hash in it, only which classes agree.
type CaseView struct {
	Licence  string        `json:"licence"`
	Seat     string        `json:"seat"`
	Since    string        `json:"since,omitempty"`
	Answer   string        `json:"answer_by,omitempty"` // when it is decided without a person
	Decision string        `json:"decision"`            // open, approved, refused, favoured; report for a clone that is told only
	Clone    bool          `json:"clone_suspect,omitempty"`
	Evidence *hwhash.Match `json:"evidence,omitempty"` // class by class; none for a clone suspect
}

var decisions = []string{"open", "approved", "refused", "favoured"}

// Cases returns the seats of a product that wait for a person, were decided and not
// yet renewed, or are clone suspects.
func (s *Server) Cases(ctx context.Context, scope string) ([]CaseView, error) {
	p, err := s.product(ctx, scope)
	if err != nil {
		return nil, err
	}
	all, err := s.store.Cases(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	views := []CaseView{}
	for i := range all {
		c := &all[i]
		v := CaseView{Licence: c.Licence.Ref, Seat: c.Seat.Ref(), Decision: "report", Clone: c.Seat.Flags&FlagClone != 0}
		if r := &c.Review; r.Seat == c.Seat.ID {
			v.Since, v.Decision = when(r.Since), decisions[r.Decision]
			if r.Decision == DecisionOpen {
				v.Answer = when(r.Since + c.Licence.terms().Answer)
			}
			if r.Classes != "" {
				v.Evidence = new(hwhash.Match)
				if err := json.Unmarshal([]byte(r.Classes), v.Evidence); err != nil {
					return nil, err
				}
			}
		}
		views = append(views, v)
	}
	return views, nil
}

// DecideCase decides on a seat of Cases. Approved, its anchor moves to the hash of
// the next renewal, and it is no clone suspect any more. Refused, its next renewal
// is not granted, and its certificate runs out. A clone suspect that is only told
// of can be approved, which forgets it. The error is ErrNotFound for other seats.
func (s *Server) DecideCase(ctx context.Context, scope, ref, seat string, approve bool, by By) (*Rows, error) {
	what := WhatRefused
	if approve {
		what = WhatApproved
	}
	return s.operate(ctx, scope, ref, by, what, seat, func(e *engine) (*Seat, error) {
		at := e.seatNamed(seat)
		if at == nil {
			return nil, ErrNotFound
		}
		r := e.reviewOf(at)
		switch {
		case r == nil && approve && at.Flags&FlagClone != 0:
			at.Flags &^= FlagClone
			e.putSeat(at)
			return at, nil
		case r == nil:
			return nil, ErrNotFound
		}
		r.Decision, r.Decided = DecisionRefused, e.now
		if approve {
			r.Decision = DecisionApproved
		}
		e.putReview(*r)
		return at, nil
	})
}
