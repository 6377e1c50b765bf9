package server

// livesFor is how long an installation keeps its place on a seat unseen.
const livesFor = 45 * day

// place gives the installation of the request a place on a seat. A seat has a
// few; one more displaces the installation seen longest ago, which is a
// takeover. Place returns 0, or when to come back if there were too many
// takeovers; it has changed nothing then.
func (e *engine) place(s *Seat) (later int64) {
	if e.hasPlace(s) {
		return 0
	}
	oldest, n := e.living(s)
	if n < e.terms.Installations {
		return 0
	}
	if e.now >= s.TakeoverDay+year {
		s.TakeoverDay, s.Takeovers = e.now, 0
	}
	if s.Takeovers >= int64(e.terms.Takeovers) {
		return min(s.TakeoverDay+year, oldest.Seen+livesFor)
	}
	s.Takeovers++
	e.displace(*oldest)
	return 0
}

// hasPlace reports whether the installation lives on the seat already.
func (e *engine) hasPlace(s *Seat) bool {
	own := &e.rows.Own
	return own.Seat == s.ID && own.State == InstallationActive && e.lives(own)
}

// lives reports whether an installation was seen lately.
func (e *engine) lives(in *Installation) bool { return e.now < in.Seen+livesFor }

// living counts the installations that live on a seat, without the request's
// own, and finds the one seen longest ago.
func (e *engine) living(s *Seat) (oldest *Installation, n int) {
	for i := range e.rows.Installations {
		in := &e.rows.Installations[i]
		if in.Seat != s.ID || in.State != InstallationActive || in.IID == e.ask.iid || !e.lives(in) {
			continue
		}
		n++
		if oldest == nil || in.Seen < oldest.Seen {
			oldest = in
		}
	}
	return oldest, n
}

func (e *engine) displace(in Installation) {
	in.State = InstallationDisplaced
	e.putInstallation(in)
}

// freeNamed frees the seat that the request names, if it was idle long enough.
// It returns a verdict if there is no such seat, or if it was seen lately.
func (e *engine) freeNamed() (freed bool, v *verdict) {
	if e.ask.free == "" {
		return false, nil
	}
	for i := range e.rows.Seats {
		s := &e.rows.Seats[i]
		if s.State != SeatActive || s.Ref() != e.ask.free {
			continue
		}
		if idle := s.Seen + e.terms.Idle; e.now < idle {
			return false, e.later(idle)
		}
		e.free(s)
		return true, nil
	}
	return false, e.full()
}

// freeOldest frees the seat that was idle longest, if it was long enough.
func (e *engine) freeOldest() bool {
	var oldest *Seat
	for i := range e.rows.Seats {
		s := &e.rows.Seats[i]
		if s.State == SeatActive && e.now >= s.Seen+e.terms.Idle && (oldest == nil || s.Seen < oldest.Seen) {
			oldest = s
		}
	}
	if oldest == nil {
		return false
	}
	e.free(oldest)
	return true
}

// free releases a seat. A few times a year it is reusable at once, afterwards
// when its last certificate has ended, or the year is over.
func (e *engine) free(s *Seat) {
	held := e.releaseInstallations(s)
	e.tell(WhatReleased, s)
	l := &e.rows.Licence
	if e.now >= l.FreedDay+year {
		l.FreedDay, l.Freed = e.now, 0
	}
	switch {
	case held <= e.now:
		s.State, s.Until = SeatFree, 0
		e.use(-1)
	case l.Freed < int64(e.terms.Freed):
		l.Freed++
		s.State, s.Until = SeatFree, 0
		e.use(-1)
	default:
		s.State, s.Until = SeatHeld, min(held, l.FreedDay+year)
		e.putLicence()
	}
	e.putSeat(s)
}

// releaseInstallations releases those of a seat, and returns when the last of
// their certificates ends.
func (e *engine) releaseInstallations(s *Seat) (until int64) {
	for _, in := range e.rows.Installations {
		if in.Seat != s.ID {
			continue
		}
		if in.Until == 0 {
			until = 1<<62 - 1
		}
		until = max(until, in.Until)
		if in.State != InstallationReleased {
			in.State, in.Seen = InstallationReleased, e.now
			e.putInstallation(in)
		}
	}
	return until
}
