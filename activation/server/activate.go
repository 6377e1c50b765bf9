package server

import "github.com/hwprint/hwprint/activation"

import "github.com/hwprint/hwprint/hwhash"

// match is how a hash compares with the seats of a licence.
type match struct {
	anchor *Seat // the seat whose anchor is of the same machine
	last   *Seat // else the active seat whose last hash is
	review bool  // an anchor may be of the same machine
}

// activate finds the machine a seat, or says why there is none.
func (e *engine) activate() (*verdict, error) {
	m, err := e.compare()
	if err != nil {
		return nil, err
	}
	if s := m.anchor; s != nil && (s.State != SeatFree || e.room()) {
		return e.join(s)
	}
	if m.last != nil && e.mayMove(m.last) {
		if v, err := e.drift(m.last); v != nil || err != nil {
			return v, err
		}
	}
	if later := e.failedTooOften(); later != 0 {
		return &verdict{outcome: activation.NotGranted, advice: adviceLater, later: later}, nil
	}
	return e.seatStranger(&m)
}

// compare looks for the machine of the request among the seats: the seat that
// agrees most, and of equal ones the installation's own.
func (e *engine) compare() (m match, err error) {
	var best, bestLast hwhash.Bits
	for i := range e.rows.Seats {
		s := &e.rows.Seats[i]
		got, err := e.policy.Compare(s.Anchor, e.ask.hash)
		if err != nil {
			return m, err
		}
		own := s.ID == e.rows.Own.Seat
		switch {
		case got.Verdict == hwhash.Same:
			if m.anchor == nil || betterSeat(s, got.Bits, own, m.anchor, best) {
				m.anchor, best = s, got.Bits
			}
			continue
		case got.Verdict == hwhash.Review && s.State != SeatFree:
			m.review = true
		}
		if s.State != SeatActive {
			continue
		}
		if got, err = e.policy.Compare(s.Last, e.ask.hash); err != nil {
			return m, err
		}
		if got.Verdict == hwhash.Same && (m.last == nil || got.Bits > bestLast) {
			m.last, bestLast = s, got.Bits
		}
	}
	return m, nil
}

// betterSeat prefers seats that count to free ones, then more evidence, then
// the seat that the installation is on.
func betterSeat(s *Seat, bits hwhash.Bits, own bool, than *Seat, best hwhash.Bits) bool {
	if free, other := s.State == SeatFree, than.State == SeatFree; free != other {
		return other
	}
	return bits > best || bits == best && own
}

// room reports whether one more seat may be in use.
func (e *engine) room() bool {
	l := &e.rows.Licence
	return l.Seats == 0 || l.Used < l.Seats
}

// seatStranger gives a machine that holds no seat one of its own.
func (e *engine) seatStranger(m *match) (*verdict, error) {
	var flags Flag
	if !e.room() {
		freed, v := e.freeNamed()
		if v != nil {
			return v, nil
		}
		if !freed && e.terms.Full == FullOldest {
			freed = e.freeOldest()
		}
		switch l := &e.rows.Licence; {
		case freed && e.room():
		case e.terms.Full == FullOverage && l.Used < l.Seats+l.Overage:
			flags |= FlagOverage
		default:
			return e.full(), nil
		}
	}
	if m.anchor != nil { // it had a seat that was freed
		m.anchor.Flags |= flags
		return e.join(m.anchor)
	}
	if m.review {
		flags |= FlagReview
	}
	return e.enroll(flags)
}

// enroll makes a new seat with the presented hash as its anchor.
func (e *engine) enroll(flags Flag) (*verdict, error) {
	if len(e.ask.hash.IdentityGroups()) < e.terms.Groups {
		flags |= FlagWeak
	}
	id, err := readID(e.random)
	if err != nil {
		return nil, err
	}
	e.rows.Seats = append(e.rows.Seats, Seat{
		ID: id, Licence: e.rows.Licence.ID,
		Anchor: e.ask.hash, Last: e.ask.hash,
		Since: e.now, Flags: flags, State: SeatActive,
	})
	s := &e.rows.Seats[len(e.rows.Seats)-1]
	e.putSeat(s)
	e.use(1)
	return e.settle(s, false, 0)
}

// join gives an installation a place on the seat of its machine.
func (e *engine) join(s *Seat) (*verdict, error) {
	if v := e.keepPlace(s); v != nil {
		e.failed = true
		return v, nil
	}
	if s.State == SeatFree {
		e.use(1)
	}
	s.State, s.Until, s.Last = SeatActive, 0, e.ask.hash
	e.putSeat(s)
	return e.settle(s, false, 0)
}

// full says that no seat is free, and which there are. It counts.
func (e *engine) full() *verdict {
	v := refuse(adviceFree)
	for _, s := range e.rows.Seats {
		if s.State == SeatActive {
			v.seats = append(v.seats, s)
		}
	}
	e.failed = true
	return v
}

// later says when an activation can be tried again. It counts.
func (e *engine) later(t int64) *verdict {
	e.failed = true
	return &verdict{outcome: activation.NotGranted, advice: adviceLater, later: t}
}
