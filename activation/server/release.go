package server

import "github.com/hwprint/hwprint/activation"

// release gives up the installation's place, and its seat if it was the last
// one there. It must name a ticket at the end of a branch, so that an old copy
// of the state cannot release the machine that it was copied from.
func (e *engine) release() (*verdict, error) {
	s, own := e.ownSeat()
	floating := e.rows.Licence.Kind == activation.Floating
	switch {
	case s == nil || own == nil || s.State != SeatActive || own.State == InstallationReleased:
		return refuse(adviceActivate), nil
	case !floating && (e.ask.ticket == nil || !e.isTip(e.ask.ticket)):
		return refuse(adviceBad), nil
	}
	left := *own
	left.State, left.Seen = InstallationReleased, e.now
	_, others := e.living(s)
	switch {
	case floating:
		s.State, s.Until = SeatFree, 0
		e.putInstallation(left)
		e.putSeat(s)
		e.use(-1)
	case others == 0:
		e.free(s)
	default:
		e.putInstallation(left)
	}
	g := Grant{Digest: e.ask.digest, Nonce: e.ask.nonce, IID: e.ask.iid, Keep: e.ask.keep, At: e.now, Until: s.Until}
	e.out.Grants = append(e.out.Grants, g)
	return &verdict{outcome: activation.Released, grant: g, licence: e.rows.Licence}, nil
}
