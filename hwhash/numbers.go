package hwhash

// The numbers that the symbols of a serial number hold: docs/format.md, section "What is a
// function of another value".

// hexWindows walks the hexadecimal runs of symbols. After each digit it asks found, with the
// number of digits of the run up to there and the last sixteen of them as a
// number, until the answer is yes.
func hexWindows(text []byte, found func(digits int, w uint64) bool) bool {
	digits, w := 0, uint64(0)
	for i := range len(text) {
		switch d := hexValue(text[i]); {
		case d >= 0:
			digits, w = digits+1, w<<4|uint64(d)
			if found(digits, w) {
				return true
			}
		default:
			digits, w = 0, 0
		}
	}
	return false
}

// numbers asks found of each number of symbols, until the answer
// is yes: its runs of 6 to 18 decimal digits, and its hexadecimal runs of 6 to
// 15 digits.
func numbers(sym []byte, found func(n uint64) bool) bool {
	digits, n := 0, uint64(0)
	hexDigits, hex := 0, uint64(0)
	for i := range len(sym) + 1 {
		c := byte('Z') // ends all runs
		if i < len(sym) {
			c = sym[i]
		}
		if isDigit(c) {
			digits, n = digits+1, n*10+uint64(c-'0')
		} else {
			if 6 <= digits && digits <= 18 && found(n) {
				return true
			}
			digits, n = 0, 0
		}
		if d := hexValue(c); d >= 0 {
			hexDigits, hex = hexDigits+1, hex<<4|uint64(d)
		} else {
			if 6 <= hexDigits && hexDigits <= 15 && found(hex) {
				return true
			}
			hexDigits, hex = 0, 0
		}
	}
	return false
}

// sharesNumber reports whether two serial numbers, as symbols, have numbers close to each
// other.
func sharesNumber(a, b []byte) bool {
	return numbers(a, func(n uint64) bool {
		return numbers(b, func(m uint64) bool { return distance(n, m) <= maxDistance })
	})
}
