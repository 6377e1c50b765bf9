package sqlstore

import (
	"context"

	"github.com/hwprint/hwprint/activation/server"
)

// apply writes changes in the order in which rows refer to each other.
func (s *Store) apply(ctx context.Context, q querier, c *server.Changes) error {
	w := writer{ctx: ctx, c: &s.codec, q: q}
	add(&w, &products, c.AddProducts)
	add(&w, &licences, c.AddLicences)
	add(&w, &keys, c.AddKeys)
	put(&w, &products, c.Products)
	put(&w, &licences, c.Licences)
	put(&w, &keys, c.Keys)
	put(&w, &seats, c.Seats)
	put(&w, &installations, c.Installations)
	put(&w, &tickets, c.Tickets)
	put(&w, &grants, c.Grants)
	put(&w, &reviews, c.Reviews)
	for _, id := range c.DropReviews {
		drop(&w, &reviews, "seat = ?", id[:])
	}
	for _, t := range c.DropTickets {
		drop(&w, &tickets, "iid = ? AND id = ?", t.IID[:], t.ID[:])
	}
	for _, iid := range c.DropInstallations {
		drop(&w, &tickets, "iid = ?", iid[:])
		drop(&w, &installations, "iid = ?", iid[:])
	}
	for _, id := range c.DropSeats {
		dropSeat(&w, id)
	}
	return w.err
}

func dropSeat(w *writer, id server.ID) {
	drop(w, &tickets, "iid IN (SELECT iid FROM installation WHERE seat = ?)", id[:])
	drop(w, &installations, "seat = ?", id[:])
	drop(w, &reviews, "seat = ?", id[:])
	drop(w, &seats, "id = ?", id[:])
}

// writer writes until the first error.
type writer struct {
	ctx     context.Context
	c       *codec
	q       querier
	dropped int
	err     error
}

func add[T any](w *writer, t *table[T], rows []T) {
	if w.err == nil {
		w.err = t.add(w.ctx, w.c, w.q, rows)
	}
}

func put[T any](w *writer, t *table[T], rows []T) {
	if w.err == nil {
		w.err = t.put(w.ctx, w.c, w.q, rows)
	}
}

func drop[T any](w *writer, t *table[T], where string, args ...any) {
	if w.err != nil {
		return
	}
	var n int
	n, w.err = t.drop(w.ctx, w.c, w.q, where, args...)
	w.dropped += n
}
