package productkey

import (
	"database/sql/driver"
	"encoding/binary"
	"log/slog"

	"github.com/hwprint/hwprint/internal/ctgrind"
	"github.com/hwprint/hwprint/internal/textform"
)

const (
	// DigestSize is the length of the binary form of a digest in bytes.
	DigestSize = 4 + tagSize

	// DigestTextSize is the length of the text form of a digest.
	DigestTextSize = len("pk1:") + DigestSize/3*4

	version = 1
	tagSize = 32
)

var textForm = textform.Form{Name: "pk1", Size: DigestSize, Prefix: ErrPrefix, Version: ErrVersion, Length: ErrLength, Encoding: ErrEncoding}

// Digest is what a server keeps of a product key: a keyed hash of 32 bytes,
// with the id of the pepper and the [Stretch] that it was made with. Without
// the pepper it tests no guess of a key. It comes from a [Hasher], or from
// [ParseDigest] and the Unmarshal methods, and holds 36 bytes. The zero value
// is no digest.
//
// Digests do not compare with ==, which stops at the first byte that differs;
// use [Digest.Equal], and the text as the key of a map. The text is no secret
// in a log, but whoever has the pepper can look keys up in it.
type Digest struct {
	_ incomparable
	b [DigestSize]byte // version, stretch, id in two bytes, tag
}

// init sets all of d but the tag.
func (d *Digest) init(s Stretch, id uint16) {
	d.b[0], d.b[1] = version, byte(s)
	binary.BigEndian.PutUint16(d.b[2:], id)
}

func (d *Digest) header() (version byte, s Stretch, id uint16) {
	return d.b[0], Stretch(d.b[1]), binary.BigEndian.Uint16(d.b[2:])
}

func (d *Digest) tag() *[tagSize]byte { return (*[tagSize]byte)(d.b[4:]) }

// ParseDigest decodes the text form: "pk1:" and 48 characters of unpadded
// base64url (RFC 4648, section 5). Every digest has one text; any other is an
// error, one for each thing that can be wrong (see [ErrPrefix] and those after
// it).
func ParseDigest(text string) (Digest, error) {
	var d Digest
	err := d.UnmarshalText([]byte(text))
	return d, err
}

// IsZero reports whether d is the zero Digest.
func (d Digest) IsZero() bool { return d.b[0] == 0 }

// PepperID is the id of the pepper that d was made with, or 0 for the zero
// Digest.
func (d Digest) PepperID() uint16 { return binary.BigEndian.Uint16(d.b[2:]) }

// Stretch is how d was stretched.
func (d Digest) Stretch() Stretch { return Stretch(d.b[1]) }

// Equal reports whether two digests are the same, in a time that does not
// depend on them. Digests of one key under two peppers are not the same:
// [Hasher.Verify] says whether they are the key's. The zero Digest equals
// nothing, itself included.
func (d Digest) Equal(other Digest) bool {
	same := isZero(difference(d.tag(), other.tag()))
	return d.b[0] != 0 && [4]byte(d.b[:]) == [4]byte(other.b[:]) && ctgrind.Public(same) != 0
}

// check says what is wrong with a decoded digest.
func (d *Digest) check() error {
	switch {
	case d.b[0] != version:
		return ErrVersion
	case !d.Stretch().known():
		return ErrStretch
	case d.PepperID() == 0:
		return ErrPepper
	}
	return nil
}

// AppendText appends the text form; the zero Digest is [ErrInvalid].
func (d Digest) AppendText(dst []byte) ([]byte, error) {
	if d.IsZero() {
		return dst, ErrInvalid
	}
	return textForm.Append(dst, d.b[:]), nil
}

// MarshalText returns the text form. JSON uses it too.
func (d Digest) MarshalText() ([]byte, error) { return d.AppendText(make([]byte, 0, DigestTextSize)) }

// UnmarshalText is [ParseDigest]. On an error d is unchanged.
func (d *Digest) UnmarshalText(text []byte) error {
	var parsed Digest
	if err := textForm.Decode(parsed.b[:], text); err != nil {
		return err
	}
	return parsed.moveTo(d)
}

func (d *Digest) moveTo(to *Digest) error {
	if err := d.check(); err != nil {
		return err
	}
	*to = *d
	return nil
}

// AppendBinary appends the 36 bytes; the zero Digest is [ErrInvalid].
func (d Digest) AppendBinary(dst []byte) ([]byte, error) {
	if d.IsZero() {
		return dst, ErrInvalid
	}
	return append(dst, d.b[:]...), nil
}

// MarshalBinary returns 36 bytes: the version, which is 1; the stretch; the
// pepper's id, big-endian; the hash.
func (d Digest) MarshalBinary() ([]byte, error) { return d.AppendBinary(nil) }

// UnmarshalBinary decodes what MarshalBinary returns, as strictly as
// [ParseDigest]. On an error d is unchanged.
func (d *Digest) UnmarshalBinary(b []byte) error {
	if len(b) != DigestSize {
		return ErrLength
	}
	parsed := Digest{b: [DigestSize]byte(b)}
	return parsed.moveTo(d)
}

// String returns the text form, or "pk1:invalid" for the zero Digest.
func (d Digest) String() string { return textForm.String(d.b[:], d.IsZero()) }

// LogValue returns the text form for slog.
func (d Digest) LogValue() slog.Value { return slog.StringValue(d.String()) }

// Value stores the text form in a database column; the zero Digest is an
// error. Use sql.Null[Digest] for a column that may be NULL.
func (d Digest) Value() (driver.Value, error) {
	text, err := d.MarshalText()
	if err != nil {
		return nil, err
	}
	return string(text), nil
}

// Scan reads a database column of text, or of bytes that hold either form.
// NULL is an error. On an error d is unchanged.
func (d *Digest) Scan(src any) error { return textform.Scan(d, src, DigestSize, ErrSourceType) }
