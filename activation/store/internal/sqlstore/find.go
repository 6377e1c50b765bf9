package sqlstore

import (
	"context"
	"strings"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/server"
)

// find loads what is known of a request: first the licence, which lock locks.
func (s *Store) find(ctx context.Context, q querier, f *server.Find, lock string) (*server.Rows, error) {
	l := &loader{ctx: ctx, c: &s.codec, q: q, rows: new(server.Rows)}
	id, whole := l.licence(f)
	if id != (server.ID{}) {
		l.rows.Licence = one(l, &licences, "id = ? AND product = ?"+lock, id[:], f.Product[:])
	}
	// What else is read is read after the lock.
	l.rows.Product = one(l, &products, "id = ?", f.Product[:])
	if f.IID != (activation.IID{}) {
		l.rows.Own = one(l, &installations, "iid = ?", f.IID[:])
		l.rows.Tickets = many(l, &tickets, "iid = ?", f.IID[:])
	}
	l.rows.Grants = many(l, &grants, "digest = ?", f.Digest[:])
	l.rows.Grants = append(l.rows.Grants,
		many(l, &grants, "iid = ? AND nonce = ? AND digest <> ?", f.IID[:], f.Nonce[:], f.Digest[:])...)
	if f.Operation != (activation.Digest{}) {
		l.rows.Operations = many(l, &operations, "id = ?", f.Operation[:])
	}
	switch seat := l.rows.Own.Seat; {
	case l.rows.Licence.ID == (server.ID{}):
	case whole:
		l.rows.Seats = many(l, &seats, "licence = ? ORDER BY id", id[:])
		of := "seat IN (SELECT id FROM seat WHERE licence = ?)"
		l.rows.Installations = many(l, &installations, of, id[:])
		l.rows.Reviews = many(l, &reviews, of, id[:])
		if len(f.Keys) == 0 {
			l.rows.Keys = many(l, &keys, "licence = ? ORDER BY digest", id[:])
		}
	default:
		l.rows.Seats = many(l, &seats, "id = ? AND licence = ?", seat[:], id[:])
		l.rows.Installations = many(l, &installations, "seat = ?", seat[:])
		l.rows.Reviews = many(l, &reviews, "seat = ?", seat[:])
	}
	return l.rows, l.err
}

// loader reads until the first error.
type loader struct {
	ctx  context.Context
	c    *codec
	q    querier
	rows *server.Rows
	err  error
}

func many[T any](l *loader, t *table[T], where string, args ...any) []T {
	if l.err != nil {
		return nil
	}
	var all []T
	all, l.err = t.find(l.ctx, l.c, l.q, where, args...)
	return all
}

func one[T any](l *loader, t *table[T], where string, args ...any) (row T) {
	if all := many(l, t, where, args...); len(all) > 0 {
		return all[0]
	}
	return row
}

// licence finds the id of the licence that a request is about, and whether all
// of its seats are wanted.
func (l *loader) licence(f *server.Find) (id server.ID, whole bool) {
	if len(f.Keys) > 0 {
		args := make([]any, len(f.Keys))
		for i := range f.Keys {
			args[i] = f.Keys[i]
		}
		found := many(l, &keys, "digest IN (?"+strings.Repeat(", ?", len(args)-1)+")", args...)
		for _, digest := range f.Keys {
			for _, k := range found {
				if k.Digest == digest && l.sells(f.Product, k.Licence) {
					l.rows.Key = k
					return k.Licence, true
				}
			}
		}
		return server.ID{}, true
	}
	switch {
	case f.Licence != (server.ID{}):
		return f.Licence, true
	case f.Ref != "":
		return one(l, &licences, "ref = ?", f.Ref).ID, true
	}
	if f.IID == (activation.IID{}) {
		return id, false
	}
	seat := one(l, &seats, "id = (SELECT seat FROM installation WHERE iid = ?)", f.IID[:])
	return seat.Licence, false
}

// sells reports whether a licence is the product's.
func (l *loader) sells(product, licence server.ID) bool {
	return one(l, &licences, "id = ? AND product = ?", licence[:], product[:]).ID == licence
}
