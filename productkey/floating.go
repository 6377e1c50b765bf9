package productkey

import "math/bits"

// marker is the letter that every key of a floating format has once. Its place
// carries the leading digit of the key.
const marker = 'N'

// takeMarker puts the letter of value 0 in place of the marker. It returns
// where that was, as the lowest bit of its lane, and wrong != 0 unless there
// was exactly one marker, and not in the last lane.
func (f *Format) takeMarker(x lanes) (y, at lanes, wrong uint64) {
	at = lanes{equal(x.a, marker), equal(x.b, marker), equal(x.c, marker), equal(x.d, marker)}
	wrong = uint64(at.count()^1) | at.d>>63
	at = lanes{at.a >> 7, at.b >> 7, at.c >> 7, at.d >> 7}
	return f.swapMarker(x, at), at, wrong
}

// swapMarker exchanges the marker and the letter of value 0 in one lane.
func (f *Format) swapMarker(x, at lanes) lanes {
	swap := uint64(marker ^ f.zero)
	return lanes{x.a ^ at.a*swap, x.b ^ at.b*swap, x.c ^ at.c*swap, x.d ^ at.d*swap}
}

// sink moves the digits before the marker's place one place on, over it, and
// puts their number in front.
func (f *Format) sink(x, at lanes) lanes {
	before := at.before()
	x = x.later().choose(before.later(), x.without(before))
	first := numLanes - f.letters
	x.put(first, byte(before.count()>>3-first))
	return x
}

// float is the inverse of sink; it returns where the marker has to be.
func (f *Format) float(x lanes) (y, at lanes) {
	first := numLanes - f.letters
	place := 8 * (uint64(x.get(first)) + uint64(first))
	at = lanes{1 << place, 1 << (place - 64), 1 << (place - 128), 1 << (place - 192)} // 0 in all words but one
	before := at.before()
	rest := x.without(before).without(lanes{at.a * 0xff, at.b * 0xff, at.c * 0xff, at.d * 0xff})
	return x.earlier().choose(before, rest), at
}

// before has all bits below the one that is set in x.
func (x lanes) before() (y lanes) {
	var borrow uint64
	y.a, borrow = bits.Sub64(x.a, 1, 0)
	y.b, borrow = bits.Sub64(x.b, 0, borrow)
	y.c, borrow = bits.Sub64(x.c, 0, borrow)
	y.d, _ = bits.Sub64(x.d, 0, borrow)
	return y.without(x)
}

// count is the number of bits that are set.
func (x lanes) count() int {
	return bits.OnesCount64(x.a) + bits.OnesCount64(x.b) + bits.OnesCount64(x.c) + bits.OnesCount64(x.d)
}

// without clears the bits that are set in y.
func (x lanes) without(y lanes) lanes { return lanes{x.a &^ y.a, x.b &^ y.b, x.c &^ y.c, x.d &^ y.d} }

// choose takes the bits that are set in mask from x, and ors them to rest.
func (x lanes) choose(mask, rest lanes) lanes {
	return lanes{x.a&mask.a | rest.a, x.b&mask.b | rest.b, x.c&mask.c | rest.c, x.d&mask.d | rest.d}
}

// later moves every byte on to the next lane.
func (x lanes) later() lanes {
	return lanes{x.a << 8, x.b<<8 | x.a>>56, x.c<<8 | x.b>>56, x.d<<8 | x.c>>56}
}

// earlier moves every byte back to the lane before.
func (x lanes) earlier() lanes {
	return lanes{x.a>>8 | x.b<<56, x.b>>8 | x.c<<56, x.c>>8 | x.d<<56, x.d >> 8}
}
