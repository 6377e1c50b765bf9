package productkey

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"io"
	"iter"
	"math/bits"

	"github.com/hwprint/hwprint/internal/ctgrind"
)

// maxTries bounds the draws for one key, and the keys for one that is new. Each
// is good with a probability of at least a half.
const maxTries = 256

// Generate returns a new key, every key of the format with the same
// probability. random is a secure random source, or nil for [rand.Reader]. It
// reads 16 bytes at a time, big-endian, cuts them to the bits of the greatest
// payload, and tries again if they are greater. The error is [ErrFormat], or
// [ErrRandom] with that of the source.
func Generate(f *Format, random io.Reader) (Key, error) {
	if !f.usable() {
		return Key{}, ErrFormat
	}
	if random == nil {
		random = rand.Reader
	}
	var raw [16]byte
	defer clear(raw[:])
	shift := uint(128 - f.max.len())
	for range maxTries {
		if _, err := io.ReadFull(random, raw[:]); err != nil {
			return Key{}, fmt.Errorf("%w: %w", ErrRandom, err)
		}
		n := number{binary.BigEndian.Uint64(raw[:]), binary.BigEndian.Uint64(raw[8:])}
		n = number{n.hi << shift >> shift, n.lo}
		if shift >= 64 {
			n.lo = n.lo << (shift - 64) >> (shift - 64)
		}
		_, borrow := bits.Sub64(f.max.lo, n.lo, 0)
		_, borrow = bits.Sub64(f.max.hi, n.hi, borrow)
		if ctgrind.Public(borrow) != 0 { // tells only of a number that is not used
			continue
		}
		if f.check != nil {
			n = n.horner(f.radix.b1, 0)
			n.lo |= f.check.sum(n)
		}
		return Key{format: f, number: n}, nil
	}
	return Key{}, fmt.Errorf("%w: no key in %d draws", ErrRandom, maxTries)
}

// GenerateN yields n distinct new keys, as [Generate] makes them, until the
// loop over them ends. After an error it yields no more.
//
// It keeps nothing of the keys that it has yielded if their format has so many
// that two of n are the same with a probability below 2^-32. Otherwise it
// remembers them all, in about 20 bytes each, and refuses to give more than
// half of all keys with [ErrSpace].
//
// Keys of one call can be those of an earlier one, with the probability that
// the format leaves; a unique index on their digests finds those.
func GenerateN(f *Format, random io.Reader, n int) iter.Seq2[Key, error] {
	return func(yield func(Key, error) bool) {
		if !f.usable() {
			yield(Key{}, ErrFormat)
			return
		}
		var seen map[number]struct{}
		// n^2 / 2^(bits+1) bounds the probability that two are the same.
		if 2*bits.Len(uint(max(n, 0))) >= f.Bits()+1-32 {
			if f.Bits() <= 64 && n > 0 && uint64(n) > 1<<(f.Bits()-1) {
				yield(Key{}, ErrSpace)
				return
			}
			seen = map[number]struct{}{}
		}
		for made, tries := 0, 0; made < n; {
			k, err := Generate(f, random)
			if tries++; err == nil && tries > maxTries {
				err = fmt.Errorf("%w: no new key in %d", ErrRandom, maxTries)
			}
			if err != nil {
				yield(Key{}, err)
				return
			}
			if seen != nil {
				if _, ok := seen[k.number]; ok {
					continue
				}
				seen[k.number] = struct{}{}
			}
			made, tries = made+1, 0
			if !yield(k, nil) {
				return
			}
		}
	}
}
