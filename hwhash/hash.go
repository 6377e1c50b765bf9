package hwhash

import (
	"encoding/binary"
	"slices"
)

// Size is the length of a hash in bytes.
const Size = 64

// The layout of a hash: docs/format.md, section "Record".
const (
	version = 1

	offVersion  = 0
	offTraits   = 1
	offScope    = 2
	offChecksum = 6
	offSlots    = 8

	numSlots      = 28
	firstReserved = 24
)

const (
	bitVirtual       = 1 << 0
	bitContainer     = 1 << 1
	bitPortable      = 1 << 2
	firstOverflowBit = 3 // of the classes with several slots, in their order
)

// Hash is the hardware hash of a machine under a scope: 64 bytes that say
// whether two inventories are of one machine, and from which no value of an
// inventory can be recovered. It comes from [Hasher.Sum] or by decoding; every
// such Hash is well formed. Its layout is docs/format.md.
//
// Hashes are comparable with ==, which says whether they are the same bytes;
// whether they are the same machine is for [Policy.Compare]. The zero value
// is invalid: it cannot be encoded and matches nothing. A Hash is a plain
// value and safe for concurrent use.
type Hash struct{ b [Size]byte }

// IsZero reports whether h is the invalid zero value.
func (h Hash) IsZero() bool { return h.b[offVersion] == 0 } // every other is well formed

// Traits returns what kind of machine the inventory was from.
func (h Hash) Traits() Traits {
	t := h.b[offTraits]
	return Traits{Virtual: t&bitVirtual != 0, Container: t&bitContainer != 0, Portable: t&bitPortable != 0}
}

// Overflowed reports whether the machine had more values of class c than the
// class has slots, so that h holds some of them only. Classes with one slot
// never do.
func (h Hash) Overflowed(c Class) bool {
	return c.valid() && h.b[offTraits]&overflowBits[c] != 0
}

// overflowBits has the bit of each class with several slots.
var overflowBits = func() (bits [numClasses + 1]byte) {
	next := byte(1) << firstOverflowBit
	for c := SystemUUID; c <= numClasses; c++ {
		if classes[c].slots > 1 {
			bits[c] = next
			next <<= 1
		}
	}
	return bits
}()

// Count returns the number of slots, 0 to 4, that class c occupies. 0 means
// that the hash has no evidence of that class.
func (h Hash) Count(c Class) int {
	if !c.valid() {
		return 0
	}
	info := &classes[c]
	n := 0
	for n < info.slots && h.slot(info.first+n) != 0 {
		n++
	}
	return n
}

// Classes returns the classes that h has evidence of, in the order of slots.
func (h Hash) Classes() []Class {
	var present []Class
	for c := SystemUUID; c <= numClasses; c++ {
		if h.Count(c) > 0 {
			present = append(present, c)
		}
	}
	return present
}

// IdentityBits returns the capacity of the identity slots in use, in bits: the
// sum of their widths, 10 to 149. It bounds what the hash can tell apart, not
// what a match is worth; that is [Match.Bits].
func (h Hash) IdentityBits() int {
	sum := 0
	for c := SystemUUID; c <= numClasses; c++ {
		if c.Identity() {
			sum += h.Count(c) * int(classes[c].width)
		}
	}
	return sum
}

// IdentityGroups returns the identity groups, 1 to 6, that h has evidence of:
// the independent witnesses. A machine with one is known by that alone.
func (h Hash) IdentityGroups() []Group {
	var groups []Group
	for _, c := range h.Classes() {
		if c.Identity() && !slices.Contains(groups, c.Group()) {
			groups = append(groups, c.Group())
		}
	}
	return groups
}

func (h *Hash) slot(i int) uint16 { return binary.BigEndian.Uint16(h.b[offSlots+2*i:]) }

func (h *Hash) setSlot(i int, v uint16) { binary.BigEndian.PutUint16(h.b[offSlots+2*i:], v) }

// insertSlot puts v among the slots from first to before i, which are sorted.
func (h *Hash) insertSlot(first, i int, v uint16) {
	for ; i > first && h.slot(i-1) > v; i-- {
		h.setSlot(i, h.slot(i-1))
	}
	h.setSlot(i, v)
}

func (h *Hash) scopeTag() uint32 { return binary.BigEndian.Uint32(h.b[offScope:]) }

// checksum is the CRC-16 of all other bytes.
func (h *Hash) checksum() uint16 {
	head := [8]byte{2: h.b[0], h.b[1], h.b[2], h.b[3], h.b[4], h.b[5]}
	return crc16(crc16(beforeZeros, head[:]), h.b[offSlots:])
}

func (h *Hash) seal() { binary.BigEndian.PutUint16(h.b[offChecksum:], h.checksum()) }

// check returns what keeps h from being a hash of this version.
func (h *Hash) check() error {
	if h.b[offVersion] != version {
		return ErrVersion
	}
	if binary.BigEndian.Uint16(h.b[offChecksum:]) != h.checksum() {
		return ErrChecksum
	}
	for i := firstReserved; i < numSlots; i++ {
		if h.slot(i) != 0 {
			return ErrReserved
		}
	}
	for c := SystemUUID; c <= numClasses; c++ {
		if err := h.checkClass(c, &classes[c]); err != nil {
			return err
		}
	}
	if !h.hasIdentity() {
		return ErrInsufficient
	}
	return nil
}

// checkClass returns what is wrong with the slots of a class.
func (h *Hash) checkClass(c Class, info *classInfo) error {
	greatest, last := maxSlotOf[c], h.slot(info.first)
	if last > greatest {
		return ErrSlotWidth
	}
	for i := info.first + 1; i < info.first+info.slots; i++ {
		v := h.slot(i)
		switch {
		case v > greatest:
			return ErrSlotWidth
		case v == 0:
		case last == 0:
			return ErrSlotGap
		case v < last:
			return ErrSlotOrder
		}
		last = v
	}
	if last == 0 && h.Overflowed(c) {
		return ErrTraits
	}
	return nil
}

// hasIdentity reports whether a class of identity has a slot in use.
func (h *Hash) hasIdentity() bool {
	for c := SystemUUID; c <= MemoryModule; c++ {
		if h.slot(classes[c].first) != 0 {
			return true
		}
	}
	return false
}
