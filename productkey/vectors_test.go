package productkey

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write testdata/vectors.json anew")

const vectorFile = "testdata/vectors.json"

// vectors are what vectorFile holds. What a reader must come to is computed
// from the specification, by reference_test.go, and not by this package.
type vectors struct {
	Formats []formatVector `json:"formats"`
	Peppers []pepperVector `json:"peppers"`
	Parse   []parseVector  `json:"parse"`
	Hash    []hashVector   `json:"hash"`
	Decode  []textVector   `json:"decode"`
	Verify  []verifyVector `json:"verify"`
}

// formatVector is a format that the other vectors name, or an impossible one.
type formatVector struct {
	ID       string            `json:"id"`
	Why      string            `json:"why,omitempty"`
	Alphabet string            `json:"alphabet"`
	Aliases  map[string]string `json:"aliases,omitempty"`
	Groups   int               `json:"groups"`
	Size     int               `json:"size"`
	Check    bool              `json:"check,omitempty"`
	OneN     bool              `json:"one_n,omitempty"`
	Identity string            `json:"identity,omitempty"`
	Bits     int               `json:"bits,omitempty"`
	Failure  string            `json:"failure,omitempty"`
}

type pepperVector struct {
	ID     uint16 `json:"id"`
	Secret string `json:"secret"`
}

// parseVector has Hex in place of Text where that is no UTF-8.
type parseVector struct {
	ID      string `json:"id"`
	Why     string `json:"why,omitempty"`
	Format  string `json:"format"`
	Text    string `json:"text,omitempty"`
	Hex     string `json:"hex,omitempty"`
	Number  string `json:"number,omitempty"`
	Key     string `json:"key,omitempty"`
	Failure string `json:"failure,omitempty"`
}

type hashVector struct {
	ID        string   `json:"id"`
	Format    string   `json:"format"`
	Ring      []uint16 `json:"ring"`
	Stretch   string   `json:"stretch"`
	Key       string   `json:"key"`
	Digest    string   `json:"digest,omitempty"`
	Digests   []string `json:"digests,omitempty"`
	ProductID string   `json:"product_id,omitempty"`
	Failure   string   `json:"failure,omitempty"`
}

type textVector struct {
	ID      string `json:"id"`
	Why     string `json:"why,omitempty"`
	Digest  string `json:"digest"`
	Stretch string `json:"stretch,omitempty"`
	Pepper  uint16 `json:"pepper,omitempty"`
	Failure string `json:"failure,omitempty"`
}

type verifyVector struct {
	ID      string   `json:"id"`
	Why     string   `json:"why,omitempty"`
	Format  string   `json:"format"`
	Ring    []uint16 `json:"ring"`
	Stretch string   `json:"stretch"`
	Key     string   `json:"key"`
	Digest  string   `json:"digest"`
	Verdict Verdict  `json:"verdict"`
	Failure string   `json:"failure,omitempty"`
}

// failures are the classes of failure, by their names in the file.
var failures = map[string]error{
	"malformed": ErrMalformed, "format": ErrFormat, "prefix": ErrPrefix, "version": ErrVersion, "length": ErrLength,
	"encoding": ErrEncoding, "stretch": ErrStretch, "pepper": ErrPepper, "unknown_pepper": ErrUnknownPepper, "short": ErrShort,
}

func pepperOf(id uint16) []byte {
	secret := make([]byte, PepperSize)
	for i := range secret {
		secret[i] = byte(int(id)*31 + i*7)
	}
	return secret
}

func ringOf(t testing.TB, ids ...uint16) Ring {
	t.Helper()
	var r Ring
	for _, id := range ids {
		p, err := NewPepper(id, pepperOf(id))
		require.NoError(t, err)
		r = append(r, p)
	}
	return r
}

// makeVectors is the table that the file is made from.
func makeVectors(t *testing.T) (v vectors) {
	byName := map[string]spec{}
	for _, s := range specs(t) {
		byName[s.name] = s
		f := formatVector{ID: s.name, Alphabet: s.layout.Alphabet, Groups: s.layout.Groups, Size: s.layout.Size,
			Check: s.layout.Check, OneN: s.floating, Identity: s.identity(), Bits: s.format.Bits()}
		for from, to := range s.layout.Aliases {
			if f.Aliases == nil {
				f.Aliases = map[string]string{}
			}
			f.Aliases[string(from)] = string(to)
		}
		v.Formats = append(v.Formats, f)
	}
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
		v.Formats = append(v.Formats, f)
	}
	for _, id := range []uint16{1, 2, 3, 65535} {
		v.Peppers = append(v.Peppers, pepperVector{id, hex.EncodeToString(pepperOf(id))})
	}

	keys := map[string]string{
		"base24": "BCDFG-HJKMP-QRTVW-XY234-67892", "base24n": "BCDFG-HJKNP-QRTVW-XY234-67892", "crockford32": "01234-56789-ABCDE-FGHJK-MNPQ?",
		"hexadecimal": "01234567-89ABCDEF-FEDCBA98-76543210", "shuffled": "QW7E-RTY2-UP9A-SDF3-GHJK-Z4XC", "short": "0123-4567-8901-2345",
		"backwards": "ZYXWVUTS-RQPONMLK-01234567", "one group": "ABCDBABCAADDBABCBABADDAABABCBABA", "checked": "ABC-DEF-GHI-JKL-MNO-PQR-STU-VW?",
	}
	for name, text := range keys {
		if s := byName[name]; s.layout.Check {
			keys[name] = withCheckLetter(&s, text[:len(text)-1])
		}
	}
	good := keys["crockford32"]
	parse := func(id, why, format, text string) {
		s := byName[format]
		p := parseVector{ID: format + "/" + id, Why: why, Format: format, Text: text, Failure: "malformed"}
		if !utf8.ValidString(text) {
			p.Text, p.Hex = "", hex.EncodeToString([]byte(text))
		}
		if n, ok := s.number(text); ok {
			p.Failure, p.Number, p.Key = "", fmt.Sprintf("%032x", n), strings.ToUpper(keyText(&s, text))
		}
		v.Parse = append(v.Parse, p)
	}
	for _, s := range specs(t) {
		good := keys[s.name]
		parse("canonical", "", s.name, good)
		parse("lower case", "", s.name, strings.ToLower(good))
		parse("no dashes", "", s.name, strings.ReplaceAll(good, "-", ""))
		parse("spaces", "", s.name, " "+strings.ReplaceAll(good, "-", "  ")+"\t\r\n")
		parse("typographic", "en dash, soft hyphen, no-break space", s.name, strings.ReplaceAll(good, "-", "\u2013\u00ad\u00a0"))
		parse("pasted", "quotation marks, a direction mark, no-break hyphens, a word joiner, a comma", s.name, "\u201c\u200e"+strings.ReplaceAll(good, "-", "\u2011")+"\u2060\u201d,")
		parse("input method", "full-width letters, long vowel marks, a wide space", s.name, strings.ReplaceAll(toWide(good), "\uff0d", "\u30fc")+"\u3000")
		parse("input method, mixed", "full-width lower case and ASCII", s.name, good[:9]+toWide(strings.ToLower(good[9:])))
		parse("a full-width sign", "", s.name, "\uff01"+good[1:])
		parse("a full-width letter too many", "", s.name, good+toWide(good[:1]))
		parse("a character cut short", "", s.name, good+"\xef\xbc")
		parse("a letter of another script", "Cyrillic, looks like B", s.name, "\u0412"+good[1:])
		parse("dots and underscores", "", s.name, "_"+strings.Join(strings.Split(good, ""), ".")+"_")
		parse("a letter too few", "", s.name, good[1:])
		parse("a letter too many", "", s.name, good+good[:1])
		parse("a letter replaced by a dash", "", s.name, good[:2]+"-"+good[3:])
		parse("a sign", "", s.name, "!"+good[1:])
		parse("a letter beyond ASCII", "", s.name, "\u00c9"+good[1:])
		parse("no UTF-8", "", s.name, "\xc3"+good[1:])
		parse("a null byte", "", s.name, good+"\x00")
		parse("empty", "", s.name, "")
		parse("256 bytes", "the longest text", s.name, good+strings.Repeat(" ", 256-len(good)))
		parse("257 bytes", "", s.name, good+strings.Repeat(" ", 257-len(good)))
	}
	parse("aliases", "O is 0, I and L are 1", "crockford32", "oL"+good[2:])
	parse("wrong letter", "the check letter finds it", "crockford32", "01235"+good[5:])
	parse("letters exchanged", "", "crockford32", "10"+good[2:])
	parse("distant letters exchanged", "", "crockford32", "M"+good[1:24]+"0"+good[25:])
	parse("U", "it is in no key", "crockford32", "U"+good[1:])
	parse("zero", "", "crockford32", "00000-00000-00000-00000-00000")
	parse("zero", "", "base24", "BBBBB-BBBBB-BBBBB-BBBBB-BBBBB")
	parse("greatest", "", "base24", "99999-99999-99999-99999-99999")
	parse("a vowel", "", "base24", "ACDFG-HJKMP-QRTVW-XY234-67892")
	parse("greatest", "128 bits", "hexadecimal", "FFFFFFFF-FFFFFFFF-FFFFFFFF-FFFFFFFF")
	parse("N first", "", "base24n", "NBCDF-GHJKP-QRTVW-XY234-67892")
	parse("N last but one", "", "base24n", "BCDFG-HJKBP-QRTVW-XY234-678N2")
	parse("N last", "its place would be a 25th digit", "base24n", "BCDFG-HJKBP-QRTVW-XY234-6789N")
	parse("no N", "", "base24n", "BCDFG-HJKMP-QRTVW-XY234-67892")
	parse("two N", "", "base24n", "BCDFG-HJKNP-QRTVW-XY234-67N92")
	parse("lower-case n", "", "base24n", "bcdfg-hjknp-qrtvw-xy234-67892")
	parse("aliases", "", "shuffled", "0w7e-rty2-up9a-5df3-ghik-z4xc")

	hash := func(id, format, stretch string, ring ...uint16) hashVector {
		s := byName[format]
		h := hashVector{ID: format + "/" + id, Format: format, Ring: ring, Stretch: stretch, Key: keys[format]}
		how := stretchNamed(t, stretch)
		if how == NoStretch && s.format.Bits() < 80 {
			h.Failure = "short"
		} else {
			n, ok := s.number(h.Key)
			require.True(t, ok, format)
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
	for _, s := range specs(t) {
		v.Hash = append(v.Hash, hash("one pepper", s.name, "none", 1))
	}
	v.Hash = append(v.Hash, hash("rotated", "base24", "none", 2, 1), hash("the greatest id", "base24", "none", 65535),
		hash("stretched", "short", "argon2id-64MiB", 1), hash("stretched, rotated", "short", "argon2id-64MiB", 3, 2),
		hash("a new pepper is readable, not active", "base24", "none", 1, 2),
		hash("stretched without need", "base24", "argon2id-64MiB", 2, 1))

	digest := hash("", "base24", "none", 1).Digest
	raw, err := base64.RawURLEncoding.DecodeString(digest[4:])
	require.NoError(t, err)
	changed := func(at int, to byte) string {
		b := bytes.Clone(raw)
		b[at] = to
		return "pk1:" + base64.RawURLEncoding.EncodeToString(b)
	}
	v.Decode = []textVector{
		{ID: "good", Digest: digest, Stretch: "none", Pepper: 1},
		{ID: "stretched", Digest: changed(1, 1), Stretch: "argon2id-64MiB", Pepper: 1},
		{ID: "the greatest pepper", Digest: changed(2, 0xff), Stretch: "none", Pepper: 0xff01},
		{ID: "empty", Digest: "", Failure: "prefix"},
		{ID: "no prefix", Digest: digest[4:], Failure: "prefix"},
		{ID: "another prefix", Digest: "hw1:" + digest[4:], Failure: "prefix"},
		{ID: "prefix in capitals", Digest: "PK1:" + digest[4:], Failure: "prefix"},
		{ID: "space before", Digest: " " + digest, Failure: "prefix"},
		{ID: "a later prefix", Digest: "pk2:" + digest[4:], Failure: "version"},
		{ID: "a later version", Digest: changed(0, 2), Failure: "version"},
		{ID: "version zero", Digest: changed(0, 0), Failure: "version"},
		{ID: "too short", Digest: digest[:51], Failure: "length"},
		{ID: "too long", Digest: digest + "A", Failure: "length"},
		{ID: "prefix only", Digest: "pk1:", Failure: "length"},
		{ID: "padded", Digest: digest[:51] + "=", Failure: "encoding"},
		{ID: "base64 of the other kind", Digest: digest[:10] + "+" + digest[11:], Failure: "encoding"},
		{ID: "line end", Digest: digest[:10] + "\n" + digest[11:], Failure: "encoding"},
		{ID: "line end at the end", Digest: digest[:51] + "\n", Failure: "encoding"},
		{ID: "not ASCII", Digest: digest[:50] + "\u00e9", Failure: "encoding"},
		{ID: "unknown stretch", Digest: changed(1, 3), Failure: "stretch"},
		{ID: "pepper zero", Digest: changed(3, 0), Failure: "pepper"},
	}

	other := byName["base24"]
	otherNumber, _ := other.number("BCDFG-HJKMP-QRTVW-XY234-67893")
	wrong := other.digest(1, pepperOf(1), NoStretch, otherNumber)
	old, stretched := digest, hash("", "base24", "argon2id-64MiB", 1).Digest
	otherFormat := hash("", "hexadecimal", "none", 1).Digest
	for _, c := range []verifyVector{
		{ID: "right", Ring: []uint16{1}, Digest: old, Verdict: Match},
		{ID: "another key's", Ring: []uint16{1}, Digest: wrong},
		{ID: "before a rotation", Ring: []uint16{2, 1}, Digest: old, Verdict: MatchStale},
		{ID: "another key's before a rotation", Ring: []uint16{2, 1}, Digest: wrong},
		{ID: "long before", Ring: []uint16{3, 2, 1}, Digest: old, Verdict: MatchStale},
		{ID: "after a rotation", Ring: []uint16{2, 1}, Digest: hash("", "base24", "none", 2).Digest, Verdict: Match},
		{ID: "rotated out", Why: "the pepper is not in the ring any more", Ring: []uint16{3, 2}, Digest: old, Failure: "unknown_pepper"},
		{ID: "another pepper's", Why: "the header says 2, the hash is under 1", Ring: []uint16{2, 1}, Digest: changed(3, 2)},
		{ID: "last bit", Ring: []uint16{1}, Digest: changed(35, raw[35]^1)},
		{ID: "first bit", Ring: []uint16{1}, Digest: changed(4, raw[4]^0x80)},
		{ID: "another format's", Ring: []uint16{1}, Digest: otherFormat},
		{ID: "not stretched yet", Ring: []uint16{1}, Stretch: "argon2id-64MiB", Digest: old, Verdict: MatchStale},
		{ID: "stretched", Ring: []uint16{1}, Stretch: "argon2id-64MiB", Digest: stretched, Verdict: Match},
		{ID: "stretched more than allowed", Ring: []uint16{1}, Digest: stretched, Failure: "stretch"},
		{ID: "short", Format: "short", Ring: []uint16{2, 1}, Stretch: "argon2id-64MiB", Digest: hash("", "short", "argon2id-64MiB", 1).Digest, Verdict: MatchStale},
		{ID: "short, not stretched", Why: "such a digest could be searched", Format: "short", Ring: []uint16{1}, Stretch: "argon2id-64MiB", Digest: old, Failure: "stretch"},
	} {
		if c.Format == "" {
			c.Format = "base24"
		}
		if c.Stretch == "" {
			c.Stretch = "none"
		}
		c.Key = keys[c.Format]
		v.Verify = append(v.Verify, c)
	}
	return v
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

// encode writes a vector a line.
func (v vectors) encode(t *testing.T) []byte {
	raw, err := json.Marshal(v)
	require.NoError(t, err)
	var members map[string][]json.RawMessage
	require.NoError(t, json.Unmarshal(raw, &members))
	var out bytes.Buffer
	for i, name := range []string{"formats", "peppers", "parse", "hash", "decode", "verify"} {
		before := ",\n"
		if i == 0 {
			before = "{\n"
		}
		fmt.Fprintf(&out, "%s%q: [\n", before, name)
		for j, vector := range members[name] {
			if j > 0 {
				out.WriteString(",\n")
			}
			out.WriteByte(' ')
			out.Write(vector)
		}
		out.WriteString("\n]")
	}
	out.WriteString("\n}\n")
	return out.Bytes()
}

// TestVectors: the file is what its table makes of the specification, and this
// package comes to what it says.
func TestVectors(t *testing.T) {
	made := makeVectors(t).encode(t)
	if *update {
		require.NoError(t, os.WriteFile(vectorFile, made, 0o644))
	}
	file, err := os.ReadFile(vectorFile)
	require.NoError(t, err)
	require.True(t, bytes.Equal(made, file), "the file is not what the table makes; run: go test ./productkey -run Vectors -update")
	var v vectors
	require.NoError(t, json.Unmarshal(file, &v))

	formats := map[string]*Format{"base24n": Base24N} // which NewFormat does not make
	for _, c := range v.Formats {
		f, err := formats[c.ID], error(nil)
		if f == nil {
			l := Layout{Alphabet: c.Alphabet, Groups: c.Groups, Size: c.Size, Check: c.Check, Aliases: map[byte]byte{}}
			for from, to := range c.Aliases {
				l.Aliases[from[0]] = to[0]
			}
			f, err = NewFormat(l)
		}
		require.ErrorIs(t, err, failures[c.Failure], c.ID)
		if err == nil {
			require.Equal(t, c.Identity, f.String())
			require.Equal(t, c.Bits, f.Bits())
			formats[c.ID] = f
		}
	}
	for _, c := range v.Peppers {
		require.Equal(t, hex.EncodeToString(pepperOf(c.ID)), c.Secret)
	}
	for _, c := range v.Parse {
		text := c.Text
		if c.Hex != "" {
			raw, err := hex.DecodeString(c.Hex)
			require.NoError(t, err)
			text = string(raw)
		}
		k, err := formats[c.Format].Parse(text)
		require.Equal(t, failures[c.Failure], err, c.ID)
		require.Equal(t, c.Key, k.Reveal(), c.ID)
		if err == nil {
			require.Equal(t, c.Number, fmt.Sprintf("%032x", k.number().big()), c.ID)
		}
	}
	for _, c := range v.Hash {
		h, err := NewHasher(formats[c.Format], ringOf(t, c.Ring...), WithStretch(stretchNamed(t, c.Stretch)))
		require.Equal(t, failures[c.Failure], err, c.ID)
		if err != nil {
			continue
		}
		k, err := formats[c.Format].Parse(c.Key)
		require.NoError(t, err, c.ID)
		d, err := h.Sum(k)
		require.NoError(t, err, c.ID)
		require.Equal(t, c.Digest, d.String(), c.ID)
		id, err := h.ProductID(k)
		require.NoError(t, err, c.ID)
		require.Equal(t, c.ProductID, id, c.ID)
		all, err := h.Digests(k)
		require.NoError(t, err, c.ID)
		require.Len(t, all, len(c.Digests), c.ID)
		for i := range all {
			require.Equal(t, c.Digests[i], all[i].String(), c.ID)
		}
	}
	for _, c := range v.Decode {
		d, err := ParseDigest(c.Digest)
		require.Equal(t, failures[c.Failure], err, c.ID)
		if err == nil {
			require.Equal(t, c.Digest, d.String(), c.ID)
			require.Equal(t, c.Stretch, d.Stretch().String(), c.ID)
			require.Equal(t, c.Pepper, d.PepperID(), c.ID)
		}
	}
	for _, c := range v.Verify {
		h, err := NewHasher(formats[c.Format], ringOf(t, c.Ring...), WithStretch(stretchNamed(t, c.Stretch)))
		require.NoError(t, err, c.ID)
		k, err := formats[c.Format].Parse(c.Key)
		require.NoError(t, err, c.ID)
		d, err := ParseDigest(c.Digest)
		require.NoError(t, err, c.ID)
		verdict, err := h.Verify(k, d)
		require.Equal(t, failures[c.Failure], err, c.ID)
		require.Equal(t, c.Verdict, verdict, c.ID)
	}
}
