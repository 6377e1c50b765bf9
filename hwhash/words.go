package hwhash

import "bytes"

// Words of which firmware makers, drivers and tools compose the text that
// stands where a value should be: "To be filled by O.E.M.", "SerNum0". They
// are the list of words of lists.json.

// maxRun bounds the length of a run of letters that is taken apart.
const maxRun = 48

// words reports whether a run of letters is of words: one of them, some of
// three letters and more of which the last may be cut short, or one letter
// four times and more.
func words(run []byte) bool {
	switch {
	case len(run) < 2 || len(run) > maxRun:
		return false
	case len(run) >= 4 && allSame(run):
		return true
	case !mayBeginWord(run):
		return false
	}
	reach := uint64(1) // bit i: words of three letters and more can end at i
	for i := range run {
		if reach>>i&1 == 0 {
			continue
		}
		rest := run[i:]
		for _, w := range wordsFrom[rest[0]-'A'] {
			if len(rest) > 1 && w[1] != rest[1] {
				continue
			}
			if len(w) >= len(rest) && w[:len(rest)] == string(rest) && (i >= 6 || len(rest) >= 4 || len(w) == len(rest)) {
				return true
			}
			if len(w) >= 3 && hasPrefix(rest, w) {
				reach |= 1 << (i + len(w))
			}
		}
	}
	return reach>>len(run)&1 != 0
}

func hasPrefix(b []byte, prefix string) bool {
	return len(b) >= len(prefix) && string(b[:len(prefix)]) == prefix
}

func allSame(run []byte) bool {
	for _, c := range run {
		if c != run[0] {
			return false
		}
	}
	return true
}

// blank reports whether folded text says nothing but that there is nothing.
func blank(text []byte) bool {
	var buf [maxSymbols]byte
	return mayBeFiller(text) && filler(symbols(&buf, text)) || mayBeOnlyWords(text, lettersOf(text)) && onlyWords(text)
}

// onlyWords reports whether all runs of letters of folded text are of words, and
// no number says anything: each is zeros, or stands right behind a letter and
// is one digit, or 0 and a digit.
func onlyWords(text []byte) bool {
	var buf [maxRun + 1]byte
	afterLetter := false
	for {
		run, rest := nextRun(text, &buf)
		if len(run) == 0 {
			return true
		}
		if isLetter(run[0]) {
			if !words(run) {
				return false
			}
		} else if !zeros(run) && !(afterLetter && isDigit(text[0]) && (len(run) == 1 || len(run) == 2 && run[0] == '0')) {
			return false
		}
		afterLetter, text = isLetter(run[0]), rest
	}
}

// wordy reports whether all runs of letters of folded text are of words, of
// which one has three letters or begins the text: shorter ones come by chance.
// Single letters are let pass beside a run of five ("A1_SerNum0").
func wordy(text []byte) bool {
	var buf [maxRun + 1]byte
	label, single, longest := false, false, 0
	for first := true; ; first = false {
		run, rest := nextRun(text, &buf)
		switch {
		case len(run) == 0:
			return (label || longest >= 3) && (!single || longest >= 5)
		case isDigit(run[0]):
		case len(run) == 1:
			single = true
		case words(run):
			label, longest = label || first, max(longest, len(run))
		default:
			return false
		}
		text = rest
	}
}

// prose reports whether folded text has no digit, but a space and two runs of
// three letters and more: text for people.
func prose(text []byte) bool {
	var buf [maxRun + 1]byte
	if bytes.IndexByte(text, ' ') < 0 {
		return false
	}
	for long := 0; ; {
		run, rest := nextRun(text, &buf)
		switch {
		case len(run) == 0:
			return long >= 2
		case isDigit(run[0]):
			return false
		case len(run) >= 3:
			long++
		}
		text = rest
	}
}

func zeros(run []byte) bool { return run[0] == '0' && allSame(run) }

// nextRun returns the first run of letters or of digits of folded text, and
// what follows it. A run of letters goes on over full stops and slashes:
// "O.E.M.", "N/A". Such a run is put together in buf, which bounds it. An
// empty run means that text holds no more.
func nextRun(text []byte, buf *[maxRun + 1]byte) (run, rest []byte) {
	for len(text) > 0 && !isAlnum(text[0]) {
		text = text[1:]
	}
	if len(text) == 0 {
		return nil, nil
	}
	same, n := isDigit, 1
	if isLetter(text[0]) {
		same = isLetter
	}
	for n < len(text) && same(text[n]) {
		n++
	}
	if isLetter(text[0]) && n < len(text) && (text[n] == '.' || text[n] == '/') {
		return dottedRun(text, buf)
	}
	return text[:n], text[n:]
}

func dottedRun(text []byte, buf *[maxRun + 1]byte) (run, rest []byte) {
	n, i := 0, 0
	for ; i < len(text) && (isLetter(text[i]) || text[i] == '.' || text[i] == '/'); i++ {
		if isLetter(text[i]) && n < len(buf) {
			buf[n] = text[i]
			n++
		}
	}
	return buf[:n], text[i:]
}
