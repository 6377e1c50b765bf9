package hwhash

// A serial number is evidence when it can tell machines apart and when what
// is published of it leaves enough candidates. Both come down to one measure:
// how many values look like it. Lists of placeholders hold fewer than half of
// those met, so the measure is of form: characters count for what they can
// vary, and runs of one character, counting sequences and dictionary words
// count for nothing.

// judgeSerial says whether b, a folded serial number, is evidence. seen is
// the kinds of characters before folding.
func judgeSerial(b []byte, seen kind) rule {
	if string(b) == "UNKNOWN" {
		return ruleUnreadable
	}
	if seen&kindTemplate != 0 {
		return ruleTemplate
	}
	var buf [maxSymbols]byte
	sym := b
	if len(b) > maxSymbols || seen&^kindAlnum != 0 {
		sym = symbols(&buf, b)
	}
	if len(sym) == 0 {
		return ruleEmpty
	}
	if seen&kindDigit == 0 && prose(b, seen) {
		return ruleWords
	}
	w := measure(sym)
	if w.filled && w.digits == 0 {
		return unsaid(b, ruleTemplate)
	}
	if w.total() < minWorth {
		return unsaid(b, ruleWeak)
	}
	if w.digits >= minWorth && !w.filled {
		return ruleUsed // no word can change that
	}
	whole := len(sym) < maxSymbols
	switch {
	case whole && !mayHaveWord(sym, len(sym) == len(b)):
		return ruleUsed // the usual case
	case (w.filled || !whole) && labelsFiller(b):
		return ruleTemplate
	case w.digits < minWorth && read(b, false).wordy():
		return ruleWords
	}
	return ruleUsed
}

// minWide is the worth from which a serial number may have a wide slot: what
// any serial has to have, and the three bits that the slot is wider.
const minWide = minWorth + (wideWidth-11)*100

// wideSerial reports whether a system serial number, in its canonical form,
// hides enough for a wide slot. Seven to ten symbols is the length of those
// that makers of business machines draw from one large range: Dell's service
// tags, HP's, Lenovo's. Longer ones hold model, date or an address besides, so
// that whoever knows the maker has less to guess than their length says; a
// running number follows a prefix, so two of the last six have to be letters;
// and a hexadecimal number may be a part of an address. Of each of these makers
// enough serial numbers are narrow that the width itself gives none away.
//
// A value of so few symbols that is evidence has no filler that counts for
// nothing, so all its symbols count.
func wideSerial(b []byte) bool {
	digits, letters, late, hex := 0, 0, 0, true
	for i := len(b) - 1; i >= 0 && digits+letters <= 10; i-- {
		switch c := b[i]; {
		case isDigit(c):
			digits++
		case isLetter(c):
			if letters++; digits+letters <= 6 {
				late++ // of the last six
			}
			hex = hex && hexValue(c) >= 0
		}
	}
	return digits+letters >= 7 && digits+letters <= 10 && late >= 2 && !hex &&
		digits*worthDigit+letters*worthLetter >= minWide
}

// prose reports whether a value without any digit is text for people: several
// words, or lower case that is not hexadecimal.
func prose(b []byte, seen kind) bool {
	hex, words, run := true, 0, 0
	for _, c := range b {
		if !isLetter(c) {
			run = 0
			continue
		}
		hex = hex && hexValue(c) >= 0
		if run++; run == 3 {
			words++
		}
	}
	return seen&kindLower != 0 && !hex || seen&kindSpace != 0 && words >= 2
}

// mayHaveWord reports whether letters of sym begin a lexicon word. Without such
// there is no word. If sym is all of the value, as against its symbols without
// what stands between them, a third and a fourth letter rule most out.
func mayHaveWord(sym []byte, all bool) bool {
	var pairs uint32
	first := 0
	for _, c := range sym { // without a branch, since letters and digits come by chance
		second := int(ordinals[c])
		pairs |= openings[first&31][second&31].third
		first = second
	}
	if pairs == 0 || !all {
		return pairs != 0
	}
	for i := 1; i < len(sym); i++ {
		a, b := sym[i-1], sym[i]
		if isLetter(a) && isLetter(b) && (mayBegin(sym[i-1:]) || a == b && openings[ordinals[a]&31][ordinals[b]&31].third != 0) {
			return true // SSSS counts as a word, since SSN begins so
		}
	}
	return false
}

// labelled is the length from which a filler after a word makes the whole
// value a template, whatever follows: "SN-123456fvgv3i0b".
const labelled = 6

// labelsFiller reports whether a word labels a filler.
func labelsFiller(b []byte) bool {
	var buf [maxRun + 1]byte
	for word := false; ; {
		run, rest := nextRun(b, &buf)
		switch {
		case len(run) == 0:
			return false
		case isDigit(run[0]):
			if word && len(run) >= labelled && filler(run) {
				return true
			}
			word = false
		case len(run) > 1:
			word = composed(run)
		}
		b = rest
	}
}

// isLabel reports whether a run of letters is what people put before a number.
func isLabel(run []byte) bool {
	switch string(run) {
	case "SN", "NB", "QM", "NO", "ID", "SYS", "BSN", "CSN", "MSN", "PSN", "SSN", "SER", "NUM", "OEM":
		return true
	}
	return false
}
