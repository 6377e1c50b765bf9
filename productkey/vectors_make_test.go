package productkey

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// vectorMaker makes the file from a table and the specification.
type vectorMaker struct {
	t     *testing.T
	specs map[string]spec
	keys  map[string]string // a good one of each format
	v     vectors
}

func makeVectors(t *testing.T) vectors {
	m := vectorMaker{t: t, specs: map[string]spec{}}
	m.formats()
	m.impossibleFormats()
	m.peppers()
	m.goodKeys()
	m.parseEach()
	m.parseSome()
	m.hashes()
	m.decodes()
	m.verifies()
	return m.v
}

func (m *vectorMaker) formats() {
	for _, s := range specs(m.t) {
		m.specs[s.name] = s
		f := formatVector{ID: s.name, Alphabet: s.layout.Alphabet, Groups: s.layout.Groups, Size: s.layout.Size,
			Check: s.layout.Check, OneN: s.floating, Identity: s.identity(), Bits: s.format.Bits()}
		for from, to := range s.layout.Aliases {
			if f.Aliases == nil {
				f.Aliases = map[string]string{}
			}
			f.Aliases[string(from)] = string(to)
		}
		m.v.Formats = append(m.v.Formats, f)
	}
}

func (m *vectorMaker) impossibleFormats() {
	for _, f := range []formatVector{
		{ID: "letter twice", Alphabet: "ABCA", Groups: 5, Size: 5},
		{ID: "lower case", Alphabet: "abcd", Groups: 5, Size: 5},
		{ID: "no letter or digit", Alphabet: "AB-D", Groups: 5, Size: 5},
		{ID: "one letter", Alphabet: "A", Groups: 5, Size: 5},
		{ID: "37 letters", Alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZ01234567890", Groups: 2, Size: 5},
		{ID: "alias in the alphabet", Alphabet: "ABCD", Aliases: map[string]string{"A": "B"}, Groups: 5, Size: 5},
		{ID: "alias of nothing", Alphabet: "ABCD", Aliases: map[string]string{"X": "Y"}, Groups: 5, Size: 5},
		{ID: "lower-case alias", Alphabet: "ABCD", Aliases: map[string]string{"x": "A"}, Groups: 5, Size: 5},
		{ID: "under 40 bits", Why: "2^39 keys", Alphabet: "ABCDEFGH", Groups: 1, Size: 13},
		{ID: "over 128 bits", Why: "24^28 is over 2^128", Alphabet: base24, Groups: 4, Size: 7},
		{ID: "7 letters", Alphabet: base24, Groups: 1, Size: 7},
		{ID: "33 letters", Alphabet: "AB", Groups: 3, Size: 11},
		{ID: "no groups", Alphabet: base24, Groups: 0, Size: 5},
		{ID: "negative size", Alphabet: base24, Groups: -5, Size: -5},
		{ID: "check letter without GF(32)", Alphabet: base24, Groups: 5, Size: 5, Check: true},
	} {
		f.ID = "no format/" + f.ID
		f.Failure = "format"
		m.v.Formats = append(m.v.Formats, f)
	}
}

func (m *vectorMaker) peppers() {
	for _, id := range []uint16{1, 2, 3, 65535} {
		m.v.Peppers = append(m.v.Peppers, pepperVector{id, hex.EncodeToString(pepperOf(id))})
	}
}

func (m *vectorMaker) goodKeys() {
	keys := map[string]string{
		"base24": "BCDFG-HJKMP-QRTVW-XY234-67892", "base24n": "BCDFG-HJKNP-QRTVW-XY234-67892", "crockford32": "01234-56789-ABCDE-FGHJK-MNPQ?",
		"hexadecimal": "01234567-89ABCDEF-FEDCBA98-76543210", "shuffled": "QW7E-RTY2-UP9A-SDF3-GHJK-Z4XC", "short": "0123-4567-8901-2345",
		"backwards": "ZYXWVUTS-RQPONMLK-01234567", "one group": "ABCDBABCAADDBABCBABADDAABABCBABA", "checked": "ABC-DEF-GHI-JKL-MNO-PQR-STU-VW?",
	}
	for name, text := range keys {
		if s := m.specs[name]; s.layout.Check {
			keys[name] = withCheckLetter(&s, text[:len(text)-1])
		}
	}
	m.keys = keys
}

// parse adds a text, and what the specification makes of it.
func (m *vectorMaker) parse(id, why, format, text string) {
	s := m.specs[format]
	p := parseVector{ID: format + "/" + id, Why: why, Format: format, Text: text, Failure: "malformed"}
	if !utf8.ValidString(text) {
		p.Text, p.Hex = "", hex.EncodeToString([]byte(text))
	}
	if n, ok := s.number(text); ok {
		p.Failure, p.Number, p.Key = "", fmt.Sprintf("%032x", n), strings.ToUpper(keyText(&s, text))
	}
	m.v.Parse = append(m.v.Parse, p)
}

// parseEach has what is read alike in each format.
func (m *vectorMaker) parseEach() {
	for _, s := range specs(m.t) {
		good := m.keys[s.name]
		m.parse("canonical", "", s.name, good)
		m.parse("lower case", "", s.name, strings.ToLower(good))
		m.parse("no dashes", "", s.name, strings.ReplaceAll(good, "-", ""))
		m.parse("spaces", "", s.name, " "+strings.ReplaceAll(good, "-", "  ")+"\t\r\n")
		m.parse("typographic", "en dash, soft hyphen, no-break space", s.name, strings.ReplaceAll(good, "-", "\u2013\u00ad\u00a0"))
		m.parse("pasted", "quotation marks, a direction mark, no-break hyphens, a word joiner, a comma", s.name, "\u201c\u200e"+strings.ReplaceAll(good, "-", "\u2011")+"\u2060\u201d,")
		m.parse("input method", "full-width letters, long vowel marks, a wide space", s.name, strings.ReplaceAll(toWide(good), "\uff0d", "\u30fc")+"\u3000")
		m.parse("input method, mixed", "full-width lower case and ASCII", s.name, good[:9]+toWide(strings.ToLower(good[9:])))
		m.parse("a full-width sign", "", s.name, "\uff01"+good[1:])
		m.parse("a full-width letter too many", "", s.name, good+toWide(good[:1]))
		m.parse("a character cut short", "", s.name, good+"\xef\xbc")
		m.parse("a letter of another script", "Cyrillic, looks like B", s.name, "\u0412"+good[1:])
		m.parse("dots and underscores", "", s.name, "_"+strings.Join(strings.Split(good, ""), ".")+"_")
		m.parse("a letter too few", "", s.name, good[1:])
		m.parse("a letter too many", "", s.name, good+good[:1])
		m.parse("a letter replaced by a dash", "", s.name, good[:2]+"-"+good[3:])
		m.parse("a sign", "", s.name, "!"+good[1:])
		m.parse("a letter beyond ASCII", "", s.name, "\u00c9"+good[1:])
		m.parse("no UTF-8", "", s.name, "\xc3"+good[1:])
		m.parse("a null byte", "", s.name, good+"\x00")
		m.parse("empty", "", s.name, "")
		m.parse("256 bytes", "the longest text", s.name, good+strings.Repeat(" ", 256-len(good)))
		m.parse("257 bytes", "", s.name, good+strings.Repeat(" ", 257-len(good)))
	}
}

// parseSome has what is special to one format.
func (m *vectorMaker) parseSome() {
	good := m.keys["crockford32"]
	m.parse("aliases", "O is 0, I and L are 1", "crockford32", "oL"+good[2:])
	m.parse("wrong letter", "the check letter finds it", "crockford32", "01235"+good[5:])
	m.parse("letters exchanged", "", "crockford32", "10"+good[2:])
	m.parse("distant letters exchanged", "", "crockford32", "M"+good[1:24]+"0"+good[25:])
	m.parse("U", "it is in no key", "crockford32", "U"+good[1:])
	m.parse("zero", "", "crockford32", "00000-00000-00000-00000-00000")
	m.parse("zero", "", "base24", "BBBBB-BBBBB-BBBBB-BBBBB-BBBBB")
	m.parse("greatest", "", "base24", "99999-99999-99999-99999-99999")
	m.parse("a vowel", "", "base24", "ACDFG-HJKMP-QRTVW-XY234-67892")
	m.parse("greatest", "128 bits", "hexadecimal", "FFFFFFFF-FFFFFFFF-FFFFFFFF-FFFFFFFF")
	m.parse("N first", "", "base24n", "NBCDF-GHJKP-QRTVW-XY234-67892")
	m.parse("N last but one", "", "base24n", "BCDFG-HJKBP-QRTVW-XY234-678N2")
	m.parse("N last", "its place would be a 25th digit", "base24n", "BCDFG-HJKBP-QRTVW-XY234-6789N")
	m.parse("no N", "", "base24n", "BCDFG-HJKMP-QRTVW-XY234-67892")
	m.parse("two N", "", "base24n", "BCDFG-HJKNP-QRTVW-XY234-67N92")
	m.parse("lower-case n", "", "base24n", "bcdfg-hjknp-qrtvw-xy234-67892")
	m.parse("aliases", "", "shuffled", "0w7e-rty2-up9a-5df3-ghik-z4xc")
}

// hash is a key and what the specification makes of it.
func (m *vectorMaker) hash(id, format, stretch string, ring ...uint16) hashVector {
	s := m.specs[format]
	h := hashVector{ID: format + "/" + id, Format: format, Ring: ring, Stretch: stretch, Key: m.keys[format]}
	how := stretchNamed(m.t, stretch)
	if how == NoStretch && s.format.Bits() < 80 {
		h.Failure = "short"
	} else {
		n, ok := s.number(h.Key)
		require.True(m.t, ok, format)
		h.Digest = s.digest(ring[0], pepperOf(ring[0]), how, n)
		least := NoStretch
		if s.format.Bits() < 80 {
			least = Argon2id64MiB
		}
		oldest := slices.Min(ring)
		h.ProductID = s.productID(oldest, pepperOf(oldest), least, n)
		for how := how; how >= least && how <= Argon2id2GiB; how-- {
			for _, id := range ring {
				h.Digests = append(h.Digests, s.digest(id, pepperOf(id), how, n))
			}
		}
	}
	return h
}

func (m *vectorMaker) hashes() {
	for _, s := range specs(m.t) {
		m.v.Hash = append(m.v.Hash, m.hash("one pepper", s.name, "none", 1))
	}
	m.v.Hash = append(m.v.Hash, m.hash("rotated", "base24", "none", 2, 1), m.hash("the greatest id", "base24", "none", 65535),
		m.hash("stretched", "short", "argon2id-64MiB", 1), m.hash("stretched, rotated", "short", "argon2id-64MiB", 3, 2),
		m.hash("a new pepper is readable, not active", "base24", "none", 1, 2),
		m.hash("stretched without need", "base24", "argon2id-64MiB", 2, 1))
}

// changed is a good digest with another byte in it.
func (m *vectorMaker) changed(at int, to byte) string {
	raw := m.good()
	raw[at] = to
	return "pk1:" + base64.RawURLEncoding.EncodeToString(raw)
}

// good is the binary form of a good digest.
func (m *vectorMaker) good() []byte {
	raw, err := base64.RawURLEncoding.DecodeString(m.hash("", "base24", "none", 1).Digest[4:])
	require.NoError(m.t, err)
	return raw
}

func (m *vectorMaker) decodes() {
	digest := m.hash("", "base24", "none", 1).Digest
	m.v.Decode = []textVector{
		{ID: "good", Digest: digest, Stretch: "none", Pepper: 1},
		{ID: "stretched", Digest: m.changed(1, 1), Stretch: "argon2id-64MiB", Pepper: 1},
		{ID: "the greatest pepper", Digest: m.changed(2, 0xff), Stretch: "none", Pepper: 0xff01},
		{ID: "empty", Digest: "", Failure: "prefix"},
		{ID: "no prefix", Digest: digest[4:], Failure: "prefix"},
		{ID: "another prefix", Digest: "hw1:" + digest[4:], Failure: "prefix"},
		{ID: "prefix in capitals", Digest: "PK1:" + digest[4:], Failure: "prefix"},
		{ID: "space before", Digest: " " + digest, Failure: "prefix"},
		{ID: "a later prefix", Digest: "pk2:" + digest[4:], Failure: "version"},
		{ID: "a later version", Digest: m.changed(0, 2), Failure: "version"},
		{ID: "version zero", Digest: m.changed(0, 0), Failure: "version"},
		{ID: "too short", Digest: digest[:51], Failure: "length"},
		{ID: "too long", Digest: digest + "A", Failure: "length"},
		{ID: "prefix only", Digest: "pk1:", Failure: "length"},
		{ID: "padded", Digest: digest[:51] + "=", Failure: "encoding"},
		{ID: "base64 of the other kind", Digest: digest[:10] + "+" + digest[11:], Failure: "encoding"},
		{ID: "line end", Digest: digest[:10] + "\n" + digest[11:], Failure: "encoding"},
		{ID: "line end at the end", Digest: digest[:51] + "\n", Failure: "encoding"},
		{ID: "not ASCII", Digest: digest[:50] + "\u00e9", Failure: "encoding"},
		{ID: "unknown stretch", Digest: m.changed(1, 3), Failure: "stretch"},
		{ID: "pepper zero", Digest: m.changed(3, 0), Failure: "pepper"},
	}
}

func (m *vectorMaker) verifies() {
	raw := m.good()
	other := m.specs["base24"]
	otherNumber, _ := other.number("BCDFG-HJKMP-QRTVW-XY234-67893")
	wrong := other.digest(1, pepperOf(1), NoStretch, otherNumber)
	old, stretched := m.hash("", "base24", "none", 1).Digest, m.hash("", "base24", "argon2id-64MiB", 1).Digest
	otherFormat := m.hash("", "hexadecimal", "none", 1).Digest
	for _, c := range []verifyVector{
		{ID: "right", Ring: []uint16{1}, Digest: old, Verdict: Match},
		{ID: "another key's", Ring: []uint16{1}, Digest: wrong},
		{ID: "before a rotation", Ring: []uint16{2, 1}, Digest: old, Verdict: MatchStale},
		{ID: "another key's before a rotation", Ring: []uint16{2, 1}, Digest: wrong},
		{ID: "long before", Ring: []uint16{3, 2, 1}, Digest: old, Verdict: MatchStale},
		{ID: "after a rotation", Ring: []uint16{2, 1}, Digest: m.hash("", "base24", "none", 2).Digest, Verdict: Match},
		{ID: "rotated out", Why: "the pepper is not in the ring any more", Ring: []uint16{3, 2}, Digest: old, Failure: "unknown_pepper"},
		{ID: "another pepper's", Why: "the header says 2, the hash is under 1", Ring: []uint16{2, 1}, Digest: m.changed(3, 2)},
		{ID: "last bit", Ring: []uint16{1}, Digest: m.changed(35, raw[35]^1)},
		{ID: "first bit", Ring: []uint16{1}, Digest: m.changed(4, raw[4]^0x80)},
		{ID: "another format's", Ring: []uint16{1}, Digest: otherFormat},
		{ID: "not stretched yet", Ring: []uint16{1}, Stretch: "argon2id-64MiB", Digest: old, Verdict: MatchStale},
		{ID: "stretched", Ring: []uint16{1}, Stretch: "argon2id-64MiB", Digest: stretched, Verdict: Match},
		{ID: "stretched more than allowed", Ring: []uint16{1}, Digest: stretched, Failure: "stretch"},
		{ID: "short", Format: "short", Ring: []uint16{2, 1}, Stretch: "argon2id-64MiB", Digest: m.hash("", "short", "argon2id-64MiB", 1).Digest, Verdict: MatchStale},
		{ID: "short, not stretched", Why: "such a digest could be searched", Format: "short", Ring: []uint16{1}, Stretch: "argon2id-64MiB", Digest: old, Failure: "stretch"},
	} {
		if c.Format == "" {
			c.Format = "base24"
		}
		if c.Stretch == "" {
			c.Stretch = "none"
		}
		c.Key = m.keys[c.Format]
		m.v.Verify = append(m.v.Verify, c)
	}
}

// keyText is the letters that a text was typed for, in canonical layout.
func keyText(s *spec, text string) string {
	typed, _ := asTyped(text)
	letters := string(typed)
	for from, to := range s.layout.Aliases {
		letters = strings.ReplaceAll(letters, string(from), string(to))
	}
	var groups []string
	for group := range slices.Chunk([]byte(letters), s.layout.Size) {
		groups = append(groups, string(group))
	}
	return strings.Join(groups, "-")
}

func stretchNamed(t *testing.T, name string) Stretch {
	for s := NoStretch; s.known(); s++ {
		if s.String() == name {
			return s
		}
	}
	require.FailNow(t, "no stretch", name)
	return 0
}

// withCheckLetter appends the letter that makes a key of a text.
func withCheckLetter(s *spec, text string) string {
	for _, c := range s.layout.Alphabet {
		if _, ok := s.number(text + string(c)); ok {
			return text + string(c)
		}
	}
	panic("no check letter fits")
}
