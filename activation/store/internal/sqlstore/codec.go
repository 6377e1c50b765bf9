package sqlstore

import (
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/hwhash"
)

// codec turns values into columns, and back.
type codec struct {
	sealer *hwhash.Sealer
	bind   func(query string) string // to the database's kind of placeholders
}

// blob is a column of bytes whose number is fixed.
type blob struct{ b []byte }

// Value implements driver.Valuer.
func (c blob) Value() (driver.Value, error) { return append([]byte(nil), c.b...), nil }

// Scan implements sql.Scanner.
func (c blob) Scan(src any) error {
	b, ok := src.([]byte)
	if !ok || len(b) != len(c.b) {
		return errors.New("not the bytes that a column must have")
	}
	copy(c.b, b)
	return nil
}

// document is a column of JSON.
type document struct{ v any }

// Value implements driver.Valuer.
func (c document) Value() (driver.Value, error) {
	b, err := json.Marshal(c.v)
	return string(b), err
}

// Scan implements sql.Scanner.
func (c document) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return json.Unmarshal([]byte(v), c.v)
	case []byte:
		return json.Unmarshal(v, c.v)
	}
	return errors.New("not the text that a column must have")
}

// sealed is a column with a sealed hash, or NULL for the zero Hash. It is bound to
// table, licence, row and column; the licence binds it to its product.
type sealed struct {
	sealer *hwhash.Sealer
	hash   *hwhash.Hash
	seat   *server.Seat // whose columns before this one are read
	column string
}

func (c sealed) record() []byte {
	record := append([]byte("seat\x00"), c.seat.Licence[:]...)
	record = append(record, c.seat.ID[:]...)
	return append(record, c.column...)
}

// Value implements driver.Valuer.
func (c sealed) Value() (driver.Value, error) {
	if c.hash.IsZero() {
		return nil, nil
	}
	s, err := c.sealer.Seal(*c.hash, c.record())
	if err != nil {
		return nil, err
	}
	return s.MarshalBinary()
}

// Scan implements sql.Scanner. A key that is not in the ring is
// server.ErrUnavailable: another server may have begun to use it.
func (c sealed) Scan(src any) error {
	if src == nil {
		*c.hash = hwhash.Hash{}
		return nil
	}
	var s hwhash.Sealed
	if err := s.Scan(src); err != nil {
		return err
	}
	h, _, err := c.sealer.Open(s, c.record())
	if errors.Is(err, hwhash.ErrSealKey) {
		return fmt.Errorf("%w: %w", server.ErrUnavailable, err)
	}
	*c.hash = h
	return err
}
