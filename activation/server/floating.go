package server

import "github.com/hwprint/hwprint/activation"

// float leases a seat for a while, whatever the machine: the installation's
// own, or one that nobody holds. Expired leases were freed before.
func (e *engine) float() (*verdict, error) {
	s, own := e.ownSeat()
	if own == nil || s == nil || s.State != SeatActive {
		if e.ask.op == activation.OpRenew {
			return refuse(adviceActivate), nil
		}
		if !e.room() {
			return e.full(), nil
		}
		if s == nil {
			id, err := readID(e.random)
			if err != nil {
				return nil, err
			}
			e.rows.Seats = append(e.rows.Seats, Seat{ID: id, Licence: e.rows.Licence.ID, Since: e.now})
			s = &e.rows.Seats[len(e.rows.Seats)-1]
		}
		s.State = SeatActive
		e.use(1)
	}
	s.Until = e.now + e.terms.Lease
	return e.settle(s, true, s.Until)
}
