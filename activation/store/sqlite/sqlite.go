// Package sqlite keeps the rows of an activation server in one SQLite file:
// what hwactd does unless it is told otherwise. Several processes may use the
// file on one machine; it must not lie on a network's file system.
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"

	sqlite3 "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/activation/store/internal/sqlstore"
	"github.com/hwprint/hwprint/hwhash"
)

//go:embed schema/*.sql
var schema embed.FS

// readers is how many connections read at once.
const readers = 4

// ErrSchema says that a file was written by a later version of this package.
var ErrSchema = errors.New("sqlite: the database is of a later version")

// Open opens a file, makes it if it does not exist, readable by its owner
// alone, and brings its schema up to date. Hashes in it are sealed by sealer.
func Open(ctx context.Context, path string, sealer *hwhash.Sealer) (server.Store, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	write, err := pool(path, "immediate", 1)
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, write); err != nil {
		return nil, errors.Join(err, write.Close())
	}
	read, err := pool(path, "deferred", readers, "query_only(1)")
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	return sqlstore.New(write, read, sqlstore.Dialect{Busy: busy, Together: true, Erased: "PRAGMA wal_checkpoint(TRUNCATE)"}, sealer), nil
}

// pool opens connections whose transactions begin with a lock, or without.
// A transaction that only later wants to write fails when another has written,
// so those that decide begin with it.
func pool(path, lock string, n int, pragmas ...string) (*sql.DB, error) {
	q := url.Values{"_txlock": {lock}, "_pragma": append([]string{
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "secure_delete(1)",
	}, pragmas...)}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+q.Encode())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	return db, nil
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
	var version int
	if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if version > len(files) {
		return ErrSchema
	}
	for _, name := range files[version:] {
		text, err := schema.ReadFile(name)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, string(text)); err != nil {
			return fmt.Errorf("sqlite: %s: %w", strings.TrimPrefix(name, "schema/"), err)
		}
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", len(files))); err != nil {
		return err
	}
	return tx.Commit()
}

// busy reports whether another process held the file for too long.
func busy(err error) bool {
	var e *sqlite3.Error
	return errors.As(err, &e) && (e.Code()&0xff == lib.SQLITE_BUSY || e.Code()&0xff == lib.SQLITE_LOCKED)
}
