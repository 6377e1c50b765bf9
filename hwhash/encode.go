package hwhash

import (
	"database/sql/driver"
	"encoding/base64"
	"log/slog"
	"strings"
)

const textPrefix = "hw1:"

// TextSize is the length of the text form of a hash.
const TextSize = len(textPrefix) + 86

var b64 = base64.RawURLEncoding.Strict()

// Parse decodes the text form: "hw1:" and 86 characters of unpadded base64url
// (RFC 4648, section 5). Every hash has one text; any other is an error, one
// for each thing that can be wrong (see [ErrPrefix] and those after it).
func Parse(text string) (Hash, error) {
	var buf [TextSize]byte
	if len(text) != TextSize {
		return Hash{}, textError(text)
	}
	copy(buf[:], text)
	return parse(&buf)
}

func parse(text *[TextSize]byte) (Hash, error) {
	if string(text[:len(textPrefix)]) != textPrefix {
		return Hash{}, textError(string(text[:]))
	}
	var h Hash
	// The decoder skips line ends, so a text with one decodes short.
	if n, err := b64.Decode(h.b[:], text[len(textPrefix):]); err != nil || n != Size {
		return Hash{}, ErrEncoding
	}
	if err := h.check(); err != nil {
		return Hash{}, err
	}
	return h, nil
}

// textError tells a later version from a text that is no hash at all.
func textError(text string) error {
	prefix, _, found := strings.Cut(text, ":")
	switch {
	case prefix == "hw1":
		return ErrLength
	case found && len(prefix) >= 3 && len(prefix) <= 5 && strings.HasPrefix(prefix, "hw") && strings.Trim(prefix[2:], "0123456789") == "":
		return ErrVersion
	}
	return ErrPrefix
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
	return b64.AppendEncode(append(dst, textPrefix...), h.b[:]), nil
}

// MarshalText returns the text form. JSON uses it too.
func (h Hash) MarshalText() ([]byte, error) { return h.AppendText(make([]byte, 0, TextSize)) }

// UnmarshalText is [Parse]. On an error h is unchanged.
func (h *Hash) UnmarshalText(text []byte) error {
	if len(text) != TextSize {
		return textError(string(text[:min(len(text), 8)]))
	}
	parsed, err := parse((*[TextSize]byte)(text))
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
func (h Hash) String() string {
	text, err := h.MarshalText()
	if err != nil {
		return textPrefix + "invalid"
	}
	return string(text)
}

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
func (h *Hash) Scan(src any) error {
	switch v := src.(type) {
	case string:
		parsed, err := Parse(v)
		if err == nil {
			*h = parsed
		}
		return err
	case []byte:
		if len(v) == Size {
			return h.UnmarshalBinary(v)
		}
		return h.UnmarshalText(v)
	}
	return ErrSourceType
}
