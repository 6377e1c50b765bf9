package sqlstore

import (
	"context"
	"slices"

	"github.com/hwprint/hwprint/activation/server"
)

// apply writes changes in the order in which rows refer to each other.
func (s *Store) apply(ctx context.Context, q querier, c *server.Changes) error {
	w := writer{ctx: ctx, c: &s.codec, q: q}
	add(&w, &products, c.AddProducts)
	add(&w, &licences, c.AddLicences)
	add(&w, &keys, c.AddKeys)
	add(&w, &operations, c.AddOperations)
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
	for _, id := range c.DropLicences {
		dropLicence(&w, id)
	}
	w.tell(c)
	return w.err
}

// dropLicence drops a licence with all that is kept of it.
func dropLicence(w *writer, id server.ID) {
	drop(w, &events, ofLicence["event"], id[:])
	drop(w, &operations, ofLicence["operation"], id[:])
	drop(w, &grants, ofLicence["request"], id[:])
	drop(w, &tickets, ofLicence["ticket"], id[:])
	drop(w, &installations, ofLicence["installation"], id[:])
	drop(w, &reviews, ofLicence["review"], id[:])
	drop(w, &seats, ofLicence["seat"], id[:])
	drop(w, &keys, ofLicence["product_key"], id[:])
	drop(w, &licences, ofLicence["licence"], id[:])
}

// ofLicence selects the rows of a table that are kept of a licence.
var ofLicence = map[string]string{
	"licence": "id = ?", "product_key": "licence = ?", "seat": "licence = ?", "operation": "licence = ?",
	"installation": onSeat, "review": onSeat, "ticket": ofInstallation, "request": ofInstallation,
	"event": "licence = (SELECT ref FROM licence WHERE id = ?)",
}

const (
	onSeat         = "seat IN (SELECT id FROM seat WHERE licence = ?)"
	ofInstallation = "iid IN (SELECT iid FROM installation WHERE " + onSeat + ")"
)

// tell adds events and actions, last: their numbers are held until the commit.
func (w *writer) tell(c *server.Changes) {
	n := c.Skip + int64(len(c.Events)+len(c.Actions))
	if w.err != nil || n == 0 {
		return
	}
	last, err := number(w.ctx, w.q, w.c.bind("UPDATE counter SET n = n + ? RETURNING n"), n)
	if err != nil {
		w.err = err
		return
	}
	next := last - n + c.Skip + 1
	told, done := slices.Clone(c.Events), slices.Clone(c.Actions)
	for i := range told {
		told[i].N = next
		next++
	}
	for i := range done {
		done[i].N = next
		next++
	}
	add(w, &events, told)
	add(w, &actions, done)
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
