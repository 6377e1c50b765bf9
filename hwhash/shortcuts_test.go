package hwhash

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The usual cases are decided by shortcuts. Each test holds one against the
// plain rule that it cuts short.

func TestWordsOfCharacters(t *testing.T) {
	for i := range 256 {
		c := byte(i)
		for at := range 8 {
			w := uint64(0x7c7c7c7c7c7c7c7c)&^(0xff<<(8*at)) | uint64(c)<<(8*at)
			top := uint64(0x80) << (8 * at)
			require.Equal(t, hexValue(c) >= 0, hexOnly(w)&top != 0, "%q at %d", c, at)
			require.Equal(t, kinds[c]&kindAlnum != 0, alnumOnly(w)&top != 0, "%q at %d", c, at)
			require.Zero(t, (hexOnly(w)|alnumOnly(w))&^top, "%q at %d", c, at)
			for d := range 256 {
				if hasByte(w, byte(d)) != (byte(d) == c || d == '|') {
					require.Fail(t, "hasByte", "%x in %x", d, w)
				}
			}
		}
	}
	require.Equal(t, uint64(0x01ab9cef), hexBytes(load64("01aB9cEf")))
	require.Equal(t, uint64(0x01ab9c), hexPairs(load64("01:aB-9c")))
}

// mutated returns s with some characters exchanged for those of set.
func mutated(r *rand.Rand, s, set string) string {
	b := []byte(s)
	for range r.IntN(3) {
		b[r.IntN(len(b))] = set[r.IntN(len(set))]
	}
	return string(b)
}

func TestShortcutsOfParsers(t *testing.T) {
	const set = "0123456789abcdefABCDEFgG:-. {}\x00\xe9"
	r := rand.New(rand.NewPCG(1, 2))
	parsed := 0
	for range 100_000 {
		text := mutated(r, strings.ToLower(draw(r, "^^:^^:^^:^^:^^:^^")), set)
		if r.IntN(2) == 0 {
			text = strings.ReplaceAll(text, ":", []string{"-", ".", " ", "x"}[r.IntN(4)])
		}
		fast, ok := parsePairs(text)
		if plain, plainOK := parseGroups(text); ok {
			require.True(t, plainOK, "%q", text)
			require.Equal(t, plain, fast, "%q", text)
			parsed++
		} else if plainOK {
			require.Contains(t, text, ".", "%q", text)
		}

		text = mutated(r, draw(r, "^^^^^^^^-^^^^-^^^^-^^^^-^^^^^^^^^^^^"), set)
		if r.IntN(2) == 0 {
			text = strings.ReplaceAll(text, "-", "")
		}
		u, ok := parseUUID(text)
		plain, plainOK := parseSpelledUUID(text)
		require.Equal(t, plainOK, ok, "%q", text)
		if ok {
			require.Equal(t, plain, u, "%q", text)
			require.Equal(t, u, uuidOf(appendUUID(nil, u)))
			require.Equal(t, u, u.swapped().swapped())
			parsed++
		}
	}
	require.Greater(t, parsed, 50_000)
}

func TestShortcutsOfUUIDs(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	runs := 0
	for range 100_000 {
		var b [uuidBytes]byte
		values := 1 + r.IntN(256) // of few bytes, or of many
		for i := range b {
			b[i] = byte(r.IntN(values))
			if r.IntN(2) == 0 {
				b[i] = "AZaz09./@[`{:\x80"[r.IntN(14)]
			}
		}
		u := uuidOf(b[:])
		require.Equal(t, b, u.bytes())

		distinct := map[byte]bool{}
		run, longest := 0, 0
		for _, c := range b {
			distinct[c] = true
			if run++; kinds[c]&kindAlnum == 0 {
				run = 0
			}
			longest = max(longest, run)
		}
		require.Equal(t, min(len(distinct), manyBytes), min(u.distinctBytes(), manyBytes), "%x", b)
		require.Equal(t, longest >= minShared, textual(u.hi, 0, u.lo), "%x", b)
		require.Equal(t, longest >= minShared, textual(0, u.hi, u.lo), "%x", b)
		text, at := hex.EncodeToString(b[:]), r.IntN(2*uuidBytes-minRepeat+1)
		eight, err := strconv.ParseUint(text[at:at+minRepeat], 16, 32)
		require.NoError(t, err)
		require.True(t, u.hasDigits(uint32(eight)), "%s at %d", text, at)
		eight ^= 1 << r.IntN(32)
		require.Equal(t, strings.Contains(text, fmt.Sprintf("%08x", eight)), u.hasDigits(uint32(eight)), "%s, %08x", text, eight)
		if longest >= minShared {
			runs++
		}
	}
	require.Greater(t, runs, 1000)
}

// pieces are what the text of firmware that says nothing is made of, and what
// spoils it.
func pieces(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(5) {
		words := lexicon[r.IntN(26)]
		switch k := r.IntN(10); {
		case k < 5 && len(words) > 0:
			w := words[r.IntN(len(words))]
			w = w[:len(w)-r.IntN(2)*r.IntN(len(w))]
			if part := r.IntN(4 * len(w)); part < len(w) {
				w = w[:part] + []string{".", "/"}[r.IntN(2)] + w[part:]
			}
			b.WriteString(w)
		case k < 7:
			b.WriteString([]string{" ", ".", "/", "-", "0", "00", "01", "12", "1", "222", "123", "N", "AAA", "SSS", "34567"}[r.IntN(15)])
		default:
			b.WriteString(draw(r, "&&&&"[:1+r.IntN(4)]))
		}
	}
	return b.String()
}

func TestShortcutsOfWords(t *testing.T) {
	for text, class := range map[string]Class{"SSSS491": SystemSerial, "-12-34567": SystemModel, "SE/RIAL": SystemModel} {
		_, bad := normalise(nil, &Component{class, text}, Traits{})
		require.Equal(t, ruleWords, bad, "%q", text)
	}
	r := rand.New(rand.NewPCG(5, 6))
	short, wordless := 0, 0
	for range 300_000 {
		text, seen, bad := fold(nil, pieces(r))
		if bad != ruleUsed || len(text) == 0 {
			continue
		}
		if saysSomething(text) {
			require.False(t, onlyWords(text), "%q", text)
			short++
		}
		var buf [maxSymbols]byte
		sym := symbols(&buf, text)
		if seen&^kindAlnum == 0 && mayHaveWord(sym, false) && !mayHaveWord(sym, true) {
			require.False(t, read(text, false).wordy(), "%q", text)
			require.False(t, labelsFiller(text), "%q", text)
			wordless++
		}
	}
	require.Greater(t, short, 50_000)
	require.Greater(t, wordless, 3_000)
}

func TestShortcutsOfText(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	spaced := 0
	for range 100_000 {
		b := make([]byte, 60)
		for i := range b {
			b[i] = "AB| "[r.IntN(4)]
			if r.IntN(3) > 0 {
				b[i] = byte(r.Uint32())
			}
		}
		text := b[:r.IntN(len(b)-spare)]
		start := r.IntN(len(text) + 1)
		end := len(text)
		if i := bytes.IndexByte(text[start:], '|'); i >= 0 {
			end = start + i
		}
		require.Equal(t, end, fieldEnd(text, start), "%q from %d", text, start)
		if bytes.Contains(text, []byte("  ")) {
			require.True(t, mayHaveSpaces(text), "%q", text)
			spaced++
		} else if !bytes.Contains(b[:len(text)+9], []byte("  ")) {
			require.False(t, mayHaveSpaces(text), "%q", text)
		}
	}
	require.Greater(t, spaced, 1000)
}

func TestShortcutOfSerials(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	spelled := 0
	for range 100_000 {
		serial := []byte(draw(r, "^^&^^-^&^^^^-&^^^^^"))[r.IntN(8):][:4+r.IntN(7)]
		longest := 0
		for _, run := range strings.FieldsFunc(strings.ReplaceAll(string(serial), "-", ""), func(c rune) bool { return hexValue(byte(c)) < 0 }) {
			longest = max(longest, len(run))
		}
		require.Equal(t, longest >= minSpelled, spells(serial), "%q", serial)
		if longest >= minSpelled {
			spelled++
		}
	}
	require.Greater(t, spelled, 10_000)
	require.Less(t, spelled, 90_000)
}

// A record is well formed if every slot fits its width, the values of a class
// are sorted with none absent before another, and one is of identity.
func TestShortcutsOfCheck(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	whole, broken := 0, 0
	for range 200_000 {
		h := Hash{[Size]byte{offVersion: version}}
		for c := SystemUUID; c <= numClasses; c++ {
			for i := range r.IntN(classes[c].slots + 1) {
				h.insertSlot(classes[c].first, classes[c].first+i, uint16(1+r.IntN(1<<classes[c].width-1)))
			}
		}
		switch r.IntN(4) { // a value too wide, in the wrong place, or for no reason
		case 0:
			h.setSlot(r.IntN(firstReserved), uint16(r.IntN(1<<16)))
		case 1:
			h.setSlot(serialSlot, uint16(r.IntN(1<<16)))
		case 2:
			i, j := r.IntN(firstReserved), r.IntN(firstReserved)
			a, b := h.slot(i), h.slot(j)
			h.setSlot(i, b)
			h.setSlot(j, a)
		}
		h.seal()

		ok, identity := true, false
		for c := SystemUUID; c <= numClasses; c++ {
			for i := classes[c].first; i < classes[c].first+classes[c].slots; i++ {
				v := h.slot(i)
				ok = ok && (int(v) < 1<<classes[c].width || isWide(c, v))
				ok = ok && (i == classes[c].first || v == 0 || h.slot(i-1) != 0 && h.slot(i-1) <= v)
				identity = identity || v != 0 && c.Identity()
			}
		}
		if ok && identity {
			require.NoError(t, h.check(), "%x", h.b)
			whole++
		} else {
			require.Error(t, h.check(), "%x", h.b)
			broken++
		}
	}
	require.Greater(t, whole, 10_000)
	require.Greater(t, broken, 10_000)
}

// A class with one slot compares as any other does.
func TestShortcutOfComparing(t *testing.T) {
	for a := range uint16(3) {
		for b := range uint16(3) {
			var x, y Hash
			x.setSlot(classes[TPM].first, a)
			y.setSlot(classes[TPM].first, b)
			var one, any Outcome
			require.Equal(t, any.weigh(&weights[TPM], &x, &y, &classes[TPM]), one.weighOne(&weights[TPM], a, b))
			require.Equal(t, any, one)
		}
	}
}
