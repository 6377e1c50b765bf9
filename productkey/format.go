package productkey

import (
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strings"
)

// Format is how the product keys of a vendor are written: letters of an
// alphabet in groups of equal size with dashes between them. A Format is
// immutable and safe for concurrent use. It comes from [NewFormat] or is one
// of those that are ready-made; the zero value and nil have no keys, and
// methods and functions return [ErrFormat].
type Format struct {
	identity     string
	groups, size int
	letters      int // in all groups
	length       int // with the dashes
	radix        radix
	read, write  mapping
	zero         byte       // the letter of value 0
	filler       lanes      // that letter in all lanes that are not in use
	max          number     // the greatest payload, without a check letter
	check        *checkCode // nil without a check letter
	floating     bool       // one letter is an N, see floating.go
	vector       *vector    // nil where there are none
}

// The formats that are ready-made. They all have five groups of five.
var (
	// Base24 has the letters BCDFGHJKMPQRTVWXY2346789, which are hard to
	// confuse and spell no words: 114 bits of payload.
	Base24 = must(newFormat(Layout{Alphabet: base24, Groups: 5, Size: 5}, false))

	// Base24N is Base24 with exactly one N in each key, never as the last
	// letter. How many letters stand before it is the leading digit of the key;
	// the other 24 letters are the digits after that: 114 bits of payload.
	Base24N = must(newFormat(Layout{Alphabet: base24, Groups: 5, Size: 5}, true))

	// Crockford32 has the digits and letters without I, L, O and U (Crockford,
	// "Base 32", crockford.com/base32.html); I and L are read as 1, O as 0. The last
	// letter is a check letter, see [Layout]: 120 bits of payload.
	Crockford32 = must(NewFormat(Layout{
		Alphabet: "0123456789ABCDEFGHJKMNPQRSTVWXYZ",
		Aliases:  map[byte]byte{'I': '1', 'L': '1', 'O': '0'},
		Groups:   5,
		Size:     5,
		Check:    true,
	}))
)

// leastBits is the least payload of a format. Whoever learns the pepper of
// 40-bit keys has to compute 2^40 stretches, some thousand years of a processor.
// Below it is too little for any vendor.
const leastBits = 40

const base24 = "BCDFGHJKMPQRTVWXY2346789"

func must(f *Format, err error) *Format {
	if err != nil {
		panic(err)
	}
	return f
}

// Layout is what [NewFormat] makes a format of.
type Layout struct {
	// Alphabet has the letters in the order of their values: 2 to 36 different
	// ones of A to Z and 0 to 9.
	Alphabet string

	// Aliases are letters outside the alphabet that are read as one in it.
	Aliases map[byte]byte

	// Groups and Size are the number of groups and the letters in each. All
	// together there may be 8 to 32 letters, with 40 to 128 bits.
	Groups, Size int

	// Check makes the last letter a check letter, which finds any one wrong
	// letter and any two letters exchanged. The alphabet must have 32 letters.
	//
	// With the letters as elements of GF(32), modulo x^5 + x^2 + 1, the sum of
	// all letters is 0 when the last has the factor 1, the one before it x,
	// the next x^2, and so on: a shortened Reed-Solomon code (Reed and Solomon,
	// "Polynomial codes over certain finite fields", 1960) of distance 2, which
	// with different factors for all letters sees exchanges too.
	Check bool
}

// NewFormat returns the format of a layout. Digests depend on all of it but
// the aliases. A layout that cannot be is [ErrFormat], with what is wrong.
func NewFormat(l Layout) (*Format, error) {
	f, err := newFormat(l, false)
	if err == nil && f.Bits() < leastBits {
		return nil, fmt.Errorf("%w: under %d bits", ErrFormat, leastBits)
	}
	return f, err
}

func newFormat(l Layout, floating bool) (*Format, error) {
	read, write, err := mappings(l)
	if err != nil {
		return nil, err
	}
	if l.Groups < 1 || l.Size < 1 || l.Groups > numLanes || l.Size > numLanes {
		return nil, fmt.Errorf("%w: it needs 8 to 32 letters", ErrFormat)
	}
	f := &Format{
		identity: fmt.Sprintf("%dx%d/%s", l.Groups, l.Size, l.Alphabet),
		groups:   l.Groups,
		size:     l.Size,
		letters:  l.Groups * l.Size,
		length:   l.Groups*l.Size + l.Groups - 1,
		radix:    newRadix(len(l.Alphabet)),
		read:     read,
		write:    write,
		zero:     l.Alphabet[0],
		floating: floating,
	}
	if f.letters < 8 || f.letters > numLanes {
		return nil, fmt.Errorf("%w: it needs 8 to 32 letters", ErrFormat)
	}
	for lane := range numLanes - f.letters {
		f.filler.put(lane, f.zero)
	}
	var ok bool
	if f.max, ok = largest(len(l.Alphabet), f.letters); !ok {
		return nil, fmt.Errorf("%w: over 128 bits", ErrFormat)
	}
	if l.Check {
		if len(l.Alphabet) != 32 {
			return nil, fmt.Errorf("%w: a check letter needs an alphabet of 32", ErrFormat)
		}
		f.max, _ = largest(len(l.Alphabet), f.letters-1)
		f.check = newCheckCode(f.letters)
		f.identity += "/check"
	}
	if floating {
		f.identity += "/N"
	}
	f.vector = newVector(f)
	return f, nil
}

// mappings returns how letters are read and written.
func mappings(l Layout) (read, write mapping, err error) {
	if len(l.Alphabet) < 2 || len(l.Alphabet) > 36 {
		return nil, nil, fmt.Errorf("%w: the alphabet needs 2 to 36 letters", ErrFormat)
	}
	var values, letters [128]byte // plus 1
	for i := range len(l.Alphabet) {
		c := l.Alphabet[i]
		switch {
		case !isLetter(c):
			return nil, nil, fmt.Errorf("%w: the alphabet may have A to Z and 0 to 9", ErrFormat)
		case values[c] != 0:
			return nil, nil, fmt.Errorf("%w: the alphabet repeats %q", ErrFormat, c)
		}
		values[c] = byte(i + 1)
		letters[i] = c + 1
	}
	for _, alias := range slices.Sorted(maps.Keys(l.Aliases)) {
		c := l.Aliases[alias]
		switch {
		case !isLetter(alias):
			return nil, nil, fmt.Errorf("%w: an alias may be A to Z or 0 to 9", ErrFormat)
		case strings.IndexByte(l.Alphabet, alias) >= 0:
			return nil, nil, fmt.Errorf("%w: the alias %q is in the alphabet", ErrFormat, alias)
		case strings.IndexByte(l.Alphabet, c) < 0:
			return nil, nil, fmt.Errorf("%w: the alias %q stands for none of the alphabet", ErrFormat, alias)
		}
		values[alias] = values[c]
	}
	return newMapping(&values), newMapping(&letters), nil
}

func isLetter(c byte) bool { return 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' }

// Bits is the payload of a key in whole bits: the logarithm to base 2 of the
// number of keys there are, rounded down.
func (f *Format) Bits() int {
	switch {
	case !f.usable():
		return 0
	case f.max == number{^uint64(0), ^uint64(0)}:
		return 128
	}
	return f.max.plus(1).len() - 1
}

// Length is the length of a key's canonical text in bytes.
func (f *Format) Length() int {
	if f == nil {
		return 0
	}
	return f.length
}

// String describes the format, as in "5x5/BCDFGHJKMPQRTVWXY2346789": groups,
// size, alphabet and, where there is one, "/check" or "/N". Formats with the
// same description have the same digests.
func (f *Format) String() string {
	if !f.usable() {
		return "invalid"
	}
	return f.identity
}

func (f *Format) usable() bool { return f != nil && f.letters != 0 }

// largest returns the greatest number of so many digits.
func largest(base, digits int) (n number, ok bool) {
	b := uint64(base)
	for range digits {
		overflow, _ := bits.Mul64(n.hi, b)
		next := n.horner(b, b-1)
		if overflow != 0 || next.hi < n.hi {
			return n, false
		}
		n = next
	}
	return n, true
}
