package productkey

import (
	"encoding/binary"
	"math/bits"
)

// lanes holds up to 32 letters, or their values, one in each byte, the first
// in the lowest byte of the first word. Fewer than 32 stand at the end.
//
// All arithmetic below treats the eight bytes of a word at once and alike
// (SWAR: SIMD within a register; Lamport, "Multiple byte processing with
// full-word instructions", 1975), so that neither a branch nor an address
// depends on what a byte holds.
//
// It is no array, so that the compiler keeps it in registers.
type lanes struct{ a, b, c, d uint64 }

const (
	numLanes = 32
	ones     = 0x0101010101010101
	high     = 0x8080808080808080
)

// span says that the bytes from 'from' up to but without 'past' stand for as
// many consecutive values: the byte less the sum of jumps up to here.
type span struct {
	from, past uint64 // repeated in all eight bytes
	jump       uint64 // in two's complement
}

// mapping is a list of spans in ascending order.
type mapping []span

// newMapping returns the mapping of to[b]-1 for every byte b; 0 is no value.
func newMapping(to *[128]byte) mapping {
	var m mapping
	gap := 0
	for b := 0; b < len(to); b++ {
		if to[b] == 0 {
			continue
		}
		first := b
		for b+1 < len(to) && to[b+1] == to[b]+1 {
			b++
		}
		next := first - int(to[first]-1)
		m = append(m, span{uint64(first) * ones, uint64(b+1) * ones, uint64(next - gap)})
		gap = next
	}
	return m
}

// apply replaces every byte of x by its value. The result has the top bit set
// in some byte if any byte of x is outside the mapping; y is junk then, but
// below 128 in every byte. The bytes of x must be below 128.
func (m mapping) apply(x lanes) (y lanes, bad uint64) {
	// With the top bit set, subtracting a threshold never borrows from the
	// next byte, and leaves the top bit set in those at or above it. A byte is
	// in a span if it is above an odd number of thresholds.
	x = lanes{x.a | high, x.b | high, x.c | high, x.d | high}
	var odd, gap lanes
	for i := range m {
		from, past, jump := m[i].from, m[i].past, m[i].jump
		above := x.a - from
		odd.a ^= above ^ (x.a - past)
		gap.a += above & high >> 7 * jump
		above = x.b - from
		odd.b ^= above ^ (x.b - past)
		gap.b += above & high >> 7 * jump
		above = x.c - from
		odd.c ^= above ^ (x.c - past)
		gap.c += above & high >> 7 * jump
		above = x.d - from
		odd.d ^= above ^ (x.d - past)
		gap.d += above & high >> 7 * jump
	}
	y = lanes{(x.a - gap.a) &^ high, (x.b - gap.b) &^ high, (x.c - gap.c) &^ high, (x.d - gap.d) &^ high}
	return y, ^(odd.a & odd.b & odd.c & odd.d) & high
}

// value is one more than the value of a byte, or 0 for a byte that has none.
func (m mapping) value(c byte) byte {
	y, bad := m.apply(lanes{uint64(c) * ones, uint64(c) * ones, uint64(c) * ones, uint64(c) * ones})
	if bad != 0 {
		return 0
	}
	return y.get(0) + 1
}

// or puts the bytes of y over those of x that are 0.
func (x lanes) or(y lanes) lanes { return lanes{x.a | y.a, x.b | y.b, x.c | y.c, x.d | y.d} }

// lanesOf returns the lanes of bytes.
func lanesOf(b *[numLanes]byte) lanes {
	return lanes{
		binary.LittleEndian.Uint64(b[0:]), binary.LittleEndian.Uint64(b[8:]),
		binary.LittleEndian.Uint64(b[16:]), binary.LittleEndian.Uint64(b[24:]),
	}
}

// put puts c into a lane that is 0.
func (x *lanes) put(lane int, c byte) {
	word := [...]*uint64{&x.a, &x.b, &x.c, &x.d}[lane>>3]
	*word |= uint64(c) << (lane & 7 * 8)
}

// get returns a lane.
func (x *lanes) get(lane int) byte {
	word := [...]uint64{x.a, x.b, x.c, x.d}[lane>>3]
	return byte(word >> (lane & 7 * 8))
}

// upper clears the top bit of every byte and makes lower-case letters
// upper-case: of the bytes from 0x60 to 0x7f it clears the bit 0x20, which
// makes no letter of any other.
func upper(x uint64) uint64 {
	x &^= high
	return x &^ (x & (0x40 * ones) >> 1)
}

// equal has the top bit set in those bytes of x that are c. All are below 128.
func equal(x uint64, c byte) uint64 { return ^((x ^ uint64(c)*ones) + 0x7f*ones) & high }

// number is an unsigned number of 128 bits.
type number struct{ hi, lo uint64 }

// horner returns n*m + a.
func (n number) horner(m, a uint64) number {
	h, l := bits.Mul64(n.lo, m)
	l, carry := bits.Add64(l, a, 0)
	return number{n.hi*m + h + carry, l}
}

// radix is a base with its powers, and what dividing by it takes.
type radix struct {
	b1, b2, b4, b8 uint64
	inverse        uint64 // 2^64 / base, rounded up
}

func newRadix(base int) radix {
	b := uint64(base)
	return radix{b, b * b, b * b * b * b, b * b * b * b * b * b * b * b, ^uint64(0)/b + 1}
}

// plus returns n + a.
func (n number) plus(a uint64) number { return n.horner(1, a) }

// put writes n into the first 16 bytes of a block, big-endian.
func (n number) put(block *[blockSize]byte) {
	binary.BigEndian.PutUint64(block[:], n.hi)
	binary.BigEndian.PutUint64(block[8:], n.lo)
}

// len is the number of bits up to the highest that is set.
func (n number) len() int {
	if n.hi != 0 {
		return 64 + bits.Len64(n.hi)
	}
	return bits.Len64(n.lo)
}

// number reads the values in x as digits, the first the most significant.
func (r *radix) number(x lanes) number {
	return r.join(r.octet(x.a), r.octet(x.b), r.octet(x.c), r.octet(x.d))
}

// join makes one number of four times eight digits.
func (r *radix) join(a, b, c, d uint64) number {
	return number{0, a}.horner(r.b8, b).horner(r.b8, c).horner(r.b8, d)
}

// octet makes a number of eight digits: of pairs, of pairs of pairs, of both.
func (r *radix) octet(v uint64) uint64 {
	v = v&0x00ff00ff00ff00ff*r.b1 + v>>8&0x00ff00ff00ff00ff
	v = v&0x0000ffff0000ffff*r.b2 + v>>16&0x0000ffff0000ffff
	return v&0xffffffff*r.b4 + v>>32
}

// digits is the inverse of number for the last count digits.
func (r *radix) digits(n number, count int) (x lanes) {
	for lane := numLanes - 1; lane >= numLanes-count; lane-- {
		var digit uint64
		n, digit = r.divide(n)
		x.put(lane, byte(digit))
	}
	return x
}

// divide returns quotient and remainder by schoolbook division with limbs of
// 32 bits. A remainder is below 2^6, so a dividend is below 2^38, and rounding
// the inverse up adds less than 2^-26 to its quotient, which is too little to
// reach the next whole number. A division instruction would take a time that
// depends on the operands.
func (r *radix) divide(n number) (quotient number, remainder uint64) {
	var q [4]uint64
	for i, limb := range [4]uint64{n.hi >> 32, n.hi & 0xffffffff, n.lo >> 32, n.lo & 0xffffffff} {
		dividend := remainder<<32 | limb
		q[i], _ = bits.Mul64(dividend, r.inverse)
		remainder = dividend - q[i]*r.b1
	}
	return number{q[0]<<32 | q[1], q[2]<<32 | q[3]}, remainder
}
