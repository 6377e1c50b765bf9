package server

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hwprint/hwprint/activation"
)

// How long a request is accepted after, and before, the time in it.
const (
	acceptFor     = day
	acceptFileFor = 30 * day
)

// Answer answers a request: of the operation op, as the address that it came to
// says. The message that it returns holds a signed answer. Errors are no verdict:
// ErrRequest, ErrProduct, ErrUnavailable, or that of the store. What is not
// granted has changed nothing but counts; after an error nothing has changed.
func (s *Server) Answer(ctx context.Context, op activation.Op, m activation.Message) (activation.Message, error) {
	answer, _, err := s.answer(ctx, op, m)
	return answer, err
}

// call is a request on its way.
type call struct {
	*activation.Request
	product *product
	signers signerPair
	now     int64
	keys    []string // digests of its product key
	shown   *activation.Certificate
}

type signerPair struct{ answers, certificates activation.Signer }

// sign returns the keys that sign now.
func (s *Server) sign(now int64) (p signerPair, err error) {
	if p.answers, err = s.secrets.signer(activation.UseAnswers, now); err != nil {
		return p, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	if p.certificates, err = s.secrets.signer(activation.UseCertificates, now); err != nil {
		return p, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return p, nil
}

func (s *Server) answer(ctx context.Context, op activation.Op, m activation.Message) (activation.Message, *verdict, error) {
	r, err := activation.ParseRequest(m.Request)
	if err != nil {
		return activation.Message{}, nil, fmt.Errorf("%w: %w", ErrRequest, err)
	}
	if r.Op != op {
		return activation.Message{}, nil, fmt.Errorf("%w: of another operation", ErrRequest)
	}
	c := &call{Request: &r}
	if c.product, err = s.product(ctx, r.Product); err != nil {
		return activation.Message{}, nil, err
	}
	if c.now, err = s.time(); err != nil {
		return activation.Message{}, nil, err
	}
	if c.signers, err = s.sign(c.now); err != nil {
		return activation.Message{}, nil, err
	}
	if !r.Hash.IsZero() && !c.product.fits(r.Hash) {
		return activation.Message{}, nil, fmt.Errorf("%w: the hash is of another scope or version", ErrRequest)
	}
	v, err := s.verdict(ctx, c, m)
	if err != nil {
		return activation.Message{}, nil, err
	}
	answer, err := s.compose(c, activation.TokenDigest(m.Request), v)
	return answer, v, err
}

// verdict asks the engine, unless time or sealing key of the request are wrong.
func (s *Server) verdict(ctx context.Context, c *call, m activation.Message) (*verdict, error) {
	keep := c.Now + acceptFor
	if c.File {
		keep = c.Now + acceptFileFor
	}
	if c.now > keep || c.now < c.Now-acceptFor {
		return &verdict{outcome: activation.ClockOff}, nil
	}
	if c.Op == activation.OpActivate {
		if v, err := s.unseal(ctx, c); v != nil || err != nil {
			return v, err
		}
	}
	if m.Certificate != "" {
		shown, err := activation.ParseCertificate(s.secrets.ring, c.Product, m.Certificate)
		if err != nil || shown.IID != c.IPK.IID() || s.secrets.bad(c, m.Certificate) {
			return nil, fmt.Errorf("%w: its certificate is not one", ErrRequest)
		}
		c.shown = &shown
	}
	return s.decide(ctx, c, activation.TokenDigest(m.Request), keep)
}

// unseal opens and digests the product key. It returns a verdict if the key is
// sealed for a key that is gone, or is none.
func (s *Server) unseal(ctx context.Context, c *call) (*verdict, error) {
	key, err := activation.OpenKey(s.secrets.seal, c.product.format, c.Request)
	switch {
	case errors.Is(err, activation.ErrSealingKey):
		return &verdict{outcome: activation.Resend}, nil
	case err != nil:
		return refuse(adviceKey), nil
	}
	defer key.Wipe()
	c.keys, err = c.product.digests(ctx, key)
	return nil, err
}

// decide runs the engine in a transaction of the store.
func (s *Server) decide(ctx context.Context, c *call, digest activation.Digest, keep int64) (v *verdict, err error) {
	iid := c.IPK.IID()
	a := &ask{
		op: c.Op, iid: iid, ipk: c.IPK, digest: digest, nonce: c.Nonce, keep: keep,
		hash: c.Hash, free: c.Free, ticket: s.secrets.verify(iid, c.Ticket),
	}
	find := Find{Product: c.product.ID, Keys: c.keys, IID: iid, Digest: digest, Nonce: c.Nonce}
	if c.shown != nil && c.Op == activation.OpRenew {
		a.shown = &shown{anchor: c.shown.Anchor, last: c.shown.Last, issued: c.shown.Issued, end: c.shown.End}
		if a.shown.last.IsZero() {
			a.shown.last = a.shown.anchor
		}
		find.Ref = c.shown.Licence
	}
	err = s.store.Decide(ctx, find, func(rows *Rows) (changes *Changes, err error) {
		changes, v, err = decide(rows, a, c.now, s.random)
		return changes, err
	})
	return v, err
}

// compose makes the signed answer of a verdict.
func (s *Server) compose(c *call, request activation.Digest, v *verdict) (activation.Message, error) {
	m := activation.Message{Ring: s.secrets.token}
	a := activation.Answer{Now: c.now, Outcome: v.outcome}
	var err error
	switch {
	case v.outcome == activation.Granted:
		cert, err := s.certificate(c, v)
		if err != nil {
			return m, err
		}
		if m.Certificate, err = activation.SignCertificate(c.signers.certificates, cert); err != nil {
			return m, err
		}
		a.Certificate = activation.TokenDigest(m.Certificate)
		s.signed(v.grant.At)
	case v.outcome == activation.Released:
		a.Until = v.grant.Until
		s.signed(v.grant.At)
	case v.outcome == activation.NotGranted:
		a.May, a.Back, a.Seats = options(v)
	}
	m.Answer, err = activation.SignAnswer(c.signers.answers, c.Product, request, a)
	return m, err
}

// certificate makes the certificate of a grant.
func (s *Server) certificate(c *call, v *verdict) (activation.Certificate, error) {
	l, g, seat := &v.licence, &v.grant, &v.seat
	terms := l.terms()
	cert := activation.Certificate{
		Licence: l.Ref, Product: c.Product, Terms: l.Kind, IID: g.IID, Serial: g.Serial,
		Issued: c.now, Renew: max(g.Renew, c.now), End: g.Until, Grace: terms.Grace, Maintained: l.Maintained,
		Features: l.features(),
	}
	if g.Renew == 0 {
		cert.Renew = 0
	}
	if cert.End != 0 {
		cert.Renew = min(cert.Renew, cert.End)
	}
	if l.Kind == activation.Floating {
		return cert, nil
	}
	cert.Policy, cert.Anchor = terms.Policy, seat.Anchor
	if seat.Last != seat.Anchor {
		cert.Last = seat.Last
	}
	// The number of the ticket was drawn when it was granted.
	var parent activation.Ticket
	copy(parent[:], g.Ticket.Parent[:])
	binary.BigEndian.PutUint32(parent[16:], uint32(g.Ticket.Seq-1))
	var err error
	cert.Ticket, err = s.secrets.tickets[0].Issue(bytes.NewReader(g.Ticket.ID[:]), g.IID, parent)
	return cert, err
}

// maxSeats is how many seats an answer names: those that were idle longest.
const maxSeats = 64

// options says what the customer may do.
func options(v *verdict) (may []activation.Option, back int64, seats []activation.Seat) {
	switch v.advice {
	case adviceKey:
		return []activation.Option{activation.CheckKey}, 0, nil
	case adviceActivate:
		return []activation.Option{activation.Activate}, 0, nil
	case adviceVendor:
		return []activation.Option{activation.AskVendor}, 0, nil
	case adviceLater:
		return []activation.Option{activation.AskVendor, activation.ComeBack}, v.later, nil
	case adviceFree:
		slices.SortFunc(v.seats, func(a, b Seat) int { return int(a.Seen - b.Seen) })
		for _, s := range v.seats[:min(len(v.seats), maxSeats)] {
			seen := time.Unix(s.Seen, 0).UTC()
			seats = append(seats, activation.Seat{Ref: s.Ref(), Month: int32(seen.Year()*100 + int(seen.Month()))})
		}
		return []activation.Option{activation.AskVendor, activation.FreeSeat}, 0, seats
	}
	return nil, 0, nil
}
