// Package textform is the text form that hashes, sealed hashes and digests
// have: a name that ends in a version, a colon, and bytes in unpadded base64url
// (RFC 4648, section 5), such as "hw1:AQRU...". A value has one text, and a text
// names what it is, so that none is taken for another.
package textform

import (
	"encoding/base64"
	"strings"
)

var b64 = base64.RawURLEncoding.Strict()

// Form is the text form of one kind of value.
type Form struct {
	Name string // two letters and a version, such as "hw1"
	Size int    // of the bytes, a multiple of 3 or one more
	// What is wrong with a text, one error each.
	Prefix   error // another name, or none
	Version  error // the same letters and another version
	Length   error
	Encoding error
}

// TextSize returns the length of the text.
func (f *Form) TextSize() int { return len(f.Name) + 1 + b64.EncodedLen(f.Size) }

// Append appends the text of some bytes.
func (f *Form) Append(dst, b []byte) []byte {
	return b64.AppendEncode(append(append(dst, f.Name...), ':'), b)
}

// Decode decodes a text into dst, which has the size of the form. On an error
// dst may have been changed. It does not allocate.
func (f *Form) Decode(dst, text []byte) error {
	n := len(f.Name)
	switch {
	case len(text) <= n || string(text[:n]) != f.Name || text[n] != ':':
		return f.nameError(text)
	case len(text) != f.TextSize():
		return f.Length
	}
	// The decoder skips line ends, so a text with one decodes short.
	if n, err := b64.Decode(dst, text[n+1:]); err != nil || n != f.Size {
		return f.Encoding
	}
	return nil
}

// nameError tells another version from a text that is of no such kind at all.
func (f *Form) nameError(text []byte) error {
	const longest = 3 // digits of a version
	name, _, found := strings.Cut(string(text[:min(len(text), 2+longest+1)]), ":")
	switch {
	case name == f.Name:
		return f.Length
	case found && len(name) > 2 && name[:2] == f.Name[:2] && strings.Trim(name[2:], "0123456789") == "":
		return f.Version
	}
	return f.Prefix
}

// String returns the text of a value, and for the zero value, which has none,
// its name and "invalid".
func (f *Form) String(b []byte, zero bool) string {
	if zero {
		return f.Name + ":invalid"
	}
	return string(f.Append(make([]byte, 0, f.TextSize()), b))
}

// decoder is what a pointer to a value can do.
type decoder interface {
	UnmarshalText([]byte) error
	UnmarshalBinary([]byte) error
}

// Scan reads a database column of text, or of bytes that hold the text or a
// binary form of that size. The error other is for a column of another type.
func Scan[T decoder](to T, src any, size int, other error) error {
	switch v := src.(type) {
	case string:
		return to.UnmarshalText([]byte(v))
	case []byte:
		if len(v) == size {
			return to.UnmarshalBinary(v)
		}
		return to.UnmarshalText(v)
	}
	return other
}
