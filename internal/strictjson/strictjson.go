// Package strictjson finds what one decoder of JSON reads in one way and another in
// another.
package strictjson

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Ambiguity returns what is ambiguous in doc, and its offset: a member that is
// there twice, half a pair of surrogates. The fault is empty if nothing is. It
// says nothing of what is no JSON at all.
func Ambiguity(doc []byte) (offset int, fault string) {
	var names []map[string]bool // of the objects that are open; nil for an array
	for i := 0; i < len(doc); i++ {
		switch doc[i] {
		case '{':
			names = append(names, map[string]bool{})
		case '[':
			names = append(names, nil)
		case '}', ']':
			names = names[:max(0, len(names)-1)]
		case '"':
			end := endOfText(doc, i)
			quoted := doc[i:end]
			if loneSurrogate(quoted) {
				return i, "half a pair of surrogates in the text"
			}
			if open := len(names) - 1; open >= 0 && names[open] != nil && isName(doc[end:]) {
				name := foldedName(quoted)
				if names[open][name] {
					return i, "a member that is there twice"
				}
				names[open][name] = true
			}
			i = end - 1
		}
	}
	return 0, ""
}

// endOfText returns the offset behind the text in quotes that begins at i.
func endOfText(doc []byte, i int) int {
	for i++; i < len(doc); i++ {
		switch doc[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(doc)
}

// isName reports whether the text before rest is the name of a member.
func isName(rest []byte) bool { return bytes.HasPrefix(bytes.TrimLeft(rest, " \t\r\n"), []byte(":")) }

// foldedName returns a name such that package json takes two for one member if
// they are equal: it does not tell capitals from small letters.
func foldedName(quoted []byte) string {
	name := string(quoted)
	if bytes.IndexByte(quoted, '\\') >= 0 {
		var s string
		if json.Unmarshal(quoted, &s) == nil {
			name = strconv.Quote(s)
		}
	}
	return strings.ToLower(strings.ToUpper(name))
}

// loneSurrogate reports whether a text has half a pair of surrogates, escaped.
func loneSurrogate(quoted []byte) bool {
	for i := 0; i < len(quoted); i++ {
		if quoted[i] != '\\' {
			continue
		}
		first, ok := escapedUnit(quoted[i:])
		switch second, _ := escapedUnit(quoted[min(i+6, len(quoted)):]); {
		case !ok || !utf16.IsSurrogate(first):
			i++
		case utf16.DecodeRune(first, second) == '\ufffd':
			return true
		default:
			i += 11
		}
	}
	return false
}

// escapedUnit returns the unit of UTF-16 that an escape such as \ud83d is.
func escapedUnit(text []byte) (rune, bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	unit, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	return rune(unit), err == nil
}
