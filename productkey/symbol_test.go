package productkey

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// documented are the characters that may stand between letters, as the table of
// docs/product-key.md has them; those that nobody sees are true.
var documented = sync.OnceValue(func() map[rune]bool {
	doc, err := os.ReadFile("../docs/product-key.md")
	if err != nil {
		panic(err)
	}
	all := map[rune]bool{}
	for _, row := range regexp.MustCompile(`(?m)^\| ([^|]*) \| (U\+[^|]*) \|$`).FindAllStringSubmatch(string(doc), -1) {
		for _, span := range regexp.MustCompile(`U\+([0-9A-F]{4})(?: to U\+([0-9A-F]{4}))?`).FindAllStringSubmatch(row[2], -1) {
			first, _ := strconv.ParseInt(span[1], 16, 32)
			last := first
			if span[2] != "" {
				last, _ = strconv.ParseInt(span[2], 16, 32)
			}
			for r := first; r <= last; r++ {
				all[rune(r)] = strings.Contains(row[1], "nobody sees")
			}
		}
	}
	if len(all) < 100 {
		panic("the table of docs/product-key.md was not found")
	}
	return all
})

// asTyped returns the ASCII letters of a text, as docs/product-key.md has them
// read; ok is false if there is anything that is not read.
func asTyped(text string) (letters []byte, ok bool) {
	if len(text) > 256 || !utf8.ValidString(text) {
		return nil, false
	}
	for _, r := range text {
		_, between := documented()[r]
		switch {
		case between:
			continue
		case r >= 0xff10 && r <= 0xff19, r >= 0xff21 && r <= 0xff3a, r >= 0xff41 && r <= 0xff5a:
			r -= 0xff10 - '0'
		}
		c := strings.ToUpper(string(r))
		if len(c) != 1 || !strings.Contains("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", c) {
			return nil, false
		}
		letters = append(letters, c[0])
	}
	return letters, true
}

// TestCharacters: of all characters there are, those of the document may stand
// before, in and behind a key, and no other. A full-width letter or digit is
// that letter or digit, and nothing else is one.
func TestCharacters(t *testing.T) {
	wide := map[rune]rune{}
	for _, r := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" {
		wide[r-'0'+0xff10] = r
	}
	require.Equal(t, '\uff21', 'A'-'0'+'\uff10')
	for r := range rune(utf8.MaxRune + 1) {
		text := string(r)
		if r >= 0xd800 && r < 0xe000 { // surrogates, as CESU-8 has them
			text = string([]byte{0xed, byte(0x80 | r>>6&0x3f), byte(0x80 | r&0x3f)})
		}
		c, size, s := symbolAt(text+"B", 0)
		unseen, between := documented()[r]
		narrow, isWide := wide[r]
		switch {
		case between && unseen:
			require.Equal(t, invisible, s, "%U", r)
		case between:
			require.Equal(t, gap, s, "%U", r)
		case isWide:
			require.Equal(t, letter, s, "%U", r)
			require.Equal(t, byte(narrow), c, "%U", r)
		case r < utf8.RuneSelf && alphanumeric(uint64(r)) != 0:
			require.Equal(t, letter, s, "%U", r)
			require.Equal(t, byte(r), c)
		case s != foreign:
			require.Fail(t, "a character that is not in the document", "%U", r)
		}
		if s != foreign {
			require.Equal(t, len(text), size, "%U", r)
			for _, key := range []string{text + goodText, goodText[:8] + text + goodText[8:], goodText + text} {
				_, err := Base24.Parse(key)
				require.Equal(t, s != letter, err == nil, "%U", r)
			}
		}
		require.GreaterOrEqual(t, size, 1)
	}
}

// A text that ends within a character, or in which one is broken, is malformed,
// and the letters after it are letters.
func TestBrokenCharacters(t *testing.T) {
	for _, whole := range []string{"\uff21", "\u2013", "\u200b", "\U0001f511"} {
		for n := 1; n < len(whole); n++ {
			for _, text := range []string{goodText + whole[:n], whole[:n] + goodText, goodText[:5] + whole[:n] + goodText[5:], whole[n:] + goodText} {
				_, err := Base24.Parse(text)
				require.Equal(t, ErrMalformed, err)
				for _, typo := range Base24.Diagnose(text) {
					require.Equal(t, TypoLetter, typo.Kind, "%q", text)
					require.GreaterOrEqual(t, text[typo.Offset], byte(0x80))
				}
			}
		}
	}
}

func toWide(text string) string {
	return strings.Map(func(r rune) rune { return r - '!' + '\uff01' }, text)
}

// Keys as they arrive from clipboards, chats and input methods.
func TestPastedKeys(t *testing.T) {
	groups := func(between string) string { return strings.ReplaceAll(goodText, "-", between) }
	for name, text := range map[string]string{
		"left-to-right mark":   "\u200e" + goodText,
		"isolates":             "\u2066" + goodText + "\u2069",
		"word joiner":          goodText + "\u2060",
		"em spaces":            groups("\u2003"),
		"ideographic spaces":   groups("\u3000"),
		"full-width hyphens":   groups("\uff0d"),
		"long vowel marks":     groups("\u30fc"),
		"narrow ones":          groups("\uff70"),
		"full width":           toWide(goodText),
		"full width, lower":    toWide(strings.ToLower(goodText)),
		"half full width":      goodText[:12] + toWide(goodText[12:]),
		"quoted":               "\u201c" + goodText + "\u201d",
		"in German":            "\u201e" + goodText + "\u201c",
		"in French":            "\u00ab\u00a0" + goodText + "\u00a0\u00bb",
		"in Japanese":          "\u300c" + goodText + "\u300d\u3002",
		"in a list":            goodText + ",",
		"in CSV":               `"` + goodText + `";` + "\r\n",
		"end of a sentence":    goodText + ".",
		"bullet":               "\u2022\t" + goodText,
		"byte order mark":      "\ufeff" + goodText,
		"soft hyphens":         strings.Join(strings.Split(goodText, ""), "\u00ad"),
		"emoji's selector":     groups("\u2796\ufe0f"),
		"overrides":            "\u202d" + goodText + "\u202c",
		"non-breaking hyphens": groups("\u2011"),
	} {
		k, err := Base24.Parse(text)
		require.NoError(t, err, name)
		require.Equal(t, goodText, k.Reveal(), name)
		k, err = Base24.ParseBytes([]byte(text))
		require.NoError(t, err, name)
		require.Equal(t, goodText, k.Reveal(), name)
		require.Nil(t, Base24.Diagnose(text), name)
	}
	for name, text := range map[string]string{
		"Cyrillic":         "\u0412" + goodText[1:], // which looks like B
		"Greek":            "\u0392" + goodText[1:],
		"mathematical":     "\U0001d401" + goodText[1:],
		"circled":          "\u24b7" + goodText[1:],
		"full-width sign":  "\uff01" + goodText[1:],
		"Arabic digit":     goodText[:28] + "\u0662",
		"combining accent": goodText + "\u0301",
		"brackets":         "(" + goodText + ")",
		"UTF-16":           "\xff\xfe" + strings.Join(strings.Split(goodText, ""), "\x00"),
	} {
		_, err := Base24.Parse(text)
		require.Equal(t, ErrMalformed, err, name)
		require.NotEmpty(t, Base24.Diagnose(text), name)
	}
}
