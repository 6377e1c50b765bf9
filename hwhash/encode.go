package hwhash

import (
	"database/sql/driver"
	"log/slog"

	"github.com/hwprint/hwprint/internal/textform"
)

// TextSize is the length of the text form of a hash.
const TextSize = len("hw1:") + 86

var textForm = textform.Form{Name: "hw1", Size: Size, Prefix: ErrPrefix, Version: ErrVersion, Length: ErrLength, Encoding: ErrEncoding}

// Parse decodes the text form: "hw1:" and 86 characters of unpadded base64url
// (RFC 4648, section 5). Every hash has one text; any other is an error, one
// for each thing that can be wrong (see [ErrPrefix] and those after it).
func Parse(text string) (Hash, error) {
	var buf [TextSize + 1]byte // what is longer is cut, and too long still
	return parse(buf[:copy(buf[:], text)])
}

func parse(text []byte) (Hash, error) {
	var h Hash
	if err := textForm.Decode(h.b[:], text); err != nil {
		return Hash{}, err
	}
	if err := h.check(); err != nil {
		return Hash{}, err
	}
	return h, nil
}

// FromBytes decodes the 64-byte binary form, as strictly as [Parse].
func FromBytes(b []byte) (Hash, error) {
	if len(b) != Size {
		return Hash{}, ErrLength
	}
	h := Hash{[Size]byte(b)}
	if err := h.check(); err != nil {
		return Hash{}, err
	}
	return h, nil
}

// AppendText appends the text form; the zero Hash is [ErrInvalid].
func (h Hash) AppendText(dst []byte) ([]byte, error) {
	if h.IsZero() {
		return dst, ErrInvalid
	}
	return textForm.Append(dst, h.b[:]), nil
}

// MarshalText returns the text form. JSON uses it too.
func (h Hash) MarshalText() ([]byte, error) { return h.AppendText(make([]byte, 0, TextSize)) }

// UnmarshalText is [Parse]. On an error h is unchanged.
func (h *Hash) UnmarshalText(text []byte) error {
	parsed, err := parse(text)
	if err != nil {
		return err
	}
	*h = parsed
	return nil
}

// AppendBinary appends the 64 bytes; the zero Hash is [ErrInvalid].
func (h Hash) AppendBinary(dst []byte) ([]byte, error) {
	if h.IsZero() {
		return dst, ErrInvalid
	}
	return append(dst, h.b[:]...), nil
}

// MarshalBinary returns the 64 bytes.
func (h Hash) MarshalBinary() ([]byte, error) { return h.AppendBinary(nil) }

// UnmarshalBinary is [FromBytes]. On an error h is unchanged.
func (h *Hash) UnmarshalBinary(b []byte) error {
	parsed, err := FromBytes(b)
	if err != nil {
		return err
	}
	*h = parsed
	return nil
}

// String returns the text form, or "hw1:invalid" for the zero Hash.
func (h Hash) String() string { return textForm.String(h.b[:], h.IsZero()) }

// LogValue returns the text form for slog.
func (h Hash) LogValue() slog.Value { return slog.StringValue(h.String()) }

// Value stores the text form in a database column; the zero Hash is an error.
// Use sql.Null[Hash] for a column that may be NULL.
func (h Hash) Value() (driver.Value, error) {
	text, err := h.MarshalText()
	if err != nil {
		return nil, err
	}
	return string(text), nil
}

// Scan reads a database column of text, or of bytes that hold either form.
// NULL is an error. On an error h is unchanged.
func (h *Hash) Scan(src any) error { return textform.Scan(h, src, Size, ErrSourceType) }
