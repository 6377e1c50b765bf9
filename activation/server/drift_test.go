package server_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/acttest"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/hwhash"
)

// A box as it is enrolled; after one step; after a second one: it is the same as
// the one before each time, but not as it was enrolled. One that is neither the
// same as enrolled nor different. And one with nothing in common but the model.
var enrolled, oneStep, twoSteps, doubtful, other = boxes()

func boxes() (enrolled, oneStep, twoSteps, doubtful, other hwhash.Hash) {
	verdict := func(a, b hwhash.Hash) hwhash.Verdict {
		m, err := hwhash.Standard().Compare(a, b)
		if err != nil {
			panic(err)
		}
		return m.Verdict
	}
	enrolled = acttest.Box{NIC: 1, Disk: 1, Memory: 1, OS: 1}.Hash(scope)
	other = acttest.Box{NIC: 9, Disk: 9, Memory: 9, OS: 9}.Hash(scope)
	oneStep = acttest.Box{NIC: 2, Disk: 1, Memory: 1, OS: 1}.Hash(scope)
	// Each part stays, is another one, or is not there.
	for i := range 3 * 3 * 3 * 3 {
		part := func(place, changed int) int { return []int{1, changed, 0}[i/place%3] }
		after := acttest.Box{NIC: 2, Disk: part(1, 2), Memory: part(3, 2), OS: part(9, 2)}.Hash(scope)
		if twoSteps.IsZero() && verdict(enrolled, after) == hwhash.Different && verdict(oneStep, after) == hwhash.Same {
			twoSteps = after
		}
		weak := acttest.Box{NIC: part(1, 3), Disk: part(3, 3), Memory: part(9, 3), OS: part(27, 3)}
		if weak == (acttest.Box{}) {
			continue
		}
		if doubtful.IsZero() && verdict(enrolled, weak.Hash(scope)) == hwhash.Review {
			doubtful = weak.Hash(scope)
		}
	}
	return enrolled, oneStep, twoSteps, doubtful, other
}

func TestBoxesAreWhatTheyAreCalled(t *testing.T) {
	for _, c := range []struct {
		a, b hwhash.Hash
		want hwhash.Verdict
	}{
		{enrolled, oneStep, hwhash.Same},
		{oneStep, twoSteps, hwhash.Same},
		{enrolled, twoSteps, hwhash.Different},
		{enrolled, doubtful, hwhash.Review},
		{enrolled, other, hwhash.Different},
	} {
		got, err := hwhash.Standard().Compare(c.a, c.b)
		require.NoError(t, err)
		require.Equal(t, c.want, got.Verdict)
	}
}

// drifter is an installation on the enrolled box that has renewed once as
// oneStep, and is twoSteps now.
func drifter(t *testing.T, l server.Licence) (*shop, *agent) {
	s := newShop(t, l)
	a := s.agent(enrolled)
	granted(t, a.activate())
	a.hash = oneStep
	s.Sleep(7 * day)
	granted(t, a.renew())
	require.Equal(t, enrolled, a.Certificate.Anchor)
	require.Equal(t, oneStep, a.Certificate.Last)
	a.hash = twoSteps
	s.Sleep(7 * day)
	return s, a
}

var subscription = server.Licence{Kind: activation.Subscription, Seats: 1, Ends: 1 << 35}

func TestAnchorMovesToTheLastHashOnASecondDay(t *testing.T) {
	s, a := drifter(t, subscription)
	granted(t, a.renew())
	first := s.Now()
	require.Equal(t, enrolled, a.Certificate.Anchor)
	require.Equal(t, first+14*86400, a.Certificate.End, "for grace")
	s.Sleep(6 * day)
	granted(t, a.renew())
	require.Equal(t, enrolled, a.Certificate.Anchor)
	require.Equal(t, first+14*86400, a.Certificate.End, "grace from the first day")
	s.Sleep(day)
	granted(t, a.renew())
	require.Equal(t, oneStep, a.Certificate.Anchor, "to the last hash, not to the presented one")
	require.Equal(t, twoSteps, a.Certificate.Last)
	require.Equal(t, s.Now()+90*86400, a.Certificate.End)
	s.used(1)
}

func TestAnchorMovesOnceAYearAndThrice(t *testing.T) {
	s := newShop(t, subscription)
	a := s.agent(enrolled)
	granted(t, a.activate())
	box := acttest.Box{NIC: 1, Disk: 1, Memory: 1, OS: 1}
	// step is two changes, the second of which is not the same as the anchor.
	step := func(n int) {
		box.NIC = n
		a.hash = box.Hash(scope)
		granted(t, a.renew())
		box.Disk, box.Memory = n, n
		a.hash = box.Hash(scope)
		s.Sleep(7 * day)
		granted(t, a.renew())
		s.Sleep(7 * day)
	}
	step(2)
	granted(t, a.renew())
	require.EqualValues(t, 1, s.Rows(t, s.key).Seats[0].Moves)
	box.NIC = 5 // against the new anchor: too soon for another move
	a.hash = box.Hash(scope)
	granted(t, a.renew())
	s.Sleep(14 * day)
	notGranted(t, a.renew(), activation.AskVendor)
	require.Len(t, s.Rows(t, s.key).Reviews, 1, "put before a person")
	require.EqualValues(t, 1, s.Rows(t, s.key).Seats[0].Moves)
	s.Sleep(365 * day)
	granted(t, a.renew()) // a new first day
	s.Sleep(8 * day)
	granted(t, a.renew())
	require.EqualValues(t, 2, s.Rows(t, s.key).Seats[0].Moves)
}

func TestStrictNeverMoves(t *testing.T) {
	l := subscription
	l.Terms.Moves = -1
	s, a := drifter(t, l)
	granted(t, a.renew()) // for grace
	s.Sleep(13 * day)
	granted(t, a.renew())
	s.Sleep(day)
	notGranted(t, a.renew(), activation.AskVendor)
	require.Equal(t, enrolled, s.Rows(t, s.key).Seats[0].Anchor)
	// Back as it was, and away again: no second grace within the year.
	a.hash = enrolled
	granted(t, a.renew())
	a.hash = oneStep
	granted(t, a.renew())
	a.hash = twoSteps
	notGranted(t, a.renew(), activation.AskVendor)
}

func TestReinstalledAfterTwoStepsIsAMove(t *testing.T) {
	s, a := drifter(t, subscription)
	again := s.agent(a.hash)
	granted(t, again.activate())
	require.Equal(t, s.Now()+14*86400, again.Certificate.End, "joined for grace")
	s.used(1)
	s.Sleep(7 * day)
	granted(t, again.renew())
	require.Equal(t, oneStep, again.Certificate.Anchor)
	s.used(1)

	l := subscription
	l.Terms.Moves = -1
	s, a = drifter(t, l)
	notGranted(t, s.agent(a.hash).activate(), activation.AskVendor, activation.FreeSeat)
}

func TestReviewIsGraceThenOnceInFavour(t *testing.T) {
	s := newShop(t, subscription)
	a := s.agent(enrolled)
	granted(t, a.activate())
	a.hash = doubtful
	granted(t, a.renew())
	since := s.Now()
	require.Equal(t, since+14*86400, a.Certificate.End)
	r := s.Rows(t, s.key).Reviews
	require.Len(t, r, 1)
	require.Contains(t, r[0].Classes, `:"differs"`)
	s.Sleep(14 * day)
	granted(t, a.renew())
	favour := s.Now() + 90*86400
	require.Equal(t, favour, a.Certificate.End, "nobody answered")
	s.Sleep(60 * day)
	granted(t, a.renew())
	require.Equal(t, favour, a.Certificate.End, "once")
	s.Sleep(30 * day)
	notGranted(t, a.renew(), activation.AskVendor)
	a.hash = enrolled
	granted(t, a.renew())
	a.hash = doubtful
	notGranted(t, a.renew(), activation.AskVendor)
}

func TestReviewIsDecided(t *testing.T) {
	s := newShop(t, subscription)
	a := s.agent(enrolled)
	granted(t, a.activate())
	a.hash = doubtful
	granted(t, a.renew())
	decide := func(d server.Decision) {
		r := s.Rows(t, s.key).Reviews[0]
		r.Decision, r.Decided = d, s.Now()
		require.NoError(t, s.Store.Apply(t.Context(), &server.Changes{Reviews: []server.Review{r}}))
	}
	decide(server.DecisionRefused)
	notGranted(t, a.renew(), activation.AskVendor)
	decide(server.DecisionApproved)
	granted(t, a.renew())
	require.Equal(t, doubtful, a.Certificate.Anchor)
	require.Equal(t, s.Now()+90*86400, a.Certificate.End)
	require.Empty(t, s.Rows(t, s.key).Reviews)
}

func TestAnotherMachineIsNotGrantedAndChangesNothing(t *testing.T) {
	s := newShop(t, subscription)
	a := s.agent(enrolled)
	granted(t, a.activate())
	granted(t, a.renew())
	before := s.Rows(t, s.key)
	thief := a.Copy()
	got, err := thief.Renew(other)
	require.NoError(t, err)
	notGranted(t, got, activation.AskVendor)
	after := s.Rows(t, s.key)
	before.Installations[0].Renewals++
	require.Equal(t, before, after)
}

func TestReviewAndDifferentReadAlikeToWhoActivates(t *testing.T) {
	s := newShop(t, subscription)
	granted(t, s.agent(enrolled).activate())
	a := s.agent(doubtful).activate()
	b := s.agent(other).activate()
	require.Equal(t, a, b)
	l := subscription
	l.Seats = 3
	s = newShop(t, l)
	granted(t, s.agent(enrolled).activate())
	granted(t, s.agent(doubtful).activate())
	granted(t, s.agent(other).activate())
	var flags []server.Flag
	for _, seat := range s.Rows(t, s.key).Seats {
		flags = append(flags, seat.Flags)
	}
	require.Equal(t, []server.Flag{0, server.FlagReview, 0}, flags)
}

func TestWeakMachineIsFlagged(t *testing.T) {
	l := subscription
	l.Terms.Groups = 2
	s := newShop(t, l)
	granted(t, s.agent(acttest.Box{NIC: 1}.Hash(scope)).activate())
	require.Equal(t, server.FlagWeak, s.Rows(t, s.key).Seats[0].Flags)
}

func TestCertificateForGraceEndsNoEarlierOne(t *testing.T) {
	l := perpetual
	l.Terms.Freed = -1
	s, a := drifter(t, l)
	granted(t, a.renew())
	require.NotZero(t, a.Certificate.End)
	s.Sleep(30 * day)
	a.hash = enrolled
	got := a.release()
	require.Equal(t, activation.Released, got.Outcome)
	require.Equal(t, s.Now()+365*86400, got.Until, "the first certificate never ends")
	s.used(1)
}
