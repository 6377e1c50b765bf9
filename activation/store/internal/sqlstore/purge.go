package sqlstore

import (
	"context"
	"database/sql"
	"errors"

	"github.com/hwprint/hwprint/activation/server"
)

// Purge implements server.Store. Each licence with something to be deleted is a
// transaction of its own, which locks it as a decision does.
func (s *Store) Purge(ctx context.Context, now int64) (deleted int, err error) {
	err = s.transaction(ctx, func(tx *sql.Tx) error {
		w := &writer{ctx: ctx, c: &s.codec, q: tx}
		drop(w, &grants, "keep < ?", now)
		drop(w, &operations, "until <= ?", now)
		drop(w, &events, "at <= ?", now-server.EventsFor)
		deleted = w.dropped
		return w.err
	})
	if err != nil {
		return deleted, err
	}
	found, err := s.expired(ctx, now)
	for id := range found {
		if err != nil {
			break
		}
		var n int
		n, err = s.purgeLicence(ctx, id, now)
		deleted += n
	}
	return deleted, err
}

// expired returns the licences that have something to be deleted.
func (s *Store) expired(ctx context.Context, now int64) (map[server.ID]bool, error) {
	l := &loader{ctx: ctx, c: &s.codec, q: s.read}
	found, known := map[server.ID]bool{}, map[server.ID]server.Licence{}
	for _, seat := range many(l, &seats, "state = ?", server.SeatFree) {
		licence, ok := known[seat.Licence]
		if !ok {
			licence = one(l, &licences, "id = ?", seat.Licence[:])
			known[seat.Licence] = licence
		}
		if seat.Expired(&licence, now) {
			found[seat.Licence] = true
		}
	}
	for _, in := range many(l, &installations, "state <> ?", server.InstallationActive) {
		if in.Expired(now) {
			found[one(l, &seats, "id = ?", in.Seat[:]).Licence] = true
		}
	}
	return found, l.err
}

// purgeLicence deletes what a licence has to be deleted. It reads that again: a
// seat may have been taken since, and an installation have come back.
func (s *Store) purgeLicence(ctx context.Context, id server.ID, now int64) (deleted int, err error) {
	err = s.decide(ctx, func(q querier) error {
		deleted = 0
		l, w := &loader{ctx: ctx, c: &s.codec, q: q}, &writer{ctx: ctx, c: &s.codec, q: q}
		licence := one(l, &licences, "id = ?"+s.dialect.Lock, id[:])
		gone := map[server.ID]bool{}
		for _, seat := range many(l, &seats, ofLicence["seat"], id[:]) {
			if seat.Expired(&licence, now) {
				dropSeat(w, seat.ID)
				gone[seat.ID] = true
				deleted++
			}
		}
		if l.err != nil || w.err != nil {
			return errors.Join(l.err, w.err)
		}
		for _, in := range many(l, &installations, ofLicence["installation"], id[:]) {
			if !gone[in.Seat] && in.Expired(now) {
				drop(w, &tickets, "iid = ?", in.IID[:])
				drop(w, &installations, "iid = ?", in.IID[:])
				deleted++
			}
		}
		return errors.Join(l.err, w.err)
	})
	return deleted, err
}
