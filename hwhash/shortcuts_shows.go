package hwhash

import "math/bits"

// Shortcuts of shows.go and uuid.go.

// sixes has bits of numbers of six hexadecimal digits, each of which shares its
// bit with others.
type sixes [64]uint64

func sixBit(six uint32) (word, bit uint32) {
	six ^= six >> 12
	return six >> 6 & 63, six & 63
}

func (s *sixes) add(six uint32) {
	word, bit := sixBit(six)
	s[word] |= 1 << bit
}

func (s *sixes) has(six uint32) bool {
	word, bit := sixBit(six)
	return s[word]>>bit&1 != 0
}

// addShown adds the numbers by one of which digits that show an address begin
// or end: what [address.showsWindow] compares six with, and the maker's half,
// with which twelve begin.
func (s *sixes) addShown(a *address) {
	s.add(uint32(a.m >> 24))
	for _, r := range a.relatives {
		bytewise := bits.ReverseBytes32(r) >> 8
		s.add(r)
		s.add(bytewise)
		s.add(bits.ReverseBytes32(swapNibbles(r)) >> 8)
	}
}

// mayShowMAC is false only if [uuidShowsMAC] is false. shown is of the addresses.
func mayShowMAC(u uuid, addresses []address, shown *sixes) bool {
	for i := range addresses {
		if u.hasBytes(addresses[i].m) {
			return true
		}
	}
	o := u.swapped()
	return anySix(u.hi, u.lo, 27, addresses, shown) || anySix(o.hi, o.lo, 16, addresses, shown)
}

// anySix looks at the first n windows of six digits.
func anySix(hi, lo uint64, n int, addresses []address, shown *sixes) bool {
	for range n {
		if six := uint32(hi >> 40); shown.has(six) && isShown(six, addresses) {
			return true
		}
		hi, lo = hi<<4|lo>>60, lo<<4
	}
	return false
}

// isShown says whether six digits are really of sixes.
func isShown(six uint32, addresses []address) bool {
	for i := range addresses {
		if a := &addresses[i]; uint32(a.m>>24) == six || a.showsWindow(6, uint64(six)) {
			return true
		}
	}
	return false
}

// mayHaveNumber is false only if symbols have no six hexadecimal digits in a row,
// and so no window and no number of six digits.
func mayHaveNumber(sym []byte) bool {
	run, longest := 0, 0
	for _, c := range sym {
		if run++; hexValue(c) < 0 {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest >= 6
}

// mayShowNumber is false only if [uuid.showsNumber] is false of a number of 32
// bits: the first byte of no number close to n is a byte of u.
func (u uuid) mayShowNumber(n uint64) bool {
	least, most := (n-min(n, maxDistance))>>24, min(n+maxDistance, 1<<32-1)>>24
	return bytesHave(u.hi, u.lo, byte(least)) || bytesHave(u.hi, u.lo, byte(most))
}

// mayBeScattered is false only if [scattered] is false: a digit of d is not among
// the symbols.
func mayBeScattered(sym []byte, d uint32) bool {
	has := uint32(0)
	for _, c := range sym {
		has |= 1 << (uint32(hexValue(c)) & 31) // bit 31 for what is no digit
	}
	for range 6 {
		if has>>(d&15)&1 == 0 {
			return false
		}
		d >>= 4
	}
	return true
}

// mayShowText is false only if [showsText] is false of u in both byte orders: u
// has no five letters or digits in a row, and some of the first symbols are not
// among its bytes.
func mayShowText(u uuid, sym []byte) bool {
	hi, lo := u.hi&^high, u.lo&^high
	if len(sym) >= 6 && bytesHave(hi, lo, sym[0]) && bytesHave(hi, lo, sym[1]) && bytesHave(hi, lo, sym[2]) {
		return true
	}
	return fiveInARow(hi, lo) || fiveInARow(u.swapped().hi&^high, lo)
}

func bytesHave(hi, lo uint64, c byte) bool { return hasByte(hi, c) || hasByte(lo, c) }

// fiveInARow reports whether five bytes in a row are letters or digits. All are
// below 0x80.
func fiveInARow(hi, lo uint64) bool {
	hi, lo = within(hi, '0', '9')|within(hi, 'A', 'Z'), within(lo, '0', '9')|within(lo, 'A', 'Z')
	for range 4 { // each leaves what begins a run that is one longer
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

// mayBeFillers is false only if [uuid.fillers] is false: fewer than 6 digits
// outside of fillers of four and more leave at most 11 runs, so that at least
// 21 of 31 neighbours are a step.
func (u uuid) mayBeFillers() bool {
	steps := stepPairs[byte(u.hi<<4|u.lo>>60)]
	for hi, lo, i := u.hi, u.lo, 0; i < 15; hi, lo, i = hi>>4, lo>>4, i+1 {
		steps += stepPairs[byte(hi)] + stepPairs[byte(lo)]
	}
	return steps >= 21
}
