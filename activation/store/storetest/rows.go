package storetest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/acttest"
	"github.com/hwprint/hwprint/activation/server"
)

const scope = "acme.example/editor"

// world is one row of each kind, with no field zero.
type world struct {
	product server.Product
	licence server.Licence
	key     server.Key
	seat    server.Seat
	in      server.Installation
	tickets []server.Presented
	grant   server.Grant
	review  server.Review
}

func newWorld() *world {
	w := new(world)
	w.product = server.Product{ID: server.NewID(), Scope: scope, Format: "base24", Test: true, RestoredSince: 1, RestoredUntil: 2}
	w.licence = server.Licence{
		ID: server.NewID(), Ref: server.NewID().String(), Product: w.product.ID, Kind: activation.Trial, Seats: 3, Overage: 4, Used: 5,
		Starts: 6, Ends: 7, Maintained: 8, Features: "a b", Terms: server.Terms{Policy: "strict", Renew: 9, AirGapped: true},
		State: server.LicenceSuspended, Version: 10, FailedDay: 11, Failed: 12, FailedMonthDay: 13, FailedMonth: 14,
		FreedDay: 15, Freed: 16,
	}
	w.key = server.Key{Digest: "pk1:" + w.licence.ID.String(), Licence: w.licence.ID, Revoked: true, Until: 17}
	w.seat = server.Seat{
		ID: server.NewID(), Licence: w.licence.ID, Anchor: acttest.Machine(scope, 1), Last: acttest.Machine(scope, 2),
		Since: 18, Seen: 19, Until: 20, DriftDay: 21, Moves: 22, MovedDay: 23, Takeovers: 24, TakeoverDay: 25,
		Flags: server.FlagClone, State: server.SeatHeld,
	}
	w.in = server.Installation{
		IID: activation.IID(server.NewID()), Seat: w.seat.ID, IPK: activation.PublicKey{26}, Seen: 27, Until: 28,
		RenewDay: 29, Renewals: 30, Returned: 31, State: server.InstallationDisplaced,
	}
	for i := range byte(2) {
		w.tickets = append(w.tickets, server.Presented{
			IID: w.in.IID, Seq: 32, ID: activation.TicketID{33 + i}, Parent: activation.TicketID{34}, Seen: 35, Tip: server.TipHead,
		})
	}
	w.grant = server.Grant{
		Digest: activation.Digest(slices.Concat(w.seat.ID[:], w.seat.ID[:])), IID: w.in.IID, Nonce: activation.Nonce{36}, Keep: 37, At: 38,
		Serial: activation.Serial{39}, Until: 40, Renew: 41,
		Ticket: server.Issued{ID: activation.TicketID{42}, Parent: activation.TicketID{43}, Seq: 44},
	}
	w.review = server.Review{Seat: w.seat.ID, Since: 45, Classes: `{"nic":"differs"}`, Decision: server.DecisionFavoured, Decided: 46}
	return w
}

func (w *world) changes() *server.Changes {
	return &server.Changes{
		AddProducts: []server.Product{w.product}, AddLicences: []server.Licence{w.licence}, AddKeys: []server.Key{w.key},
		Seats: []server.Seat{w.seat}, Installations: []server.Installation{w.in}, Tickets: w.tickets,
		Grants: []server.Grant{w.grant}, Reviews: []server.Review{w.review},
	}
}

// find finds all of it, by way of the installation.
func (w *world) find() server.Find {
	return server.Find{Product: w.product.ID, IID: w.in.IID, Digest: w.grant.Digest}
}

func (w *world) rows() *server.Rows {
	return &server.Rows{
		Product: w.product, Licence: w.licence, Own: w.in, Seats: []server.Seat{w.seat},
		Installations: []server.Installation{w.in}, Reviews: []server.Review{w.review}, Tickets: w.tickets,
		Grants: []server.Grant{w.grant},
	}
}

func view(t testing.TB, s server.Store, f server.Find) *server.Rows {
	t.Helper()
	rows, err := s.View(t.Context(), f)
	require.NoError(t, err)
	slices.SortFunc(rows.Tickets, func(a, b server.Presented) int { return int(a.ID[0]) - int(b.ID[0]) })
	return rows
}

func apply(t testing.TB, s server.Store, c *server.Changes) {
	t.Helper()
	require.NoError(t, s.Apply(t.Context(), c))
}

func testRows(t *testing.T, s server.Store) {
	w := newWorld()
	apply(t, s, w.changes())
	require.Equal(t, w.rows(), view(t, s, w.find()))
	all, err := s.Products(t.Context())
	require.NoError(t, err)
	require.Equal(t, []server.Product{w.product}, all)
	newest, err := s.Newest(t.Context())
	require.NoError(t, err)
	require.Equal(t, w.grant.At, newest)
}

func testReplaced(t *testing.T, s server.Store) {
	w := newWorld()
	apply(t, s, w.changes())
	w.product.RestoredUntil, w.licence.Used, w.key.Revoked = 100, 101, false
	w.seat.Last, w.in.Seen, w.tickets[1].Tip = w.seat.Anchor, 102, server.TipNone
	w.grant.At, w.review.Decided = 103, 104
	c := w.changes()
	apply(t, s, &server.Changes{
		Products: c.AddProducts, Licences: c.AddLicences, Keys: c.AddKeys, Seats: c.Seats, Installations: c.Installations,
		Tickets: c.Tickets[1:], Grants: c.Grants, Reviews: c.Reviews,
	})
	require.Equal(t, w.rows(), view(t, s, w.find()))
}

func testFind(t *testing.T, s server.Store) {
	w, other := newWorld(), newWorld()
	apply(t, s, w.changes())
	other.product.Scope = "acme.example/viewer"
	apply(t, s, other.changes())

	whole := w.rows()
	whole.Key, whole.Own, whole.Tickets, whole.Grants = w.key, server.Installation{}, nil, nil
	f := server.Find{Product: w.product.ID, Keys: []string{"pk1:unknown", w.key.Digest}}
	require.Equal(t, whole, view(t, s, f))

	f.IID = other.in.IID // on a seat of another licence
	got := view(t, s, f)
	require.Equal(t, other.in, got.Own)
	require.Equal(t, other.tickets, got.Tickets)
	require.Equal(t, whole.Seats, got.Seats)

	whole.Key, whole.Keys = server.Key{}, []server.Key{w.key}
	require.Equal(t, whole, view(t, s, server.Find{Product: w.product.ID, Licence: w.licence.ID}))
	require.Equal(t, whole, view(t, s, server.Find{Product: w.product.ID, Ref: w.licence.Ref}))

	none := &server.Rows{Product: other.product}
	for _, f := range []server.Find{
		{Product: other.product.ID},
		{Product: other.product.ID, Keys: []string{w.key.Digest}},
		{Product: other.product.ID, Licence: w.licence.ID},
		{Product: other.product.ID, Ref: w.licence.Ref},
		{Product: other.product.ID, IID: activation.IID{1}},
	} {
		require.Equal(t, none, view(t, s, f))
	}
	got = view(t, s, server.Find{Product: other.product.ID, IID: w.in.IID})
	require.Zero(t, got.Licence, "an installation of another product")
	require.Empty(t, got.Seats)
}

func testGrants(t *testing.T, s server.Store) {
	w := newWorld()
	apply(t, s, w.changes())
	f := server.Find{Product: w.product.ID, IID: w.in.IID, Digest: activation.Digest{1}, Nonce: w.grant.Nonce}
	require.Equal(t, []server.Grant{w.grant}, view(t, s, f).Grants, "by nonce")
	f.Digest = w.grant.Digest
	require.Equal(t, []server.Grant{w.grant}, view(t, s, f).Grants, "by both, once")
	f.Digest, f.IID = activation.Digest{1}, activation.IID{1}
	require.Empty(t, view(t, s, f).Grants, "another installation's nonce")
}

func testExists(t *testing.T, s server.Store) {
	w := newWorld()
	apply(t, s, w.changes())
	next := newWorld()
	next.product, next.licence.Product = w.product, w.product.ID
	fresh := server.Licence{ID: server.NewID(), Ref: "FRESH", Product: w.product.ID, Kind: activation.Perpetual, State: server.LicenceActive}
	for name, c := range map[string]*server.Changes{
		"product":   {AddProducts: []server.Product{{ID: server.NewID(), Scope: scope}}},
		"licence":   {AddLicences: []server.Licence{w.licence}},
		"reference": {AddLicences: []server.Licence{{ID: server.NewID(), Ref: w.licence.Ref, Product: w.product.ID}}},
		"key":       {AddLicences: []server.Licence{fresh}, AddKeys: []server.Key{{Digest: w.key.Digest, Licence: fresh.ID}}},
		"key twice": {AddLicences: []server.Licence{fresh}, AddKeys: []server.Key{{Digest: "a", Licence: fresh.ID}, {Digest: "a", Licence: fresh.ID}}},
	} {
		require.ErrorIs(t, s.Apply(t.Context(), c), server.ErrExists, name)
	}
	got := view(t, s, server.Find{Product: w.product.ID, Licence: fresh.ID})
	require.Zero(t, got.Licence, "none of a batch is left")
	require.Equal(t, w.rows(), view(t, s, w.find()))
}

func testAllOrNone(t *testing.T, s server.Store) {
	w := newWorld()
	apply(t, s, w.changes())
	wrong := errors.New("wrong")
	err := s.Decide(t.Context(), w.find(), func(r *server.Rows) (*server.Changes, error) {
		require.Equal(t, w.licence, r.Licence)
		r.Licence.Used, r.Seats[0].Flags, r.Tickets[0].Seen = 99, 0, 99
		return &server.Changes{Licences: []server.Licence{r.Licence}, Seats: r.Seats}, wrong
	})
	require.ErrorIs(t, err, wrong)
	require.Equal(t, w.rows(), view(t, s, w.find()))

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err = s.Decide(ctx, w.find(), func(r *server.Rows) (*server.Changes, error) {
		r.Licence.Used = 99
		return &server.Changes{Licences: []server.Licence{r.Licence}}, nil
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, w.rows(), view(t, s, w.find()))
}

func testDropped(t *testing.T, s server.Store) {
	w := newWorld()
	apply(t, s, w.changes())
	apply(t, s, &server.Changes{DropTickets: w.tickets[:1], DropReviews: []server.ID{w.seat.ID}})
	got := view(t, s, w.find())
	require.Equal(t, w.tickets[1:], got.Tickets)
	require.Empty(t, got.Reviews)
	apply(t, s, &server.Changes{DropInstallations: []activation.IID{w.in.IID}})
	got = view(t, s, w.find())
	require.Zero(t, got.Own)
	require.Empty(t, got.Tickets)
	apply(t, s, &server.Changes{Installations: []server.Installation{w.in}, Tickets: w.tickets, Reviews: []server.Review{w.review}})
	require.Equal(t, w.rows(), view(t, s, w.find()))
	apply(t, s, &server.Changes{DropSeats: []server.ID{w.seat.ID}})
	got = view(t, s, server.Find{Product: w.product.ID, Licence: w.licence.ID, IID: w.in.IID})
	require.Equal(t, &server.Rows{Product: w.product, Licence: w.licence, Keys: []server.Key{w.key}}, got)
}

// testEvents adds events and actions from many goroutines at once, and reads on
// from the last number that was seen: none is missed.
func testEvents(t *testing.T, s server.Store) {
	w := newWorld()
	apply(t, s, w.changes())
	const n, each = 8, 10
	var all sync.WaitGroup
	failed := make(chan error, n*each)
	for range n {
		all.Go(func() {
			for i := range each {
				failed <- s.Apply(context.Background(), &server.Changes{
					Events: []server.Event{
						{At: int64(i), Product: w.product.ID, What: server.WhatActivated, Licence: w.licence.Ref, Seat: "a"},
						{At: int64(i), Product: w.product.ID, What: server.WhatReview, Licence: w.licence.Ref},
					},
					Actions: []server.Action{{At: int64(i), Operator: "shop", What: server.WhatIssued, Mark: w.licence.Mark()}},
				})
			}
		})
	}
	var seen []server.Event
	var last int64
	for end := false; len(seen) < 2*n*each && !end; {
		got, err := s.Events(t.Context(), last, 7)
		require.NoError(t, err)
		require.LessOrEqual(t, len(got), 7)
		for _, e := range got {
			require.Greater(t, e.N, last)
			last = e.N
		}
		seen = append(seen, got...)
		end = len(got) == 0 && len(failed) == n*each
	}
	all.Wait()
	close(failed)
	for err := range failed {
		require.NoError(t, err)
	}
	rest, err := s.Events(t.Context(), last, 1000)
	require.NoError(t, err)
	require.Len(t, append(seen, rest...), 2*n*each, "an event was seen after a later one")
	done, err := s.Actions(t.Context(), w.licence.Mark())
	require.NoError(t, err)
	require.Len(t, done, n*each)
	other, err := s.Actions(t.Context(), "none")
	require.NoError(t, err)
	require.Empty(t, other)
	_, err = s.Purge(t.Context(), server.EventsFor+5)
	require.NoError(t, err)
	rest, err = s.Events(t.Context(), 0, 1000)
	require.NoError(t, err)
	require.Len(t, rest, 2*n*(each-6), "those of the first seconds are gone")
}

func testOperations(t *testing.T, s server.Store) {
	w := newWorld()
	apply(t, s, w.changes())
	o := server.Operation{ID: activation.Digest{1}, Digest: activation.Digest{2}, Licence: w.licence.ID, Until: 100}
	apply(t, s, &server.Changes{AddOperations: []server.Operation{o}})
	w.licence.Used = 99
	require.ErrorIs(t, s.Apply(t.Context(), &server.Changes{
		AddOperations: []server.Operation{o}, Licences: []server.Licence{w.licence},
	}), server.ErrExists)
	w.licence.Used = 5
	f := w.find()
	f.Operation = o.ID
	rows := w.rows()
	rows.Operations = []server.Operation{o}
	require.Equal(t, rows, view(t, s, f), "nothing else was done")
	_, err := s.Purge(t.Context(), 100)
	require.NoError(t, err)
	require.Empty(t, view(t, s, f).Operations)
}

func testCases(t *testing.T, s server.Store) {
	w, clean := newWorld(), newWorld()
	apply(t, s, w.changes())
	clean.product, clean.licence.Product = w.product, w.product.ID
	clean.seat.Flags = server.FlagWeak
	c := clean.changes()
	c.AddProducts, c.Reviews = nil, nil
	apply(t, s, c)
	got, err := s.Cases(t.Context(), w.product.ID)
	require.NoError(t, err)
	require.Equal(t, []server.Case{{Licence: w.licence, Seat: w.seat, Review: w.review}}, got)
	apply(t, s, &server.Changes{DropReviews: []server.ID{w.seat.ID}})
	got, err = s.Cases(t.Context(), w.product.ID)
	require.NoError(t, err)
	require.Equal(t, []server.Case{{Licence: w.licence, Seat: w.seat}}, got, "a clone suspect")
	got, err = s.Cases(t.Context(), server.ID{1})
	require.NoError(t, err)
	require.Empty(t, got)
}

// testErased drops a licence: nothing of it is left, and all of another is.
func testErased(t *testing.T, s server.Store) {
	w, other := newWorld(), newWorld()
	apply(t, s, w.changes())
	other.product, other.licence.Product = w.product, w.product.ID
	apply(t, s, other.changesWithoutProduct())
	o := server.Operation{ID: activation.Digest{1}, Licence: w.licence.ID, Until: 1 << 40}
	apply(t, s, &server.Changes{
		AddOperations: []server.Operation{o},
		Events: []server.Event{
			{Product: w.product.ID, What: server.WhatActivated, Licence: w.licence.Ref},
			{Product: w.product.ID, What: server.WhatActivated, Licence: other.licence.Ref},
		},
	})
	apply(t, s, &server.Changes{DropLicences: []server.ID{w.licence.ID}})
	f := w.find()
	f.Operation = o.ID
	require.Equal(t, &server.Rows{Product: w.product}, view(t, s, f))
	f = server.Find{Product: w.product.ID, Keys: []string{w.key.Digest}}
	require.Equal(t, &server.Rows{Product: w.product}, view(t, s, f))
	require.Equal(t, other.rows(), view(t, s, other.find()))
	left, err := s.Events(t.Context(), 0, 10)
	require.NoError(t, err)
	require.Len(t, left, 1)
	require.Equal(t, other.licence.Ref, left[0].Licence)
	apply(t, s, w.changesWithoutProduct()) // its reference and key are free again
}

func (w *world) changesWithoutProduct() *server.Changes {
	c := w.changes()
	c.AddProducts = nil
	return c
}

func testLicences(t *testing.T, s server.Store) {
	w := newWorld()
	apply(t, s, w.changes())
	want := map[server.ID]server.Licence{w.licence.ID: w.licence}
	var add []server.Licence
	for range 2500 {
		l := w.licence
		l.ID = server.NewID()
		l.Ref = l.ID.String()
		add, want[l.ID] = append(add, l), l
	}
	apply(t, s, &server.Changes{AddLicences: add})
	got := map[server.ID]server.Licence{}
	var last server.ID
	require.NoError(t, s.Licences(t.Context(), w.product.ID, func(l *server.Licence) bool {
		require.Negative(t, slices.Compare(last[:], l.ID[:]))
		last, got[l.ID] = l.ID, *l
		return true
	}))
	require.Equal(t, want, got)
	n := 0
	require.NoError(t, s.Licences(t.Context(), w.product.ID, func(*server.Licence) bool { n++; return n < 3 }))
	require.Equal(t, 3, n)
}

func testPurge(t *testing.T, s server.Store) {
	w := newWorld()
	w.seat.State, w.seat.Seen, w.licence.Terms.Keep = server.SeatFree, 1000, 500
	w.in.State, w.in.Until, w.in.Seen, w.grant.Keep = server.InstallationReleased, 1400, 1000, 1450
	apply(t, s, w.changes())
	for _, step := range []struct{ at, deleted int64 }{{1450, 0}, {1451, 1}, {1499, 0}, {1500, 1}} {
		n, err := s.Purge(t.Context(), step.at)
		require.NoError(t, err)
		require.EqualValues(t, step.deleted, n, "at %d", step.at)
	}
	got := view(t, s, server.Find{Product: w.product.ID, Licence: w.licence.ID, IID: w.in.IID})
	require.Empty(t, got.Seats)
	require.Zero(t, got.Own, "with the seat, what was on it")

	w = newWorld()
	w.product.Scope, w.seat.State = "acme.example/viewer", server.SeatActive
	w.in.State, w.in.Until, w.in.Seen = server.InstallationDisplaced, 1400, 0
	apply(t, s, w.changes())
	_, err := s.Purge(t.Context(), 60*86400)
	require.NoError(t, err)
	got = view(t, s, w.find())
	require.Len(t, got.Seats, 0, "found by the installation, which is gone")
	got = view(t, s, server.Find{Product: w.product.ID, Licence: w.licence.ID})
	require.Len(t, got.Seats, 1)
	require.Empty(t, got.Installations)
}

// testSerial wants that no decision on a licence sees the rows of before
// another one that is stored.
func testSerial(t *testing.T, s server.Store) {
	w := newWorld()
	w.licence.Used = 0
	apply(t, s, w.changes())
	const each, n = 20, 8
	var all sync.WaitGroup
	failed := make(chan error, n*each)
	for range n {
		all.Go(func() {
			for range each {
				failed <- s.Decide(context.Background(), w.find(), func(r *server.Rows) (*server.Changes, error) {
					r.Licence.Used++
					return &server.Changes{Licences: []server.Licence{r.Licence}}, nil
				})
			}
		})
	}
	all.Wait()
	close(failed)
	for err := range failed {
		require.NoError(t, err)
	}
	require.EqualValues(t, n*each, view(t, s, w.find()).Licence.Used)
}
