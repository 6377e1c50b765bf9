package activation

import (
	"crypto/sha256"
	"io"
)

// IID is the number of an installation: unique, and derived from its key alone,
// so that it says nothing of the machine. Its text is "iid1:" and 22
// characters of base64url. The zero value is none, and does not encode.
type IID [16]byte

// Serial is the serial number of a certificate, drawn by the server. Its text
// is "ser1:" and 16 characters. The zero value is none.
type Serial [12]byte

// Nonce makes a request unique. Its text is "non1:" and 22 characters. The zero
// value is none.
type Nonce [16]byte

// Digest is the SHA-256 hash of a token's text: it names a request, and the
// certificate that goes with an answer. Its text is "dig1:" and 43 characters.
// The zero value is none.
type Digest [32]byte

// TokenDigest returns the digest of a token.
func TokenDigest(token string) Digest { return sha256.Sum256([]byte(token)) }

// NewSerial draws a serial number. random is a secure random source.
func NewSerial(random io.Reader) (s Serial, err error) { return s, draw(random, s[:]) }

// NewNonce draws a nonce. random is a secure random source.
func NewNonce(random io.Reader) (n Nonce, err error) { return n, draw(random, n[:]) }

const (
	iidPrefix    = "iid1:"
	serialPrefix = "ser1:"
	noncePrefix  = "non1:"
	digestPrefix = "dig1:"
)

// String returns the text form, or "iid1:invalid".
func (id IID) String() string { return textString(iidPrefix, id[:]) }

// MarshalText returns the text form; the zero IID is [ErrText].
func (id IID) MarshalText() ([]byte, error) { return appendText(nil, iidPrefix, id[:]) }

// UnmarshalText reads the text form, strictly. On an error id is unchanged.
func (id *IID) UnmarshalText(text []byte) error { return parseText(id[:], iidPrefix, text) }

// String returns the text form, or "ser1:invalid".
func (s Serial) String() string { return textString(serialPrefix, s[:]) }

// MarshalText returns the text form; the zero Serial is [ErrText].
func (s Serial) MarshalText() ([]byte, error) { return appendText(nil, serialPrefix, s[:]) }

// UnmarshalText reads the text form, strictly. On an error s is unchanged.
func (s *Serial) UnmarshalText(text []byte) error { return parseText(s[:], serialPrefix, text) }

// String returns the text form, or "non1:invalid".
func (n Nonce) String() string { return textString(noncePrefix, n[:]) }

// MarshalText returns the text form; the zero Nonce is [ErrText].
func (n Nonce) MarshalText() ([]byte, error) { return appendText(nil, noncePrefix, n[:]) }

// UnmarshalText reads the text form, strictly. On an error n is unchanged.
func (n *Nonce) UnmarshalText(text []byte) error { return parseText(n[:], noncePrefix, text) }

// String returns the text form, or "dig1:invalid".
func (d Digest) String() string { return textString(digestPrefix, d[:]) }

// MarshalText returns the text form; the zero Digest is [ErrText].
func (d Digest) MarshalText() ([]byte, error) { return appendText(nil, digestPrefix, d[:]) }

// UnmarshalText reads the text form, strictly. On an error d is unchanged.
func (d *Digest) UnmarshalText(text []byte) error { return parseText(d[:], digestPrefix, text) }
