package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"

	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/productkey"
)

// errCSV says what is wrong with an imported file. It never repeats a field,
// which may be a key.
var errCSV = errors.New("CSV")

// imported yields the orders of a CSV file: its first line names the columns.
func imported(r io.Reader, f *productkey.Format, l server.Licence) iter.Seq2[server.Order, error] {
	return func(yield func(server.Order, error) bool) {
		lines := csv.NewReader(r)
		lines.ReuseRecord = true
		head, err := lines.Read()
		columns := slices.Clone(head)
		if err == nil {
			err = checkColumns(columns)
		}
		if err != nil {
			yield(server.Order{}, fmt.Errorf("%w: first line: %w", errCSV, err))
			return
		}
		for n := 2; ; n++ {
			fields, err := lines.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			o := server.Order{Licence: l}
			for i := 0; i < len(fields) && err == nil; i++ {
				err = readColumn(&o, f, columns[i], fields[i])
			}
			if err != nil {
				yield(o, fmt.Errorf("%w: line %d: %w", errCSV, n, err))
				return
			}
			if !yield(o, nil) {
				return
			}
		}
	}
}

func checkColumns(columns []string) error {
	keys := 0
	for _, c := range columns {
		switch c {
		case "key", "digest":
			keys++
		case "licence", "seats", "ends", "features":
		default:
			return errors.New("a column is none of key, digest, licence, seats, ends, features")
		}
	}
	if keys != 1 {
		return errors.New("there must be one column named key or digest")
	}
	return nil
}

// readColumn reads a field into an order. An empty one leaves what the flags say.
func readColumn(o *server.Order, f *productkey.Format, column, text string) (err error) {
	switch {
	case column == "key":
		o.Key, err = f.Parse(text)
	case column == "digest":
		o.Digest, err = productkey.ParseDigest(text)
	case text == "":
	case column == "licence":
		o.Licence.Ref = text
	case column == "seats":
		if o.Licence.Seats, err = strconv.ParseInt(text, 10, 64); err != nil {
			err = errors.New("seats is no number")
		}
	case column == "ends":
		var d date
		if err = d.Set(text); err != nil {
			err = errors.New("ends is no day such as 2027-12-31")
		}
		o.Licence.Ends = int64(d)
	case column == "features":
		o.Licence.Features = text
	}
	return err
}
