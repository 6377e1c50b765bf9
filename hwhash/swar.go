package hwhash

import "math/bits"

// Eight characters in a word, the first in its highest byte, are looked at all
// at once (SWAR: Lamport, "Multiple byte processing with full-word
// instructions", 1975).

const (
	ones = 0x0101010101010101
	high = 0x8080808080808080
)

func load64[T ~string | ~[]byte](s T) uint64 {
	_ = s[7]
	return uint64(s[0])<<56 | uint64(s[1])<<48 | uint64(s[2])<<40 | uint64(s[3])<<32 |
		uint64(s[4])<<24 | uint64(s[5])<<16 | uint64(s[6])<<8 | uint64(s[7])
}

func load32[T ~string | ~[]byte](s T) uint64 {
	_ = s[3]
	return uint64(s[0])<<24 | uint64(s[1])<<16 | uint64(s[2])<<8 | uint64(s[3])
}

// within has the top bits set of those bytes of x that are first to last. All
// are below 0x80.
func within(x uint64, first, last byte) uint64 {
	return (x + uint64(0x80-first)*ones) &^ (x + uint64(0x7f-last)*ones) & high
}

// hexOnly has the top bits set of those characters that are hexadecimal
// digits of either case.
func hexOnly(w uint64) uint64 {
	x := w &^ high
	return (within(x, '0', '9') | within(x|0x20*ones, 'a', 'f')) &^ w
}

// hasByte reports whether a byte of w is c.
func hasByte(w uint64, c byte) bool {
	w ^= uint64(c) * ones
	return (w-ones)&^w&high != 0 // is there a zero byte?
}

// zeroBytes counts the bytes of w that are zero.
func zeroBytes(w uint64) int {
	return bits.OnesCount64(^((w&^high + 0x7f*ones) | w) & high)
}

// hexBytes returns the four bytes that eight hexadecimal digits spell, the
// first in the highest byte.
func hexBytes(w uint64) uint64 {
	v := hexDigits(w) & 0x00ff00ff00ff00ff
	v = (v | v>>8) & 0x0000ffff0000ffff
	return (v | v>>16) & 0xffffffff
}

// hexPairs returns the three bytes of three pairs of digits with a character
// between them.
func hexPairs(w uint64) uint64 {
	v := hexDigits(w)
	return v>>48&0xff<<16 | v>>24&0xff<<8 | v&0xff
}

// hexDigits has, in the byte of every second digit of a pair, the value of both.
func hexDigits(w uint64) uint64 {
	v := w&(0x0f*ones) + w>>6&ones*9
	return v | v>>4
}
