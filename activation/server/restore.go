package server

import "github.com/hwprint/hwprint/activation"

// adopt learns an installation that a restored database does not know from
// its certificate: over the seats if need be, and flagged. It returns nil when
// it has, and else asks for the certificate or refuses.
func (e *engine) adopt() (*verdict, error) {
	c := e.ask.shown
	switch {
	case !e.restoring():
		return refuse(adviceActivate), nil
	case c == nil:
		return &verdict{outcome: activation.ShowCertificate}, nil
	case c.issued < e.rows.Product.RestoredSince || c.end != 0 && c.end <= e.now || e.rows.Licence.Kind == activation.Floating:
		return refuse(adviceActivate), nil
	}
	s := e.seatOf(c)
	if s == nil {
		id, err := readID(e.random)
		if err != nil {
			return nil, err
		}
		e.rows.Seats = append(e.rows.Seats, Seat{
			ID: id, Licence: e.rows.Licence.ID, Anchor: c.anchor, Last: c.last, Since: c.issued, State: SeatFree,
		})
		s = &e.rows.Seats[len(e.rows.Seats)-1]
	}
	if s.State == SeatFree {
		e.use(1)
	}
	s.State, s.Until, s.Seen, s.Flags = SeatActive, 0, e.now, s.Flags|FlagAdopted
	e.putSeat(s)
	e.putInstallation(Installation{
		IID: e.ask.iid, IPK: e.ask.ipk, Seat: s.ID, Seen: e.now, Until: c.end, State: InstallationActive,
	})
	return nil, nil
}

// cameBack reports whether a restored database may have forgotten that an
// installation that had no seat any more was given one again.
func (e *engine) cameBack(s *Seat, own *Installation) bool {
	lost := s.State != SeatActive || own.State == InstallationReleased
	return lost && e.restoring() && (e.ask.shown == nil || e.ask.shown.issued > own.Seen)
}

// seatOf finds the seat that a certificate was for.
func (e *engine) seatOf(c *shown) *Seat {
	for i := range e.rows.Seats {
		if e.rows.Seats[i].Anchor == c.anchor {
			return &e.rows.Seats[i]
		}
	}
	return nil
}
