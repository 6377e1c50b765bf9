package server_test

import (
	"crypto/rand"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/acttest"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/activation/server/servertest"
)

func TestSeatIsAMachine(t *testing.T) {
	s := newShop(t, perpetual)
	a := s.agent(machine(1))
	granted(t, a.activate())
	require.Zero(t, a.Certificate.End, "perpetual")
	require.Equal(t, machine(1), a.Certificate.Anchor)
	s.used(1)

	again := s.agent(machine(1)) // reinstalled: another installation, the same seat
	granted(t, again.activate())
	s.used(1)

	stranger := s.agent(machine(2))
	got := stranger.activate()
	notGranted(t, got, activation.AskVendor, activation.FreeSeat)
	require.Len(t, got.Seats, 1)
	require.EqualValues(t, 202601, got.Seats[0].Month)
	s.used(1)
}

func TestFifthInstallationIsATakeover(t *testing.T) {
	s := newShop(t, perpetual)
	first := s.agent(machine(1))
	granted(t, first.activate())
	for range 3 {
		s.Sleep(day)
		granted(t, s.agent(machine(1)).activate())
	}
	require.Zero(t, s.Rows(t, s.key).Seats[0].Takeovers)
	for i := range 6 {
		s.Sleep(day)
		granted(t, s.agent(machine(1)).activate())
		require.EqualValues(t, i+1, s.Rows(t, s.key).Seats[0].Takeovers)
	}
	got := s.agent(machine(1)).activate()
	notGranted(t, got, activation.AskVendor, activation.ComeBack)
	require.Greater(t, got.Back, s.Now())
	notGranted(t, first.renew(), activation.AskVendor, activation.ComeBack)
	s.Set(got.Back)
	granted(t, s.agent(machine(1)).activate())
	s.used(1)
}

func TestStrictHasOneInstallationAndNoMoves(t *testing.T) {
	l := perpetual
	l.Terms = server.Terms{Policy: "strict"}
	s := newShop(t, l)
	granted(t, s.agent(machine(1)).activate())
	granted(t, s.agent(machine(1)).activate())
	require.EqualValues(t, 1, s.Rows(t, s.key).Seats[0].Takeovers)
}

func TestRepeatGetsTheSameGrant(t *testing.T) {
	s := newShop(t, perpetual)
	a := s.agent(machine(1))
	token, err := a.ActivateRequest(s.key, a.hash, "")
	require.NoError(t, err)
	_, err = a.Exchange(activation.OpActivate, activation.Message{Request: token})
	require.NoError(t, err)
	serial, ticket := a.Serial, a.Ticket
	s.Sleep(day / 2)
	_, err = a.Exchange(activation.OpActivate, activation.Message{Request: token})
	require.NoError(t, err)
	require.Equal(t, serial, a.Serial)
	require.Equal(t, ticket, a.Ticket)
	require.Equal(t, s.Now(), a.Certificate.Issued, "signed afresh")
	s.Sleep(day)
	got, err := a.Exchange(activation.OpActivate, activation.Message{Request: token})
	require.NoError(t, err)
	require.Equal(t, activation.ClockOff, got.Outcome)
	require.Equal(t, s.Now(), got.Now)
}

func TestKeysThatAreNoneReadAlike(t *testing.T) {
	s := newShop(t, perpetual)
	unknown := servertest.New(t, scope).Issue(t, perpetual)
	got, err := s.agent(machine(1)).Activate(unknown, machine(1), "")
	require.NoError(t, err)
	notGranted(t, got, activation.CheckKey)

	rows := s.Rows(t, s.key)
	rows.Key.Revoked = true
	require.NoError(t, s.Store.Apply(t.Context(), &server.Changes{Keys: []server.Key{rows.Key}}))
	notGranted(t, s.agent(machine(1)).activate(), activation.CheckKey)

	rows.Key.Revoked, rows.Licence.State = false, server.LicenceRevoked
	require.NoError(t, s.Store.Apply(t.Context(), &server.Changes{
		Keys: []server.Key{rows.Key}, Licences: []server.Licence{rows.Licence},
	}))
	notGranted(t, s.agent(machine(1)).activate(), activation.CheckKey)
}

func TestRevokedAndSuspended(t *testing.T) {
	s := newShop(t, perpetual)
	a := s.agent(machine(1))
	granted(t, a.activate())
	l := s.Rows(t, s.key).Licence
	l.State = server.LicenceSuspended
	require.NoError(t, s.Store.Apply(t.Context(), &server.Changes{Licences: []server.Licence{l}}))
	notGranted(t, a.renew(), activation.AskVendor)
	l.State = server.LicenceRevoked
	require.NoError(t, s.Store.Apply(t.Context(), &server.Changes{Licences: []server.Licence{l}}))
	require.Equal(t, activation.Revoked, a.renew().Outcome)
	require.Equal(t, activation.Released, a.release().Outcome)
}

func TestSeatIsFreedByKey(t *testing.T) {
	s := newShop(t, perpetual)
	old := s.agent(machine(1))
	granted(t, old.activate())
	next := s.agent(machine(2))
	seat := next.activate().Seats[0].Ref
	got := next.activateFreeing(seat)
	notGranted(t, got, activation.AskVendor, activation.ComeBack)
	require.Equal(t, s.Now()+14*86400, got.Back)
	s.Set(got.Back)
	notGranted(t, next.activateFreeing("ffffffff"), activation.AskVendor, activation.FreeSeat)
	granted(t, next.activateFreeing(seat))
	s.used(1)
	notGranted(t, old.renew(), activation.Activate)
	notGranted(t, old.activate(), activation.AskVendor, activation.FreeSeat)
}

func TestFreedSeatsAreReusableThriceAYear(t *testing.T) {
	l := server.Licence{Kind: activation.Subscription, Seats: 1, Ends: servertest.Start + 3*365*86400}
	s := newShop(t, l)
	for i := range uint64(3) {
		a := s.agent(machine(i))
		granted(t, a.activate())
		require.Equal(t, activation.Released, a.release().Outcome)
		s.used(0)
	}
	a := s.agent(machine(3))
	granted(t, a.activate())
	got := a.release()
	require.Equal(t, activation.Released, got.Outcome)
	require.Equal(t, s.Now()+(90+14)*86400, got.Until)
	s.used(1)
	notGranted(t, s.agent(machine(4)).activate(), activation.AskVendor, activation.FreeSeat)
	granted(t, s.agent(machine(3)).activate()) // the machine itself may come back
	s.used(1)
}

func TestFull(t *testing.T) {
	t.Run("overage", func(t *testing.T) {
		l := server.Licence{Kind: activation.Perpetual, Seats: 1, Overage: 1, Terms: server.Terms{Full: server.FullOverage}}
		s := newShop(t, l)
		granted(t, s.agent(machine(1)).activate())
		granted(t, s.agent(machine(2)).activate())
		require.Equal(t, server.FlagOverage, s.Rows(t, s.key).Seats[1].Flags)
		notGranted(t, s.agent(machine(3)).activate(), activation.AskVendor, activation.FreeSeat)
		s.used(2)
	})
	t.Run("oldest", func(t *testing.T) {
		l := server.Licence{Kind: activation.Perpetual, Seats: 2, Terms: server.Terms{Full: server.FullOldest}}
		s := newShop(t, l)
		first, second := s.agent(machine(1)), s.agent(machine(2))
		granted(t, first.activate())
		granted(t, second.activate())
		notGranted(t, s.agent(machine(3)).activate(), activation.AskVendor, activation.FreeSeat)
		s.Sleep(15 * day)
		granted(t, second.renew())
		granted(t, s.agent(machine(3)).activate())
		notGranted(t, first.renew(), activation.Activate)
		granted(t, second.renew())
		s.used(2)
	})
}

func TestFailedActivationsRefuseStrangersOnly(t *testing.T) {
	s := newShop(t, server.Licence{Kind: activation.Perpetual, Seats: 2})
	granted(t, s.agent(machine(1)).activate())
	granted(t, s.agent(machine(2)).activate())
	for i := range 20 {
		notGranted(t, s.agent(machine(uint64(i+10))).activate(), activation.AskVendor, activation.FreeSeat)
	}
	notGranted(t, s.agent(machine(50)).activate(), activation.AskVendor, activation.ComeBack)
	granted(t, s.agent(machine(1)).activate())
	s.Sleep(day)
	for d := range 4 {
		for i := range 20 {
			notGranted(t, s.agent(machine(uint64(100+20*d+i))).activate(), activation.AskVendor, activation.FreeSeat)
		}
		s.Sleep(day)
	}
	got := s.agent(machine(60)).activate()
	notGranted(t, got, activation.AskVendor, activation.ComeBack)
	require.Equal(t, int64(servertest.Start+30*86400), got.Back)
}

func TestRenewalsAreTwentyFourADay(t *testing.T) {
	s := newShop(t, perpetual)
	a := s.agent(machine(1))
	granted(t, a.activate())
	for range 24 {
		granted(t, a.renew())
	}
	got := a.renew()
	notGranted(t, got, activation.AskVendor, activation.ComeBack)
	s.Set(got.Back)
	granted(t, a.renew())
}

func TestFloating(t *testing.T) {
	l := server.Licence{Kind: activation.Floating, Seats: 2, Terms: server.Terms{Lease: 600}}
	s := newShop(t, l)
	a, b, c := s.agent(machine(1)), s.agent(machine(1)), s.agent(machine(1))
	granted(t, a.activate())
	granted(t, b.activate())
	s.used(2)
	notGranted(t, c.activate(), activation.AskVendor, activation.FreeSeat)
	s.Sleep(5 * 60 * 1e9)
	granted(t, a.renew())
	s.Sleep(5 * 60 * 1e9)
	granted(t, c.activate()) // b's lease is over
	notGranted(t, b.renew(), activation.Activate)
	require.Equal(t, activation.Released, c.release().Outcome)
	granted(t, b.activate())
	s.used(2)
	require.True(t, a.Certificate.Anchor.IsZero())
	require.Zero(t, a.Certificate.Ticket)
}

// A lease that is renewed when its certificate says is never over.
func TestLeaseIsRenewedForDays(t *testing.T) {
	s := newShop(t, server.Licence{Kind: activation.Floating, Seats: 1, Terms: server.Terms{Lease: 600}})
	a := s.agent(machine(1))
	granted(t, a.activate())
	for s.Now() < servertest.Start+2*86400 {
		require.Equal(t, s.Now()+300, a.Certificate.Renew, "at half of it")
		s.Sleep(5 * time.Minute)
		granted(t, a.renew())
	}
	s.used(1)
}

func TestTrialIsOnceForAMachine(t *testing.T) {
	s := newShop(t, server.Licence{Kind: activation.Trial})
	for i := range uint64(20) {
		granted(t, s.agent(machine(i)).activate())
	}
	s.Sleep(20 * day)
	a := s.agent(machine(1))
	granted(t, a.activate())
	require.EqualValues(t, servertest.Start+30*86400, a.Certificate.End)
	require.Equal(t, activation.Released, a.release().Outcome)
	s.Sleep(11 * day)
	notGranted(t, s.agent(machine(1)).activate(), activation.AskVendor)
	granted(t, s.agent(machine(77)).activate())
}

func TestNameOfAnotherSealingKeyIsResend(t *testing.T) {
	s := newShop(t, perpetual)
	a := s.agent(machine(1))
	a.Ring.Keys[2].KID = 9
	other, err := a.ActivateRequest(s.key, a.hash, "")
	require.NoError(t, err)
	got, err := acttest.To(s.Server)(activation.OpActivate, activation.Message{Request: other})
	require.NoError(t, err)
	require.NotEmpty(t, got.Ring)
	answer, _, err := activation.ParseAnswer(s.Ring, other, got)
	require.NoError(t, err)
	require.Equal(t, activation.Resend, answer.Outcome)
}

func TestRequestsOfAnotherTime(t *testing.T) {
	s := newShop(t, perpetual)
	for name, c := range map[string]struct {
		ahead int64
		file  bool
		want  activation.Outcome
	}{
		"a day old":         {-86400, false, activation.Granted},
		"older":             {-86401, false, activation.ClockOff},
		"a day ahead":       {86400, false, activation.Granted},
		"further":           {86401, false, activation.ClockOff},
		"a file of a month": {-30 * 86400, true, activation.Granted},
		"older file":        {-30*86400 - 1, true, activation.ClockOff},
		"a file ahead":      {86401, true, activation.ClockOff},
	} {
		a := s.agent(machine(1))
		nonce, err := activation.NewNonce(rand.Reader)
		require.NoError(t, err)
		r := activation.Request{
			Op: activation.OpActivate, Product: scope, Hash: a.hash, IPK: a.Key.Public(), Nonce: nonce,
			Now: s.Now() + c.ahead, File: c.file,
		}
		seal, ok := s.Ring.Active(activation.UseSeal, s.Now())
		require.True(t, ok)
		require.NoError(t, activation.SealKey(seal, &r, s.key))
		token, err := activation.SignRequest(a.Key, r)
		require.NoError(t, err)
		got, err := a.Exchange(activation.OpActivate, activation.Message{Request: token})
		require.NoError(t, err)
		require.Equal(t, c.want, got.Outcome, name)
		require.Equal(t, s.Now(), got.Now)
	}
	s.used(1)
}
