package textform

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	errPrefix   = errors.New("prefix")
	errVersion  = errors.New("version")
	errLength   = errors.New("length")
	errEncoding = errors.New("encoding")
	form        = Form{Name: "xy2", Size: 4, Prefix: errPrefix, Version: errVersion, Length: errLength, Encoding: errEncoding}
)

func TestDecode(t *testing.T) {
	for text, want := range map[string]error{
		"xy2:AQIDBA":      nil,
		"":                errPrefix,
		"xy":              errPrefix,
		"xy2":             errLength,
		"xy2:":            errLength,
		"xy2:AQIDB":       errLength,
		"xy2:AQIDBAA":     errLength,
		"xy2:AQIDBB":      errEncoding, // a bit is left over
		"xy2:AQID\nA":     errEncoding,
		"xy2:AQID+A":      errEncoding,
		"xy2:AQIDA=":      errEncoding,
		"xy1:AQIDBA":      errVersion,
		"xy123:":          errVersion,
		"xy1234:":         errPrefix,
		"xy:AQIDBA":       errPrefix,
		"xya:AQIDBA":      errPrefix,
		"XY2:AQIDBA":      errPrefix,
		"xz2:AQIDBA":      errPrefix,
		" xy2:AQIDBA":     errPrefix,
		"xy2 AQIDBA":      errPrefix,
		"PF3ZQ8T1:AQIDBA": errPrefix,
	} {
		var got [4]byte
		require.Equal(t, want, form.Decode(got[:], []byte(text)), "%q", text)
		if want == nil {
			require.Equal(t, [4]byte{1, 2, 3, 4}, got)
		}
	}
	text := []byte("xy2:AQIDBA")
	require.Zero(t, testing.AllocsPerRun(100, func() {
		var got [4]byte
		_ = form.Decode(got[:], text)
	}))
}

// What is decoded encodes to the same text, whatever it was.
func FuzzDecode(f *testing.F) {
	f.Add("xy2:AQIDBA")
	f.Add("xy2:AQIDB\r")
	f.Fuzz(func(t *testing.T, text string) {
		b := make([]byte, 4)
		if form.Decode(b, []byte(text)) != nil {
			return
		}
		require.Equal(t, text, string(form.Append(nil, b)))
		require.Equal(t, text, form.String(b, false))
		require.Len(t, text, form.TextSize())
	})
}

func TestEncode(t *testing.T) {
	b := []byte{0xff, 0, 0x7f, 0x80}
	require.Equal(t, "dst xy2:"+base64.RawURLEncoding.EncodeToString(b), string(form.Append([]byte("dst "), b)))
	require.Equal(t, "xy2:invalid", form.String(b, true))
}

// column notes which of the two it was read by.
type column struct{ by string }

func (c *column) UnmarshalText(b []byte) error {
	if bytes.Equal(b, []byte("bad")) {
		return errEncoding
	}
	c.by = "text"
	return nil
}

func (c *column) UnmarshalBinary([]byte) error {
	c.by = "binary"
	return nil
}

func TestScan(t *testing.T) {
	for _, test := range []struct {
		src any
		by  string
		err error
	}{
		{strings.Repeat("x", 4), "text", nil},
		{make([]byte, 4), "binary", nil},
		{make([]byte, 5), "text", nil},
		{"bad", "", errEncoding},
		{nil, "", errPrefix},
		{17, "", errPrefix},
	} {
		var c column
		require.Equal(t, test.err, Scan(&c, test.src, 4, errPrefix))
		require.Equal(t, test.by, c.by)
	}
}
