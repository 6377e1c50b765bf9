package hwhash

import (
	"database/sql/driver"
	"encoding/binary"
	"log/slog"

	"github.com/hwprint/hwprint/internal/textform"
	"github.com/hwprint/hwprint/internal/xaes"
)

const (
	sealedName = "hs1" // of both forms

	offSealedID    = len(sealedName)
	offSealedNonce = offSealedID + 4
	offSealedHash  = offSealedNonce + xaes.NonceSize

	// SealedSize is the length of the binary form of a sealed hash in bytes.
	SealedSize = offSealedHash + Size + xaes.Overhead

	// SealedTextSize is the length of the text form of a sealed hash.
	SealedTextSize = len(sealedName) + 1 + (SealedSize-offSealedID)/3*4
)

// Sealed is a hash that a [Sealer] has encrypted: what a server's table holds.
// It comes from [Sealer.Seal], [ParseSealed] or the Unmarshal methods, and has
// 111 bytes. All that can be seen in it is the id of its key. So it may be
// printed and logged, but a server has no reason to.
//
// Values are comparable with ==, which says whether they are the same bytes:
// two sealed records of one hash are not. The zero value is invalid and cannot
// be encoded or opened. A Sealed is a plain value and safe for concurrent use.
type Sealed struct{ b [SealedSize]byte }

// What keeps a text, bytes or a column from being a sealed hash, beside
// [ErrLength], [ErrEncoding], [ErrVersion] and [ErrSourceType].
var (
	// ErrSealedPrefix: text or bytes that do not say that they are a sealed hash.
	ErrSealedPrefix = malformed(`sealed hash does not begin with "hs1"`)
	// ErrSealedKeyID: the key id 0, which no key has.
	ErrSealedKeyID = malformed("sealed hash has the key id 0")
)

var sealedForm = textform.Form{
	Name: sealedName, Size: SealedSize - offSealedID,
	Prefix: ErrSealedPrefix, Version: ErrVersion, Length: ErrLength, Encoding: ErrEncoding,
}

// ParseSealed decodes the text form: "hs1:" and 144 characters of unpadded
// base64url (RFC 4648, section 5). Every sealed hash has one text. What it is
// worth only [Sealer.Open] can say.
func ParseSealed(text string) (Sealed, error) {
	var s Sealed
	err := s.UnmarshalText([]byte(text))
	return s, err
}

// IsZero reports whether s is the invalid zero value.
func (s Sealed) IsZero() bool { return s.b[0] == 0 }

// KeyID is the id of the key that s was sealed under, or 0 for the zero Sealed.
func (s Sealed) KeyID() uint32 { return binary.BigEndian.Uint32(s.b[offSealedID:]) }

// AppendText appends the text form; the zero Sealed is [ErrInvalid].
func (s Sealed) AppendText(dst []byte) ([]byte, error) {
	if s.IsZero() {
		return dst, ErrInvalid
	}
	return sealedForm.Append(dst, s.b[offSealedID:]), nil
}

// MarshalText returns the text form. JSON uses it too.
func (s Sealed) MarshalText() ([]byte, error) { return s.AppendText(make([]byte, 0, SealedTextSize)) }

// UnmarshalText is [ParseSealed]. On an error s is unchanged.
func (s *Sealed) UnmarshalText(text []byte) error {
	var raw [SealedSize]byte
	copy(raw[:], sealedName)
	if err := sealedForm.Decode(raw[offSealedID:], text); err != nil {
		return err
	}
	return s.UnmarshalBinary(raw[:])
}

// AppendBinary appends the binary form; the zero Sealed is [ErrInvalid].
func (s Sealed) AppendBinary(dst []byte) ([]byte, error) {
	if s.IsZero() {
		return dst, ErrInvalid
	}
	return append(dst, s.b[:]...), nil
}

// MarshalBinary returns 111 bytes: "hs1"; the key's id, big-endian, in 4; a
// nonce of 24; the encrypted hash, 64; its authentication tag, 16.
func (s Sealed) MarshalBinary() ([]byte, error) { return s.AppendBinary(nil) }

// UnmarshalBinary decodes what MarshalBinary returns. On an error s is
// unchanged.
func (s *Sealed) UnmarshalBinary(b []byte) error {
	switch {
	case len(b) < len(sealedName) || string(b[:len(sealedName)]) != sealedName:
		return ErrSealedPrefix
	case len(b) != SealedSize:
		return ErrLength
	}
	parsed := Sealed{[SealedSize]byte(b)}
	if parsed.KeyID() == 0 {
		return ErrSealedKeyID
	}
	*s = parsed
	return nil
}

// String returns the text form, or "hs1:invalid" for the zero Sealed.
func (s Sealed) String() string { return sealedForm.String(s.b[offSealedID:], s.IsZero()) }

// LogValue returns the text form for slog.
func (s Sealed) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Value stores the text form in a database column; the zero Sealed is an
// error. Use sql.Null[Sealed] for a column that may be NULL. A column of bytes
// can have [Sealed.MarshalBinary]. A Hash column does not seal itself, since
// only the caller knows which record it is of.
func (s Sealed) Value() (driver.Value, error) {
	text, err := s.MarshalText()
	if err != nil {
		return nil, err
	}
	return string(text), nil
}

// Scan reads a database column of text, or of bytes that hold either form.
// NULL is an error. On an error s is unchanged.
func (s *Sealed) Scan(src any) error { return textform.Scan(s, src, SealedSize, ErrSourceType) }
