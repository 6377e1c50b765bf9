package hwhash

import (
	"math/bits"
	"slices"
)

// Shortcuts of shows.go and uuid.go.

// sixes has, of numbers of six hexadecimal digits, a bit for the last three.
type sixes [64]uint64

func (s *sixes) add(six uint32)          { s[six>>6&63] |= 1 << (six & 63) }
func (s *sixes) mayHave(six uint64) bool { return s[six>>6&63]>>(six&63)&1 != 0 }

// addShown adds the numbers by one of which digits that show an address begin
// or end: what [address.showsWindow] compares six with, the maker's half, with
// which twelve begin or end, and six in decimal. Of three bytes close to the
// device half it adds, forwards, the first three digits; backwards, the last.
func (s *sixes) addShown(a *address) {
	s.addWays(uint32(a.m >> 24))
	for _, r := range a.relatives {
		s.addWays(r)
	}
	for _, d := range a.decimals {
		s.add(d)
	}
	for _, d := range a.closest() {
		s.add(d >> 12)
		s.add(d&0xf00 | d>>16)
	}
}

// closest returns the least and the greatest number close to the device half.
func (a *address) closest() [2]uint32 {
	return [2]uint32{a.relatives[0] - maxHalfDistance, a.relatives[0] + maxHalfDistance}
}

// addWays adds a number as it is read forwards, by pairs backwards, and
// backwards.
func (s *sixes) addWays(r uint32) {
	first, second, third := r>>20, r>>16&15, r>>12&15
	s.add(r)
	s.add(r&0xf00 | r>>16)
	s.add(third<<8 | second<<4 | first)
}

// decimalsOf returns, as hexadecimal digits, six that an address or its device half
// ends with in decimal, and six that they begin with backwards.
func decimalsOf(m mac) [4]uint32 {
	d := m & deviceHalf
	if d < 100_000 {
		d = m // too short a one is not looked for
	}
	first, back := lastSix(uint64(m))
	second, backToo := lastSix(uint64(d))
	return [4]uint32{first, back, second, backToo}
}

// lastSix returns the last six decimal digits as hexadecimal ones, and backwards.
func lastSix(n uint64) (digits, back uint32) {
	for rest, i := uint32(n%1_000_000), 0; i < 24; rest, i = rest/10, i+4 {
		digits |= rest % 10 << i
		back = back<<4 | rest%10
	}
	return digits, back
}

// mayShowMAC is false only if [uuidShowsMAC] is false. shown is of the addresses.
func mayShowMAC(u uuid, addresses []address, shown *sixes) bool {
	for i := range addresses {
		if u.hasLow(addresses[i].m) {
			return true
		}
	}
	o := u.swapped()
	return u.mayBeHex() || u.anySix(u.lo, 11, addresses, shown) || // those of the second half, which is the same in either order
		u.anySix(u.hi<<20|u.lo>>44, 8, addresses, shown) || u.anySix(u.hi>>12, 11, addresses, shown) ||
		o.anySix(o.hi<<20|o.lo>>44, 8, addresses, shown) || o.anySix(o.hi>>12, 11, addresses, shown)
}

// anySix looks at the last n windows of six digits of w, which is a part of u. The
// first three digits are in windows that begin before them, with zeros.
func (u uuid) anySix(w uint64, n int, addresses []address, shown *sixes) bool {
	for ; n > 0; n-- {
		if shown.mayHave(w) && (isShown(uint32(w&deviceHalf), addresses) || u.isClose(uint32(w&0xfff), addresses)) {
			return true
		}
		w >>= 4
	}
	return false
}

// isClose reports whether three bytes in a row are close to a device half that may
// begin with the three digits.
func (u uuid) isClose(three uint32, addresses []address) bool {
	for i := range addresses {
		close := addresses[i].closest()
		if (three == close[0]>>12&0xfff || three == close[1]>>12&0xfff) && u.nearHalf(addresses[i].relatives[0]) {
			return true
		}
	}
	return false
}

// isShown says whether six digits are really of sixes.
func isShown(six uint32, addresses []address) bool {
	bytewise := bits.ReverseBytes32(six) >> 8
	back := swapNibbles(bytewise)
	for i := range addresses {
		a := &addresses[i]
		if maker := uint32(a.m >> 24); maker == six || maker == bytewise || maker == back {
			return true
		}
		for _, r := range a.relatives {
			if r == six || r == bytewise || r == back {
				return true
			}
		}
		if distance(bytewise, a.relatives[0]) <= maxHalfDistance || slices.Contains(a.decimals[:], six) {
			return true
		}
	}
	return false
}

// hasLow reports whether the three bytes of a device half are among those of u.
func (u uuid) hasLow(m mac) bool {
	return bytesHave(u.hi, u.lo, byte(m)) && bytesHave(u.hi, u.lo, byte(m>>8)) && bytesHave(u.hi, u.lo, byte(m>>16))
}

// mayBeHex is false only if u, as text, has no six hexadecimal digits in a row in
// either byte order: six in a row are byte 10 or byte 5, which is 4 in the other
// order, among others.
func (u uuid) mayBeHex() bool {
	if hexTextBytes(u.hi)&0x80800000|hexTextBytes(u.lo)&(0x80<<40) == 0 {
		return false
	}
	lo := hexTextBytes(u.lo)
	return inARowOf(5, hexTextBytes(u.hi), lo) || inARowOf(5, hexTextBytes(u.swapped().hi), lo)
}

// hexTextBytes has the top bits set of those bytes that are hexadecimal digits.
func hexTextBytes(x uint64) uint64 {
	x &^= high
	return within(x, '0', '9') | within(x, 'A', 'F') | within(x, 'a', 'f')
}

// serial is what is looked up in a serial number of the system or the board, for
// each address, each uuid and each other.
type serial struct {
	at      int32  // its entry
	sym     []byte // its symbols
	seen    uint64 // a bit for each symbol that is there: see symbolBit
	hexRun  int    // the length of the longest run of hexadecimal digits
	count   int    // of numbers
	numbers [maxNumbers]uint64
	buf     [maxSymbols]byte
}

// maxNumbers is how many numbers symbols have at most: a run of six digits or
// more, and one symbol that ends it, may be one in decimal and one in
// hexadecimal.
const maxNumbers = 2 * ((maxSymbols + 1) / 7)

// symbolBit is another one for each symbol: of digits from 48, of A from 1.
func symbolBit(c byte) uint64 { return 1 << (c & 63) }

// readSerials fills serials: those of the system, then those of the board.
func (s *scratch) readSerials() {
	all := s.order[s.first[SystemSerial]:s.first[BoardSerial+1]]
	s.serials = slices.Grow(s.serials[:0], len(all))[:len(all)]
	for i, at := range all {
		s.serials[i].at = at
		s.serials[i].read(s.form(at))
	}
}

func (x *serial) read(form []byte) {
	n, seen, run, longest := 0, uint64(0), 0, 0
	for _, c := range form {
		if kinds[c]&(kindUpper|kindDigit) == 0 {
			continue
		}
		x.buf[n] = c
		seen |= symbolBit(c)
		if run++; hexValues[c] < 0 {
			run = 0
		}
		longest = max(longest, run)
		if n++; n == len(x.buf) {
			break
		}
	}
	x.sym, x.seen, x.hexRun, x.count = x.buf[:n], seen, longest, 0
	if x.hexRun >= 6 {
		numbers(x.sym, func(n uint64) bool {
			x.numbers[x.count] = n
			x.count++
			return false
		})
	}
}

// hexDigits has a bit for each hexadecimal digit that is there.
func (x *serial) hexDigits() uint16 { return uint16(x.seen>>48&0x3ff | x.seen>>1&0x3f<<10) }

// mayShowMAC is false only if [serialShowsMAC] is false.
func (x *serial) mayShowMAC(addresses []address, shown *sixes) bool {
	digits := x.hexDigits()
	for i := range addresses {
		a := &addresses[i]
		if a.digits&^digits == 0 { // else it is not scattered
			return true
		}
		for _, n := range x.numbers[:x.count] {
			if a.showsNumber(n) {
				return true
			}
		}
	}
	return x.hexRun >= 6 && x.mayShowDigits(addresses, shown)
}

// mayShowDigits is mayShowMAC for hexadecimal windows.
func (x *serial) mayShowDigits(addresses []address, shown *sixes) bool {
	return hexWindows(x.sym, func(digits int, w uint64) bool {
		return digits >= 6 && shown.mayHave(w) && isShown(uint32(w&deviceHalf), addresses)
	})
}

// mayRepeat is false only if [serialRepeats] is false: the two have other lengths,
// x has not all symbols of y, one has no number, and no stretch is in both.
func (x *serial) mayRepeat(y *serial) bool {
	return len(x.sym) == len(y.sym) || y.seen&^x.seen == 0 || x.count > 0 && y.count > 0 || x.mayShare(y)
}

// mayShare looks, of each stretch of five, at the three symbols in the middle of
// it: none of x's is one of y's, nor one of y's backwards.
func (x *serial) mayShare(y *serial) bool {
	for i := 3; i < len(x.sym)-1; i++ {
		a, b, c := x.sym[i-2], x.sym[i-1], x.sym[i]
		if y.seen&symbolBit(a) == 0 || y.seen&symbolBit(b) == 0 || y.seen&symbolBit(c) == 0 {
			continue
		}
		for j := 3; j < len(y.sym)-1; j++ {
			if y.sym[j-1] == b && (y.sym[j-2] == a && y.sym[j] == c || y.sym[j-2] == c && y.sym[j] == a) {
				return true
			}
		}
	}
	return false
}

// mayBeShown is false only if [uuidShowsSerial] is false. text is u's mayBeText.
func (x *serial) mayBeShown(u uuid, text bool) bool {
	if text || len(x.sym) >= 6 && mayHaveFirst(u, x.sym) {
		return true
	}
	for _, n := range x.numbers[:x.count] {
		if n < 1<<32 && u.mayShowNumber(n) {
			return true
		}
	}
	return x.hexRun >= 8 && showsEights(u, x.sym)
}

// mayHaveFirst reports whether the first three of symbols are among the bytes of u.
func mayHaveFirst(u uuid, sym []byte) bool {
	hi, lo := u.hi&^high, u.lo&^high
	return bytesHave(hi, lo, sym[0]) && bytesHave(hi, lo, sym[1]) && bytesHave(hi, lo, sym[2])
}

func bytesHave(hi, lo uint64, c byte) bool { return hasByte(hi, c) || hasByte(lo, c) }

// mayShowNumber is false only if [uuid.showsNumber] is false of a number of 32
// bits: the first byte of no number close to n is a byte of u.
func (u uuid) mayShowNumber(n uint64) bool {
	least, most := (n-min(n, maxDistance))>>24, min(n+maxDistance, 1<<32-1)>>24
	return bytesHave(u.hi, u.lo, byte(least)) || bytesHave(u.hi, u.lo, byte(most))
}

// mayBeText is false only if u has no five letters or digits in a row, in neither
// byte order; their highest bits do not count.
func (u uuid) mayBeText() bool {
	lo := alnumBytes(u.lo)
	return inARowOf(4, alnumBytes(u.hi), lo) || inARowOf(4, alnumBytes(u.swapped().hi), lo)
}

// alnumBytes has the top bits set of those bytes that are letters or digits.
func alnumBytes(x uint64) uint64 {
	x &^= high
	return within(x, '0', '9') | within(x, 'A', 'Z')
}

// inARowOf reports whether a byte and so many more in a row have their top bits
// set.
func inARowOf(more int, hi, lo uint64) bool {
	for range more { // each leaves what begins a run that is one longer
		hi, lo = hi&(hi<<8|lo>>56), lo&(lo<<8)
	}
	return hi|lo != 0
}

// stepPairs has a 1 for two hexadecimal digits, as one byte, that are a step of a
// filler.
var stepPairs = func() (steps [256]uint8) {
	for i := range steps {
		if stepOf(upperHex[i>>4], upperHex[i&15]) != noStep {
			steps[i] = 1
		}
	}
	return steps
}()

// mayBePattern is false only if [uuid.pattern] is false: five bytes of the second
// half differ, its first three do not rise by one step, and of its digits fewer
// than eight of fifteen neighbours are one. Fewer than six digits outside of
// fillers of four and more, in either byte order, leave it at most eight runs.
func (u uuid) mayBePattern() bool {
	seen, steps := uint64(0), uint8(0)
	for x, i := u.lo, 0; i < 8; x, i = x>>8, i+1 {
		seen |= 1 << (x & 63)
	}
	for x, i := u.lo, 0; i < 15; x, i = x>>4, i+1 {
		steps += stepPairs[byte(x)]
	}
	a, b, c := byte(u.lo>>56), byte(u.lo>>48), byte(u.lo>>40)
	mayRise := a == 0 || b == 0 || c == 0 || c-b == b-a
	return bits.OnesCount64(seen) < 5 || mayRise || steps >= 8
}
