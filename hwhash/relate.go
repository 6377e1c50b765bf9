package hwhash

import (
	"bytes"
	"slices"
)

// A value that repeats another is no second witness, and publishing both would
// tell more of the one than its slot may: docs/format.md, rules R1 to R7. The
// values of a class are sorted here; shows.go says what a value shows of
// another.

// maxRivals is how many different values of a class with one slot are looked
// at. No machine has more than one; the bound is for those who would like to
// keep a server busy comparing each with all addresses.
const maxRivals = 4

// dropRepeated is rule R1.
func (s *scratch) dropRepeated(c Class, sorted []int32) {
	own := 0 // different values that the class has itself
	for i, at := range sorted {
		e := &s.entries[at]
		switch {
		case i > 0 && e.head == s.entries[sorted[i-1]].head && bytes.Equal(s.form(sorted[i-1]), s.form(at)):
			if e.rule = ruleSame; e.made {
				e.rule = ruleMade
			}
		case !e.made:
			own++
		}
	}
	if classes[c].slots > 1 {
		return
	}
	left := maxRivals
	for _, at := range sorted {
		switch e := &s.entries[at]; {
		case e.rule != ruleUsed:
		case e.made && own > 0:
			e.rule = ruleMade
		case left == 0:
			e.rule = ruleOverflow
		default:
			left--
		}
	}
}

// relateMACs is rules R2 and R3.
func (s *scratch) relateMACs(sorted []int32) {
	s.addresses = slices.Grow(s.addresses[:0], len(sorted))[:len(sorted)]
	if len(sorted) == 0 {
		return
	}
	clear(s.shown[:])
	for i, at := range sorted {
		a := &s.addresses[i]
		a.set(macOf(s.form(at)))
		s.shown.addShown(a)
	}
	lowest := -1 // of the chain
	for i, at := range sorted {
		e, a := &s.entries[at], &s.addresses[i]
		switch {
		case e.rule != ruleUsed:
		case a.isRelative(s.addresses[:i]):
			e.rule = ruleRelativeMAC
		case lowest >= 0 && a.m.near(s.addresses[lowest].last):
			e.rule = ruleAdjacentMAC
			first, next := &s.addresses[lowest], a.m
			first.last = next
			if next-first.port <= portGap && next/portBlock == first.m/portBlock && next-first.m <= maxSpan {
				first.port = next
				s.entries[sorted[lowest]].span = uint16(next - first.m)
			}
		default:
			lowest = i
		}
	}
}

// relateDrives is rule R4.
func (s *scratch) relateDrives(sorted []int32) {
	for i := 1; i < len(sorted); i++ {
		e, a, b := &s.entries[sorted[i]], s.form(sorted[i-1]), s.form(sorted[i])
		if e.rule == ruleUsed && len(a) == len(b) && *s.block(sorted[i-1]) != *s.block(sorted[i]) && nearSerials(a, b) {
			e.rule = ruleAdjacentSerial
		}
	}
}

// relateValues is rules R5 to R7.
func (s *scratch) relateValues() {
	s.readSerials()
	for _, c := range [2]Class{SystemUUID, OSInstall} {
		for _, at := range s.of(c) {
			if e := &s.entries[at]; e.rule == ruleUsed {
				e.rule = s.judgeRelatedUUID(uuidOf(s.form(at)))
			}
		}
	}
	system := s.serials[:len(s.of(SystemSerial))]
	for i := range s.serials {
		e, x := &s.entries[s.serials[i].at], &s.serials[i]
		switch {
		case e.rule != ruleUsed:
		case x.mayShowMAC(s.addresses, &s.shown) && serialShowsMAC(x.sym, s.addresses):
			e.rule = ruleRepeatsMAC
		case e.class == BoardSerial && repeatsAny(x, system):
			e.rule = ruleRepeatsSerial
		}
	}
}

func (s *scratch) judgeRelatedUUID(u uuid) rule {
	if len(s.addresses) > 0 && mayShowMAC(u, s.addresses, &s.shown) && uuidShowsMAC(u, s.addresses) {
		return ruleRepeatsMAC
	}
	text := u.mayBeText()
	for i := range s.serials {
		if x := &s.serials[i]; x.mayBeShown(u, text) && uuidShowsSerial(u, x.sym) {
			return ruleShowsSerial
		}
	}
	return ruleUsed
}

// repeatsAny reports whether a board's serial number repeats one of the system.
func repeatsAny(board *serial, system []serial) bool {
	for i := range system {
		if board.mayRepeat(&system[i]) && serialRepeats(board.sym, system[i].sym) {
			return true
		}
	}
	return false
}

// serialRepeats is rule R6: whether the symbols of a board's serial number repeat
// those of one of the system.
func serialRepeats(board, system []byte) bool {
	return nearSerials(board, system) || addsLittle(board, system) || sharesNumber(board, system)
}

// addsLittle reports whether board is too little evidence itself without what it
// shares with system: the longest stretch in common, of five symbols at least,
// where system may be read backwards; or all symbols of system in their order.
func addsLittle(board, system []byte) bool {
	var buf [maxSymbols]byte
	reversed := append(buf[:0], system...)
	slices.Reverse(reversed)
	from, n := longestShared(board, system)
	if i, m := longestShared(board, reversed); m > n {
		from, n = i, m
	}
	var rest [maxSymbols]byte
	if n >= leastShared && measure(append(append(rest[:0], board[:from]...), board[from+n:]...)).total() < minWorth {
		return true
	}
	between, all := withoutInOrder(rest[:0], board, system)
	return all && measure(between).total() < minWorth
}

// leastShared is the least stretch that two serial numbers do not share by chance.
const leastShared = 5

// longestShared returns the first of the longest stretches of a that are in b.
func longestShared(a, b []byte) (from, n int) {
	for i := range a {
		for j := range b {
			k := 0
			for i+k < len(a) && j+k < len(b) && a[i+k] == b[j+k] {
				k++
			}
			if k > n {
				from, n = i, k
			}
		}
	}
	return from, n
}

// withoutInOrder appends to dst the symbols of text without those of part, each
// the first that is left behind the one before it, and says whether all are there.
func withoutInOrder(dst, text, part []byte) ([]byte, bool) {
	for _, c := range text {
		if len(part) > 0 && c == part[0] {
			part = part[1:]
		} else {
			dst = append(dst, c)
		}
	}
	return dst, len(part) == 0
}

// nearSerials reports whether two serial numbers of one length are equal, or
// differ in one number of base 10, 16 or 36 by less than adjacency.
func nearSerials(a, b []byte) bool {
	if len(a) != len(b) {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if a, b = a[i:], b[i:]; len(a) == 0 {
		return true
	}
	return nearNumbers(a, b, 10) || nearNumbers(a, b, 16) || nearNumbers(a, b, 36)
}

// nearNumbers compares the digits of a base that a and b begin with, which
// differ. What follows the digits must be the same.
func nearNumbers(a, b []byte, base int) bool {
	distance, i := 0, 0
	for ; i < len(a); i++ {
		x, y := digitOf(a[i]), digitOf(b[i])
		if x >= base && y >= base {
			break
		}
		if x >= base || y >= base {
			return false
		}
		if distance = distance*base + x - y; distance >= adjacency || distance <= -adjacency {
			return false // further digits make it greater
		}
	}
	return i > 0 && bytes.Equal(a[i:], b[i:])
}

// digitOf returns the value of a digit of base 36, or 36 of what is none.
func digitOf(c byte) int { return int(base36[c]) }

var base36 = func() (values [256]uint8) {
	for c := range values {
		switch c := byte(c); {
		case isDigit(c):
			values[c] = c - '0'
		case isLetter(c):
			values[c] = c - 'A' + 10
		default:
			values[c] = 36
		}
	}
	return values
}()
