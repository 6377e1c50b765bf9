package productkey

import (
	"context"
	"encoding/binary"

	"github.com/hwprint/hwprint/internal/ctgrind"
)

// minBits is the least payload that goes without a stretch: enough that
// nobody who learned the pepper could try all keys.
const minBits = 80

// Hasher makes and verifies the digests of one format's keys under a ring of
// peppers. It comes from [NewHasher], is immutable and safe for concurrent
// use; make one and keep it. Peppers are rotated by making another. The zero
// value has no format, and says so with [ErrKey].
//
// Without a stretch no method blocks. With one, a method waits for its turn;
// see [Stretch] and [Hasher.WithContext].
type Hasher struct {
	format  *Format
	stretch Stretch // of new digests, and the heaviest that is verified
	least   Stretch // the lightest that is verified
	entries []entry // of the ring, in order
	ctx     context.Context
}

// Option changes what [NewHasher] makes.
type Option func(*Hasher)

// WithStretch makes a Hasher stretch its digests. It goes on to verify those
// that are stretched less, and calls them stale.
func WithStretch(s Stretch) Option { return func(h *Hasher) { h.stretch = s } }

// NewHasher returns the Hasher of a format and a ring. It keeps none of the
// peppers, but keys derived from them, so that r can be wiped. It takes some
// tens of microseconds. A format of under 80 bits is [ErrShort] unless there is
// [WithStretch]. Other errors are [ErrFormat], [ErrRing] and [ErrStretch].
func NewHasher(f *Format, r Ring, options ...Option) (*Hasher, error) {
	h := &Hasher{format: f, ctx: context.Background()}
	for _, option := range options {
		option(h)
	}
	switch {
	case !f.usable():
		return nil, ErrFormat
	case !h.stretch.known():
		return nil, ErrStretch
	case f.Bits() >= minBits:
	case h.stretch == NoStretch:
		return nil, ErrShort
	default:
		h.least = NoStretch + 1
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	h.entries = make([]entry, len(r))
	for i := range r {
		h.entries[i].init(&r[i], f)
	}
	return h, nil
}

// WithContext returns a Hasher that waits for a stretch no longer than ctx
// allows. If it has waited in vain, the error wraps that of ctx. A stretch that
// has begun is not interrupted. It is cheap: make one for each request.
func (h *Hasher) WithContext(ctx context.Context) *Hasher {
	bound := *h
	bound.ctx = ctx
	return &bound
}

// Sum returns the digest of a key under the active pepper. The time that it
// takes does not depend on the key. Without a stretch it does not allocate.
// The zero Key and a key of another format are [ErrKey]; with a stretch there
// is [ErrBusy].
func (h *Hasher) Sum(k Key) (d Digest, err error) {
	if !h.accepts(k.format) {
		return d, ErrKey
	}
	err = h.sum(&d, &h.entries[0], h.stretch, &k)
	return d, err
}

// sum sets d unless there is an error.
func (h *Hasher) sum(d *Digest, e *entry, s Stretch, k *Key) error {
	if s == NoStretch {
		e.digest.sumNumber(d.tag(), k.number())
	} else if err := h.stretchedTag(d.tag(), &e.digest, e, s, k); err != nil {
		return err
	}
	d.init(s, e.id)
	return nil
}

// SumAll puts the digest of every key into dst, which must be as long as keys
// ([ErrSize]). Without a stretch it takes a fraction of the time that Sum takes
// for each, and does not allocate. On an error dst is unchanged.
func (h *Hasher) SumAll(dst []Digest, keys []Key) error {
	if len(dst) != len(keys) {
		return ErrSize
	}
	for i := range keys {
		if !h.accepts(keys[i].format) {
			return ErrKey
		}
	}
	switch {
	case len(keys) == 0: // of the zero Hasher too, which has no entries
	case h.stretch == NoStretch:
		h.entries[0].sumKeys(dst, keys)
	default:
		return h.stretchAll(dst, keys)
	}
	return nil
}

// stretchAll is SumAll with a stretch, which may fail half-way.
func (h *Hasher) stretchAll(dst []Digest, keys []Key) error {
	all := make([]Digest, len(keys))
	for i := range keys {
		if err := h.sum(&all[i], &h.entries[0], h.stretch, &keys[i]); err != nil {
			return err
		}
	}
	copy(dst, all)
	return nil
}

// Digests returns every digest of a key that [Hasher.Verify] matches: under each
// pepper of the ring, and under each stretch that it verifies, the active first.
// The first is that of [Hasher.Sum]. So a server finds a key in its table whose
// digest was stored before a rotation, by a column that is one of them. Errors
// are those of Sum. With stretches it takes as long as they all do.
func (h *Hasher) Digests(k Key) ([]Digest, error) {
	if !h.accepts(k.format) {
		return nil, ErrKey
	}
	digests := make([]Digest, 0, len(h.entries)*int(h.stretch-h.least+1))
	for s := h.stretch; ; s-- {
		for i := range h.entries {
			var d Digest
			if err := h.sum(&d, &h.entries[i], s, &k); err != nil {
				return nil, err
			}
			digests = append(digests, d)
		}
		if s == h.least {
			return digests, nil
		}
	}
}

// Verify says whether d is a digest of k, in a time that depends neither on the
// key nor on the hash. It looks the pepper up by the id in d. The verdict is
// [MatchStale] if d was not made as [Hasher.Sum] would make it now, with the
// active pepper and stretch: a server stores Sum(k) in its place.
//
// The error is [ErrKey] as in Sum, [ErrInvalid] for the zero Digest,
// [ErrUnknownPepper], or [ErrStretch] if d has a heavier stretch than the
// Hasher, or none where the format needs one. With a stretch there is [ErrBusy].
// The verdict is [Mismatch] then. Without a stretch Verify does not allocate.
func (h *Hasher) Verify(k Key, d Digest) (Verdict, error) {
	version, stretch, id := d.header()
	switch {
	case !h.accepts(k.format):
		return Mismatch, ErrKey
	case version == 0:
		return Mismatch, ErrInvalid
	case stretch < h.least || stretch > h.stretch:
		return Mismatch, ErrStretch
	}
	e := h.find(id)
	if e == nil {
		return Mismatch, ErrUnknownPepper
	}
	var tag [tagSize]byte
	if err := h.tag(&tag, &e.digest, e, stretch, &k); err != nil {
		return Mismatch, err
	}
	same := ctgrind.Public(isZero(difference(&tag, d.tag())))
	match := Match
	if e != &h.entries[0] || stretch != h.stretch {
		match = MatchStale
	}
	return match & -Verdict(same), nil
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
func (h *Hasher) tag(out *[tagSize]byte, hash *keyed, e *entry, s Stretch, k *Key) error {
	if s != NoStretch {
		return h.stretchedTag(out, hash, e, s, k)
	}
	hash.sumNumber(out, k.number())
	return nil
}

// stretchedTag is tag with a stretch.
func (h *Hasher) stretchedTag(out *[tagSize]byte, hash *keyed, e *entry, s Stretch, k *Key) error {
	var message [blockSize]byte
	defer clear(message[:])
	k.number().put(&message)
	if err := e.stretched(h.ctx, s, &message); err != nil {
		return err
	}
	hash.Sum(out, &message)
	return nil
}

// difference is 0 if a and b are the same.
func difference(a, b *[tagSize]byte) (d uint64) {
	for i := 0; i < tagSize; i += 8 {
		d |= binary.LittleEndian.Uint64(a[i:]) ^ binary.LittleEndian.Uint64(b[i:])
	}
	return d
}
