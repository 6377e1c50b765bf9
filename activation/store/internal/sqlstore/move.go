package sqlstore

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/hwprint/hwprint/activation/server"
)

// ErrExport says that a file is no export of a database, or not whole.
var ErrExport = errors.New("sqlstore: not an export, or not whole")

// plain is a table without what its columns mean.
type plain struct{ name, columns string }

func (t *table[T]) plain() plain { return plain{t.name, t.columns} }

// all are the tables in the order in which rows refer to each other.
func all() []plain {
	return []plain{
		products.plain(), licences.plain(), keys.plain(), seats.plain(), installations.plain(), tickets.plain(),
		grants.plain(), reviews.plain(), events.plain(), actions.plain(), operations.plain(), {"counter", "n"},
	}
}

// line is one of an export: the head of a table, a row of it, or the end.
type line struct {
	Table   string `json:"table,omitempty"`
	Columns string `json:"columns,omitempty"`
	Row     []any  `json:"row,omitempty"`
	End     bool   `json:"end,omitempty"`
	Rows    int    `json:"rows,omitempty"` // in all
}

// Export writes all rows, as of one moment, as lines of JSON. Hashes stay sealed
// under the keys of the server, which are not in it: so it is as secret as the
// database. Bytes are base64 behind "b:", texts stand behind "t:".
func (s *Store) Export(ctx context.Context, w io.Writer) error {
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: s.dialect.Snapshot})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	out := json.NewEncoder(w)
	n := 0
	for _, t := range all() {
		if err := out.Encode(line{Table: t.name, Columns: t.columns}); err != nil {
			return err
		}
		more, err := t.export(ctx, tx, out, "SELECT "+t.list()+" FROM "+t.name)
		if err != nil {
			return fmt.Errorf("table %s: %w", t.name, err)
		}
		n += more
	}
	return out.Encode(line{End: true, Rows: n})
}

func (t plain) list() string { return strings.ReplaceAll(t.columns, " ", ", ") }

func (t plain) size() int { return strings.Count(t.columns, " ") + 1 }

func (t plain) export(ctx context.Context, q querier, out *json.Encoder, query string, args ...any) (n int, err error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	row, into := make([]any, t.size()), make([]any, t.size())
	for i := range row {
		into[i] = &row[i]
	}
	for ; rows.Next(); n++ {
		if err := rows.Scan(into...); err != nil {
			return n, err
		}
		for i := range row {
			switch v := row[i].(type) {
			case []byte:
				row[i] = "b:" + base64.StdEncoding.EncodeToString(v)
			case string:
				row[i] = "t:" + v
			case bool: // which the other database keeps as a number
				row[i] = 0
				if v {
					row[i] = 1
				}
			}
		}
		if err := out.Encode(line{Row: row}); err != nil {
			return n, err
		}
	}
	return n, rows.Err()
}

// ExportLicence writes all that is kept of a licence, in the form of Export, for
// whom it is about. His hardware hashes follow in plain.
func (s *Store) ExportLicence(ctx context.Context, l *server.Licence, w io.Writer) error {
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: s.dialect.Snapshot})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	out := json.NewEncoder(w)
	for _, t := range all() {
		where, arg := ofLicence[t.name], any(l.ID[:])
		if t.name == "action" {
			where, arg = "mark = ?", l.Mark()
		}
		if where == "" {
			continue
		}
		if err := out.Encode(line{Table: t.name, Columns: t.columns}); err != nil {
			return err
		}
		query := s.codec.bind("SELECT " + t.list() + " FROM " + t.name + " WHERE " + where)
		if _, err := t.export(ctx, tx, out, query, arg); err != nil {
			return fmt.Errorf("table %s: %w", t.name, err)
		}
	}
	its, err := seats.find(ctx, &s.codec, tx, "licence = ?", l.ID[:])
	for i := 0; i < len(its) && err == nil; i++ {
		err = out.Encode(map[string]string{"seat": its[i].Ref(), "anchor": its[i].Anchor.String(), "last": its[i].Last.String()})
	}
	return err
}

// Import reads what Export wrote into a database that has no product, all or
// nothing. The error wraps ErrExport, or is server.ErrExists.
func (s *Store) Import(ctx context.Context, r io.Reader) error {
	return s.transaction(ctx, func(tx *sql.Tx) error {
		if n, err := number(ctx, tx, "SELECT count(*) FROM product"); err != nil || n > 0 {
			return errors.Join(err, server.ErrExists)
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM counter"); err != nil {
			return err
		}
		in := importer{ctx: ctx, tx: tx, bind: s.codec.bind, known: map[string]string{}}
		for _, t := range all() {
			in.known[t.name] = t.columns
		}
		d := json.NewDecoder(r)
		d.UseNumber()
		for !in.ended {
			var l line
			if err := d.Decode(&l); err != nil {
				return fmt.Errorf("%w: after %d rows", ErrExport, in.rows)
			}
			if err := in.take(&l); err != nil {
				return err
			}
		}
		return nil
	})
}

// importer writes the lines of an export.
type importer struct {
	ctx   context.Context
	tx    *sql.Tx
	bind  func(string) string
	known map[string]string // columns by table; each is taken once
	now   plain
	rows  int
	ended bool
}

func (in *importer) take(l *line) error {
	switch {
	case l.End:
		in.ended = true
		if l.Rows != in.rows || len(in.known) > 0 {
			return fmt.Errorf("%w: it should have %d rows, and has %d", ErrExport, l.Rows, in.rows)
		}
		return nil
	case l.Table != "":
		if in.known[l.Table] != l.Columns || l.Columns == "" {
			return fmt.Errorf("%w: a table of another version", ErrExport)
		}
		delete(in.known, l.Table)
		in.now = plain{l.Table, l.Columns}
		return nil
	case len(l.Row) != in.now.size() || in.now.name == "":
		return fmt.Errorf("%w: after %d rows", ErrExport, in.rows)
	}
	for i, column := range strings.Split(in.now.columns, " ") {
		var err error
		if l.Row[i], err = stored(in.now.name+"."+column, l.Row[i]); err != nil {
			return fmt.Errorf("%w: after %d rows", ErrExport, in.rows)
		}
	}
	query := in.bind("INSERT INTO " + in.now.name + " (" + in.now.list() + ") VALUES (?" + strings.Repeat(", ?", in.now.size()-1) + ")")
	if _, err := in.tx.ExecContext(in.ctx, query, l.Row...); err != nil {
		return fmt.Errorf("%w: table %s: %w", ErrExport, in.now.name, err)
	}
	in.rows++
	return nil
}

// stored is the value of a column that an export has.
func stored(column string, v any) (any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case json.Number:
		n, err := v.Int64()
		if column == "product.test" || column == "product_key.revoked" {
			return n != 0, err
		}
		return n, err
	case string:
		if text, ok := strings.CutPrefix(v, "t:"); ok {
			return text, nil
		}
		if text, ok := strings.CutPrefix(v, "b:"); ok {
			return base64.StdEncoding.DecodeString(text)
		}
	}
	return nil, ErrExport
}
