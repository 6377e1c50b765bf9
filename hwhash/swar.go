package hwhash

// Eight characters in a word, the first in its lowest byte, are looked at all
// at once (SWAR: Lamport, "Multiple byte processing with full-word
// instructions", 1975).

const (
	ones = 0x0101010101010101
	high = 0x8080808080808080
)

func load64(s string) uint64 { return load32(s) | load32(s[4:])<<32 }

func load32(s string) uint64 {
	_ = s[3]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24
}

// hexOnly has the top bits set of those characters that are hexadecimal
// digits of either case.
func hexOnly(w uint64) uint64 {
	x := w &^ high
	letters := x | 0x20*ones
	digit := (x + (0x80-'0')*ones) &^ (x + (0x7f-'9')*ones)
	letter := (letters + (0x80-'a')*ones) &^ (letters + (0x7f-'f')*ones)
	return (digit | letter) & ^w & high
}

// hexBytes returns the four bytes that eight hexadecimal digits spell, the
// first in the lowest byte.
func hexBytes(w uint64) uint32 {
	v := w&(0x0f*ones) + w>>6&ones*9 // values
	v = (v<<4 | v>>8) & 0x00ff00ff00ff00ff
	v = (v | v>>8) & 0x0000ffff0000ffff
	return uint32(v | v>>16)
}
