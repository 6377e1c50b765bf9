package server_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/server"
)

var mia = server.By{Operator: "mia"}

// suspect is a shop whose one installation seems to run in two copies.
func suspect(t *testing.T, clones server.Clones) (*shop, *agent) {
	s := newShop(t, server.Licence{Kind: activation.Perpetual, Seats: 2, Terms: server.Terms{Clones: clones}})
	a := s.agent(machine(1))
	granted(t, a.activate())
	copied := s.agent(machine(1))
	copied.Client = a.Copy()
	for range 4 { // both go on, in turn
		for _, c := range []*agent{a, copied} {
			s.Sleep(day)
			c.renew()
		}
	}
	require.NotZero(t, s.Rows(t, s.key).Seats[0].Flags&server.FlagClone)
	return s, a
}

// A clone is told of once, by an event and in the list, until a person says that
// it is none.
func TestCloneIsReported(t *testing.T) {
	s, a := suspect(t, server.ClonesReport)
	granted(t, a.renew())
	all, err := s.Server.Cases(t.Context(), scope)
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.True(t, all[0].Clone)
	require.Equal(t, "report", all[0].Decision)
	told, err := s.Server.Events(t.Context(), 0, 100)
	require.NoError(t, err)
	suspects := 0
	for _, e := range told {
		if e.What == server.WhatClone {
			suspects++
			require.Equal(t, all[0].Seat, e.Seat)
		}
	}
	require.Equal(t, 1, suspects)

	_, err = s.Server.DecideCase(t.Context(), scope, all[0].Licence, all[0].Seat, false, mia)
	require.ErrorIs(t, err, server.ErrNotFound, "there is nothing to refuse: enforce is off")
	_, err = s.Server.DecideCase(t.Context(), scope, all[0].Licence, all[0].Seat, true, mia)
	require.NoError(t, err)
	all, err = s.Server.Cases(t.Context(), scope)
	require.NoError(t, err)
	require.Empty(t, all)
}

// Enforced, it is put in review, granted for grace, and a person's to decide.
func TestCloneIsEnforced(t *testing.T) {
	for _, approve := range []bool{true, false} {
		s, a := suspect(t, server.ClonesEnforce)
		s.Sleep(day)
		granted(t, a.renew())
		require.Equal(t, s.Now()+14*86400, a.Certificate.End, "for grace")
		all, err := s.Server.Cases(t.Context(), scope)
		require.NoError(t, err)
		require.Len(t, all, 1)
		require.Equal(t, "open", all[0].Decision)
		require.NotEmpty(t, all[0].Answer)
		_, err = s.Server.DecideCase(t.Context(), scope, all[0].Licence, all[0].Seat, approve, mia)
		require.NoError(t, err)
		s.Sleep(day)
		if approve {
			granted(t, a.renew())
			require.Zero(t, a.Certificate.End)
			continue
		}
		notGranted(t, a.renew(), activation.AskVendor)
	}
}

// The vendor says how long a review waits for a person.
func TestReviewWaitsAsLongAsTheVendorSays(t *testing.T) {
	for answer, days := range map[int64]int{0: 14, 3 * 86400: 3} {
		s := newShop(t, server.Licence{Kind: activation.Perpetual, Seats: 1, Terms: server.Terms{Answer: answer}})
		a := s.agent(enrolled)
		granted(t, a.activate())
		a.hash = doubtful
		s.Sleep(day)
		granted(t, a.renew())
		for range days - 1 {
			s.Sleep(day)
			granted(t, a.renew())
			require.Equal(t, s.Now()+14*86400, a.Certificate.End, "for grace")
		}
		s.Sleep(day)
		granted(t, a.renew())
		require.Equal(t, s.Now()+90*86400, a.Certificate.End, "in the customer's favour")
	}
}
