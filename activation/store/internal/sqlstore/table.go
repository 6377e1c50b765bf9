package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/hwprint/hwprint/activation/server"
)

// querier is a transaction, or a pool.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// table knows the columns of a table and the fields that hold them.
type table[T any] struct {
	name    string
	columns string // separated by spaces
	key     int    // how many columns, from the first, are the primary key
	// fields returns pointers to the fields, in the order of the columns: what
	// is scanned into, and what is stored.
	fields func(c *codec, row *T) []any
}

func (t *table[T]) list() string { return strings.ReplaceAll(t.columns, " ", ", ") }

// find returns the rows that a condition selects.
func (t *table[T]) find(ctx context.Context, c *codec, q querier, where string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, c.bind("SELECT "+t.list()+" FROM "+t.name+" WHERE "+where), args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []T
	for rows.Next() {
		var row T
		if err := rows.Scan(t.fields(c, &row)...); err != nil {
			return nil, fmt.Errorf("table %s: %w", t.name, err)
		}
		all = append(all, row)
	}
	return all, rows.Err()
}

// add inserts rows; one that exists is server.ErrExists.
func (t *table[T]) add(ctx context.Context, c *codec, q querier, rows []T) error {
	return t.write(ctx, c, q, rows, " ON CONFLICT DO NOTHING", server.ErrExists)
}

// put inserts rows, or replaces those with the same primary key.
func (t *table[T]) put(ctx context.Context, c *codec, q querier, rows []T) error {
	names := strings.Split(t.columns, " ")
	var set []string
	for _, n := range names[t.key:] {
		set = append(set, n+" = excluded."+n)
	}
	conflict := " ON CONFLICT (" + strings.Join(names[:t.key], ", ") + ") DO UPDATE SET " + strings.Join(set, ", ")
	return t.write(ctx, c, q, rows, conflict, nil)
}

// write inserts rows. A row that was not written is the error none, if any.
func (t *table[T]) write(ctx context.Context, c *codec, q querier, rows []T, conflict string, none error) error {
	for len(rows) > 0 {
		// Statements of two lengths only, so that they are prepared.
		n := 1
		if len(rows) >= rowsAtOnce {
			n = rowsAtOnce
		}
		if err := t.insert(ctx, c, q, rows[:n], conflict, none); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// rowsAtOnce is how many rows a statement inserts, of many.
const rowsAtOnce = 50

func (t *table[T]) insert(ctx context.Context, c *codec, q querier, rows []T, conflict string, none error) error {
	one := "(?" + strings.Repeat(", ?", strings.Count(t.columns, " ")) + ")"
	var args []any
	for i := range rows {
		args = append(args, t.fields(c, &rows[i])...)
	}
	values := one + strings.Repeat(", "+one, len(rows)-1)
	result, err := q.ExecContext(ctx, c.bind("INSERT INTO "+t.name+" ("+t.list()+") VALUES "+values+conflict), args...)
	if err != nil {
		return fmt.Errorf("table %s: %w", t.name, err)
	}
	if written, err := result.RowsAffected(); none != nil && (err != nil || written < int64(len(rows))) {
		return none
	}
	return nil
}

// number returns the one number that a query gives.
func number(ctx context.Context, q querier, query string, args ...any) (n int64, err error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	if rows.Next() {
		err = rows.Scan(&n)
	}
	return n, errors.Join(err, rows.Err())
}

// drop deletes the rows that a condition selects, and returns how many.
func (t *table[T]) drop(ctx context.Context, c *codec, q querier, where string, args ...any) (int, error) {
	result, err := q.ExecContext(ctx, c.bind("DELETE FROM "+t.name+" WHERE "+where), args...)
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}
