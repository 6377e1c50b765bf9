package hwhash

// The numbers that the symbols of a serial number hold: docs/format.md, section "What is a
// function of another value".

// hexWindows walks the hexadecimal runs of symbols. After each digit it asks found, with the
// number of digits of the run up to there and the last sixteen of them as a
// number, until the answer is yes.
func hexWindows[T []byte | [2 * uuidBytes]byte](text T, found func(digits int, w uint64) bool) bool {
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
// 15 digits with a letter.
func numbers(sym []byte, found func(n uint64) bool) bool {
	digits, n := 0, uint64(0)
	hexDigits, hex, letter := 0, uint64(0), false
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
			hexDigits, hex, letter = hexDigits+1, hex<<4|uint64(d), letter || d > 9
		} else {
			if letter && 6 <= hexDigits && hexDigits <= 15 && found(hex) {
				return true
			}
			hexDigits, hex, letter = 0, 0, false
		}
	}
	return false
}

// reversedNumber returns what the last run of 6 to 8 decimal digits is when it
// is read backwards, 0 if there is none.
func reversedNumber(sym []byte) (reversed uint64) {
	for i := 0; i < len(sym); {
		n, digits, scale := uint64(0), 0, uint64(1)
		for ; i < len(sym) && isDigit(sym[i]); i++ {
			if digits++; digits <= 8 {
				n, scale = n+uint64(sym[i]-'0')*scale, scale*10
			}
		}
		if 6 <= digits && digits <= 8 {
			reversed = n
		}
		i++
	}
	return reversed
}

// sharesNumber reports whether two serial numbers, as symbols, have numbers close to each
// other.
func sharesNumber(a, b []byte) bool {
	return numbers(a, func(n uint64) bool {
		return numbers(b, func(m uint64) bool { return distance(n, m) <= maxDistance })
	})
}
