package hwhash

import "math/bits"

// What skips work stands here and in shortcuts_shows.go, apart from the rules.
// Each shortcut is named by what it may claim, and a fuzz target of
// shortcuts_test.go holds it to its rule.

// mayBeFiller is false only if the symbols of text are no [filler].
func mayBeFiller(text []byte) bool {
	return len(text) < 2 || !isAlnum(text[0]) || !isAlnum(text[1]) || stepOf(text[0], text[1]) != noStep
}

// mayBeOnlyWords is false only if [onlyWords] is false: the first run is neither
// zeros, nor may it be of words.
func mayBeOnlyWords(text []byte) bool {
	switch {
	case len(text) < 4 || !isAlnum(text[0]) || !isAlnum(text[1]):
		return true
	case isDigit(text[0]):
		return text[0] == '0' && (text[1] == '0' || isLetter(text[1]))
	case isDigit(text[1]):
		return false // a single letter
	}
	return text[0] == text[1] || !isLetter(text[2]) || !isLetter(text[3]) || mayBeginWord(text[:4])
}

// stepBits has a 1 for the difference of two symbols, one after the other, that
// may be a step of a filler.
var stepBits = func() (bits [256]uint8) {
	for a := byte('0'); a <= 'Z'; a++ {
		for b := byte('0'); b <= 'Z'; b++ {
			if isAlnum(a) && isAlnum(b) && stepOf(a, b) != noStep {
				bits[b-a] = 1
			}
		}
	}
	return bits
}()

// plainWorth is [measureAll] of symbols that it says are plain. No six of them
// may be a filler, and they are no pattern: a pattern begins with a filler or in
// steps of two, or has no more than half as many different symbols. One that has
// more than two and does not begin with a pair is periodic.
func plainWorth(sym []byte) (w worth, plain bool) {
	n := len(sym)
	if n < 3 || follows(sym[0], sym[2]) {
		return w, false
	}
	seen, steps, digits := uint64(0), uint64(0), 0
	prev := byte(0)
	for _, c := range sym {
		seen |= 1 << (c - '0')
		steps = steps<<1 | uint64(stepBits[c-prev])
		digits += int(digitBits[c])
		prev = c
	}
	five := steps & (steps >> 1)
	five &= five >> 2 & (steps >> 4)
	first := steps >> (n - 3) & 3 // from the first to the second symbol, and on to the third
	w = worth{digits * worthDigit, (n - digits) * worthLetter}
	if first == 3 || five != 0 {
		return w, false
	}
	different := bits.OnesCount64(seen)
	return w, different > n/2 || different > 2 && sym[0] != sym[1] && !periodic(sym)
}

var digitBits = func() (bits [256]uint8) {
	for c := '0'; c <= '9'; c++ {
		bits[c] = 1
	}
	return bits
}()
