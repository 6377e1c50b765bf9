package hwhash

import (
	"bytes"
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Each shortcut is held against its rule: what it says may not be, is not.

// requireTextShortcuts holds all shortcuts about text against their rules.
func requireTextShortcuts(t *testing.T, value string) {
	var m, marked marks
	text, bad := foldAny(nil, value, &m)
	out, alike := fold([]byte("before"), value, &marked)
	require.Equal(t, bad, alike, "%q", value)
	require.Equal(t, "before"+string(text), string(out))
	if bad == ruleUsed {
		require.Equal(t, m, marked, "%q", text)
	}
	requireFoldedAlike(t, value)
	if bad != ruleUsed {
		return
	}
	if !mayBeWordy(text, &m) {
		require.False(t, wordy(text), "%q", text)
	}
	if !mayHaveScheme(text) {
		require.Equal(t, text, cutSchemes(text))
	}
	if onlyHex(text) {
		require.Regexp(t, "^[0-9A-F]*$", string(text))
	}
	requireFieldShortcut(t, text, &m)
	var buf [maxSymbols]byte
	if !mayBeFiller(text) {
		require.False(t, filler(symbols(&buf, text)), "%q", text)
	}
	if !mayBeOnlyWords(text, lettersOf(text)) {
		require.False(t, onlyWords(text), "%q", text)
	}
	var runBuf [maxRun + 1]byte
	for rest := text; ; {
		var run []byte
		if run, rest = nextRun(rest, &runBuf); len(run) == 0 {
			break
		}
		if isLetter(run[0]) && len(run) > 1 && !allSame(run) && !mayBeginWord(run) {
			require.False(t, plainWords(run), "%q", run)
		}
	}
	sym := symbols(&buf, text)
	require.Equal(t, measure(sym), m.measure(m.symbols(&buf, text)), "%q", text)
	if len(sym) > 0 && !mayBeListedDigest(sym) {
		require.False(t, listedDigest(sym), "%q", sym)
	}
	for c := range Class(numClasses + 1) {
		if len(sym) > 0 && !mayBeListed(c, sym) {
			require.False(t, listedSerial(c, sym), "%q", sym)
		}
		if len(sym) > 0 && !mayBeWeak(c, sym) {
			require.False(t, weakForm(c, sym), "%q", sym)
		}
	}
}

// requireFoldedAlike holds what folds on this processor against foldWords.
func requireFoldedAlike(t *testing.T, value string) {
	var a, b shortText
	n := copy(a[:], value)
	copy(b[:], value)
	letters, digits, odd := foldAll(&a, n)
	l, d, o := foldWords(&b, n)
	mask := all(n)
	require.Equal(t, [3]uint64{l & mask, d & mask, o & mask}, [3]uint64{letters & mask, digits & mask, odd & mask}, "%q", value)
	require.Equal(t, string(b[:n]), string(a[:n]), "%q", value)
}

func requireFieldShortcut(t *testing.T, text []byte, m *marks) {
	if len(text) == 0 || !allFieldsSay(text, m) {
		return
	}
	for field := range bytes.SplitSeq(text, bar) {
		require.False(t, blank(field), "%q", text)
		require.Equal(t, string(bytes.TrimSpace(field)), string(field), "%q", text)
	}
}

// plainWords is the rule of [words], letter by letter, without its shortcut and
// its sets of bits.
func plainWords(run []byte) bool {
	var ends func(at int) bool
	ends = func(at int) bool {
		if at == len(run) {
			return true
		}
		rest := string(run[at:])
		for _, from := range wordsFrom {
			for _, w := range from {
				if strings.HasPrefix(w, rest) && (at >= 6 || len(rest) >= 4 || w == rest) {
					return true
				}
				if len(w) >= 3 && strings.HasPrefix(rest, w) && ends(at+len(w)) {
					return true
				}
			}
		}
		return false
	}
	return len(run) <= maxRun && ends(0)
}

// requireShowsShortcuts holds those about two values against their rules.
func requireShowsShortcuts(t *testing.T, u uuid, m, other mac, text, board string) {
	if !u.mayBePattern() {
		require.False(t, u.pattern(), "%x", u.bytes())
	}
	if !mayBeKnownUUID(u) {
		require.False(t, knownUUID(u), "%x", u.bytes())
	}
	x, y := serialOf(text), serialOf(board)
	sym := x.sym
	if serialRepeats(y.sym, sym) {
		require.True(t, y.mayRepeat(x), "%q, %q", y.sym, sym)
	}
	if uuidShowsSerial(u, sym) {
		require.True(t, x.mayBeShown(u, u.mayBeText()), "%x, %q", u.bytes(), sym)
	}
	var addresses []address
	var shown sixes
	for _, m := range [2]mac{m, other} {
		if m &= 1<<48 - 1; m&deviceHalf != 0 { // as of all evidence
			var a address
			a.set(m)
			addresses = append(addresses, a)
			shown.addShown(&a)
		}
	}
	if serialShowsMAC(sym, addresses) {
		require.True(t, x.mayShowMAC(addresses, &shown), "%x, %x, %q", m, other, sym)
	}
	if uuidShowsMAC(u, addresses) {
		require.True(t, mayShowMAC(u, addresses, &shown), "%x, %x, %x", u.bytes(), m, other)
	}
}

func serialOf(text string) *serial {
	folded, _ := fold(nil, text, new(marks))
	x := new(serial)
	x.read(folded)
	return x
}

// spoiled returns a text that says nothing, a listed value or a drawn one, with
// some characters changed.
func spoiled(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(4) {
		words := wordsFrom[r.IntN(26)]
		switch k := r.IntN(8); {
		case k < 4 && len(words) > 0:
			w := words[r.IntN(len(words))]
			b.WriteString(w[:len(w)-r.IntN(2)*r.IntN(len(w))])
		case k < 5:
			serials := knownSerials[1+r.IntN(numClasses)]
			if len(serials) > 0 {
				b.WriteString(serials[r.IntN(len(serials))])
			}
		case k < 6:
			b.WriteString([]string{" ", ".", "/", "-", "0", "00", "01", "12", "1", "222", "123", "N", "AAA", "SSS", "34567", "A1B2C3D4", "ABABAB", "|", " | ", "  ", "LENOVO|20L8", "NAA.", "0x", "é", "\t"}[r.IntN(25)])
		default:
			b.WriteString(draw(r, "&&&&&&"[:1+r.IntN(6)]))
		}
	}
	text := []byte(b.String())
	for range r.IntN(3) {
		if len(text) > 0 {
			text[r.IntN(len(text))] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ ./-|$"[r.IntN(42)]
		}
	}
	if r.IntN(4) == 0 {
		text = bytes.ToLower(text)
	}
	return string(text)
}

// related returns a UUID, two addresses and a serial number that often show each
// other.
func related(r *rand.Rand) (u uuid, m, other mac, serial, board string) {
	u, m, other = uuid{r.Uint64(), r.Uint64()}, mac(r.Uint64()>>16), mac(r.Uint64()>>16)
	var a address
	a.set(m)
	six := uint64(a.relatives[r.IntN(len(a.relatives))])
	switch r.IntN(7) {
	case 0: // some digits of the address in the UUID
		shift := 4 * r.IntN(11)
		u.hi = u.hi&^(deviceHalf<<shift) | six<<shift
	case 1:
		u.lo = u.lo&^(1<<48-1) | uint64(m) + r.Uint64N(2048) - 1024
	case 2: // text
		for i := range 8 {
			shift := 8 * i
			c := uint64("0123456789ABCDEFGHJKLMNP"[r.IntN(24)])
			u.hi, u.lo = u.hi&^(0xff<<shift)|c<<shift, u.lo&^(0xff<<shift)|c<<shift
		}
	case 3:
		u, _ = parseUUID(shortFillers(r))
	case 4: // the address as text, or in decimal
		text := []byte(oneOf(r, fmt.Sprintf("%012x", uint64(m)), fmt.Sprintf("%06X", uint64(m&deviceHalf)), strconv.FormatUint(uint64(m&deviceHalf), 10)))
		b := place(r, u.bytes(), text)
		u = uuidOf(b[:])
	case 5:
		b := placeDigits(r, u.bytes(), backwardsText(strconv.FormatUint(uint64(m&deviceHalf), 10)))
		u = uuidOf(b[:])
	case 6:
		b := place(r, u.bytes(), half(uint32(m&deviceHalf)+uint32(r.IntN(80))&deviceHalf))
		u = uuidOf(b[:])
	}
	b := u.bytes()
	switch r.IntN(5) {
	case 0:
		serial = draw(r, "&&&&&&&&&&")
	case 1:
		serial = string(b[r.IntN(8):])
	case 2:
		digits := u.digits()
		serial = draw(r, "&&") + string(digits[r.IntN(16):][:4+r.IntN(10)])
	case 3:
		digits := uuid{0, uint64(m)}.digits()
		serial = string(digits[20+r.IntN(7):]) + draw(r, "&&")
	case 4:
		text := strconv.FormatUint(uint64(oneOf(r, m, m&deviceHalf)), 10)
		serial = draw(r, "&Z") + oneOf(r, text, backwardsText(text)) + draw(r, "#")
	}
	return u, m, other, serial, repeating(r, serial)
}

// repeating returns a serial number that often repeats another.
func repeating(r *rand.Rand, serial string) string {
	switch r.IntN(5) {
	case 0:
		back := []byte(serial)
		slices.Reverse(back)
		return string(back)
	case 1:
		return serial[r.IntN(len(serial)+1):]
	case 2:
		return draw(r, "&") + serial + draw(r, "##&")
	case 3:
		return draw(r, "&Z") + serial[len(serial)/2:] + draw(r, "Z&")
	}
	changed := []byte(serial)
	if len(changed) > 0 {
		changed[r.IntN(len(changed))] ^= 1
	}
	return string(changed)
}

// shortFillers returns 32 hexadecimal digits that are short fillers, but for few.
func shortFillers(r *rand.Rand) string {
	const up = "0123456789ABCDEF0123456789ABCDEF"
	var b strings.Builder
	for open := 5; b.Len() < 2*uuidBytes; {
		switch at := r.IntN(16); {
		case open > 0 && r.IntN(2) == 0:
			open--
			b.WriteByte(up[at])
		case r.IntN(2) == 0:
			b.WriteString(strings.Repeat(up[at:at+1], 4))
		default:
			b.WriteString(up[at : at+4+r.IntN(3)])
		}
	}
	return b.String()[:2*uuidBytes]
}

func TestShortcuts(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for range 30_000 {
		requireTextShortcuts(t, spoiled(r))
		u, m, other, serial, board := related(r)
		requireShowsShortcuts(t, u, m, other, serial, board)
		requireTextShortcuts(t, serial)
	}
	for c := range 256 { // all characters, everywhere
		for at := range maxMarked {
			requireFoldedAlike(t, draw(r, strings.Repeat("&", at))+string([]byte{byte(c)})+"a")
		}
	}
	for _, serials := range knownSerials {
		for _, s := range serials {
			requireTextShortcuts(t, s)
		}
	}
	for _, digest := range knownDigests {
		requireTextShortcuts(t, digest)
	}
	for _, p := range sharedPrefixes {
		requireTextShortcuts(t, p.prefix+"000000")
	}
	for _, words := range wordsFrom {
		for _, w := range words {
			requireTextShortcuts(t, w)
			requireTextShortcuts(t, w+w)
		}
	}
}

// The shortcuts are taken: most drawn values are told from the rest by them.
func TestShortcutsAreTaken(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	const n = 10_000
	taken := map[string]int{}
	count := func(name string, is bool) {
		if is {
			taken[name]++
		}
	}
	var a address
	a.set(0x3c52820a1107)
	var shown sixes
	shown.addShown(&a)
	for range n {
		sym := []byte(draw(r, "&&&&&&&&&&&&"))
		u := uuid{r.Uint64(), r.Uint64()}
		count("isPlain", isPlain(sym))
		count("mayBeginWord", !mayBeginWord([]byte(strings.Map(func(c rune) rune { return 'A' + c%26 }, string(sym)))))
		count("mayBeFiller", !mayBeFiller(sym))
		count("mayBeOnlyWords", !mayBeOnlyWords(sym, lettersOf(sym)))
		count("mayBeListed", !mayBeListed(SystemSerial, sym))
		count("mayBeWeak", !mayBeWeak(Disk, sym))
		count("mayShowMAC", !mayShowMAC(u, []address{a}, &shown))
		x, y := serialOf(string(sym)), serialOf(draw(r, "&&&&&&&&&&"))
		count("serial.mayShowMAC", !x.mayShowMAC([]address{a}, &shown))
		count("serial.mayBeShown", !x.mayBeShown(u, u.mayBeText()))
		count("serial.mayRepeat", !x.mayRepeat(y))
		count("mayBePattern", !u.mayBePattern())
	}
	for _, name := range []string{"isPlain", "mayBeginWord", "mayBeFiller", "mayBeOnlyWords", "mayBeListed", "mayBeWeak", "mayShowMAC", "serial.mayShowMAC", "serial.mayBeShown", "serial.mayRepeat", "mayBePattern"} {
		require.Greater(t, taken[name], n/2, name)
	}
}

// A head says nothing that length and bytes do not say.
func TestHeads(t *testing.T) {
	r := rand.New(rand.NewPCG(19, 20))
	form := func() []byte {
		length := []int{1, 5, 6, 7, 8, 9, 62, 255, 256, 257, 511, 512, MaxValueLen}[r.IntN(13)]
		return []byte(strings.Repeat("A", length-1) + string("AB"[r.IntN(2)]) + "\x00")[:length]
	}
	for range 10_000 {
		a, b := form(), form()
		if r.IntN(2) == 0 {
			b[r.IntN(len(b))]++
		}
		if order := cmp.Compare(headOf(a), headOf(b)); order != 0 {
			require.Equal(t, cmp.Or(cmp.Compare(len(a), len(b)), bytes.Compare(a, b)), order, "%q, %q", a, b)
		}
	}
}

func FuzzTextShortcuts(f *testing.F) {
	r := rand.New(rand.NewPCG(15, 16))
	for range 50 {
		f.Add(spoiled(r))
	}
	f.Fuzz(requireTextShortcuts)
}

func FuzzShowsShortcuts(f *testing.F) {
	r := rand.New(rand.NewPCG(17, 18))
	for range 50 {
		u, m, other, serial, board := related(r)
		f.Add(u.hi, u.lo, uint64(m), uint64(other), serial, board)
	}
	f.Fuzz(func(t *testing.T, hi, lo, m, other uint64, serial, board string) {
		requireShowsShortcuts(t, uuid{hi, lo}, mac(m), mac(other), serial, board)
	})
}
