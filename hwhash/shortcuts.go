package hwhash

import "math/bits"

// What skips work stands here and in shortcuts_shows.go, apart from the rules.
// Each shortcut is named by what it may claim, and a fuzz target of
// shortcuts_test.go holds it to its rule.

// pairs has a bit for each pair of letters or digits.
type pairs ['Z' - '0' + 1]uint64

func (p *pairs) add(a, b byte)      { p[a-'0'] |= 1 << (b - '0') }
func (p *pairs) has(a, b byte) bool { return p[a-'0']>>(b-'0')&1 != 0 }

// openings has a bit, which others share, for the first four letters of each
// word, and for each word of two and three.
var openings = func() (set [128]uint64) {
	for _, words := range wordsFrom {
		for _, w := range words {
			word, bit := openingBit(w[:min(len(w), 4)])
			set[word] |= 1 << bit
		}
	}
	return set
}()

func openingBit[T ~string | ~[]byte](letters T) (word, bit uint32) {
	h := uint32(0)
	for i := range len(letters) {
		h = h*37 + uint32(letters[i])
	}
	h ^= h >> 13
	return h >> 6 & 127, h & 63
}

func opensWord(letters []byte) bool {
	word, bit := openingBit(letters)
	return openings[word]>>bit&1 != 0
}

// mayBeginWord is false only if [words] is false of a run of two letters and
// more that are not all the same: it begins with no word of three letters, and
// as none of four and more does.
func mayBeginWord(run []byte) bool {
	return opensWord(run[:min(len(run), 4)]) || len(run) > 3 && opensWord(run[:3])
}

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
