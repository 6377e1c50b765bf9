package hwhash

import (
	"bytes"
	"math/bits"
	"slices"
	"strconv"
)

// What a value shows of another: docs/format.md, section "What is a function
// of another value". Makers compute one number from another in few ways, and
// chance agrees with one of them for less than one machine in a thousand.

// address is an adapter's address, and what relateMACs knows of its chain.
type address struct {
	m         mac
	last      mac       // the last of the chain that it begins
	port      mac       // the last of its ports
	relatives [8]uint32 // of its device half; the first four of the same bits, the others halved or doubled
	digits    uint16    // a bit for each digit of the device half
	decimals  [4]uint32 // see decimalsOf
}

// leastRelative is the least number by which a device half is recognised in
// another shape: smaller ones are everywhere.
const leastRelative = 1 << 16

// set makes a the address m.
func (a *address) set(m mac) {
	d := uint32(m & deviceHalf)
	a.m, a.last, a.port = m, m, m
	a.relatives = [8]uint32{d, d ^ 0x555555, d ^ 0xaaaaaa, d ^ 0xffffff, d / 2, d / 4, d / 8, d * 2 & deviceHalf}
	for i, r := range a.relatives {
		if r < leastRelative {
			a.relatives[i] = d
		}
	}
	a.decimals = decimalsOf(m)
	a.digits = 1<<(d&15) | 1<<(d>>4&15) | 1<<(d>>8&15) | 1<<(d>>12&15) | 1<<(d>>16&15) | 1<<(d>>20&15)
}

func (a *address) hasRelative(d uint32) bool {
	for _, r := range a.relatives {
		if r == d {
			return true
		}
	}
	return false
}

// isRelative is rule R2: whether the device half of a is a relative of that of
// one of others, or the other way round.
func (a *address) isRelative(others []address) bool {
	for i := range others {
		o := &others[i]
		if a.m>>24 == o.m>>24 && a.m.near(o.m) {
			continue // R3
		}
		if o.hasRelative(a.relatives[0]) || a.hasRelative(o.relatives[0]) {
			return true
		}
	}
	return false
}

// showsWindow compares the last of some hexadecimal digits in a row with a: all
// twelve, or six, each in one of three directions.
func (a *address) showsWindow(digits int, w uint64) bool {
	if digits >= 12 {
		bytewise := bits.ReverseBytes64(w) >> 16
		if mac(w&(1<<48-1)).near(a.m) || mac(bytewise).near(a.m) || mac(swapNibbles(bytewise)).near(a.m) {
			return true
		}
	}
	six := uint32(w & deviceHalf)
	bytewise := bits.ReverseBytes32(six) >> 8
	return digits >= 6 && (a.hasRelative(six) || a.hasRelative(bytewise) || a.hasRelative(swapNibbles(bytewise)))
}

// swapNibbles exchanges the two digits of each byte.
func swapNibbles[T uint32 | uint64](x T) T {
	low := ^T(0) / 255 * 15
	return x>>4&low | x&low<<4
}

// showsDecimal reports whether a or its device half stands in text in decimal,
// forwards or backwards.
func (a *address) showsDecimal(text []byte) bool {
	return holdsDecimal(text, uint64(a.m)) || holdsDecimal(text, uint64(a.relatives[0]))
}

func holdsDecimal(text []byte, n uint64) bool {
	var buf [20]byte
	digits := strconv.AppendUint(buf[:0], n, 10)
	if len(digits) < 6 {
		return false
	}
	if bytes.Contains(text, digits) {
		return true
	}
	slices.Reverse(digits)
	return bytes.Contains(text, digits)
}

// showsNumber compares a number with a.
func (a *address) showsNumber(n uint64) bool {
	if distance(n, uint64(a.m)) <= maxDistance {
		return true
	}
	for _, r := range a.relatives {
		if distance(n, uint64(r)) <= maxDistance {
			return true
		}
	}
	return false
}

// maxDistance is how far a number may be from the one that it was made of.
const maxDistance = 255

func distance[T uint32 | uint64](a, b T) T { return max(a, b) - min(a, b) }

// uuidShowsMAC reports whether u shows one of the addresses.
func uuidShowsMAC(u uuid, addresses []address) bool {
	for i := range addresses {
		a := &addresses[i]
		if u.hasBytes(a.m) || u.either(func(o uuid) bool {
			digits, text := o.digits(), o.text()
			return showsDigits(digits[:], a) || showsDigits(text[:], a) || o.hasHalf(a.relatives[0])
		}) {
			return true
		}
	}
	return false
}

func showsDigits(text []byte, a *address) bool {
	return hexWindows(text, a.showsWindow) || a.showsDecimal(text)
}

// hasHalf reports whether three bytes of u in a row, in either order, are close
// to a device half, or its bytes are those of u in this order, forwards or
// backwards, with anything between them.
func (u uuid) hasHalf(d uint32) bool {
	if d < leastRelative {
		return false
	}
	b := u.bytes()
	return u.nearHalf(d) || inOrder(b[:], d) || inOrder(b[:], bits.ReverseBytes32(d)>>8)
}

func (u uuid) nearHalf(d uint32) bool {
	b := u.bytes()
	for i := range len(b) - 2 {
		three := uint32(b[i])<<16 | uint32(b[i+1])<<8 | uint32(b[i+2])
		if distance(three, d) <= maxHalfDistance || distance(bits.ReverseBytes32(three)>>8, d) <= maxHalfDistance {
			return true
		}
	}
	return false
}

// maxHalfDistance is how far three bytes may be from the device half.
const maxHalfDistance = 63

func inOrder(text []byte, d uint32) bool {
	left := 3
	for _, c := range text {
		if left > 0 && c == byte(d>>(8*(left-1))) {
			left--
		}
	}
	return left == 0
}

// hasBytes reports whether all bytes of an address are among those of u.
func (u uuid) hasBytes(m mac) bool {
	for i := range macBytes {
		if !hasByte(u.hi, m.byteAt(i)) && !hasByte(u.lo, m.byteAt(i)) {
			return false
		}
	}
	return true
}

// serialShowsMAC reports whether the symbols of a serial number show one of the addresses.
func serialShowsMAC(sym []byte, addresses []address) bool {
	for i := range addresses {
		if a := &addresses[i]; serialShowsDigits(sym, a) || scattered(sym, a.relatives[0]) {
			return true
		}
	}
	return false
}

func serialShowsDigits(sym []byte, a *address) bool {
	return showsDigits(sym, a) || numbers(sym, a.showsNumber)
}

// scattered reports whether the bytes of a device half stand in symbols in any
// order, or its digits in this order with anything between them; forwards or
// backwards.
func scattered(sym []byte, d uint32) bool {
	back := swapNibbles(bits.ReverseBytes32(d) >> 8)
	return hasPairs(sym, d) || hasPairs(sym, back) || len(sym) <= 16 && (hasDigits(sym, d) || hasDigits(sym, back))
}

// hasPairs reports whether each of the three bytes of d is two neighbours.
func hasPairs(sym []byte, d uint32) bool {
	for range 3 {
		found := false
		for i := 1; i < len(sym) && !found; i++ {
			found = hexValue(sym[i-1]) == int(d>>4&15) && hexValue(sym[i]) == int(d&15)
		}
		if !found {
			return false
		}
		d >>= 8
	}
	return true
}

// hasDigits reports whether the six digits of d are symbols in this order.
func hasDigits(sym []byte, d uint32) bool {
	left := 6
	for _, c := range sym {
		if left > 0 && hexValue(c) == int(d>>(4*(left-1))&15) {
			left--
		}
	}
	return left == 0
}

// uuidShowsSerial reports whether u shows the symbols of a serial number.
func uuidShowsSerial(u uuid, sym []byte) bool {
	return u.either(func(o uuid) bool { return showsText(o, sym) }) || showsEights(u, sym) || numbers(sym, u.showsNumber)
}

func showsEights(u uuid, sym []byte) bool {
	return hexWindows(sym, func(digits int, w uint64) bool { return digits >= 8 && u.showsEight(uint32(w)) })
}

// showsText reports whether five symbols in a row are bytes of u in a row,
// forwards or backwards, or all symbols, six at least, are among its bytes.
func showsText(u uuid, sym []byte) bool {
	text := u.text()
	var spare [256]int8
	for i := range text {
		spare[text[i]]++
	}
	all := len(sym) >= 6
	for _, c := range sym {
		spare[c]--
		all = all && spare[c] >= 0
	}
	if all {
		return true
	}
	for i := 5; i <= len(sym); i++ {
		if five := [5]byte(sym[i-5 : i]); inARow(text, five) || inARow(text, [5]byte{five[4], five[3], five[2], five[1], five[0]}) {
			return true
		}
	}
	return false
}

func inARow(text [uuidBytes]byte, five [5]byte) bool {
	for i := 5; i <= len(text); i++ {
		if [5]byte(text[i-5:i]) == five {
			return true
		}
	}
	return false
}

// showsEight reports whether eight hexadecimal digits are digits of u in a row,
// forwards, backwards or by pairs backwards, in one of its byte orders.
func (u uuid) showsEight(eight uint32) bool {
	bytewise := bits.ReverseBytes32(eight)
	return u.either(func(o uuid) bool {
		return o.hasEight(eight) || o.hasEight(bytewise) || o.hasEight(swapNibbles(bytewise))
	})
}

func (u uuid) hasEight(eight uint32) bool {
	for hi, lo, i := u.hi, u.lo, 0; i <= 24; hi, lo, i = hi<<4|lo>>60, lo<<4, i+1 {
		if uint32(hi>>32) == eight {
			return true
		}
	}
	return false
}

// showsNumber reports whether four bytes of u in a row, in either order, are a
// number close to n.
func (u uuid) showsNumber(n uint64) bool {
	return n < 1<<32 && u.either(func(o uuid) bool {
		for hi, lo, i := o.hi, o.lo, 0; i <= 12; hi, lo, i = hi<<8|lo>>56, lo<<8, i+1 {
			w := uint32(hi >> 32)
			if distance(n, uint64(w)) <= maxDistance || distance(n, uint64(bits.ReverseBytes32(w))) <= maxDistance {
				return true
			}
		}
		return false
	})
}
