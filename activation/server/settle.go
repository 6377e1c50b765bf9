package server

import (
	"encoding/binary"
	"io"

	"github.com/hwprint/hwprint/activation"
)

// settle grants: it notes that seat and installation were seen, and makes the
// certificate's serial, times and ticket. A certificate for grace ends at
// until.
func (e *engine) settle(s *Seat, graced bool, until int64) (*verdict, error) {
	g, err := e.newGrant()
	if err != nil {
		return nil, err
	}
	if g.Renew, g.Until, err = e.times(s); err != nil {
		return nil, err
	}
	if graced && (g.Until == 0 || until < g.Until) {
		g.Until = until
	}
	if g.Until != 0 && g.Until <= e.now {
		return refuse(adviceVendor), nil
	}
	if e.rows.Licence.Kind == activation.Floating && g.Renew != 0 {
		g.Renew = e.now + (g.Until-e.now)/2 // a lease is over when it ends
	}
	s.Seen = e.now
	e.putSeat(s)
	in := e.rows.Own
	in.Until = e.validUntil(s, &g, graced)
	in.IID, in.IPK, in.Seat, in.Seen, in.State = e.ask.iid, e.ask.ipk, s.ID, e.now, InstallationActive
	e.putInstallation(in)
	e.out.Grants = append(e.out.Grants, g)
	return &verdict{outcome: activation.Granted, grant: g, licence: e.rows.Licence, seat: *s, graced: graced}, nil
}

// validUntil returns when the last of an installation's certificates for a seat
// ends, with its grace, 0 for never: an earlier one may outlive a later one.
func (e *engine) validUntil(s *Seat, g *Grant, graced bool) int64 {
	until, own := g.Until, &e.rows.Own
	if until != 0 && !graced {
		until += e.terms.Grace
	}
	switch {
	case own.Seat != s.ID:
		return until
	case until == 0 || own.Until == 0:
		return 0
	}
	return max(until, own.Until)
}

// newGrant returns a grant with a serial and a ticket that follows the one
// that was presented, or the newest that is known.
func (e *engine) newGrant() (g Grant, err error) {
	g = Grant{Digest: e.ask.digest, Nonce: e.ask.nonce, IID: e.ask.iid, Keep: e.ask.keep, At: e.now}
	if g.Serial, err = activation.NewSerial(e.random); err != nil {
		return g, err
	}
	if e.rows.Licence.Kind == activation.Floating {
		return g, nil
	}
	if _, err = io.ReadFull(e.random, g.Ticket.ID[:]); err != nil {
		return g, err
	}
	g.Ticket.Seq = 1
	if e.ask.ticket != nil {
		g.Ticket.Parent, g.Ticket.Seq = e.ask.ticket.ID, e.ask.ticket.Seq+1
	} else if h := e.head(); h != nil {
		g.Ticket.Parent, g.Ticket.Seq = h.ID, h.Seq+1
	}
	return g, nil
}

// times returns when a certificate is to be renewed and when it ends, 0 for
// never.
func (e *engine) times(s *Seat) (renew, end int64, err error) {
	l, t := &e.rows.Licence, &e.terms
	ends := []int64{}
	if l.Kind != activation.Perpetual && !t.AirGapped {
		ends = append(ends, e.now+t.End)
	}
	if l.Ends != 0 {
		ends = append(ends, l.Ends)
	}
	if l.Kind == activation.Trial {
		ends = append(ends, s.Since+t.Trial)
	}
	for _, at := range ends {
		if end == 0 || at < end {
			end = at
		}
	}
	if t.AirGapped {
		return 0, end, nil
	}
	var b [8]byte
	if _, err = io.ReadFull(e.random, b[:]); err != nil {
		return 0, 0, err
	}
	renew = e.now + t.Renew
	if t.Jitter > 0 {
		renew += int64(binary.BigEndian.Uint64(b[:]) % uint64(t.Jitter))
	}
	return renew, end, nil
}
