package hwhash

import (
	"slices"
	"unicode/utf8"
)

// kind is a set of the kinds of characters that a value holds.
type kind uint8

const (
	kindLower kind = 1 << iota
	kindUpper
	kindDigit
	kindSpace
	kindTemplate // $ % * ? { }: in no genuine serial number
	kindOther
	kindHigh // part of a character beyond ASCII
	kindControl
)

// kinds, upper and hexValues say of a byte of which kind it is, its upper case
// (ASCII only), and its value as a hexadecimal digit or -1.
var kinds, upper, hexValues = func() (k [256]kind, up [256]byte, hex [256]int8) {
	for i := range k {
		c := byte(i)
		up[i], hex[i] = c, -1
		switch {
		case c < ' ' || c == 0x7f:
			k[i] = kindControl
		case c == ' ':
			k[i] = kindSpace
		case '0' <= c && c <= '9':
			k[i] = kindDigit
			hex[i] = int8(c - '0')
		case 'A' <= c && c <= 'Z':
			k[i] = kindUpper
		case 'a' <= c && c <= 'z':
			k[i] = kindLower
			up[i] = c - 'a' + 'A'
		case c == '$' || c == '%' || c == '*' || c == '?' || c == '{' || c == '}':
			k[i] = kindTemplate
		case c >= utf8.RuneSelf:
			k[i] = kindHigh
		default:
			k[i] = kindOther
		}
		if 'A' <= up[i] && up[i] <= 'F' {
			hex[i] = int8(up[i]-'A') + 10
		}
	}
	return k, up, hex
}()

// folds has the upper case of a byte, and above it the kind, for one look-up.
var folds = func() (table [256]uint16) {
	for i := range table {
		table[i] = uint16(kinds[i])<<8 | uint16(upper[i])
	}
	return table
}()

// spare is room that fold leaves behind its text, for a longer canonical one.
const spare = 20

// fold appends v in upper case (ASCII only), without space at its ends and
// with single spaces within. It returns the kinds of characters that v held,
// and what keeps v from being a value of any class; nothing is then appended.
func fold(dst []byte, v string) ([]byte, kind, rule) {
	if len(v) > MaxValueLen {
		return dst, 0, ruleTooLong
	}
	start := len(dst)
	out := slices.Grow(dst, len(v)+spare)[:start+len(v)]
	text := out[start:]
	var all uint16
	table := &folds
	text = text[:len(v)]
	i := 0
	for ; i < len(v)-3; i += 4 {
		a, b, c, d := table[v[i]], table[v[i+1]], table[v[i+2]], table[v[i+3]]
		all |= a | b | c | d
		text[i], text[i+1], text[i+2], text[i+3] = byte(a), byte(b), byte(c), byte(d)
	}
	for ; i < len(v); i++ {
		f := table[v[i]]
		all |= f
		text[i] = byte(f)
	}
	seen := kind(all >> 8)
	if seen&(kindControl|kindHigh) != 0 {
		if bad := illFormed(v, seen); bad != ruleUsed {
			return out[:start], seen, bad
		}
	}
	if seen&kindSpace != 0 {
		text = collapse(text)
	}
	return out[:start+len(text)], seen, ruleUsed
}

// collapse removes the spaces at the ends of b and all but one of those within.
func collapse(b []byte) []byte {
	n := 0
	for _, c := range b {
		if c != ' ' || n > 0 && b[n-1] != ' ' {
			b[n] = c
			n++
		}
	}
	if n > 0 && b[n-1] == ' ' {
		n--
	}
	return b[:n]
}

// illFormed says whether v has control characters, or is not UTF-8.
func illFormed(v string, seen kind) rule {
	if !utf8.ValidString(v) {
		return ruleUTF8
	}
	if seen&kindControl != 0 {
		return ruleControl
	}
	for _, r := range v {
		if 0x80 <= r && r < 0xa0 { // C1
			return ruleControl
		}
	}
	return ruleUsed
}

func isLetter(c byte) bool { return c-'A' < 26 }
func isDigit(c byte) bool  { return c-'0' < 10 }
func isAlnum(c byte) bool  { return isLetter(c) || isDigit(c) }

// hexValue returns the value of a digit of either case, or -1.
func hexValue(c byte) int { return int(hexValues[c]) }

const upperHex = "0123456789ABCDEF"
