package hwhash

import "bytes"

// appendFields appends the canonical form of a value of fields, such as
// vendor|product|SKU: the fields that say nothing are empty.
func appendFields(dst []byte, v string) ([]byte, rule) {
	var m marks
	out, bad := fold(dst, v, &m)
	if bad != ruleUsed {
		return out, bad
	}
	text, n, said := out[len(dst):], 0, false
	if allFieldsSay(text, &m) {
		return out, ruleUsed
	}
	for more := true; more; {
		var field []byte
		field, text, more = bytes.Cut(text, bar)
		field = trimSpace(field)
		if !blank(field) {
			said = true
			n += copy(out[len(dst)+n:], field) // written no further than it is read
		}
		if more {
			out[len(dst)+n] = '|'
			n++
		}
	}
	if !said {
		return unparsed(out[:len(dst)], v, ruleWords)
	}
	return out[:len(dst)+n], ruleUsed
}

var bar = []byte{'|'}

// trimSpace cuts the space at either end of a field, of which folded text has no
// more than one.
func trimSpace(field []byte) []byte {
	if len(field) > 0 && field[0] == ' ' {
		field = field[1:]
	}
	if n := len(field); n > 0 && field[n-1] == ' ' {
		field = field[:n-1]
	}
	return field
}
