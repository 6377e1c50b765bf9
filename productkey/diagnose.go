package productkey

import (
	"fmt"
	"strings"
)

// TypoKind is what is wrong with a typed key. The zero value is no kind.
type TypoKind uint8

const (
	// TypoLetter is a character that no key of the format has.
	TypoLetter TypoKind = iota + 1
	// TypoMissing says that there are too few letters.
	TypoMissing
	// TypoExtra says that there are too many letters, or that the text is
	// longer than [Format.Parse] would look at.
	TypoExtra
	// TypoMarker says that there is no N in a key that has just one, or more
	// than one; or it is an N in the last place.
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

// Typo is a mistake in a typed key. It says where, as far as that can be known:
// it never points at a letter that may be right. It never holds a character of
// the key.
type Typo struct {
	Kind TypoKind

	// Offset is where the mistake is, in bytes from the beginning of the text:
	// the character itself; or the group's first, if Place is 0; or the end of
	// the text, if Group is 0 too. A TypoLetter always has that of its
	// character.
	Offset int

	Group int // as it was typed, from 1; 0 if it cannot be told
	Place int // in the group, from 1; 0 if it cannot be told
}

// String says it to a person, as in "group 2, character 3: this character is
// in no key of this kind".
func (t Typo) String() string {
	what := "no mistake"
	if int(t.Kind) < len(typoText) && t.Kind != 0 {
		what = typoText[t.Kind]
	}
	switch {
	case t.Group == 0:
		return what
	case t.Place == 0:
		return fmt.Sprintf("group %d: %s", t.Group, what)
	}
	return fmt.Sprintf("group %d, character %d: %s", t.Group, t.Place, what)
}

// Diagnose says what keeps [Format.Parse] from reading a text, for a form that
// a person types a key into. It returns nil if Parse reads it, and at most 32
// typos. A nil format has no typos either.
//
// Diagnose is not constant time: where a key is compared with or looked up by
// what a stranger sends, as on a server, use Parse alone.
func (f *Format) Diagnose(text string) []Typo {
	if !f.usable() {
		return nil
	}
	if _, err := f.Parse(text); err == nil {
		return nil
	}
	if len(text) > maxText {
		return []Typo{{Kind: TypoExtra, Offset: maxText}}
	}
	t := f.readTyped(text)
	var typos []Typo
	for i := range t.characters {
		if c := &t.characters[i]; !f.has(c.letter) {
			typos = append(typos, t.typo(TypoLetter, c))
		}
	}
	typos = t.appendCount(typos)
	if f.floating {
		typos = t.appendMarker(typos)
	}
	if len(typos) == 0 {
		typos = append(typos, Typo{Kind: TypoCheck, Offset: len(text)})
	}
	return typos[:min(len(typos), numLanes)]
}

// has says whether keys of f have a letter, or one that it is an alias or the
// lower case of.
func (f *Format) has(c byte) bool {
	c = strings.ToUpper(string(rune(c)))[0]
	return f.floating && c == marker || c != 0 && f.read.value(c) != 0
}

// typed is a key as a person has typed it.
type typed struct {
	format     *Format
	end        int // of the text
	characters []character
	groups     []int // the characters in each
	letters    int   // of the characters, those that are letters or digits
}

// character is a letter, or what may have been typed in place of one.
type character struct {
	letter            byte // 0 if it is none
	offset            int
	index, group, nth int // of all, the group, and of its group; from 0
}

// readTyped takes a text apart. A person sees groups between gaps.
func (f *Format) readTyped(text string) *typed {
	t := &typed{format: f, end: len(text)}
	open := false // there is a group that goes on
	for at := 0; at < len(text); {
		c, size, s := symbolAt(text, at)
		switch s {
		case gap:
			open = false
		case letter, foreign:
			if !open {
				t.groups = append(t.groups, 0)
				open = true
			}
			group := len(t.groups) - 1
			t.characters = append(t.characters, character{c, at, len(t.characters), group, t.groups[group]})
			t.groups[group]++
			if s == letter {
				t.letters++
			}
		}
		at += size
	}
	return t
}

// grouped says whether the groups are those of the format, as far as can be
// seen.
func (t *typed) grouped() bool { return len(t.groups) == t.format.groups }

// typo is a mistake at one character. Its group and place are those that the
// person sees; without groups, those that it has if no character is missing.
func (t *typed) typo(kind TypoKind, c *character) Typo {
	switch {
	case t.grouped():
		return Typo{kind, c.offset, c.group + 1, c.nth + 1}
	case len(t.characters) == t.format.letters:
		return Typo{kind, c.offset, c.index/t.format.size + 1, c.index%t.format.size + 1}
	}
	return Typo{Kind: kind, Offset: c.offset}
}

// appendCount says whether there are too few letters or too many, even if what
// is no letter stands for one, or for none.
func (t *typed) appendCount(typos []Typo) []Typo {
	switch {
	case len(t.characters) < t.format.letters:
		return append(typos, t.oddGroup(TypoMissing))
	case t.letters > t.format.letters:
		return append(typos, t.oddGroup(TypoExtra))
	}
	return typos
}

// oddGroup is a mistake in the one group that has not the right size. If there
// are two, either may be right.
func (t *typed) oddGroup(kind TypoKind) Typo {
	nowhere := Typo{Kind: kind, Offset: t.end}
	if !t.grouped() {
		return nowhere
	}
	typo := nowhere
	for _, c := range t.characters {
		switch {
		case c.nth > 0 || t.groups[c.group] == t.format.size:
		case typo.Group > 0:
			return nowhere
		default:
			typo.Group, typo.Offset = c.group+1, c.offset
		}
	}
	return typo
}

// appendMarker says whether the N is wrong. Of two N either may be right, but
// one in the last place is not. One that is not there may be what is wrong
// otherwise.
func (t *typed) appendMarker(typos []Typo) []Typo {
	markers := 0
	for _, c := range t.characters {
		if c.letter|0x20 == marker|0x20 {
			markers++
		}
	}
	complete := len(t.characters) == t.format.letters
	if complete {
		if last := &t.characters[len(t.characters)-1]; last.letter|0x20 == marker|0x20 {
			return append(typos, t.typo(TypoMarker, last))
		}
	}
	if markers > 1 || markers == 0 && len(typos) == 0 {
		typos = append(typos, Typo{Kind: TypoMarker, Offset: t.end})
	}
	return typos
}
