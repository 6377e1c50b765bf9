package hwhash

import (
	"bytes"
	"math/bits"
)

// A value that repeats another is no second witness, and publishing both would
// tell more of the one than its slot may. The rules of this file find such
// values.

// dropRepeated reduces the sorted values of a class to one for each value, and of
// devices to one for each adapter, kit or batch: neighbours closer than adjacency
// form a chain, whose lowest counts.
func (s *scratch) dropRepeated(c Class, sorted []int32) {
	for i := 1; i < len(sorted); i++ {
		a, b, e := s.form(sorted[i-1]), s.form(sorted[i]), &s.entries[sorted[i]]
		switch {
		case bytes.Equal(a, b):
			e.rule = ruleSame
		case c == NIC && nearMACs(a, b):
			e.rule = ruleAdjacentMAC
		case (c == Disk || c == MemoryModule) && nearSerials(a, b):
			e.rule = ruleAdjacentSerial
		}
	}
}

func nearMACs(a, b []byte) bool { return macOf(a).near(macOf(b)) }

// nearSerials reports whether two serial numbers of one length differ only in
// a number, decimal, hexadecimal or of base 36, by less than adjacency.
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

// nearNumbers compares the digits of a base that a and b begin with, which differ.
// What follows the digits must be the same.
func nearNumbers(a, b []byte, base int) bool {
	distance, i := 0, 0
	for ; i < len(a); i++ {
		x, y := digitOf(a[i], base), digitOf(b[i], base)
		if x < 0 && y < 0 {
			break
		}
		if x < 0 || y < 0 {
			return false
		}
		if distance = distance*base + x - y; distance >= adjacency || distance <= -adjacency {
			return false // further digits make it greater
		}
	}
	return i > 0 && bytes.Equal(a[i:], b[i:])
}

// digitOf returns the value of a digit of a base up to 36, or -1.
func digitOf(c byte, base int) int {
	if d := int(digits36[c]); d < base {
		return d
	}
	return -1
}

// digits36 are the values of digits and upper-case letters, 36 of all others.
var digits36 = func() (table [256]uint8) {
	for i := range table {
		switch c := byte(i); {
		case isDigit(c):
			table[i] = c - '0'
		case isLetter(c):
			table[i] = c - 'A' + 10
		default:
			table[i] = 36
		}
	}
	return table
}()

// minSpelled is how many hexadecimal digits in a row a serial number has that
// spells a half of an address, or a part of a UUID.
const minSpelled = 6

// spells reports whether a serial number has so many, whatever but letters and
// digits stands between them.
func spells(serial []byte) bool {
	run, longest := 0, 0
	for _, c := range serial {
		step := int(hexSteps[c])
		run = (run + step) &^ (step >> 8) // 0 after a letter that is no digit
		longest = max(longest, run)
	}
	return longest >= minSpelled
}

// hexSteps is 1 for a hexadecimal digit, -1 for any other letter, else 0.
var hexSteps = func() (table [256]int8) {
	for i := range table {
		switch c := byte(i); {
		case hexValue(c) >= 0:
			table[i] = 1
		case isAlnum(c):
			table[i] = -1
		}
	}
	return table
}()

// serialHasMAC reports whether a serial number spells an address, or one next
// to it, or the half of an address that the maker numbers.
func serialHasMAC(serial []byte, macs []mac) bool {
	var window mac
	digits := 0
	for _, c := range serial {
		d := hexValue(c)
		if d < 0 {
			if isAlnum(c) {
				digits = 0
			}
			continue
		}
		window = (window<<4 | mac(d)) & (1<<48 - 1)
		if digits++; digits < minSpelled {
			continue
		}
		for _, m := range macs {
			if digits >= 12 && window.near(m) || window&deviceLow == m&deviceLow {
				return true
			}
		}
	}
	return false
}

// uuidHasMAC reports whether six bytes of u, in either byte order of u and
// forwards or backwards, are an address or one next to it.
func uuidHasMAC(u uuid, macs []mac) bool {
	s := u.swapped()
	for _, m := range macs {
		if !u.hasByte(m.byteAt(0)) || !u.hasByte(m.byteAt(1)) {
			continue // the usual case, whatever the order
		}
		if u.hasNear(m) || s.hasNear(m) {
			return true
		}
	}
	return false
}

func (u uuid) hasNear(m mac) bool {
	for hi, lo, i := u.hi, u.lo, 0; i <= uuidBytes-macBytes; hi, lo, i = hi<<8|lo>>56, lo<<8, i+1 {
		if m.near(mac(hi>>16)) || m.near(mac(bits.ReverseBytes64(hi)&(1<<48-1))) {
			return true
		}
	}
	return false
}

// A repetition is of so many characters, or of so many hexadecimal digits.
const (
	minShared = 5
	minRepeat = 8
)

// uuidHasSerial reports whether u and a serial number share what identifies:
// the serial in ASCII (HP), spread over Dell's form, or its digits spelled in
// hexadecimal, as virtual machines do the other way round.
func uuidHasSerial(u, swapped uuid, textual, spells bool, serial []byte) bool {
	return textual && (asciiRepeats(u, serial) || asciiRepeats(swapped, serial)) ||
		u.dell() || spells && hexRepeats(u, swapped, serial)
}

// textual reports whether minShared bytes in a row are letters or digits, as
// many as any serial has that is evidence, where lo follows the one first half or
// the other.
func textual(one, other, lo uint64) bool {
	one, other, lo = alnumOnly(one), alnumOnly(other), alnumOnly(lo)
	for range minShared - 1 { // each leaves runs that are one longer
		one, other, lo = one&(one<<8|lo>>56), other&(other<<8|lo>>56), lo&(lo<<8)
	}
	return one|other|lo != 0
}

// asciiRepeats reports whether minShared characters of the serial stand in u.
func asciiRepeats(u uuid, serial []byte) bool {
	text := u.bytes()
	run := 0 // characters up to here that could be of a serial
	for i, b := range text {
		if kinds[b]&kindAlnum == 0 {
			run = 0
			continue
		}
		text[i] = upper[b]
		if run++; run >= minShared && bytes.Contains(serial, text[i+1-minShared:i+1]) {
			return true
		}
	}
	return false
}

// hexRepeats reports whether minRepeat hexadecimal digits of the serial stand
// in the digits of u or s.
func hexRepeats(u, s uuid, serial []byte) bool {
	var window uint32
	digits := 0
	for _, c := range serial {
		d := hexValue(c)
		if d < 0 {
			if isAlnum(c) {
				digits = 0
			}
			continue
		}
		window = window<<4 | uint32(d)
		if digits++; digits >= minRepeat && (u.hasDigits(window) || s.hasDigits(window)) {
			return true
		}
	}
	return false
}

func (u uuid) hasDigits(eight uint32) bool {
	for hi, lo, i := u.hi, u.lo, 0; i <= 2*uuidBytes-minRepeat; hi, lo, i = hi<<4|lo>>60, lo<<4, i+1 {
		if uint32(hi>>32) == eight {
			return true
		}
	}
	return false
}

// serialRepeats reports whether board repeats system: equal, next to it, or
// the one within the other with too little besides to be evidence itself.
func serialRepeats(board, system []byte) bool {
	switch {
	case len(board) == len(system):
		return nearSerials(board, system)
	case len(board) < len(system):
		return bytes.Contains(system, board)
	}
	if bytes.IndexByte(board, system[0]) < 0 {
		return false // the usual case
	}
	i := bytes.Index(board, system)
	if i < 0 {
		return false
	}
	var buf [maxSymbols]byte
	n := 0
	for _, part := range [2][]byte{board[:i], board[i+len(system):]} {
		for _, c := range part {
			if isAlnum(c) && n < len(buf) {
				buf[n] = c
				n++
			}
		}
	}
	if n == 0 {
		return true
	}
	return measure(buf[:n]).total() < minWorth
}
