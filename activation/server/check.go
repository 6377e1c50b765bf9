package server

import (
	"context"
	"fmt"
)

// Consistent compares the counts of a product's licences with their rows, and
// returns what disagrees, a line each. It may run beside a server.
func (s *Server) Consistent(ctx context.Context, scope string) (faults []string, licences int, err error) {
	p, err := s.product(ctx, scope)
	if err != nil {
		return nil, 0, err
	}
	var all []ID
	err = s.store.Licences(ctx, p.ID, func(l *Licence) bool {
		all = append(all, l.ID)
		return true
	})
	if err != nil {
		return nil, 0, err
	}
	for _, id := range all {
		rows, err := s.store.View(ctx, Find{Product: p.ID, Licence: id})
		if err != nil {
			return nil, 0, err
		}
		faults = append(faults, rows.faults()...)
	}
	return faults, len(all), nil
}

// faults says where the rows of a licence contradict each other.
func (r *Rows) faults() (faults []string) {
	l := &r.Licence
	fault := func(what string, args ...any) {
		faults = append(faults, "licence "+l.Ref+": "+fmt.Sprintf(what, args...))
	}
	var used int64
	seats := map[ID]*Seat{}
	for i := range r.Seats {
		s := &r.Seats[i]
		seats[s.ID] = s
		if s.State != SeatFree {
			used++
		}
	}
	if used != l.Used {
		fault("%d seats are in use, its count says %d", used, l.Used)
	}
	for _, in := range r.Installations {
		s := seats[in.Seat]
		if s == nil {
			fault("an installation is on a seat that is not there")
			continue
		}
		if in.State == InstallationActive && s.State != SeatActive && s.Until == 0 && l.Kind != "floating" {
			fault("an installation is active on seat %s, which is free", s.Ref())
		}
	}
	return faults
}
