package server_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/server"
)

// forget takes the rows of the licence back to those of an earlier time.
func (s *shop) forget(to *server.Rows) {
	s.t.Helper()
	now := s.Rows(s.t, s.key)
	c := &server.Changes{
		Licences: []server.Licence{to.Licence}, Seats: to.Seats, Installations: to.Installations, Tickets: to.Tickets,
	}
	for _, seat := range now.Seats {
		c.DropSeats = append(c.DropSeats, seat.ID)
	}
	require.NoError(s.t, s.Store.Apply(s.t.Context(), &server.Changes{DropSeats: c.DropSeats}))
	c.DropSeats = nil
	require.NoError(s.t, s.Store.Apply(s.t.Context(), c))
}

func (s *shop) restoredSince(t int64) {
	s.t.Helper()
	p := s.Rows(s.t, s.key).Product
	p.RestoredSince, p.RestoredUntil = t, t+120*86400
	require.NoError(s.t, s.Store.Apply(s.t.Context(), &server.Changes{Products: []server.Product{p}}))
}

func TestRestoredDatabaseLearnsFromCertificates(t *testing.T) {
	s := newShop(t, server.Licence{Kind: activation.Perpetual, Seats: 2})
	known := s.agent(machine(1))
	granted(t, known.activate())
	backup, since := s.Rows(t, s.key), s.Now()
	s.Sleep(day)
	for range 3 {
		granted(t, known.renew())
	}
	forgotten := s.agent(machine(2))
	granted(t, forgotten.activate())
	s.forget(backup)
	s.Sleep(day)
	granted(t, s.agent(machine(4)).activate()) // takes the seat that was forgotten

	granted(t, known.renew()) // its ticket is ahead of what is known
	require.Zero(t, s.Rows(t, s.key).Seats[0].Flags)

	notGranted(t, forgotten.renew(), activation.Activate)
	s.restoredSince(since)
	require.Equal(t, activation.ShowCertificate, forgotten.renew().Outcome)
	got, err := forgotten.RenewShowing(forgotten.hash)
	require.NoError(t, err)
	granted(t, got)
	s.used(3) // over the seats
	rows := s.Rows(t, s.key)
	require.Equal(t, server.FlagAdopted, rows.Seats[2].Flags)
	require.Equal(t, machine(2), rows.Seats[2].Anchor)
	granted(t, forgotten.renew())

	s.Sleep(121 * day)
	stranger := s.agent(machine(5))
	stranger.Serial, stranger.Ticket = forgotten.Serial, forgotten.Ticket
	notGranted(t, stranger.renew(), activation.Activate)
}

func TestReleasedIsNotAdopted(t *testing.T) {
	s := newShop(t, server.Licence{Kind: activation.Perpetual, Seats: 2})
	s.restoredSince(s.Now())
	a := s.agent(machine(1))
	granted(t, a.activate())
	before := *a.Client
	require.Equal(t, activation.Released, a.release().Outcome)
	got, err := before.RenewShowing(a.hash)
	require.NoError(t, err)
	notGranted(t, got, activation.Activate)
	s.used(0)
}

func TestCertificateOfBeforeTheBackupIsNotAdopted(t *testing.T) {
	s := newShop(t, server.Licence{Kind: activation.Perpetual, Seats: 2})
	empty := s.Rows(t, s.key)
	a := s.agent(machine(1))
	granted(t, a.activate())
	s.Sleep(day)
	s.forget(empty)
	s.restoredSince(s.Now())
	got, err := a.RenewShowing(a.hash)
	require.NoError(t, err)
	notGranted(t, got, activation.Activate)
	s.used(0)
}

func TestShownCertificateMustBeTheInstallations(t *testing.T) {
	s := newShop(t, server.Licence{Kind: activation.Perpetual, Seats: 2})
	s.restoredSince(s.Now())
	a, thief := s.agent(machine(1)), s.agent(machine(2))
	granted(t, a.activate())
	thief.Serial, thief.Ticket, thief.Token = a.Serial, a.Ticket, a.Token
	_, err := thief.RenewShowing(machine(1))
	require.ErrorIs(t, err, server.ErrRequest)
	s.used(1)
}
