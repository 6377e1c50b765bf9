package hwhash

// What skips work stands in shortcuts_*.go, apart from the rules. Each shortcut is
// named by what it may claim, and a fuzz target of shortcuts_test.go holds it to
// its rule.
//
// Here are those of the lists: most values are on none, and a sieve says so.

// sieve has a bit for each key that was added, which others share: it says that
// a key may have been added, or that it was not (Bloom, "Space/time trade-offs in
// hash coding with allowable errors", 1970, with one function).
type sieve [1 << 9]uint64

func (s *sieve) add(key uint64) {
	word, bit := sieveBit(key)
	s[word] |= 1 << bit
}

func (s *sieve) mayHave(key uint64) bool {
	word, bit := sieveBit(key)
	return s[word]>>bit&1 != 0
}

// sieveBit is multiplicative hashing (Knuth, volume 3, section 6.4).
func sieveBit(key uint64) (word, bit uint64) {
	h := key * 0x9e3779b97f4a7c15
	return h >> 55, h >> 49 & 63
}

// The keys of the sieves of words: two letters; three, as a word; four, as a word,
// or as the first of a word; the first five of a longer one.
const firstFour = 1 << 63

func letterKey(letters []byte) (key uint64) {
	for _, c := range letters {
		key = key<<8 | uint64(c)
	}
	return key
}

var openings = func() (set sieve) {
	for _, words := range wordsFrom {
		for _, w := range words {
			set.add(letterKey([]byte(w[:min(len(w), 5)])))
			if len(w) >= 4 {
				set.add(letterKey([]byte(w[:4])) | firstFour)
			}
		}
	}
	return set
}()

// mayBeginWord is false only if [words] is false of a run of two letters and
// more that are not all the same: it begins with no word of three letters or
// four, and as no longer one does. Of a longer run five letters are enough.
func mayBeginWord(run []byte) bool {
	switch len(run) {
	case 0, 1, 2, 3:
		return openings.mayHave(letterKey(run))
	case 4:
		key := letterKey(run)
		return openings.mayHave(key|firstFour) || openings.mayHave(key>>8)
	}
	key := uint64(run[0])<<32 | load32(run[1:])
	return openings.mayHave(key) || openings.mayHave(key>>8) || openings.mayHave(key>>16)
}

// listedStarts has the class and the first four symbols of what [listedSerial]
// looks for, but for digests.
var listedStarts = func() (starts sieve) {
	for c := range knownSerials {
		for _, serial := range knownSerials[c] {
			starts.add(startKey(Class(c), serial))
		}
		for i := range sharedPrefixes {
			if p := &sharedPrefixes[i]; p.classes>>c&1 != 0 {
				starts.add(startKey(Class(c), p.prefix))
			}
		}
	}
	return starts
}()

func startKey[T ~string | ~[]byte](c Class, sym T) uint64 { return uint64(c)<<32 | load32(sym) }

// mayBeListed is false only if [listedSerial] is false of four symbols and more.
func mayBeListed(c Class, sym []byte) bool {
	return len(sym) < 4 || listedStarts.mayHave(startKey(c, sym)) || mayBeListedDigest(sym)
}

// digestStarts has the first eight digits of the digests.
var digestStarts = func() (starts sieve) {
	for _, digest := range knownDigests {
		starts.add(load64(digest))
	}
	return starts
}()

// mayBeListedDigest is false only if [listedDigest] is false.
func mayBeListedDigest(digits []byte) bool {
	return len(digits) >= 32 && digestStarts.mayHave(load64(digits))
}

// weakStarts has, for each class and number of symbols, the bits of those that its
// weak forms begin with.
var weakStarts = func() (starts [numClasses + 1][maxSymbols + 1]uint64) {
	for i := range weakForms {
		for c := range starts {
			if f := &weakForms[i]; f.classes>>c&1 != 0 {
				starts[c][len(f.form)] |= symbolsOf(f.form[0])
			}
		}
	}
	return starts
}()

// symbolsOf has the bits of the symbols that a character of a form stands for.
func symbolsOf(f byte) (bits uint64) {
	for _, c := range []byte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
		if hasForm([]byte{c}, string(f)) {
			bits |= symbolBit(c)
		}
	}
	return bits
}

// mayBeWeak is false only if [weakForm] is false of some symbols.
func mayBeWeak(c Class, sym []byte) bool { return weakStarts[c][len(sym)]&symbolBit(sym[0]) != 0 }

var uuidSieve = func() (set sieve) {
	for _, u := range knownUUIDs {
		set.add(u.hi ^ u.lo)
	}
	return set
}()

// mayBeKnownUUID is false only if [knownUUID] is false.
func mayBeKnownUUID(u uuid) bool { return uuidSieve.mayHave(u.hi ^ u.lo) }

// rangeMakers has the first three bytes of the addresses of all ranges.
var rangeMakers = func() (makers sieve) {
	for _, r := range macRanges {
		for maker := r.first >> 24; maker <= (r.first+r.count-1)>>24; maker++ {
			makers.add(uint64(maker))
		}
	}
	return makers
}()

// mayBeListedMAC is false only if [listedMAC] is false.
func mayBeListedMAC(m mac) bool { return rangeMakers.mayHave(uint64(m >> 24)) }
