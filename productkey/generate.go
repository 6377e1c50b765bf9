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

// Generate returns a new key of f, every key of the format with the same
// probability. random is a secure random source, or nil for [rand.Reader]. It
// reads 16 bytes at a time, big-endian, cuts them to the bits of the greatest
// payload, and tries again if they are greater. The error is [ErrFormat], or
// [ErrRandom] with that of the source.
func (f *Format) Generate(random io.Reader) (Key, error) {
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
		return Key{format: f, masked: n.mask()}, nil
	}
	return Key{}, fmt.Errorf("%w: no key in %d draws", ErrRandom, maxTries)
}

// GenerateN yields n distinct new keys of f, as [Format.Generate] makes them,
// until the loop over them ends. After an error it yields no more.
//
// If the format has so many keys that two of n are the same with a probability
// below 2^-32, it compares each with the first and the last 1,024: a source that
// repeats itself is [ErrRandom]. Otherwise it remembers all keys, in about 20
// bytes each, draws again for one that it has, and refuses to give more than
// half of all with [ErrSpace].
//
// Keys of one call can be those of an earlier one, with the probability that
// the format leaves; a unique index on their digests finds those.
func (f *Format) GenerateN(random io.Reader, n int) iter.Seq2[Key, error] {
	return func(yield func(Key, error) bool) {
		if !f.usable() {
			yield(Key{}, ErrFormat)
			return
		}
		// n^2 / 2^(bits+1) bounds the probability that two are the same.
		crowded := 2*bits.Len(uint(max(n, 0))) >= f.Bits()+1-32
		if crowded && f.Bits() <= 64 && n > 0 && uint64(n) > 1<<(f.Bits()-1) {
			yield(Key{}, ErrSpace)
			return
		}
		seen := newMemory(crowded)
		for range n {
			k, err := f.generateNew(random, seen)
			if !yield(k, err) || err != nil {
				return
			}
		}
	}
}

// generateNew returns a key that is not in a memory, and adds it.
func (f *Format) generateNew(random io.Reader, seen *memory) (Key, error) {
	for range maxTries {
		k, err := f.Generate(random)
		switch {
		case err != nil:
			return Key{}, err
		case seen.add(k.masked):
			return k, nil
		case !seen.all:
			return Key{}, fmt.Errorf("%w: it repeats itself", ErrRandom)
		}
	}
	return Key{}, fmt.Errorf("%w: no new key in %d", ErrRandom, maxTries)
}

// memory is of keys, by their masked numbers: all of them, or the first and the
// last 1,024.
type memory struct {
	all    bool
	seen   map[masked]struct{}
	recent [1024]masked // what will be forgotten, unless all
	added  int
}

func newMemory(all bool) *memory { return &memory{all: all, seen: map[masked]struct{}{}} }

// add reports whether m is new.
func (s *memory) add(m masked) bool {
	if _, ok := s.seen[m]; ok {
		return false
	}
	s.seen[m] = struct{}{}
	if !s.all && s.added > 0 { // the first is never forgotten
		oldest := &s.recent[(s.added-1)%len(s.recent)]
		if s.added > len(s.recent) {
			delete(s.seen, *oldest)
		}
		*oldest = m
	}
	s.added++
	return true
}
