package activation

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"io"
	"log/slog"
)

const (
	ticketPrefix    = "tic1:"
	ticketKeyPrefix = "tik1:"
	labelTicket     = "hwprint 2026 v1 activation ticket"
	ticketMAC       = 12
)

// TicketID is the random number of a ticket. The zero value is no ticket: the
// parent of the first.
type TicketID [8]byte

// Ticket is what a server gives out with each certificate, and gets back with
// the next renewal: 32 bytes, the ID (8), the parent's ID (8), the place in the
// row (4, big-endian, from 1), and a MAC (12) over these and the installation.
// Its text is "tic1:" and 43 characters of base64url. The zero value is none.
type Ticket [8 + 8 + 4 + ticketMAC]byte

// ID returns the ticket's own number.
func (t Ticket) ID() TicketID { return TicketID(t[:8]) }

// Parent returns the number of the ticket that was presented for this one.
func (t Ticket) Parent() TicketID { return TicketID(t[8:16]) }

// Seq returns how many tickets there are from the first to this one.
func (t Ticket) Seq() uint32 { return binary.BigEndian.Uint32(t[16:20]) }

// String returns the text form, or "tic1:invalid".
func (t Ticket) String() string { return textString(ticketPrefix, t[:]) }

// MarshalText returns the text form; the zero Ticket is [ErrText].
func (t Ticket) MarshalText() ([]byte, error) { return appendText(nil, ticketPrefix, t[:]) }

// UnmarshalText reads the text form, strictly. On an error t is unchanged. It
// does not verify the ticket: that is [TicketKey.Verify].
func (t *Ticket) UnmarshalText(text []byte) error { return parseText(t[:], ticketPrefix, text) }

// TicketKey is the secret of a server that tickets are authenticated with. It
// prints, logs and marshals as "activation.TicketKey(redacted)". The zero value
// issues and verifies none.
type TicketKey struct {
	_   [0]func()
	key [32]byte
}

// NewTicketKey draws a key. random is a secure random source.
func NewTicketKey(random io.Reader) (TicketKey, error) {
	var k TicketKey
	return k, draw(random, k.key[:])
}

// ParseTicketKey reads what [TicketKey.Reveal] returns.
func ParseTicketKey(text string) (TicketKey, error) {
	var k TicketKey
	return k, parseText(k.key[:], ticketKeyPrefix, []byte(text))
}

// Reveal returns the text of the key: "tik1:" and 43 characters of base64url.
func (k TicketKey) Reveal() string { return textString(ticketKeyPrefix, k.key[:]) }

// Issue makes the ticket of an installation that follows parent: the zero
// Ticket, if it is the first. random is a secure random source.
func (k TicketKey) Issue(random io.Reader, iid IID, parent Ticket) (Ticket, error) {
	var t Ticket
	if isZero(k.key[:]) {
		return t, ErrText
	}
	if err := draw(random, t[:8]); err != nil {
		return t, err
	}
	copy(t[8:16], parent[:8])
	binary.BigEndian.PutUint32(t[16:20], parent.Seq()+1)
	mac := k.mac(iid, t)
	copy(t[20:], mac[:])
	return t, nil
}

// Verify reports whether this key issued t to that installation, in a time that
// does not depend on the MAC.
func (k TicketKey) Verify(iid IID, t Ticket) bool {
	mac := k.mac(iid, t)
	return subtle.ConstantTimeCompare(mac[:], t[20:]) == 1 && !isZero(k.key[:])
}

// mac is HMAC-SHA-256 (RFC 2104), cut to 12 bytes, of the label, a zero byte,
// the installation and the 20 bytes before it.
func (k TicketKey) mac(iid IID, t Ticket) [ticketMAC]byte {
	h := hmac.New(sha256.New, k.key[:])
	h.Write([]byte(labelTicket + "\x00"))
	h.Write(iid[:])
	h.Write(t[:20])
	return [ticketMAC]byte(h.Sum(nil))
}

const redactedTicketKey = "activation.TicketKey(redacted)"

// String returns "activation.TicketKey(redacted)".
func (k TicketKey) String() string { return redactedTicketKey }

// GoString is String.
func (k TicketKey) GoString() string { return redactedTicketKey }

// Format prints String for every verb of package fmt.
func (k TicketKey) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, redactedTicketKey) }

// LogValue is String for slog.
func (k TicketKey) LogValue() slog.Value { return slog.StringValue(redactedTicketKey) }

// MarshalText is String. JSON uses it too.
func (k TicketKey) MarshalText() ([]byte, error) { return []byte(redactedTicketKey), nil }
