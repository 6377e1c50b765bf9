package productkey

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// TypoKind is what is wrong with a typed key. The zero value is no kind.
type TypoKind uint8

const (
	// TypoLetter is a character that no key of the format has.
	TypoLetter TypoKind = iota + 1
	// TypoMissing is the end of a text with too few letters.
	TypoMissing
	// TypoExtra is the first letter that is too many, or the end of what
	// [Format.Parse] would look at.
	TypoExtra
	// TypoMarker is a second N in a key that has just one, or one in the last
	// place; or the end of a text without an N.
	TypoMarker
	// TypoCheck says that the letters do not fit the check letter: one is
	// wrong, or two are exchanged. Which ones cannot be told.
	TypoCheck
)

var typoText = [...]string{
	TypoLetter:  "this character is in no key of this kind",
	TypoMissing: "there are too few characters",
	TypoExtra:   "there are too many characters",
	TypoMarker:  "there must be exactly one N, and not at the very end",
	TypoCheck:   "a character is wrong, or two are exchanged",
}

// Typo is a mistake in a typed key. It says where, and never holds a
// character of the key.
type Typo struct {
	Kind   TypoKind
	Offset int // in bytes from the beginning of the text
	Group  int // of the place in the canonical layout, from 1; 0 if there is none
	Place  int // in the group, from 1
}

// String says it to a person, as in "group 2, character 3: this character is
// in no key of this kind".
func (t Typo) String() string {
	what := "no mistake"
	if int(t.Kind) < len(typoText) && t.Kind != 0 {
		what = typoText[t.Kind]
	}
	if t.Group == 0 {
		return what
	}
	return fmt.Sprintf("group %d, character %d: %s", t.Group, t.Place, what)
}

// Diagnose says what keeps [Format.Parse] from reading a text, in the order of
// the text, for a form that a person types a key into. It returns nil if Parse
// reads it, and at most 32 typos. A nil format has no typos either.
//
// Diagnose is not constant time: where a key is compared with or looked up by
// what a stranger sends, as on a server, use Parse alone.
func (f *Format) Diagnose(text string) []Typo {
	if !f.usable() {
		return nil
	}
	var typos []Typo
	add := func(kind TypoKind, offset, letter int) {
		t := Typo{Kind: kind, Offset: offset}
		if letter >= 0 {
			t.Group, t.Place = letter/f.size+1, letter%f.size+1
		}
		if len(typos) < numLanes {
			typos = append(typos, t)
		}
	}
	letter, markers := 0, 0
	for i := 0; i < len(text); {
		if n := separator(text[i:]); n > 0 {
			i += n
			continue
		}
		if letter == f.letters || i >= maxText {
			add(TypoExtra, i, -1)
			return typos
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case f.floating && (r == marker || r == marker|0x20):
			if markers++; markers > 1 || letter == f.letters-1 {
				add(TypoMarker, i, letter)
			}
		case r >= utf8.RuneSelf || !f.has(byte(r)):
			add(TypoLetter, i, letter)
		}
		letter++
		i += size
	}
	switch {
	case letter < f.letters:
		add(TypoMissing, len(text), letter)
	case len(typos) > 0:
	case f.floating && markers == 0:
		add(TypoMarker, len(text), -1)
	case len(text) > maxText:
		add(TypoExtra, maxText, -1)
	default:
		if _, err := f.Parse(text); err != nil {
			add(TypoCheck, 0, -1)
		}
	}
	return typos
}

// has says whether keys of f have a letter, or one that it is an alias or the
// lower case of.
func (f *Format) has(c byte) bool {
	c = strings.ToUpper(string(rune(c)))[0]
	return f.read.value(c) != 0
}
