package server

import "github.com/hwprint/hwprint/activation"

// The engine changes the rows that it was given, and notes each changed row
// here, so that what comes later in the same decision sees it.

func (e *engine) putLicence() {
	e.out.Licences = []Licence{e.rows.Licence}
}

// putSeat notes a changed seat. Whoever enrolls one adds it to the rows first.
func (e *engine) putSeat(s *Seat) {
	for i := range e.rows.Seats {
		if e.rows.Seats[i].ID == s.ID {
			e.rows.Seats[i] = *s
		}
	}
	for i := range e.out.Seats {
		if e.out.Seats[i].ID == s.ID {
			e.out.Seats[i] = *s
			return
		}
	}
	e.out.Seats = append(e.out.Seats, *s)
}

// putInstallation notes a new or changed installation.
func (e *engine) putInstallation(in Installation) {
	if in.IID == e.ask.iid {
		e.rows.Own = in
	}
	found := false
	for i := range e.rows.Installations {
		if e.rows.Installations[i].IID == in.IID {
			e.rows.Installations[i], found = in, true
		}
	}
	if !found {
		e.rows.Installations = append(e.rows.Installations, in)
	}
	for i := range e.out.Installations {
		if e.out.Installations[i].IID == in.IID {
			e.out.Installations[i] = in
			return
		}
	}
	e.out.Installations = append(e.out.Installations, in)
}

// putReview notes a new or changed review.
func (e *engine) putReview(r Review) {
	for i := range e.out.Reviews {
		if e.out.Reviews[i].Seat == r.Seat {
			e.out.Reviews[i] = r
			return
		}
	}
	e.out.Reviews = append(e.out.Reviews, r)
}

// use counts seats that begin or cease to count.
func (e *engine) use(n int64) {
	e.rows.Licence.Used += n
	e.rows.Licence.Version++
	e.putLicence()
}

// expire frees the seats whose time is over: held ones, and leases.
func (e *engine) expire() {
	for i := range e.rows.Seats {
		s := &e.rows.Seats[i]
		floating := e.rows.Licence.Kind == activation.Floating
		over := s.Until != 0 && s.Until <= e.now && (s.State == SeatHeld || floating && s.State == SeatActive)
		if !over {
			continue
		}
		s.State, s.Until = SeatFree, 0
		e.putSeat(s)
		e.use(-1)
	}
}
