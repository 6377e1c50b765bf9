package text

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// hidden reports whether a character shows nothing, or does something to the
// text around it or to the terminal: controls, spaces other than the usual one,
// what sets the direction of text, what has no width.
func hidden(c rune) bool {
	return c >= utf8.RuneSelf && (!unicode.IsPrint(c) || unicode.In(c, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)) ||
		c < ' ' || c == 0x7f
}

// Visible returns text as it is if nothing in it is hidden and it has no
// quotation mark or backslash within, else in quotes and escaped.
func Visible(s string) string {
	if strings.ContainsFunc(s, hidden) || !utf8.ValidString(s) {
		return strconv.QuoteToASCII(s)
	}
	if quoted := strconv.Quote(s); strings.Trim(quoted, `"`) != s {
		return quoted
	}
	return s
}

// AppendVisibleJSON appends a line of JSON in which hidden characters of texts
// are escaped. The line stays the same to who decodes it.
func AppendVisibleJSON(to, line []byte) []byte {
	const digits = "0123456789abcdef"
	for len(line) > 0 {
		c, size := utf8.DecodeRune(line)
		if c < utf8.RuneSelf && c != 0x7f || !hidden(c) {
			to = append(to, line[:size]...)
		} else {
			for _, unit := range utf16.AppendRune(nil, c) {
				to = append(to, '\\', 'u', digits[unit>>12], digits[unit>>8&15], digits[unit>>4&15], digits[unit&15])
			}
		}
		line = line[size:]
	}
	return to
}

// longest is what a remark may be long.
const longest = 200

// Remark returns a remark of a file that may say anything: without the words
// that could be a value of a machine, and not at all if something in it is
// hidden or it is too long.
func Remark(s string) string {
	if len(s) > longest || Visible(s) != s {
		return "a remark that cannot be shown"
	}
	words := strings.Split(s, " ")
	for i, word := range words {
		if len(word) > 3 && strings.ContainsAny(word, "0123456789") {
			words[i] = "..."
		}
	}
	return strings.Join(words, " ")
}
