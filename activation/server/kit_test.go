package server_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/acttest"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/activation/server/servertest"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/productkey"
)

const (
	scope = "acme.example/editor"
	day   = 24 * time.Hour
)

// shop is a vendor with one licence.
type shop struct {
	*servertest.Vendor
	t   testing.TB
	key productkey.Key
}

func newShop(t testing.TB, l server.Licence) *shop {
	t.Helper()
	v := servertest.New(t, scope)
	return &shop{Vendor: v, t: t, key: v.Issue(t, l)}
}

// agent is an installation of the shop's product on a machine.
type agent struct {
	*acttest.Client
	shop *shop
	hash hwhash.Hash
}

func (s *shop) agent(h hwhash.Hash) *agent {
	return &agent{Client: acttest.NewClient(acttest.To(s.Server), s.Ring, scope, s.Now), shop: s, hash: h}
}

func machine(i uint64) hwhash.Hash { return acttest.Machine(scope, i) }

func (a *agent) activate() activation.Answer { return a.activateFreeing("") }

func (a *agent) activateFreeing(seat string) activation.Answer {
	a.shop.t.Helper()
	got, err := a.Client.Activate(a.shop.key, a.hash, seat)
	require.NoError(a.shop.t, err)
	return got
}

func (a *agent) renew() activation.Answer {
	a.shop.t.Helper()
	got, err := a.Client.Renew(a.hash)
	require.NoError(a.shop.t, err)
	return got
}

func (a *agent) release() activation.Answer {
	a.shop.t.Helper()
	got, err := a.Client.Release(a.hash)
	require.NoError(a.shop.t, err)
	return got
}

// used checks the counts of the licence against its rows, and how many of its
// seats are in use.
func (s *shop) used(n int) {
	s.t.Helper()
	rows := s.Rows(s.t, s.key)
	require.EqualValues(s.t, n, rows.Licence.Used)
	faults, _, err := s.Server.Consistent(s.t.Context(), scope)
	require.NoError(s.t, err)
	require.Empty(s.t, faults)
}

func granted(t testing.TB, a activation.Answer) {
	t.Helper()
	require.Equal(t, activation.Granted, a.Outcome, "%+v", a)
}

func notGranted(t testing.TB, a activation.Answer, may ...activation.Option) {
	t.Helper()
	require.Equal(t, activation.NotGranted, a.Outcome, "%+v", a)
	require.Equal(t, may, a.May)
}

var perpetual = server.Licence{Kind: activation.Perpetual, Seats: 1}
