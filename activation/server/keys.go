package server

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/productkey"
)

// ErrKeys says that the keys of a server cannot be used, and why.
var ErrKeys = errors.New("server: unusable keys")

// Keys are the secrets of a server, but for the root, which is kept off line.
// They belong into a file of their own, apart from the database. Its JSON form
// has all secrets in it; the zero value has no key.
type Keys struct {
	Root activation.PublicKey `json:"root"` // whose half signed Ring
	Ring string               `json:"ring"` // token

	Certificates []NumberedKey `json:"certificates"`
	Answers      []NumberedKey `json:"answers"`
	Seal         []NumberedKey `json:"seal"`
	Tickets      []string      `json:"tickets"`          // the first is active
	Peppers      string        `json:"peppers"`          // a ring of productkey: the first is active
	Database     string        `json:"database"`         // a ring of hwhash.Sealer
	Orders       string        `json:"orders,omitempty"` // 32 bytes in hex: keys of repeated calls are drawn from it
}

// NumberedKey is the text of a private key, with its number in the ring.
type NumberedKey struct {
	KID uint32 `json:"kid"`
	Key string `json:"key"`
}

// String returns "server.Keys(redacted)".
func (k Keys) String() string { return "server.Keys(redacted)" }

// GoString is String.
func (k Keys) GoString() string { return k.String() }

// Format prints String for every verb of package fmt.
func (k Keys) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, k.String()) }

// ParseKeys reads the JSON form, strictly. The error wraps ErrKeys.
func ParseKeys(doc []byte) (k Keys, err error) {
	d := json.NewDecoder(strings.NewReader(string(doc)))
	d.DisallowUnknownFields()
	if err := d.Decode(&k); err != nil {
		return Keys{}, fmt.Errorf("%w: not the JSON of a key file", ErrKeys)
	}
	return k, nil
}

// NewKeys draws all keys of a vendor's server, and a root that signs their ring
// for ten years from now. product is the scope of one of the vendor's products.
// random is a secure random source, or nil for crypto/rand.
func NewKeys(product string, now int64, random io.Reader) (root activation.SigningKey, k Keys, err error) {
	if random == nil {
		random = rand.Reader
	}
	d := drawer{random: random}
	root = d.signing()
	certificates, answers := d.signing(), d.signing()
	seal, err := activation.NewSealingKey(3, random)
	if err != nil {
		return root, k, err
	}
	tickets, err := activation.NewTicketKey(random)
	if err != nil {
		return root, k, err
	}
	k = Keys{
		Root:         root.Public(),
		Certificates: []NumberedKey{{1, certificates.Reveal()}},
		Answers:      []NumberedKey{{2, answers.Reveal()}},
		Seal:         []NumberedKey{{3, seal.Reveal()}},
		Tickets:      []string{tickets.Reveal()},
		Peppers:      "1:" + d.hex(),
		Database:     "1:" + d.hex(),
		Orders:       d.hex(),
	}
	if d.err != nil {
		return root, Keys{}, d.err
	}
	key := func(use activation.KeyUse, kid uint32, public activation.PublicKey) activation.RingKey {
		return activation.RingKey{Use: use, KID: kid, Key: public, From: now, To: now + 10*year}
	}
	k.Ring, err = activation.SignRing(root, product, activation.Ring{Issued: now, Keys: []activation.RingKey{
		key(activation.UseCertificates, 1, certificates.Public()),
		key(activation.UseAnswers, 2, answers.Public()),
		key(activation.UseSeal, 3, seal.Public()),
	}})
	return root, k, err
}

// drawer draws keys until the first error.
type drawer struct {
	random io.Reader
	err    error
}

func (d *drawer) signing() activation.SigningKey {
	k, err := activation.NewSigningKey(d.random)
	d.err = errors.Join(d.err, err)
	return k
}

func (d *drawer) hex() string {
	var b [32]byte
	_, err := io.ReadFull(d.random, b[:])
	d.err = errors.Join(d.err, err)
	return fmt.Sprintf("%x", b)
}

// secrets are Keys that were read.
type secrets struct {
	ring         activation.Ring
	token        string
	certificates []activation.Signer
	answers      []activation.Signer
	seal         []activation.SealingKey
	tickets      []activation.TicketKey
	peppers      productkey.Ring
	orders       []byte // nil for none
}

// read checks all of k. product is the scope of one of the vendor's products.
func (k *Keys) read(product string) (s secrets, err error) {
	bad := func(what string, err error) (secrets, error) {
		return secrets{}, fmt.Errorf("%w: %s: %w", ErrKeys, what, err)
	}
	s.token = k.Ring
	if s.ring, err = activation.ParseRing([]activation.PublicKey{k.Root}, product, k.Ring); err != nil {
		return bad("ring", err)
	}
	if s.certificates, err = signers(k.Certificates); err != nil {
		return bad("certificates", err)
	}
	if s.answers, err = signers(k.Answers); err != nil {
		return bad("answers", err)
	}
	for _, n := range k.Seal {
		key, err := activation.ParseSealingKey(n.KID, n.Key)
		if err != nil {
			return bad("seal", err)
		}
		s.seal = append(s.seal, key)
	}
	for _, text := range k.Tickets {
		key, err := activation.ParseTicketKey(text)
		if err != nil {
			return bad("tickets", err)
		}
		s.tickets = append(s.tickets, key)
	}
	if len(s.tickets) == 0 {
		return bad("tickets", activation.ErrText)
	}
	if s.peppers, err = productkey.ParseRing(k.Peppers); err != nil {
		return bad("peppers", err)
	}
	if s.orders, err = hex.DecodeString(k.Orders); err != nil || k.Orders != "" && len(s.orders) != 32 {
		return bad("orders", activation.ErrText)
	}
	return s, nil
}

func signers(keys []NumberedKey) (all []activation.Signer, err error) {
	for _, n := range keys {
		key, err := activation.ParseSigningKey(n.Key)
		if err != nil {
			return nil, err
		}
		all = append(all, activation.Signer{KID: n.KID, Key: key})
	}
	return all, nil
}

// bad reports whether the key that signed a certificate is marked bad: a thief may
// have signed it, so nothing is learned from it.
func (s *secrets) bad(c *call, certificate string) bool {
	m := activation.Machine{Product: c.Product, Installation: c.IPK, Now: c.now}
	return activation.Check(s.ring, certificate, m).Has(activation.ReasonBadKey)
}

// signer returns the key that signs for a use now, if the server has it.
func (s *secrets) signer(use activation.KeyUse, now int64) (activation.Signer, error) {
	keys := s.answers
	if use == activation.UseCertificates {
		keys = s.certificates
	}
	active, ok := s.ring.Active(use, now)
	for _, k := range keys {
		if ok && k.KID == active.KID && k.Key.Public() == active.Key {
			return k, nil
		}
	}
	return activation.Signer{}, fmt.Errorf("%w: none signs %s now", ErrKeys, use)
}

// verify returns what a ticket says, nil if no key of this server made it.
func (s *secrets) verify(iid activation.IID, t activation.Ticket) *Issued {
	for i := range s.tickets {
		if s.tickets[i].Verify(iid, t) {
			return &Issued{ID: t.ID(), Parent: t.Parent(), Seq: int64(t.Seq())}
		}
	}
	return nil
}
