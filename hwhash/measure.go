package hwhash

// How much the symbols of a value can tell apart: docs/format.md, section
// "Text and measure". Lists of placeholders hold fewer than half of those met,
// so the measure is of form: symbols count for what they can vary.

// Worth of a symbol, in hundredths of a bit: log2 of 10 and of 26. The
// alphabet is that of the symbol's own kind, because whoever knows the maker
// knows where letters and digits stand.
const (
	worthDigit  = 332
	worthLetter = 470
)

// minWorth is that of seven digits. 10^7 values over a slot of 11 bits leave
// 4,883 candidates for each slot value.
const minWorth = 7 * worthDigit

// longFiller is from how many symbols on a filler has not come by chance.
const longFiller = 6

// maxSymbols bounds how much of a value is looked at.
const maxSymbols = 64

// worth is what symbols can tell apart, in hundredths of a bit.
type worth struct{ digits, letters int }

func (w worth) total() int { return w.digits + w.letters }

// symbols copies the letters and digits of b, folded, into buf.
func symbols(buf *[maxSymbols]byte, b []byte) []byte {
	n := 0
	for _, c := range b {
		if isAlnum(c) {
			buf[n] = c
			if n++; n == len(buf) {
				break
			}
		}
	}
	return buf[:n]
}

// measure returns the worth of symbols.
func measure(sym []byte) (w worth) {
	if regular(sym) {
		return worth{}
	}
	for i := 0; i < len(sym); {
		run, counted := fillerAt(sym[i:]), 1
		if run < longFiller {
			counted = run
		}
		for _, c := range sym[i : i+counted] {
			if isDigit(c) {
				w.digits += worthDigit
			} else {
				w.letters += worthLetter
			}
		}
		i += run
	}
	return w
}

// fillerAt returns the length of the filler that sym begins with: symbols that
// are the same, or that count up or down by one.
func fillerAt(sym []byte) int {
	n := min(len(sym), 2)
	if n < 2 {
		return n
	}
	step := stepOf(sym[0], sym[1])
	if step == noStep {
		return 1
	}
	for n < len(sym) && stepOf(sym[n-1], sym[n]) == step {
		n++
	}
	return n
}

// The steps from one symbol to the next that make a filler.
const (
	noStep = iota
	sameStep
	upStep
	downStep
)

func stepOf(a, b byte) int {
	switch {
	case a == b:
		return sameStep
	case follows(a, b):
		return upStep
	case follows(b, a):
		return downStep
	}
	return noStep
}

// follows reports whether b comes after a as people count: 0 follows 9, and A
// does.
func follows(a, b byte) bool { return b == a+1 || a == '9' && (b == '0' || b == 'A') }

// filler reports whether symbols, five at least, are one filler.
func filler(sym []byte) bool { return len(sym) >= 5 && fillerAt(sym) == len(sym) }

// regular reports whether symbols are a pattern as a whole.
func regular(sym []byte) bool {
	n := len(sym)
	return onlyFillers(sym) || periodic(sym) ||
		n >= 8 && (interleaved(sym) || most(sym) >= n-1) ||
		n >= 9 && (distinct(sym) <= 2 || repeated(sym))
}

// onlyFillers: AAA111, ABCDE12345.
func onlyFillers(sym []byte) bool {
	for i := 0; i < len(sym); {
		run := fillerAt(sym[i:])
		if run < 3 {
			return false
		}
		i += run
	}
	return true
}

// periodic: 12341234.
func periodic(sym []byte) bool {
	for p := 1; p <= len(sym)/2; p++ {
		if sym[p] == sym[0] && string(sym[p:]) == string(sym[:len(sym)-p]) {
			return true
		}
	}
	return false
}

// interleaved: A1B2C3D4.
func interleaved(sym []byte) bool {
	for i := 2; i < len(sym); i++ {
		if !follows(sym[i-2], sym[i]) {
			return false
		}
	}
	return true
}

// repeated: 1122334455.
func repeated(sym []byte) bool {
	for i := 0; i < len(sym); {
		run := 1
		for i+run < len(sym) && sym[i+run] == sym[i] {
			run++
		}
		if run < 2 {
			return false
		}
		i += run
	}
	return true
}

// most returns how often the most frequent symbol stands in sym.
func most(sym []byte) (n int) {
	counts := count(sym)
	for _, c := range counts {
		n = max(n, int(c))
	}
	return n
}

// distinct returns how many different symbols there are.
func distinct(sym []byte) (n int) {
	counts := count(sym)
	for _, c := range counts {
		if c > 0 {
			n++
		}
	}
	return n
}

func count(sym []byte) (counts ['Z' - '0' + 1]uint8) {
	for _, c := range sym {
		counts[c-'0']++
	}
	return counts
}
