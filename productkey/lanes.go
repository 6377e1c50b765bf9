package productkey

import "math/bits"

// lanes holds up to 32 letters, or their values, one in each byte, the first
// in the lowest byte of the first word. Fewer than 32 stand at the end.
//
// All arithmetic below treats the eight bytes of a word at once and alike
// (SWAR: SIMD within a register; Lamport, "Multiple byte processing with
// full-word instructions", 1975), so that neither a branch nor an address
// depends on what a byte holds.
type lanes [4]uint64

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
// in some byte if any byte of x is outside the mapping; x is junk then, but
// below 128 in every byte. The bytes of x must be below 128.
func (m mapping) apply(x *lanes) (bad uint64) {
	// With the top bit set, subtracting a threshold never borrows from the
	// next byte, and leaves the top bit set in those at or above it. A byte is
	// in a span if it is above an odd number of thresholds.
	x0, x1, x2, x3 := x[0]|high, x[1]|high, x[2]|high, x[3]|high
	var odd0, odd1, odd2, odd3, gap0, gap1, gap2, gap3 uint64
	for i := range m {
		from, past, jump := m[i].from, m[i].past, m[i].jump
		d := x0 - from
		odd0 ^= d ^ (x0 - past)
		gap0 += d & high >> 7 * jump
		d = x1 - from
		odd1 ^= d ^ (x1 - past)
		gap1 += d & high >> 7 * jump
		d = x2 - from
		odd2 ^= d ^ (x2 - past)
		gap2 += d & high >> 7 * jump
		d = x3 - from
		odd3 ^= d ^ (x3 - past)
		gap3 += d & high >> 7 * jump
	}
	x[0], x[1], x[2], x[3] = (x0-gap0)&^high, (x1-gap1)&^high, (x2-gap2)&^high, (x3-gap3)&^high
	return ^(odd0 & odd1 & odd2 & odd3) & high
}

// upper makes lower-case letters upper-case: of the bytes from 0x60 to 0x7f it
// clears the bit 0x20, which makes no letter of any other.
func upper(x uint64) uint64 { return x &^ (x & (0x40 * ones) >> 1) }

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

// len is the number of bits up to the highest that is set.
func (n number) len() int {
	if n.hi != 0 {
		return 64 + bits.Len64(n.hi)
	}
	return bits.Len64(n.lo)
}

// number reads the values in x as digits, the first the most significant.
func (r *radix) number(x *lanes) (n number) {
	n.lo = r.join(x[0])
	n = n.horner(r.b8, r.join(x[1]))
	n = n.horner(r.b8, r.join(x[2]))
	return n.horner(r.b8, r.join(x[3]))
}

// join makes one number of eight digits: of pairs, of pairs of pairs, of both.
func (r *radix) join(v uint64) uint64 {
	v = v&0x00ff00ff00ff00ff*r.b1 + v>>8&0x00ff00ff00ff00ff
	v = v&0x0000ffff0000ffff*r.b2 + v>>16&0x0000ffff0000ffff
	return v&0xffffffff*r.b4 + v>>32
}

// digits is the inverse of number for the last count digits.
func (r *radix) digits(n number, count int) (x lanes) {
	for lane := numLanes - 1; lane >= numLanes-count; lane-- {
		var digit uint64
		n, digit = r.divide(n)
		x[lane>>3] |= digit << (lane & 7 * 8)
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
