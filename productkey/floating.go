package productkey

import "math/bits"

// marker is the letter that every key of a floating format has once.
const marker = 'N'

// sink takes the marker out of the letters in x, which are upper-case, and
// puts the letter of value 0 in its place. It returns where it was, as a bit
// for each lane at the lane's lowest place, and bad != 0 unless there was
// exactly one, not in the last lane.
func (f *Format) sink(x *lanes) (at lanes, bad uint64) {
	count := 0
	for i := range x {
		found := equal(x[i], marker)
		at[i] = found >> 7
		x[i] ^= at[i] * uint64(marker^f.zero)
		count += bits.OnesCount64(found)
	}
	return at, uint64(count^1) | at[3]>>56
}

// sunk moves the digits before the marker's place one place on, over it, and
// puts their number in front.
func (f *Format) sunk(x, at *lanes) {
	before := at.before()
	count := 0
	for i := range before {
		count += bits.OnesCount64(before[i])
	}
	moved, over := x.later(), before.later()
	for i := range x {
		x[i] = moved[i]&over[i] | x[i]&^before[i]
	}
	first := numLanes - f.letters
	x[first>>3] |= uint64(count>>3-first) << (first & 7 * 8)
}

// float is the inverse of sunk; it returns where the marker has to be.
func (f *Format) float(x *lanes) (at lanes) {
	first := numLanes - f.letters
	place := 8 * (x[first>>3]>>(first&7*8)&0xff + uint64(first))
	for i := range at {
		at[i] = 1 << (place - uint64(64*i)) // 0 in all words but one
	}
	before := at.before()
	moved := x.earlier()
	for i := range x {
		x[i] = moved[i]&before[i] | x[i]&^before[i]&^(at[i]*0xff)
	}
	return at
}

// before has all bits below the lowest that is set in x.
func (x *lanes) before() (y lanes) {
	borrow := uint64(1)
	for i := range x {
		y[i], borrow = bits.Sub64(x[i], 0, borrow)
	}
	for i := range x {
		y[i] &^= x[i]
	}
	return y
}

// later moves every byte on to the next lane.
func (x *lanes) later() lanes {
	return lanes{x[0] << 8, x[1]<<8 | x[0]>>56, x[2]<<8 | x[1]>>56, x[3]<<8 | x[2]>>56}
}

// earlier moves every byte back to the lane before.
func (x *lanes) earlier() lanes {
	return lanes{x[0]>>8 | x[1]<<56, x[1]>>8 | x[2]<<56, x[2]>>8 | x[3]<<56, x[3] >> 8}
}
