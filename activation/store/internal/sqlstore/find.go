package sqlstore

import (
	"context"
	"slices"
	"strings"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/server"
)

// find loads what is known of a request: first the licence, which lock locks.
func (s *Store) find(ctx context.Context, q querier, f *server.Find, lock string) (*server.Rows, error) {
	l := &loader{ctx: ctx, c: &s.codec, q: q, rows: new(server.Rows)}
	id, whole := l.licence(f)
	switch {
	case whole && id != (server.ID{}):
		l.rows.Licence = one(l, &licences, "id = ? AND product = ?"+lock, id[:], f.Product[:])
	case !whole && f.IID != (activation.IID{}):
		l.rows.Licence = one(l, &licences, licenceOf+" AND product = ?"+lock, f.IID[:], f.Product[:])
		id = l.rows.Licence.ID
	}
	// What else is read is read after the lock.
	l.rows.Product = one(l, &products, "id = ?", f.Product[:])
	if f.IID != (activation.IID{}) {
		l.rows.Own = one(l, &installations, "iid = ?", f.IID[:])
		l.rows.Tickets = many(l, &tickets, "iid = ?", f.IID[:])
	}
	if f.Digest != (activation.Digest{}) {
		l.rows.Grants = many(l, &grants, "digest = ? OR iid = ? AND nonce = ?", f.Digest[:], f.IID[:], f.Nonce[:])
		slices.SortFunc(l.rows.Grants, func(a, b server.Grant) int { // that of the digest first
			return -compareBool(a.Digest == f.Digest, b.Digest == f.Digest)
		})
	}
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

// licenceOf selects the licence of an installation's seat.
const licenceOf = "id = (SELECT licence FROM seat WHERE id = (SELECT seat FROM installation WHERE iid = ?))"

// compareBool puts false before true.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
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
// of its seats are wanted: else it is that of the installation.
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
	return id, false
}

// sells reports whether a licence is the product's.
func (l *loader) sells(product, licence server.ID) bool {
	return one(l, &licences, "id = ? AND product = ?", licence[:], product[:]).ID == licence
}
