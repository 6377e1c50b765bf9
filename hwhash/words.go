package hwhash

// reading is what folded text consists of, up to a run of letters that is no
// word.
type reading struct {
	other   bool // there is such a run
	words   int  // runs of lexicon words, or of three letters and more that are one repeated
	letters int  // of words of three letters and more
	singles int  // runs of one letter
	label   bool // the first run is a label
	numbers int
	zeros   int // numbers that are zeros
	open    int // numbers that say something: no zeros, no fillers, no short count ("SerNum0", "Module01")
}

// read reads b. Whoever only asks whether b says something need not read on
// behind the first number that does.
func read(b []byte, untilSaid bool) (r reading) {
	var buf [maxRun + 1]byte
	afterLetters := false
	for first := true; ; first = false {
		joined := afterLetters && len(b) > 0 && isDigit(b[0])
		run, rest := nextRun(b, &buf)
		n := len(run)
		if n == 0 {
			return r
		}
		afterLetters = !isDigit(run[0])
		switch {
		case !afterLetters:
			r.numbers++
			switch {
			case run[0] == '0' && allSame(run):
				r.zeros++
			case n >= 3 && filler(run), joined && (n == 1 || n == 2 && run[0] == '0'):
			default:
				if r.open++; untilSaid {
					return r
				}
			}
		case n == 1:
			r.singles++
		case composed(run) || n >= 3 && allSame(run):
			r.words++
			r.label = r.label || first && isLabel(run)
			if n >= 3 {
				r.letters += n
			}
		default:
			r.other = true
			return r
		}
		b = rest
	}
}

// empty reports whether the text says nothing but that there is nothing. One
// single letter is let pass where there are longer words and a number
// ("A1_Manufacturer0"). Names of models ("K70ID", "System76") and versions
// ("Version 2.20", "R1YET54W") say something.
func (r reading) empty() bool {
	switch {
	case r.other || r.open > 0:
		return false
	case r.words == 0:
		return r.singles == 0 && r.numbers == r.zeros
	case r.letters == 0:
		return r.singles == 0 && r.numbers == 0
	}
	return r.singles == 0 || r.singles == 1 && r.letters >= 5 && r.numbers > 0
}

// wordy reports whether all letters of a serial number are of words, so that
// its digits alone count. Words are told from chance by their length: four
// letters in all, without those of short words; or by standing in front as a
// label.
func (r reading) wordy() bool {
	return !r.other && (r.letters >= 5 || r.singles == 0 && (r.letters == 4 || r.label))
}

// onlyWords reports whether folded text says nothing but that there is
// nothing.
func onlyWords(b []byte) bool {
	return read(b, true).empty() || allFiller(b)
}

// saysSomething reports whether text that begins as b does says something
// whatever follows: neither a word nor a filler begins so.
func saysSomething(b []byte) bool {
	if len(b) < 2 || fillerSteps[b[1]-b[0]] != 0 {
		return false
	}
	first, second := ordinals[b[0]], ordinals[b[1]]
	switch {
	case first != 0 && second != 0:
		return openings[first&31][second&31].third == 0 || !mayBegin(b)
	case isDigit(b[0]) && second != 0:
		return b[0] != '0'
	case isDigit(b[0]):
		return isDigit(b[1])
	}
	return first != 0 && isDigit(b[1]) && b[1] != '0' && len(b) > 2 && isDigit(b[2]) &&
		(fillerSteps[b[2]-b[1]] == 0 || len(b) == 3 || !isDigit(b[3]))
}

// allFiller reports whether the letters and digits of b, five at least, are
// one filler: "0123456789ABCDEF".
func allFiller(b []byte) bool {
	if len(b) < 5 || isAlnum(b[0]) && isAlnum(b[1]) && fillerSteps[b[1]-b[0]] == 0 {
		return false // the usual case
	}
	var buf [maxSymbols]byte
	sym := symbols(&buf, b)
	return len(sym) >= 5 && filler(sym)
}

// allSame reports whether run is one character throughout.
func allSame(run []byte) bool {
	for _, c := range run {
		if c != run[0] {
			return false
		}
	}
	return true
}

// nextRun returns the first run of letters or of digits of folded text, and
// what follows it. Full stops and slashes between letters do not end a run:
// "O.E.M." is one, and "N/A". Such a run is put together in buf, which bounds
// it. An empty run means that b holds no more.
func nextRun(b []byte, buf *[maxRun + 1]byte) (run, rest []byte) {
	for len(b) > 0 && !isAlnum(b[0]) {
		b = b[1:]
	}
	if len(b) == 0 {
		return nil, nil
	}
	kind, n := kinds[b[0]], 1
	for n < len(b) && kinds[b[n]] == kind {
		n++
	}
	if kind == kindUpper && n < len(b) && (b[n] == '.' || b[n] == '/') {
		return dottedRun(b, buf)
	}
	return b[:n], b[n:]
}

func dottedRun(b []byte, buf *[maxRun + 1]byte) (run, rest []byte) {
	n, i := 0, 0
	for ; i < len(b) && (isLetter(b[i]) || b[i] == '.' || b[i] == '/'); i++ {
		if isLetter(b[i]) && n < len(buf) {
			buf[n] = b[i]
			n++
		}
	}
	return buf[:n], b[i:]
}
