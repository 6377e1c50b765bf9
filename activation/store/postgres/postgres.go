// Package postgres keeps the rows of an activation server in PostgreSQL, for
// several hwactd behind one balancer. It has the tables of package sqlite.
//
// It is tested with PostgreSQL 15 and later, at the isolation that the database
// has by default, which is READ COMMITTED. A decision locks the row of its licence
// by SELECT ... FOR UPDATE; what fails for others (40001, 40P01) is tried three
// times. CockroachDB speaks the same protocol, and has FOR UPDATE, ON CONFLICT,
// CHECK and partial indexes too; its transactions are SERIALIZABLE and answer
// 40001 where PostgreSQL waits, and it has no advisory locks, which Open takes to
// make the tables. It was not tried: nothing is promised of it.
package postgres

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/activation/store/internal/sqlstore"
	"github.com/hwprint/hwprint/hwhash"
)

//go:embed schema/*.sql
var schema embed.FS

// connections is how many a process holds at most: more wait for the same locks
// and disk.
const connections = 16

// migrating is the number of the advisory lock that processes which start at once
// take one after the other.
const migrating = 0x6877616374640001

var (
	// ErrSchema says that a database was written by a later version of this package.
	ErrSchema = errors.New("postgres: the database is of a later version")
	// ErrURL says that the text is no connection URL. It does not repeat the text,
	// which may have a password in it.
	ErrURL = errors.New("postgres: not a connection URL")
)

// Open connects to a database, by a URL such as
//
//	postgres://hwactd@db.example/hwactd?sslmode=verify-full
//
// and brings its schema up to date. The password is best left to PGPASSFILE.
// Hashes in it are sealed by sealer.
func Open(ctx context.Context, url string, sealer *hwhash.Sealer) (server.Store, error) {
	c, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, ErrURL
	}
	db := stdlib.OpenDB(*c)
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	if err := migrate(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return sqlstore.New(db, db, sqlstore.Dialect{
		Bind: bind, Lock: " FOR UPDATE", Busy: busy, Snapshot: sql.LevelRepeatableRead,
		Erased: "VACUUM licence, product_key, seat, installation, ticket, request, review, event, operation",
	}, sealer), nil
}

// bind numbers placeholders. There is no "?" in the queries for anything else.
func bind(query string) string {
	parts := strings.Split(query, "?")
	var b strings.Builder
	for i, part := range parts {
		if i > 0 {
			b.WriteString("$" + strconv.Itoa(i))
		}
		b.WriteString(part)
	}
	return b.String()
}

// busy reports whether a transaction failed for others: it could not be put in an
// order with them, was one of a deadlock, or granted a nonce that another one
// just did, which the next try sees.
func busy(err error) bool {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return false
	}
	return e.Code == "40001" || e.Code == "40P01" || e.Code == "23505" && e.TableName == "request"
}

// migrate runs the files of the schema that the database has not seen.
func migrate(ctx context.Context, db *sql.DB) error {
	files, err := fs.Glob(schema, "schema/*.sql")
	if err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", int64(migrating)); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS hwactd_schema (version BIGINT NOT NULL)"); err != nil {
		return err
	}
	var version int
	if err := tx.QueryRowContext(ctx, "SELECT coalesce(max(version), 0) FROM hwactd_schema").Scan(&version); err != nil {
		return err
	}
	if version > len(files) {
		return ErrSchema
	}
	for i, name := range files[version:] {
		text, err := schema.ReadFile(name)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, string(text)); err != nil {
			return fmt.Errorf("postgres: %s: %w", strings.TrimPrefix(name, "schema/"), err)
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO hwactd_schema VALUES ($1)", version+i+1); err != nil {
			return err
		}
	}
	return tx.Commit()
}
