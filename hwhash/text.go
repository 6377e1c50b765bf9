package hwhash

import (
	"slices"
	"unicode/utf8"
)

// kind is a set of the kinds of characters that a value holds.
type kind uint16

const (
	kindLower kind = 1 << iota
	kindUpper
	kindDigit
	kindSpace
	kindTemplate // $ % * ? { }: in no genuine serial number
	kindOther
	kindHigh // part of a character beyond ASCII
	kindControl
	kindLong // see marks
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

// spare is room that fold leaves behind its text, for a longer canonical one.
const spare = 20

// fold appends v in upper case (ASCII only), without space at its ends and
// with single spaces within. It marks that text in m, and returns what keeps v
// from being a value of any class; nothing is then appended.
func fold(dst []byte, v string, m *marks) ([]byte, rule) {
	if len(v) > maxMarked {
		return foldAny(dst, v, m)
	}
	dst = slices.Grow(dst, maxMarked+spare)
	n, plain := foldShort((*shortText)(dst[len(dst):len(dst)+shortLen]), v, m)
	if !plain {
		return foldAny(dst, v, m)
	}
	return dst[:len(dst)+n], ruleUsed
}

// foldAny is fold without a shortcut.
func foldAny(dst []byte, v string, m *marks) ([]byte, rule) {
	if len(v) > MaxValueLen {
		return dst, ruleTooLong
	}
	start, seen := len(dst), kind(0)
	out := append(slices.Grow(dst, len(v)+spare), v...)
	text := out[start:]
	for i, c := range text {
		text[i] = upper[c]
		seen |= kinds[c]
	}
	if seen&(kindControl|kindHigh) != 0 {
		if bad := illFormed(v, seen); bad != ruleUsed {
			return out[:start], bad
		}
	}
	text = collapse(text)
	*m = marksOf(text)
	return out[:start+len(text)], ruleUsed
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
