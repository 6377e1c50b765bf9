package productkey

import (
	"crypto/subtle"

	"github.com/hwprint/hwprint/internal/ctgrind"
)

// minBits is the least payload that goes without a stretch: enough that
// nobody who learned the pepper could try all keys.
const minBits = 80

// Hasher makes and verifies the digests of one format's keys under a ring of
// peppers. It comes from [NewHasher], is immutable and safe for concurrent
// use; make one and keep it. Peppers are rotated by making another. The zero
// value has no format, and says so.
type Hasher struct {
	format  *Format
	stretch Stretch
	entries []entry // of the ring, in order
	gate    gate
}

// NewHasher returns the Hasher of a ring and a format. It keeps none of the
// peppers, but keys derived from them, so that r can be wiped. It takes some
// tens of microseconds. A format of under 80 bits is [ErrShort] without a
// stretch. Other errors are [ErrFormat], [ErrRing] and [ErrStretch].
func NewHasher(r Ring, f *Format, s Stretch) (*Hasher, error) {
	switch {
	case !f.usable():
		return nil, ErrFormat
	case !s.known():
		return nil, ErrStretch
	case s == NoStretch && f.Bits() < minBits:
		return nil, ErrShort
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	h := &Hasher{format: f, stretch: s, entries: make([]entry, len(r)), gate: newGate()}
	for i := range r {
		h.entries[i].init(&r[i], f)
	}
	return h, nil
}

// Sum returns the digest of a key under the active pepper. The time that it
// takes does not depend on the key. Without a stretch it does not allocate.
// The zero Key and a key of another format are [ErrKey].
func (h *Hasher) Sum(k Key) (Digest, error) {
	if !h.accepts(&k) {
		return Digest{}, ErrKey
	}
	var tag [tagSize]byte
	h.tag(&tag, &h.entries[0], h.stretch, &k)
	return newDigest(h.stretch, h.entries[0].id, &tag), nil
}

// SumAll puts the digest of every key into dst, which must be as long as keys
// ([ErrSize]). On an error dst is unchanged.
func (h *Hasher) SumAll(dst []Digest, keys []Key) error {
	if len(dst) != len(keys) {
		return ErrSize
	}
	for i := range keys {
		if !h.accepts(&keys[i]) {
			return ErrKey
		}
	}
	for i := range keys {
		dst[i], _ = h.Sum(keys[i])
	}
	return nil
}

// Verify reports whether d is a digest of k, in a time that depends neither
// on the key nor on the hash. It looks the pepper up by the id in d. If d was
// not made as [Hasher.Sum] would make it now, with the active pepper and
// stretch, it is stale; a server replaces a digest that is both ok and stale
// by Sum(k).
//
// The error is [ErrKey] as in Sum, [ErrInvalid] for the zero Digest,
// [ErrUnknownPepper], or [ErrStretch] if d has a heavier stretch than the
// Hasher, or none where the format needs one. Without a stretch Verify does
// not allocate.
func (h *Hasher) Verify(k Key, d Digest) (ok, stale bool, err error) {
	switch {
	case !h.accepts(&k):
		return false, false, ErrKey
	case d.IsZero():
		return false, false, ErrInvalid
	case d.Stretch() > h.stretch, d.Stretch() == NoStretch && h.format.Bits() < minBits:
		return false, false, ErrStretch
	}
	e := h.find(d.PepperID())
	if e == nil {
		return false, false, ErrUnknownPepper
	}
	var tag [tagSize]byte
	h.tag(&tag, e, d.Stretch(), &k)
	same := ctgrind.Public(uint64(subtle.ConstantTimeCompare(tag[:], d.b[4:])))
	return same == 1, e != &h.entries[0] || d.Stretch() != h.stretch, nil
}

// accepts says whether k is of the Hasher's format.
func (h *Hasher) accepts(k *Key) bool {
	return k.format != nil && (k.format == h.format || k.format.String() == h.format.String())
}

func (h *Hasher) find(id uint16) *entry {
	for i := range h.entries {
		if h.entries[i].id == id {
			return &h.entries[i]
		}
	}
	return nil
}

// tag computes the hash of a key.
func (h *Hasher) tag(out *[tagSize]byte, e *entry, s Stretch, k *Key) {
	payload := k.bytes()
	defer clear(payload[:])
	if s == NoStretch {
		e.digest.sum(out, payload[:])
		return
	}
	stretched := h.stretched(e, s, &payload)
	defer clear(stretched[:])
	e.digest.sum(out, stretched[:])
}

// stretched is the slow hash of a payload. What Argon2id gets is keyed already:
// half of its memory accesses depend on its input.
func (h *Hasher) stretched(e *entry, s Stretch, payload *[16]byte) [tagSize]byte {
	var secret [tagSize]byte
	defer clear(secret[:])
	e.stretch.sum(&secret, payload[:])
	return h.gate.stretch(s, &secret, &e.salt)
}
