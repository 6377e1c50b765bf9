package server

import (
	"io"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/hwhash"
)

// ask is a request as the engine sees it: its signature is verified, its time
// is right, its key is digested and looked up.
type ask struct {
	op     activation.Op
	iid    activation.IID
	ipk    activation.PublicKey
	digest activation.Digest
	nonce  activation.Nonce
	keep   int64 // until when a repeat is accepted
	hash   hwhash.Hash
	ticket *Issued // whose MAC is right; nil for none
	free   string  // short reference of a seat
	shown  *shown
}

// shown is a certificate that a request came with, and that this server signed.
type shown struct {
	anchor, last hwhash.Hash
	issued, end  int64
}

// advice is what a customer can do who was not granted what he asked for.
type advice uint8

const (
	adviceNone     advice = iota
	adviceKey             // the key is unknown, malformed or revoked
	adviceFree            // free one of the seats
	adviceVendor          // ask the vendor
	adviceLater           // come back at a time
	adviceActivate        // the installation has no seat: activate
	adviceBad             // the request contradicts itself or an earlier one
)

// verdict is the engine's answer, from which the server makes and signs one.
type verdict struct {
	outcome activation.Outcome
	advice  advice
	later   int64  // for adviceLater
	seats   []Seat // for adviceFree
	grant   Grant
	licence Licence
	seat    Seat
	graced  bool // granted for grace only
}

// engine decides one request. It is a pure function of its fields: it reads
// rows, and collects changes.
type engine struct {
	rows   *Rows
	ask    *ask
	now    int64
	random io.Reader
	terms  Terms
	policy hwhash.Policy
	out    *Changes
	// What changes even if nothing is granted: counts. counted is the
	// installation as it was found, but for its count.
	counted Installation
	renewed bool
	failed  bool
}

// decide is the engine: (state, request, now, random) to (changes of the
// state, answer). The error is that of random, or of hashes that cannot be
// compared; nothing is changed then.
func decide(rows *Rows, a *ask, now int64, random io.Reader) (*Changes, *verdict, error) {
	e := &engine{rows: rows, ask: a, now: now, random: random, out: new(Changes), counted: rows.Own}
	found := rows.Licence
	v, err := e.decide()
	if err != nil {
		return nil, nil, err
	}
	if a.op == activation.OpActivate && len(e.out.Grants) > 0 {
		e.tell(WhatActivated, &v.seat)
	}
	if v.outcome == activation.Granted || v.outcome == activation.Released {
		return e.out, v, nil
	}
	return e.counts(found), v, nil
}

// counts are the changes of a request that was not granted.
func (e *engine) counts(found Licence) *Changes {
	c := new(Changes)
	if e.failed {
		found.fail(e.now)
		c.Licences = []Licence{found}
		c.Events = []Event{found.event(WhatNotGranted, e.now, nil)}
	}
	if e.renewed {
		c.Installations = []Installation{e.counted}
	}
	return c
}

func (e *engine) decide() (*verdict, error) {
	if e.rows.Licence.ID == (ID{}) {
		return e.unknown(), nil
	}
	e.terms = e.rows.Licence.terms()
	var err error
	if e.policy, err = hwhash.ParsePolicy(e.terms.Policy); err != nil {
		return nil, err
	}
	if floating := e.rows.Licence.Kind == activation.Floating; e.ask.hash.IsZero() && !floating && e.ask.op != activation.OpRelease {
		return refuse(adviceBad), nil
	}
	if v := e.standing(); v != nil {
		return v, nil
	}
	if v := e.repeat(); v != nil {
		return v, nil
	}
	e.expire()
	switch {
	case e.ask.op == activation.OpRelease:
		return e.release()
	case e.ask.op == activation.OpRenew && e.overdrawn():
		return &verdict{outcome: activation.NotGranted, advice: adviceLater, later: e.rows.Own.RenewDay + day}, nil
	case e.rows.Licence.Kind == activation.Floating:
		return e.float()
	case e.ask.op == activation.OpRenew:
		return e.renew()
	default:
		return e.activate()
	}
}

// unknown answers a request whose licence was not found.
func (e *engine) unknown() *verdict {
	switch {
	case e.ask.op == activation.OpActivate:
		return refuse(adviceKey)
	case e.ask.op == activation.OpRenew && e.restoring() && e.ask.shown != nil:
		return refuse(adviceVendor) // its licence was forgotten
	case e.ask.op == activation.OpRenew && e.restoring() && e.ask.ticket != nil:
		return &verdict{outcome: activation.ShowCertificate}
	}
	return refuse(adviceActivate)
}

// standing says whether the licence and the key are in force: nil if they are.
func (e *engine) standing() *verdict {
	l := &e.rows.Licence
	activating := e.ask.op == activation.OpActivate
	switch {
	case activating && (e.rows.Key.Revoked || e.rows.Key.Until != 0 && e.now >= e.rows.Key.Until):
		return refuse(adviceKey)
	case e.ask.op == activation.OpRelease:
		return nil
	case l.State == LicenceRevoked && activating:
		return refuse(adviceKey)
	case l.State == LicenceRevoked:
		return &verdict{outcome: activation.Revoked}
	case l.State != LicenceActive, l.Ends != 0 && e.now >= l.Ends:
		return refuse(adviceVendor)
	case e.now < l.Starts:
		return &verdict{outcome: activation.NotGranted, advice: adviceLater, later: l.Starts}
	}
	return nil
}

// repeat answers a request that was granted before with the same grant, and
// refuses another one with its nonce. It returns nil for a new request.
func (e *engine) repeat() *verdict {
	if len(e.rows.Grants) == 0 {
		return nil
	}
	g := e.rows.Grants[0]
	if g.Digest != e.ask.digest {
		return refuse(adviceBad)
	}
	if e.ask.op == activation.OpRelease {
		return &verdict{outcome: activation.Released, grant: g, licence: e.rows.Licence}
	}
	seat, own := e.ownSeat()
	if own == nil || own.State != InstallationActive || seat == nil || seat.State != SeatActive {
		return refuse(adviceActivate)
	}
	return &verdict{outcome: activation.Granted, grant: g, licence: e.rows.Licence, seat: *seat}
}

// restoring reports whether the database is known to have forgotten grants.
func (e *engine) restoring() bool {
	return e.now < e.rows.Product.RestoredUntil
}

// ownSeat returns the seat of the request's installation among those that were
// found, and the installation; nil where there is none.
func (e *engine) ownSeat() (*Seat, *Installation) {
	own := &e.rows.Own
	if own.IID == (activation.IID{}) {
		return nil, nil
	}
	for i := range e.rows.Seats {
		if e.rows.Seats[i].ID == own.Seat {
			return &e.rows.Seats[i], own
		}
	}
	return nil, own
}

func refuse(a advice) *verdict { return &verdict{outcome: activation.NotGranted, advice: a} }
