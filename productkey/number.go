package productkey

import "encoding/binary"

// RevealNumber returns the number of a key, 16 bytes, big-endian, as
// docs/product-key.md defines it: what an agent seals for its server. It is as
// secret as the text, and the caller has to wipe it. The zero Key gives zeros.
func (k Key) RevealNumber() (b [16]byte) {
	if k.IsZero() {
		return b
	}
	n := k.number()
	binary.BigEndian.PutUint64(b[:], n.hi)
	binary.BigEndian.PutUint64(b[8:], n.lo)
	return b
}

// FromNumber returns the key of a number. One that is no key of the format is
// [ErrMalformed]. The time does not depend on the number.
func (f *Format) FromNumber(b [16]byte) (Key, error) {
	if !f.usable() {
		return Key{}, ErrFormat
	}
	n := number{binary.BigEndian.Uint64(b[:]), binary.BigEndian.Uint64(b[8:])}
	// A number is a key's if its letters spell that number: greater ones lose
	// their leading digits, and a wrong check letter spells nothing.
	var unused lanes // in which encode leaves anything
	for lane := range numLanes - f.letters {
		unused.put(lane, 0xff)
	}
	spelled, ok := f.decode(f.encode(n).without(unused))
	ok &= isZero((n.hi ^ spelled.hi) | (n.lo ^ spelled.lo))
	return f.key(n, ok)
}
