package hwhash

import (
	"bytes"
	"database/sql"
	"database/sql/driver"
	"encoding"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	_ encoding.TextAppender      = Sealed{}
	_ encoding.TextMarshaler     = Sealed{}
	_ encoding.TextUnmarshaler   = (*Sealed)(nil)
	_ encoding.BinaryAppender    = Sealed{}
	_ encoding.BinaryMarshaler   = Sealed{}
	_ encoding.BinaryUnmarshaler = (*Sealed)(nil)
	_ driver.Valuer              = Sealed{}
	_ sql.Scanner                = (*Sealed)(nil)
)

func sealedSample(t testing.TB) Sealed {
	t.Helper()
	s, err := newSealer(t, 1).Seal(sample(t), record)
	require.NoError(t, err)
	return s
}

// Every form is read as it is written.
func TestSealedForms(t *testing.T) {
	s := sealedSample(t)
	text, err := s.MarshalText()
	require.NoError(t, err)
	require.Len(t, text, SealedTextSize)
	require.Equal(t, "hs1:", string(text[:4]))
	require.Equal(t, string(text), s.String())
	require.Equal(t, s.String(), fmt.Sprint(s))
	require.Equal(t, s.String(), s.LogValue().String())
	binary, err := s.MarshalBinary()
	require.NoError(t, err)
	require.Len(t, binary, SealedSize)
	require.Equal(t, "hs1", string(binary[:3]))
	value, err := s.Value()
	require.NoError(t, err)
	require.Equal(t, s.String(), value)
	appended, err := s.AppendText([]byte("x"))
	require.NoError(t, err)
	require.Equal(t, "x"+s.String(), string(appended))

	for name, read := range map[string]func(*Sealed) error{
		"text":      func(to *Sealed) error { return to.UnmarshalText(text) },
		"binary":    func(to *Sealed) error { return to.UnmarshalBinary(binary) },
		"JSON":      func(to *Sealed) error { return json.Unmarshal([]byte(`"`+s.String()+`"`), to) },
		"SQL text":  func(to *Sealed) error { return to.Scan(s.String()) },
		"SQL bytes": func(to *Sealed) error { return to.Scan(text) },
		"SQL blob":  func(to *Sealed) error { return to.Scan(binary) },
		"ParseSealed": func(to *Sealed) (err error) {
			*to, err = ParseSealed(s.String())
			return err
		},
	} {
		var back Sealed
		require.NoError(t, read(&back), name)
		require.Equal(t, s, back, name)
	}
}

// What is no sealed hash is an error, and changes nothing.
func TestSealedErrors(t *testing.T) {
	kept, hash := sealedSample(t), sample(t)
	text := kept.String()
	changed := func(at int, to byte) []byte {
		b := bytes.Clone(kept.b[:])
		b[at] = to
		return b
	}
	for name, c := range map[string]struct {
		src  any
		want error
	}{
		"empty":          {"", ErrSealedPrefix},
		"a hash":         {hash.String(), ErrSealedPrefix},
		"a hash's bytes": {hash.b[:], ErrSealedPrefix},
		"capitals":       {"HS1:" + text[4:], ErrSealedPrefix},
		"space before":   {" " + text, ErrSealedPrefix},
		"no colon":       {"hs1" + text[4:], ErrSealedPrefix},
		"later":          {"hs2:" + text[4:], ErrVersion},
		"much later":     {"hs12:AAAA", ErrVersion},
		"prefix only":    {"hs1:", ErrLength},
		"short":          {text[:len(text)-1], ErrLength},
		"long":           {text + "A", ErrLength},
		"very long":      {strings.Repeat(text, 1000), ErrLength},
		"line end":       {text[:40] + "\n" + text[41:], ErrEncoding},
		"other base64":   {text[:40] + "+" + text[41:], ErrEncoding},
		"padded":         {text[:len(text)-1] + "=", ErrEncoding},
		"not ASCII":      {text[:len(text)-2] + "\u00e9", ErrEncoding},
		"no key":         {"hs1:AAAAAA" + text[10:], ErrSealedKeyID},
		"other blob":     {changed(2, '2'), ErrSealedPrefix},
		"NULL":           {nil, ErrSourceType},
		"number":         {int64(7), ErrSourceType},
	} {
		s := kept
		require.Equal(t, c.want, s.Scan(c.src), name)
		require.Equal(t, kept, s, name)
		if text, ok := c.src.(string); ok {
			_, err := ParseSealed(text)
			require.Equal(t, c.want, err, name)
		}
	}
	s := kept
	require.Equal(t, ErrLength, s.UnmarshalBinary(kept.b[:SealedSize-1]))
	require.Equal(t, ErrSealedPrefix, s.UnmarshalBinary(nil))
	require.Error(t, json.Unmarshal([]byte(`7`), &s))
	require.Equal(t, kept, s)

	var zero Sealed
	require.True(t, zero.IsZero())
	require.Equal(t, "hs1:invalid", zero.String())
	for _, write := range []func() error{
		func() error { _, err := zero.MarshalText(); return err },
		func() error { _, err := zero.MarshalBinary(); return err },
		func() error { _, err := zero.Value(); return err },
	} {
		require.Equal(t, ErrInvalid, write())
	}
	var null sql.Null[Sealed]
	require.NoError(t, null.Scan(nil))
	require.False(t, null.Valid)
}
