package productkey

import (
	"encoding/binary"

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
	stretch Stretch // of new digests, and the heaviest that is verified
	least   Stretch // the lightest that is verified
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
	if f.Bits() < minBits {
		h.least = NoStretch + 1
	}
	for i := range r {
		h.entries[i].init(&r[i], f)
	}
	return h, nil
}

// Sum returns the digest of a key under the active pepper. The time that it
// takes does not depend on the key. Without a stretch it does not allocate.
// The zero Key and a key of another format are [ErrKey].
func (h *Hasher) Sum(k Key) (d Digest, err error) {
	if !h.accepts(k.format) {
		return d, ErrKey
	}
	h.sum(&d, k.number)
	return d, nil
}

func (h *Hasher) sum(d *Digest, n number) {
	e := &h.entries[0]
	d.init(h.stretch, e.id)
	h.tag(d.tag(), &e.digest, e, h.stretch, n)
}

// SumAll puts the digest of every key into dst, which must be as long as keys
// ([ErrSize]). On an error dst is unchanged.
func (h *Hasher) SumAll(dst []Digest, keys []Key) error {
	if len(dst) != len(keys) {
		return ErrSize
	}
	for i := range keys {
		if !h.accepts(keys[i].format) {
			return ErrKey
		}
	}
	for i := range keys {
		h.sum(&dst[i], keys[i].number)
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
	version, stretch, id := d.header()
	switch {
	case !h.accepts(k.format):
		return false, false, ErrKey
	case version == 0:
		return false, false, ErrInvalid
	case stretch < h.least || stretch > h.stretch:
		return false, false, ErrStretch
	}
	e := h.find(id)
	if e == nil {
		return false, false, ErrUnknownPepper
	}
	var tag [tagSize]byte
	h.tag(&tag, &e.digest, e, stretch, k.number)
	same := ctgrind.Public(isZero(difference(&tag, d.tag())))
	return same != 0, e != &h.entries[0] || stretch != h.stretch, nil
}

// accepts says whether keys of f are of the Hasher's format.
func (h *Hasher) accepts(f *Format) bool {
	return f != nil && (f == h.format || f.String() == h.format.String())
}

func (h *Hasher) find(id uint16) *entry {
	for i := range h.entries {
		if h.entries[i].id == id {
			return &h.entries[i]
		}
	}
	return nil
}

// tag computes the hash of a key's number by one of the keyed hashes of e.
func (h *Hasher) tag(out *[tagSize]byte, hash *keyed, e *entry, s Stretch, n number) {
	var message [blockSize]byte
	n.put(&message)
	if s != NoStretch {
		// What Argon2id gets is keyed already: half of its memory accesses
		// depend on its input.
		var secret [tagSize]byte
		e.stretch.sum(&secret, &message)
		stretched := h.gate.stretch(s, &secret, &e.salt)
		copy(message[:], stretched[:])
		clear(secret[:])
		clear(stretched[:])
	}
	hash.sum(out, &message)
	clear(message[:])
}

// difference is 0 if a and b are the same.
func difference(a, b *[tagSize]byte) (d uint64) {
	for i := 0; i < tagSize; i += 8 {
		d |= binary.LittleEndian.Uint64(a[i:]) ^ binary.LittleEndian.Uint64(b[i:])
	}
	return d
}
