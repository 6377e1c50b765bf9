package hwhash

import "sort"

// appendFromSerial appends the canonical form of the serial number of a system
// or a board, or that of the value which it was made of, whose class it then
// returns.
func appendFromSerial(dst []byte, c Class, v string, traits Traits) ([]byte, Class, rule) {
	var m marks
	out, bad := fold(dst, v, &m)
	if bad != ruleUsed {
		return out, c, bad
	}
	text := out[len(dst):]
	var buf [maxSymbols]byte
	sym := m.symbols(&buf, text)
	if u, ok := spelledUUID(sym); ok {
		return appendJudgedUUID(out[:len(dst)], SystemUUID, u.canonical(), traits)
	}
	if m, ok := spelledMAC(sym); ok {
		out, bad := appendJudgedMAC(out[:len(dst)], m, traits)
		return out, NIC, bad
	}
	if bad := judgeSerial(c, text, &m); bad != ruleUsed {
		return out[:len(dst)], c, bad
	}
	return out, c, ruleUsed
}

// appendTag appends the canonical form of the serial number of a system that a
// UUID was made of.
func appendTag(dst []byte, tag string) ([]byte, rule) {
	var m marks
	out, bad := fold(dst, tag, &m)
	if bad == ruleUsed {
		bad = judgeSerial(SystemSerial, out[len(dst):], &m)
	}
	if bad != ruleUsed {
		return out[:len(dst)], bad
	}
	return out, ruleUsed
}

// judgeSerial says whether folded text is evidence as a serial number: whether
// it can tell machines apart, and whether what is published of it leaves
// enough candidates. m is of the text.
func judgeSerial(c Class, text []byte, m *marks) rule {
	var buf [maxSymbols]byte
	sym := m.symbols(&buf, text)
	switch {
	case len(sym) == 0:
		return ruleEmpty
	case string(text) == "UNKNOWN":
		return ruleUnreadable
	case m.kinds&kindTemplate != 0:
		return ruleTemplate
	}
	w := m.measure(sym)
	switch {
	case w.digits < minWorth && (mayBeWordy(text, m) && wordy(text) || prose(text)):
		return ruleWords
	case w.total() < minWorth:
		return ruleWeak
	case mayBeListed(c, sym) && listedSerial(c, sym):
		return ruleKnownSerial
	case mayBeWeak(c, sym) && weakForm(c, sym):
		return ruleWeakForm
	}
	return ruleUsed
}

// listedSerial reports whether a serial number is one that many machines have.
func listedSerial(c Class, sym []byte) bool {
	if listed(knownSerials[c], sym) {
		return true
	}
	for i := range sharedPrefixes {
		p := &sharedPrefixes[i]
		if p.classes>>c&1 != 0 && hasPrefix(sym, p.prefix) && (p.symbols == 0 || p.symbols>>len(sym)&1 != 0) {
			return true
		}
	}
	return listedDigest(sym)
}

// listedDigest reports whether digits are the digest of nothing, or of another
// value that many machines digest.
func listedDigest(digits []byte) bool {
	return listed(knownDigests[:], digits[:min(len(digits), maxSymbols)])
}

// listed reports whether a sorted list has sym.
func listed(sorted []string, sym []byte) bool {
	_, found := sort.Find(len(sorted), func(i int) int {
		switch {
		case string(sym) < sorted[i]:
			return -1
		case string(sym) > sorted[i]:
			return 1
		}
		return 0
	})
	return found
}

// weakForm reports whether a serial number has a form whose makers leave too
// few candidates, once plant, date and product are known.
func weakForm(c Class, sym []byte) bool {
	for i := range weakForms {
		if f := &weakForms[i]; f.classes>>c&1 != 0 && len(f.form) == len(sym) && hasForm(sym, f.form) {
			return true
		}
	}
	return false
}

// hasForm compares symbols with a form: @ is a letter, # a digit, + either.
func hasForm(sym []byte, form string) bool {
	for i, c := range sym {
		switch f := form[i]; {
		case f == '@' && isLetter(c), f == '#' && isDigit(c), f == '+', f == c:
		default:
			return false
		}
	}
	return true
}
