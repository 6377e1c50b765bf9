package hwhash

import (
	"encoding/binary"
	"math/bits"
)

// Shortcuts of text.go, words.go, fields.go and serial.go. What most of them
// need is marked while a value is folded, eight characters at a time.

// marks are what stands where in folded text: a bit for each character, the lowest
// for the first. Text of more than 64 characters has none, and is kindLong.
type marks struct {
	letters, digits, spaces, bars uint64
	kinds                         kind // of all other characters, and kindLong
}

const maxMarked = 64

// all returns the marks of n characters.
func all(n int) uint64 { return 1<<uint(n) - 1 }

// onlySymbols is true only if all n characters of the text are letters or digits.
func (m *marks) onlySymbols(n int) bool { return m.letters|m.digits == all(n) }

// symbols is [symbols] of the text.
func (m *marks) symbols(buf *[maxSymbols]byte, text []byte) []byte {
	if m.onlySymbols(len(text)) {
		return text
	}
	return symbols(buf, text)
}

// marksOf is the rule of what marks are.
func marksOf(text []byte) (m marks) {
	for i, c := range text {
		switch k, bit := kinds[c], uint64(1)<<i; {
		case len(text) > maxMarked:
			m.kinds |= k | kindLong
		case k == kindUpper:
			m.letters |= bit
		case k == kindDigit:
			m.digits |= bit
		default:
			m.add(c, bit)
		}
	}
	return m
}

// shortText has room for short text.
type shortText [shortLen]byte

const shortLen = maxMarked

// foldShort is [foldAny] of up to 64 characters, if it says that all are plain:
// printable ASCII. It returns how many remain.
func foldShort(text *shortText, v string, m *marks) (n int, plain bool) {
	for len(v) > 0 && v[0] == ' ' {
		v = v[1:]
	}
	for len(v) > 0 && v[len(v)-1] == ' ' {
		v = v[:len(v)-1]
	}
	n = copy(text[:], v)
	plain = text.fold(n, m)
	if m.spaces&(m.spaces<<1) != 0 {
		n = len(collapse(text[:n]))
		text.fold(n, m)
	}
	return n, plain
}

// fold turns the first n characters into upper case and marks them. It reports
// whether all are printable ASCII.
func (text *shortText) fold(n int, m *marks) bool {
	letters, digits, odd := foldAll(text, n)
	mask := all(n)
	*m = marks{letters: letters & mask, digits: digits & mask}
	for rest := mask &^ (letters | digits); rest != 0; rest &= rest - 1 {
		m.add(text[bits.TrailingZeros64(rest)&63], rest&-rest)
	}
	return odd&mask == 0
}

// foldWords turns characters into upper case, eight at a time, and returns the
// marks of letters, of digits, and of what is no printable ASCII. It does so with
// the first n, and perhaps with some behind them.
func foldWords(text *shortText, n int) (letters, digits, odd uint64) {
	for i := 0; i < n; i += 8 {
		word := text[i : i+8]
		x := binary.LittleEndian.Uint64(word)
		ascii := x &^ high
		letter := within(ascii|0x20*ones, 'a', 'z') &^ x
		binary.LittleEndian.PutUint64(word, x&^(letter>>2)) // without 0x20
		letters |= topBits(letter) << (i & 63)
		digits |= topBits(within(ascii, '0', '9')&^x) << (i & 63)
		odd |= topBits((x|(ascii+ones)|^(ascii+0x60*ones))&high) << (i & 63)
	}
	return letters, digits, odd
}

// add marks a character that is no letter or digit.
func (m *marks) add(c byte, bit uint64) {
	switch c {
	case ' ':
		m.spaces |= bit
	case '|':
		m.bars |= bit
	default:
		m.kinds |= kinds[c]
	}
}

// topBits gathers the top bits of eight bytes, the lowest byte's in the lowest bit.
func topBits(x uint64) uint64 { return x >> 7 * 0x0102040810204080 >> 56 }

// mayBeFiller is false only if the symbols of text are no [filler].
func mayBeFiller(text []byte) bool {
	return len(text) < 2 || !isAlnum(text[0]) || !isAlnum(text[1]) || stepBits[text[1]-text[0]] != 0
}

// mayBeOnlyWords is false only if [onlyWords] is false of text that begins with a
// run of letters, 0 if with none: it is neither zeros, nor may it be of words.
func mayBeOnlyWords(text []byte, run int) bool {
	switch {
	case len(text) < 2:
		return true
	case run == 0:
		return !isDigit(text[0]) || text[0] == '0' && (text[1] == '0' || !isDigit(text[1]))
	case run < min(len(text), 5) && (text[run] == '.' || text[run] == '/'):
		return true // it goes on
	}
	return run > 1 && (text[0] == text[1] || mayBeginWord(text[:run]))
}

// lettersOf returns how many letters text begins with.
func lettersOf(text []byte) (n int) {
	for n < len(text) && isLetter(text[n]) {
		n++
	}
	return n
}

// mayBeWordy is false only if [wordy] is false: its text has runs of one letter
// only, or the first longer one may not be of words.
func mayBeWordy(text []byte, m *marks) bool {
	if !m.onlySymbols(len(text)) {
		return true
	}
	pairs := m.letters & (m.letters >> 1)
	if pairs == 0 {
		return false
	}
	at := bits.TrailingZeros64(pairs)
	run := bits.TrailingZeros64(^(m.letters >> at))
	return text[at] == text[at+1] || mayBeginWord(text[at:at+run])
}

// allFieldsSay is true only if no field is blank, or begins or ends with a space.
func allFieldsSay(text []byte, m *marks) bool {
	if m.kinds&kindLong != 0 || m.bars&(m.spaces<<1|m.spaces>>1) != 0 {
		return false
	}
	for bars, letters := m.bars, m.letters; ; {
		bar := min(bits.TrailingZeros64(bars), len(text))
		field, run := text[:bar], bits.TrailingZeros64(^letters)
		if mayBeFiller(field) || mayBeOnlyWords(field, run) {
			return false
		}
		if bar == len(text) {
			return true
		}
		text, bars, letters = text[bar+1:], bars>>(bar&63)>>1, letters>>(bar&63)>>1
	}
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

// isPlain is true only if symbols are no pattern and no six of them a filler, so
// that [measure] counts each. A pattern begins with a filler or in steps of two,
// or has two different symbols at most, or begins with two pairs, or is periodic.
func isPlain(sym []byte) bool {
	if len(sym) < 3 {
		return false
	}
	a, b, c := sym[0], sym[1], sym[2]
	if follows(a, c) || stepBits[b-a]&stepBits[c-b] != 0 || a == b && c == sym[min(3, len(sym)-1)] {
		return false
	}
	third := 2 // where the third different symbol stands, if not behind the end
	for a == b && third < len(sym) {
		b = sym[third]
		third++
	}
	for third < len(sym) && (sym[third] == a || sym[third] == b) {
		third++
	}
	if third >= len(sym) {
		return false
	}
	a, b = sym[0], sym[1]
	for p := 2; p <= len(sym)/2; p++ {
		if sym[p] == a && sym[p+1] == b {
			return false
		}
	}
	for i := longFiller - 1; i < len(sym); i += longFiller - 1 { // each filler has such a step
		if stepBits[sym[i]-sym[i-1]] != 0 && mayBeLongFiller(sym, i) {
			return false
		}
	}
	return true
}

// mayBeLongFiller is false only if the step to symbol i is in no long filler.
func mayBeLongFiller(sym []byte, i int) bool {
	first, last := i-1, i
	for first > 0 && stepBits[sym[first]-sym[first-1]] != 0 {
		first--
	}
	for last+1 < len(sym) && stepBits[sym[last+1]-sym[last]] != 0 {
		last++
	}
	return last-first >= longFiller-1
}

// measure is [measure] of the symbols of a text, each of which counts if they are
// plain.
func (m *marks) measure(sym []byte) worth {
	if m.kinds&kindLong != 0 || !isPlain(sym) {
		return measure(sym)
	}
	letters := bits.OnesCount64(m.letters)
	return worth{(len(sym) - letters) * worthDigit, letters * worthLetter}
}

// schemeStarts has the first characters of schemes.
var schemeStarts = func() (starts uint64) {
	for _, scheme := range schemes {
		starts |= symbolBit(scheme[0])
	}
	return starts
}()

// mayHaveScheme is false only if [cutSchemes] cuts nothing.
func mayHaveScheme(text []byte) bool { return len(text) > 0 && schemeStarts&symbolBit(text[0]) != 0 }

// onlyHex is true only if all of text, eight characters or more, is hexadecimal
// digits.
func onlyHex(text []byte) bool {
	n := len(text)
	if n < 8 || hexOnly(binary.BigEndian.Uint64(text[n-8:])) != high {
		return false
	}
	for ; len(text) > 8; text = text[8:] {
		if hexOnly(binary.BigEndian.Uint64(text)) != high {
			return false
		}
	}
	return true
}
