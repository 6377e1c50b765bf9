package hwhash

import "bytes"

// appendFields appends the canonical form of a value of fields, such as
// vendor|product|SKU: the fields that say nothing are empty.
func appendFields(dst []byte, v string) ([]byte, rule) {
	out, _, bad := fold(dst, v)
	if bad != ruleUsed {
		return out, bad
	}
	text, n, said := out[len(dst):], 0, false
	for more := true; more; {
		var field []byte
		field, text, more = bytes.Cut(text, bar)
		field = bytes.Trim(field, " ")
		if !mayBeBlank(field) || !blank(field) {
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
