package sqlstore

import (
	"context"
	"database/sql"

	"github.com/hwprint/hwprint/activation/server"
)

// Purge implements server.Store. Each licence with something to be deleted is a
// transaction of its own.
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
	n, err := s.purgeSeats(ctx, now)
	deleted += n
	if err != nil {
		return deleted, err
	}
	n, err = s.purgeInstallations(ctx, now)
	return deleted + n, err
}

func (s *Store) purgeSeats(ctx context.Context, now int64) (deleted int, err error) {
	free, err := seats.find(ctx, &s.codec, s.read, "state = ?", server.SeatFree)
	if err != nil {
		return 0, err
	}
	known := map[server.ID]server.Licence{}
	for i := range free {
		id := free[i].Licence
		if _, ok := known[id]; !ok {
			all, err := licences.find(ctx, &s.codec, s.read, "id = ?", id[:])
			if err != nil || len(all) == 0 {
				return deleted, err
			}
			known[id] = all[0]
		}
		if l := known[id]; !free[i].Expired(&l, now) {
			continue
		}
		err := s.transaction(ctx, func(tx *sql.Tx) error {
			// It may have been taken again since it was read.
			w := &writer{ctx: ctx, c: &s.codec, q: tx}
			l := &loader{ctx: ctx, c: &s.codec, q: tx}
			still := one(l, &seats, "id = ?", free[i].ID[:])
			if l.err != nil || still.State != server.SeatFree {
				return l.err
			}
			dropSeat(w, still.ID)
			deleted++
			return w.err
		})
		if err != nil {
			return deleted, err
		}
	}
	return deleted, nil
}

func (s *Store) purgeInstallations(ctx context.Context, now int64) (deleted int, err error) {
	gone, err := installations.find(ctx, &s.codec, s.read, "state <> ?", server.InstallationActive)
	if err != nil {
		return 0, err
	}
	err = s.transaction(ctx, func(tx *sql.Tx) error {
		deleted = 0
		w := &writer{ctx: ctx, c: &s.codec, q: tx}
		for i := range gone {
			if !gone[i].Expired(now) {
				continue
			}
			// It may have come back since it was read.
			iid, still := gone[i].IID[:], "iid IN (SELECT iid FROM installation WHERE iid = ? AND state <> ?)"
			drop(w, &tickets, still, iid, server.InstallationActive)
			before := w.dropped
			drop(w, &installations, still, iid, server.InstallationActive)
			deleted += w.dropped - before
		}
		return w.err
	})
	return deleted, err
}
