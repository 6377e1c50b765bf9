package productkey

import (
	"unicode/utf8"

	"github.com/hwprint/hwprint/internal/ctgrind"
)

// symbol is what a character of a typed key is.
type symbol uint8

const (
	foreign   symbol = iota // in no key
	letter                  // a letter or digit, perhaps not of the alphabet
	gap                     // between letters
	invisible               // a gap that a person does not see
)

// symbolAt says what stands at a place of a text, and in how many bytes. If it
// is a letter or digit, c is that in ASCII.
//
// It branches on whether a character is a letter or digit, and on what it is if
// it is none. Both are public. It never branches on which letter or digit it is.
func symbolAt[T string | []byte](text T, at int) (c byte, size int, s symbol) {
	c = text[at]
	if ctgrind.Public(alphanumeric(uint64(c))) != 0 {
		return c, 1, letter
	}
	first := publicByte(c)
	if first < utf8.RuneSelf {
		return 0, 1, asciiSymbols[first]
	}
	if len(text)-at >= 3 {
		c, ok := fullWidth(text[at], text[at+1], text[at+2])
		if ctgrind.Public(ok) != 0 {
			return c, 3, letter
		}
	}
	// What is no letter may be decoded with tables and branches.
	raw := [utf8.UTFMax]byte{first}
	n := 1
	for n < len(raw) && at+n < len(text) {
		raw[n] = publicByte(text[at+n])
		if utf8.RuneStart(raw[n]) {
			break
		}
		n++
	}
	r, size := utf8.DecodeRune(raw[:n])
	return 0, size, symbolOf(r)
}

// publicByte returns a byte that may be branched on. It is 0 for all ASCII
// letters and digits, which may not.
func publicByte(c byte) byte {
	other := alphanumeric(uint64(c)) - 1 // all bits, or none
	return byte(ctgrind.Public(uint64(c) & other))
}

// alphanumeric is 1 for A to Z, a to z and 0 to 9, and otherwise 0. It is
// arithmetic, since the compiler makes branches of comparisons.
func alphanumeric(c uint64) uint64 {
	letter := c | 0x20
	outside := ((letter - 'a') | ('z' - letter)) & ((c - '0') | ('9' - c))
	return outside>>63 ^ 1
}

// fullWidth returns the letter or digit that three bytes are the full-width form
// of, U+FF10 to U+FF5A in UTF-8, as input methods for Chinese, Japanese and
// Korean make them. ok is 0 if they are none, and otherwise 1.
func fullWidth(b0, b1, b2 byte) (c byte, ok uint64) {
	row := uint64(b1) - 0xbc // 0 or 1: U+FF00 to U+FF3F, U+FF40 to U+FF7F
	code := ' ' + row<<6 + uint64(b2)&0x3f
	bad := (uint64(b0) ^ 0xef) | row>>1 | (uint64(b2)&0xc0 ^ 0x80)
	return byte(code), isZero(bad) & alphanumeric(code)
}

// isZero is 1 for 0, and otherwise 0.
func isZero(x uint64) uint64 { return (x|-x)>>63 ^ 1 }

var asciiSymbols = func() (table [utf8.RuneSelf]symbol) {
	for c := range table {
		table[c] = symbolOf(rune(c))
	}
	return table
}()

// symbolOf says what a character is that is no letter or digit.
func symbolOf(r rune) symbol {
	for _, s := range gaps {
		if s.first <= r && r <= s.last {
			return s.symbol
		}
	}
	return foreign
}

// gaps may stand anywhere in a key. Beyond what people type, they are what word
// processors, mail programs, input methods and clipboards put between, before
// and behind its letters. None of them can turn one key into another.
var gaps = []struct {
	first, last rune
	symbol      symbol
}{
	{'\t', '\r', gap}, // tab and line ends
	{' ', ' ', gap},
	{'"', '"', gap},
	{'\'', '\'', gap},
	{',', '.', gap}, // comma, hyphen, full stop
	{';', ';', gap},
	{'_', '_', gap},

	{0x0085, 0x0085, gap}, // next line
	{0x00a0, 0x00a0, gap}, // no-break space
	{0x00ab, 0x00ab, gap}, // quotation mark
	{0x00ad, 0x00ad, invisible},
	{0x00b7, 0x00b7, gap}, // middle dot
	{0x00bb, 0x00bb, gap}, // quotation mark
	{0x02d7, 0x02d7, gap}, // minus
	{0x034f, 0x034f, invisible},
	{0x058a, 0x058a, gap}, // hyphen
	{0x05be, 0x05be, gap}, // hyphen
	{0x061c, 0x061c, invisible},
	{0x1400, 0x1400, gap}, // hyphen
	{0x1680, 0x1680, gap}, // space
	{0x1806, 0x1806, gap}, // hyphen
	{0x180e, 0x180e, invisible},
	{0x2000, 0x200a, gap},       // spaces
	{0x200b, 0x200f, invisible}, // no width, joiners, direction
	{0x2010, 0x2015, gap},       // hyphens and dashes
	{0x2018, 0x201f, gap},       // quotation marks
	{0x2022, 0x2022, gap},       // bullet
	{0x2028, 0x2029, gap},       // line ends
	{0x202a, 0x202e, invisible}, // direction
	{0x202f, 0x202f, gap},       // space
	{0x2039, 0x203a, gap},       // quotation marks
	{0x2043, 0x2043, gap},       // hyphen
	{0x205f, 0x205f, gap},       // space
	{0x2060, 0x2064, invisible}, // word joiner
	{0x2066, 0x206f, invisible}, // direction
	{0x2212, 0x2212, gap},       // minus
	{0x2500, 0x2501, gap},       // lines
	{0x2796, 0x2796, gap},       // minus
	{0x2e17, 0x2e17, gap},       // hyphens and dashes
	{0x2e1a, 0x2e1a, gap},
	{0x2e3a, 0x2e3b, gap},
	{0x2e40, 0x2e40, gap},
	{0x3000, 0x3002, gap}, // wide space, comma, full stop
	{0x300c, 0x300f, gap}, // quotation marks
	{0x301c, 0x301f, gap}, // wave dash, quotation marks
	{0x3030, 0x3030, gap}, // dash
	{0x30a0, 0x30a0, gap}, // hyphen
	{0x30fb, 0x30fc, gap}, // middle dot, and the long vowel mark, which the key of the dash gives
	{0xfe00, 0xfe0f, invisible},
	{0xfe31, 0xfe32, gap}, // dashes
	{0xfe58, 0xfe58, gap},
	{0xfe63, 0xfe63, gap},
	{0xfeff, 0xfeff, invisible}, // byte order mark
	{0xff02, 0xff02, gap},       // wide quotation marks
	{0xff07, 0xff07, gap},
	{0xff0c, 0xff0e, gap}, // wide comma, hyphen, full stop
	{0xff1b, 0xff1b, gap},
	{0xff3f, 0xff3f, gap}, // wide underscore
	{0xff61, 0xff65, gap}, // narrow full stop, quotation marks, comma, middle dot
	{0xff70, 0xff70, gap}, // narrow long vowel mark
}
