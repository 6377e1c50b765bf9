package hwhash

import (
	"bytes"
	"math/bits"
)

// Worth of a character, in hundredths of a bit: log2 of 10 and of 26. The
// alphabet is that of the character's own kind, because whoever knows the
// maker knows where letters and digits stand.
const (
	worthDigit  = 332
	worthLetter = 470
)

// minWorth is that of seven digits. 10^7 values over a slot of 11 bits leave
// 4,885 candidates for each slot value.
const minWorth = 7 * worthDigit

// maxSymbols bounds how much of a value is measured.
const maxSymbols = 64

// worth is what the symbols of a value can tell apart, in hundredths of a bit,
// without those of its fillers.
type worth struct {
	digits, letters int
	filled          bool // there is a filler, counted or not
}

func (w worth) total() int { return w.digits + w.letters }

// symbols copies the letters and digits of b into buf.
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

// measure returns the worth of sym.
func measure(sym []byte) worth {
	var seen, steps uint64 // as bits: the symbols, and the steps that fillers consist of
	digits, prev := 0, byte(0)
	for _, c := range sym {
		seen |= 1 << ((c - '0') & 63)
		steps = steps<<1 | fillerSteps[c-prev]
		if isDigit(c) {
			digits++
		}
		prev = c
	}
	switch {
	case regular(sym, seen):
		return worth{filled: true}
	case steps&(steps>>1)&(steps>>2)&(steps>>3) != 0: // four in a row
		return measureFilled(sym)
	}
	return worth{digits: digits * worthDigit, letters: (len(sym) - digits) * worthLetter}
}

// measureFilled is measure for symbols among which there may be fillers.
func measureFilled(sym []byte) (w worth) {
	for i := 0; i < len(sym); {
		run := fillerAt(sym, i)
		w.filled = w.filled || run >= 5
		switch {
		case discounted(sym, i, run):
			i += run
			continue
		case isDigit(sym[i]):
			w.digits += worthDigit
		default:
			w.letters += worthLetter
		}
		i++
	}
	return w
}

// discounted reports whether the run at i is long enough, by itself or as a
// part of sym, not to have come about by chance.
func discounted(sym []byte, i, run int) bool {
	if run < 5 || run >= 7 {
		return run >= 7
	}
	part := 65 // per cent
	if sym[i] == sym[i+1] && sym[i] != '0' {
		part = 85
	}
	return run*100 >= len(sym)*part
}

// fillerSteps has a 1 for the differences between neighbours in a filler: none,
// and those of counting up or down, over 9 to 0 and 9 to A too.
var fillerSteps = [256]uint64{
	0: 1,
	1: 1, ('0' - '9') & 0xff: 1, 'A' - '9': 1,
	0xff: 1, '9' - '0': 1, ('9' - 'A') & 0xff: 1,
}

// fillerAt returns the length of the run at i of one symbol, or of a sequence
// that counts up or down by one; 1 if there is none. A counting run of fewer
// than seven symbols must begin or end as people count: at 0, 1, 9 or A.
func fillerAt(sym []byte, i int) int {
	if i+1 >= len(sym) {
		return 1
	}
	first, j := sym[i], i+2
	switch second := sym[i+1]; {
	case second == first:
		for j < len(sym) && sym[j] == first {
			j++
		}
	case follows(first, second):
		for j < len(sym) && follows(sym[j-1], sym[j]) {
			j++
		}
		if j-i < 7 && first != '0' && first != '1' && first != 'A' {
			return 1
		}
	case follows(second, first):
		for j < len(sym) && follows(sym[j], sym[j-1]) {
			j++
		}
		if j-i < 7 && first != '9' && sym[j-1] > '1' {
			return 1
		}
	default:
		return 1
	}
	return j - i
}

// follows reports whether b comes after a when counting: 8 9, 9 0, 9 A, A B.
func follows(a, b byte) bool {
	return b == a+1 && a != '9' || a == '9' && (b == '0' || b == 'A')
}

// filler reports whether a run of symbols is one repeated, or counts.
func filler(sym []byte) bool { return fillerAt(sym, 0) == len(sym) }

// regular reports whether the whole of sym is a pattern: a short unit
// repeated, two interleaved counts (A1B2C3D4), every symbol repeated, two
// symbols only, or one symbol nearly everywhere. seen is the symbols as bits.
func regular(sym []byte, seen uint64) bool {
	n := len(sym)
	if n >= 8 && stride(sym, 2, follows) {
		return true
	}
	distinct := bits.OnesCount64(seen)
	if distinct > n/2 && distinct > 3 {
		return false // every pattern below has fewer
	}
	for p := 1; p <= n/3; p++ {
		if stride(sym, p, func(a, b byte) bool { return a == b }) {
			return true
		}
	}
	most := 0
	for i := range sym {
		most = max(most, bytes.Count(sym, sym[i:i+1]))
	}
	return seen&^0b11 == 0 || n >= 9 && (distinct <= 2 || repeated(sym)) ||
		n >= 8 && n-most <= 1 || n >= 12 && n-most <= 2
}

// repeated reports whether every symbol stands at least twice in a row, and
// more than that on average, but for the last, which may have been cut short.
func repeated(sym []byte) bool {
	runs := 1
	for i := 0; i < len(sym)-1; runs++ {
		run := i + 1
		for run < len(sym) && sym[run] == sym[i] {
			run++
		}
		if run-i < 2 {
			return false
		}
		i = run
	}
	return 5*(runs-1) <= 2*len(sym)
}

func stride(sym []byte, p int, same func(a, b byte) bool) bool {
	for i := p; i < len(sym); i++ {
		if !same(sym[i-p], sym[i]) {
			return false
		}
	}
	return true
}
