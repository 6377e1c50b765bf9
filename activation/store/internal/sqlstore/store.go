// Package sqlstore is the part of the stores that all SQL databases share:
// tables, what is loaded for a decision, what is written after it.
package sqlstore

import (
	"context"
	"database/sql"
	"errors"

	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/productkey"
)

// Dialect is what differs between databases.
type Dialect struct {
	// Bind replaces the placeholders "?" of a query; nil to leave them.
	Bind func(query string) string
	// Lock is put behind a query that locks the row of a licence.
	Lock string
	// Busy reports whether a transaction failed for others only, and can be
	// tried again.
	Busy func(error) bool
	// Together puts decisions that wait into one transaction: for a database with
	// one writer.
	Together bool
	// Erased is run after licences were dropped, so that no copy of their rows is
	// left where the database can help it.
	Erased string
	// Snapshot is the isolation at which all reads of a transaction see the same.
	Snapshot sql.IsolationLevel
}

// tries is how often a transaction is tried that fails for others.
const tries = 3

// Store is a server.Store on a SQL database.
type Store struct {
	write, read *sql.DB
	dialect     Dialect
	codec       codec
	group       *group // nil without Together
}

// New returns a Store that writes by one pool and reads by another, which may
// be the same, in a database that has the schema.
func New(write, read *sql.DB, d Dialect, sealer *hwhash.Sealer) *Store {
	if d.Bind == nil {
		d.Bind = func(query string) string { return query }
	}
	s := &Store{write: write, read: read, dialect: d, codec: codec{sealer: sealer, bind: d.Bind}}
	if d.Together {
		s.group = &group{prepared: map[string]*sql.Stmt{}, wanted: map[string]bool{}}
	}
	return s
}

// Decide implements server.Store.
func (s *Store) Decide(ctx context.Context, f server.Find, decide func(*server.Rows) (*server.Changes, error)) error {
	erased := false
	err := s.decide(ctx, func(tx querier) error {
		rows, err := s.find(ctx, tx, &f, s.dialect.Lock)
		if err != nil {
			return err
		}
		changes, err := decide(rows)
		if err != nil {
			return err
		}
		erased = len(changes.DropLicences) > 0
		return s.apply(ctx, tx, changes)
	})
	if err == nil && erased && s.dialect.Erased != "" {
		_, err = s.write.ExecContext(ctx, s.dialect.Erased)
	}
	return err
}

// Apply implements server.Store.
func (s *Store) Apply(ctx context.Context, c *server.Changes) error {
	return s.decide(ctx, func(tx querier) error { return s.apply(ctx, tx, c) })
}

// decide runs f in a transaction: of its own, or with others.
func (s *Store) decide(ctx context.Context, f func(querier) error) error {
	if s.group != nil {
		return s.group.do(ctx, s, f)
	}
	return s.transaction(ctx, func(tx *sql.Tx) error { return f(tx) })
}

// transaction runs f in a transaction, again if it failed for others.
func (s *Store) transaction(ctx context.Context, f func(*sql.Tx) error) error {
	for try := 1; ; try++ {
		err := s.once(ctx, f)
		switch {
		case err == nil || !s.dialect.Busy(err):
			return err
		case try == tries:
			return errors.Join(server.ErrUnavailable, err)
		}
	}
}

func (s *Store) once(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // nothing to do after a commit
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// View implements server.Store.
func (s *Store) View(ctx context.Context, f server.Find) (*server.Rows, error) {
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: s.dialect.Snapshot})
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }()
	return s.find(ctx, tx, &f, "")
}

// Products implements server.Store.
func (s *Store) Products(ctx context.Context) ([]server.Product, error) {
	return products.find(ctx, &s.codec, s.read, "true ORDER BY scope")
}

// Licences implements server.Store. It reads a page at a time, so that it holds
// nobody up.
func (s *Store) Licences(ctx context.Context, product server.ID, yield func(*server.Licence) bool) error {
	const page = 1000
	var last server.ID
	for {
		all, err := licences.find(ctx, &s.codec, s.read,
			"product = ? AND id > ? ORDER BY id LIMIT ?", product[:], last[:], page)
		if err != nil {
			return err
		}
		for i := range all {
			if !yield(&all[i]) {
				return nil
			}
			last = all[i].ID
		}
		if len(all) < page {
			return nil
		}
	}
}

// Usage implements server.Store.
func (s *Store) Usage(ctx context.Context) (u server.Usage, err error) {
	u = server.Usage{Peppers: map[uint16]int{}, Seals: map[uint32]int{}}
	var digest productkey.Digest
	err = s.each(ctx, "SELECT digest FROM product_key", func() { u.Peppers[digest.PepperID()]++ }, &digest)
	if err != nil {
		return u, err
	}
	var hash hwhash.Sealed
	for _, column := range []string{"anchor", "last"} {
		query := "SELECT " + column + " FROM seat WHERE " + column + " IS NOT NULL"
		if err = s.each(ctx, query, func() { u.Seals[hash.KeyID()]++ }, &hash); err != nil {
			return u, err
		}
	}
	for _, n := range []struct {
		to    *int64
		query string
	}{
		{&u.Until, "SELECT coalesce(max(until), 0) FROM installation"},
		{&u.Endless, "SELECT count(*) FROM installation WHERE until = 0 AND state = 1"},
		{&u.Oldest, "SELECT coalesce(min(seen), 0) FROM installation WHERE state = 1"},
	} {
		if *n.to, err = number(ctx, s.read, n.query); err != nil {
			return u, err
		}
	}
	return u, nil
}

// each calls do for each row of a query, which is scanned into one value.
func (s *Store) each(ctx context.Context, query string, do func(), into any) error {
	rows, err := s.read.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := rows.Scan(into); err != nil {
			return err
		}
		do()
	}
	return rows.Err()
}

// Newest implements server.Store.
func (s *Store) Newest(ctx context.Context) (newest int64, err error) {
	return number(ctx, s.read, "SELECT coalesce(max(at), 0) FROM request")
}

// Events implements server.Store.
func (s *Store) Events(ctx context.Context, n int64, limit int) ([]server.Event, error) {
	return events.find(ctx, &s.codec, s.read, "n > ? ORDER BY n LIMIT ?", n, limit)
}

// Actions implements server.Store.
func (s *Store) Actions(ctx context.Context, mark string) ([]server.Action, error) {
	return actions.find(ctx, &s.codec, s.read, "mark = ? ORDER BY n", mark)
}

// Cases implements server.Store.
func (s *Store) Cases(ctx context.Context, product server.ID) (all []server.Case, err error) {
	l := &loader{ctx: ctx, c: &s.codec, q: s.read}
	found := many(l, &seats, "id IN (SELECT seat FROM review) OR (flags & 16) <> 0 ORDER BY id")
	for _, seat := range found {
		c := server.Case{Seat: seat, Review: one(l, &reviews, "seat = ?", seat.ID[:])}
		c.Licence = one(l, &licences, "id = ? AND product = ?", seat.Licence[:], product[:])
		if c.Licence.ID == seat.Licence {
			all = append(all, c)
		}
	}
	return all, l.err
}

// Close implements server.Store.
func (s *Store) Close() error {
	if s.write == s.read {
		return s.write.Close()
	}
	return errors.Join(s.read.Close(), s.write.Close())
}
