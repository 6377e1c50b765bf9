package hwhash

import "math/bits"

// What skips work stands here and in shortcuts_shows.go, apart from the rules.
// Each shortcut is named by what it may claim, and a fuzz target of
// shortcuts_test.go holds it to its rule.

// pairs has a bit for each pair of letters or digits.
type pairs ['Z' - '0' + 1]uint64

func (p *pairs) add(a, b byte)      { p[a-'0'] |= 1 << (b - '0') }
func (p *pairs) has(a, b byte) bool { return p[a-'0']>>(b-'0')&1 != 0 }

// wordStarts has the first two letters of each word, and wordThirds, by the
// first, the second and third of each that has three.
var wordStarts, wordThirds = func() (starts pairs, thirds [26]pairs) {
	for first, words := range wordsFrom {
		for _, w := range words {
			starts.add(w[0], w[1])
			if len(w) > 2 {
				thirds[first].add(w[1], w[2])
			}
		}
	}
	return starts, thirds
}()

// mayBeginWord is false only if [words] is false of a run of two letters and
// more that are not all the same: its first three begin no word.
func mayBeginWord(run []byte) bool {
	if len(run) == 2 {
		return wordStarts.has(run[0], run[1])
	}
	return wordThirds[run[0]-'A'].has(run[1], run[2])
}

// mayBeBlank is false only if [blank] is false: the first two characters are
// part of no filler, and the first run is no word and no zeros.
func mayBeBlank(text []byte) bool {
	if len(text) < 3 || !isAlnum(text[0]) || !isAlnum(text[1]) || stepOf(text[0], text[1]) != noStep {
		return true
	}
	switch {
	case isDigit(text[0]):
		return text[0] == '0'
	case isDigit(text[1]):
		return false // a single letter
	}
	return !isLetter(text[2]) || mayBeginWord(text[:3])
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

// plainWorth is [measureAll] of symbols that it says are plain: no six of them
// may be a filler, and they are no pattern, because a pattern has no more than
// half as many different symbols, or begins with a filler or in steps of two.
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
	plain = bits.OnesCount64(seen) > n/2 && first != 3 && five == 0
	return worth{digits * worthDigit, (n - digits) * worthLetter}, plain
}

var digitBits = func() (bits [256]uint8) {
	for c := '0'; c <= '9'; c++ {
		bits[c] = 1
	}
	return bits
}()

// listedStarts has, for each class, the first two symbols of what [listedSerial]
// looks for, but for digests; digestLengths has the bits of their lengths.
var listedStarts, digestLengths = func() (starts [numClasses + 1]pairs, lengths uint64) {
	for c := range starts {
		for _, serial := range knownSerials[c] {
			starts[c].add(serial[0], serial[1])
		}
		for i := range sharedPrefixes {
			if p := &sharedPrefixes[i]; p.classes>>c&1 != 0 {
				starts[c].add(p.prefix[0], p.prefix[1])
			}
		}
	}
	for _, digest := range knownDigests {
		lengths |= 1 << (len(digest) - 1)
	}
	return starts, lengths
}()

// mayBeListed is false only if [listedSerial] is false of two symbols and more.
func mayBeListed(c Class, sym []byte) bool {
	return len(sym) < 2 || digestLengths>>(len(sym)-1)&1 != 0 || listedStarts[c].has(sym[0], sym[1])
}

// weakLengths has, for each class, the bits of the lengths of its weak forms.
var weakLengths = func() (lengths [numClasses + 1]uint64) {
	for i := range weakForms {
		for c := range lengths {
			if f := &weakForms[i]; f.classes>>c&1 != 0 {
				lengths[c] |= 1 << len(f.form)
			}
		}
	}
	return lengths
}()

// mayBeWeak is false only if [weakForm] is false.
func mayBeWeak(c Class, sym []byte) bool { return weakLengths[c]>>len(sym)&1 != 0 }
