package server

import (
	"encoding/json"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/hwhash"
)

// renew grants a known installation of the same machine again. It never fails
// for want of a seat.
func (e *engine) renew() (*verdict, error) {
	s, own := e.ownSeat()
	if own == nil || s == nil || e.cameBack(s, own) {
		if v, err := e.adopt(); v != nil || err != nil {
			return v, err
		}
		s, own = e.ownSeat()
	}
	switch {
	case e.ask.ticket == nil:
		return refuse(adviceBad), nil
	case s.State != SeatActive || own.State == InstallationReleased:
		return refuse(adviceActivate), nil
	}
	got, err := e.policy.Compare(s.Anchor, e.ask.hash)
	if err != nil {
		return nil, err
	}
	if got.Verdict == hwhash.Same {
		return e.renewSame(s)
	}
	return e.renewChanged(s, &got)
}

// renewChanged decides on a machine that is not the same as its anchor; got is
// how it compares with that.
func (e *engine) renewChanged(s *Seat, got *hwhash.Match) (*verdict, error) {
	last, err := e.policy.Compare(s.Last, e.ask.hash)
	if err != nil {
		return nil, err
	}
	drifted := last.Verdict == hwhash.Same
	r := e.reviewOf(s)
	approved := r != nil && r.Decision == DecisionApproved
	switch {
	case drifted && !approved:
		if r == nil && !e.mayMove(s) {
			if _, err = e.open(s, got); err != nil {
				return nil, err
			}
		}
		v, err := e.drift(s)
		if v == nil && err == nil {
			v = refuse(adviceVendor)
		}
		return v, err
	case drifted, got.Verdict == hwhash.Review:
		return e.review(s, got)
	}
	return refuse(adviceVendor), nil
}

// renewSame grants a machine that is the same as its anchor.
func (e *engine) renewSame(s *Seat) (*verdict, error) {
	if v := e.keepPlace(s); v != nil {
		return v, nil
	}
	s.Last = e.ask.hash
	if s.DriftDay != 0 && e.now >= s.DriftDay+year {
		s.DriftDay = 0
	}
	e.present(s)
	if s.Flags&FlagClone != 0 && e.terms.Clones == ClonesEnforce {
		return e.review(s, nil)
	}
	if r := e.reviewOf(s); r != nil && r.Decision != DecisionFavoured {
		e.out.DropReviews = append(e.out.DropReviews, s.ID)
	}
	return e.settle(s, false, 0)
}

// keepPlace lets a living installation stay. One that was not seen for long
// finds a place again, by displacing another if need be. One that is new, or was
// displaced by others, needs a takeover then, of which there are few.
func (e *engine) keepPlace(s *Seat) *verdict {
	later := e.place(s)
	if later != 0 && (e.ask.op == activation.OpActivate || e.rows.Own.State == InstallationDisplaced) {
		return &verdict{outcome: activation.NotGranted, advice: adviceLater, later: later}
	}
	return nil
}

// drift grants, for grace, a machine that is the same as it was last, but not
// as it was enrolled. On a second day, at least a week later, its anchor moves
// to the last hash, as often as the terms allow. It returns nil if the machine
// has drifted for too long.
func (e *engine) drift(s *Seat) (*verdict, error) {
	if s.DriftDay == 0 || e.now >= s.DriftDay+year {
		s.DriftDay = e.now
	}
	moves := e.now >= s.DriftDay+7*day && e.mayMove(s)
	if !moves && e.now >= s.DriftDay+e.terms.Grace {
		return nil, nil
	}
	if v := e.keepPlace(s); v != nil {
		return v, nil
	}
	if moves {
		s.Anchor, s.Last = s.Last, e.ask.hash
		s.Moves, s.MovedDay, s.DriftDay = s.Moves+1, e.now, 0
	}
	if e.ask.op == activation.OpRenew {
		e.present(s)
	}
	return e.settle(s, !moves, s.DriftDay+e.terms.Grace)
}

// mayMove reports whether the anchor of a seat may move without a person.
func (e *engine) mayMove(s *Seat) bool {
	return s.Moves < int64(e.terms.Moves) && (s.MovedDay == 0 || e.now >= s.MovedDay+e.terms.MoveEvery)
}

// review grants a machine for grace and puts it before a person. If nobody
// answers in time it is granted once, in the customer's favour. Without a match
// it is a clone that is put before the person.
func (e *engine) review(s *Seat, got *hwhash.Match) (*verdict, error) {
	r := e.reviewOf(s)
	if r == nil || r.Decision == DecisionFavoured && e.now >= r.Decided+year {
		var err error
		if r, err = e.open(s, got); err != nil {
			return nil, err
		}
	}
	graced, until := true, e.now+e.terms.Grace
	switch {
	case r.Decision == DecisionRefused:
		return refuse(adviceVendor), nil
	case r.Decision == DecisionApproved:
		graced = false
		s.Anchor, s.Last, s.DriftDay, s.Flags = e.ask.hash, e.ask.hash, 0, s.Flags&^FlagClone
		e.out.DropReviews = append(e.out.DropReviews, s.ID)
	case r.Decision == DecisionOpen && e.now >= r.Since+e.terms.Answer:
		r.Decision, r.Decided = DecisionFavoured, e.now
		e.putReview(*r)
		fallthrough
	case r.Decision == DecisionFavoured:
		if until = r.Decided + e.terms.End; e.now >= until {
			return refuse(adviceVendor), nil
		}
	}
	if v := e.keepPlace(s); v != nil {
		return v, nil
	}
	if got != nil {
		e.present(s)
	}
	return e.settle(s, graced, until)
}

// open puts a seat before a person.
func (e *engine) open(s *Seat, got *hwhash.Match) (*Review, error) {
	r := &Review{Seat: s.ID, Since: e.now}
	if got != nil {
		classes, err := json.Marshal(got)
		if err != nil {
			return nil, err
		}
		r.Classes = string(classes)
	}
	e.putReview(*r)
	e.tell(WhatReview, s)
	return r, nil
}

func (e *engine) reviewOf(s *Seat) *Review {
	for i := range e.rows.Reviews {
		if e.rows.Reviews[i].Seat == s.ID {
			return &e.rows.Reviews[i]
		}
	}
	return nil
}
