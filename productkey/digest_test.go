package productkey

import (
	"bytes"
	"database/sql"
	"database/sql/driver"
	"encoding"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	_ encoding.TextAppender      = Digest{}
	_ encoding.TextMarshaler     = Digest{}
	_ encoding.TextUnmarshaler   = (*Digest)(nil)
	_ encoding.BinaryAppender    = Digest{}
	_ encoding.BinaryMarshaler   = Digest{}
	_ encoding.BinaryUnmarshaler = (*Digest)(nil)
	_ driver.Valuer              = Digest{}
	_ sql.Scanner                = (*Digest)(nil)
	_ slog.LogValuer             = Digest{}
)

func hasherOf(t testing.TB, f *Format, ids ...uint16) *Hasher {
	t.Helper()
	h, err := NewHasher(f, ringOf(t, ids...))
	require.NoError(t, err)
	return h
}

func digestOf(t testing.TB, text string, ids ...uint16) Digest {
	t.Helper()
	d, err := hasherOf(t, Base24, ids...).Sum(keyOf(t, Base24, text))
	require.NoError(t, err)
	return d
}

// Every form is read as it is written.
func TestDigestForms(t *testing.T) {
	d := digestOf(t, goodText, 1)
	text, err := d.MarshalText()
	require.NoError(t, err)
	require.Len(t, text, DigestTextSize)
	require.Equal(t, string(text), d.String())
	require.Equal(t, d.String(), fmt.Sprintf("%v", d))
	require.Equal(t, d.String(), d.LogValue().String())
	binary, err := d.MarshalBinary()
	require.NoError(t, err)
	require.Len(t, binary, DigestSize)
	value, err := d.Value()
	require.NoError(t, err)
	require.Equal(t, d.String(), value)
	raw, err := json.Marshal(map[string]Digest{"d": d})
	require.NoError(t, err)
	require.JSONEq(t, `{"d":"`+d.String()+`"}`, string(raw))

	appended, err := d.AppendText([]byte("x"))
	require.NoError(t, err)
	require.Equal(t, "x"+d.String(), string(appended))
	appended, err = d.AppendBinary([]byte("x"))
	require.NoError(t, err)
	require.Equal(t, "x"+string(binary), string(appended))

	for name, read := range map[string]func(*Digest) error{
		"text":      func(to *Digest) error { return to.UnmarshalText(text) },
		"binary":    func(to *Digest) error { return to.UnmarshalBinary(binary) },
		"JSON":      func(to *Digest) error { return json.Unmarshal([]byte(`"`+d.String()+`"`), to) },
		"SQL text":  func(to *Digest) error { return to.Scan(d.String()) },
		"SQL bytes": func(to *Digest) error { return to.Scan(text) },
		"SQL blob":  func(to *Digest) error { return to.Scan(binary) },
		"ParseDigest": func(to *Digest) (err error) {
			*to, err = ParseDigest(d.String())
			return err
		},
	} {
		var back Digest
		require.NoError(t, read(&back), name)
		require.True(t, back.Equal(d), name)
	}
}

// What is no digest is an error, and changes nothing. The vectors have the
// texts.
func TestDigestErrors(t *testing.T) {
	kept := digestOf(t, goodText, 1)
	binary, err := kept.MarshalBinary()
	require.NoError(t, err)
	changed := func(at int, to byte) []byte {
		b := bytes.Clone(binary)
		b[at] = to
		return b
	}
	for name, c := range map[string]struct {
		read func(*Digest) error
		want error
	}{
		"short blob":         {func(d *Digest) error { return d.UnmarshalBinary(binary[1:]) }, ErrLength},
		"empty blob":         {func(d *Digest) error { return d.UnmarshalBinary(nil) }, ErrLength},
		"long blob":          {func(d *Digest) error { return d.UnmarshalBinary(append(bytes.Clone(binary), 0)) }, ErrLength},
		"zero blob":          {func(d *Digest) error { return d.UnmarshalBinary(make([]byte, DigestSize)) }, ErrVersion},
		"unknown stretch":    {func(d *Digest) error { return d.UnmarshalBinary(changed(1, 3)) }, ErrStretch},
		"no pepper":          {func(d *Digest) error { return d.UnmarshalBinary(changed(3, 0)) }, ErrPepper},
		"text":               {func(d *Digest) error { return d.UnmarshalText([]byte("pk1:A")) }, ErrLength},
		"NULL":               {func(d *Digest) error { return d.Scan(nil) }, ErrSourceType},
		"number":             {func(d *Digest) error { return d.Scan(int64(7)) }, ErrSourceType},
		"column of hardware": {func(d *Digest) error { return d.Scan("hw1:" + strings.Repeat("A", 86)) }, ErrPrefix},
		"huge text":          {func(d *Digest) error { return d.UnmarshalText(bytes.Repeat([]byte("pk1:"), 1<<20)) }, ErrLength},
	} {
		d := kept
		require.Equal(t, c.want, c.read(&d), name)
		require.True(t, d.Equal(kept), name)
	}
	require.Error(t, json.Unmarshal([]byte(`7`), &kept))

	var zero Digest
	require.True(t, zero.IsZero())
	require.Equal(t, "pk1:invalid", zero.String())
	for _, write := range []func() error{
		func() error { _, err := zero.MarshalText(); return err },
		func() error { _, err := zero.MarshalBinary(); return err },
		func() error { _, err := zero.Value(); return err },
		func() error { _, err := zero.AppendText(nil); return err },
	} {
		require.Equal(t, ErrInvalid, write())
	}
	var null sql.Null[Digest]
	require.NoError(t, null.Scan(nil))
	require.False(t, null.Valid)
}

func TestDigestEqual(t *testing.T) {
	d := digestOf(t, goodText, 1)
	require.True(t, d.Equal(digestOf(t, strings.ToLower(goodText), 1)))
	require.False(t, d.Equal(digestOf(t, goodText, 2)))
	require.False(t, d.Equal(digestOf(t, goodText[:28]+"3", 1)))
	require.False(t, Digest{}.Equal(Digest{}))
	require.False(t, d.Equal(Digest{}))
	for i := range DigestSize {
		for bit := range 8 {
			other := d
			other.b[i] ^= 1 << bit
			require.False(t, d.Equal(other))
			require.False(t, other.Equal(d))
		}
	}
}
