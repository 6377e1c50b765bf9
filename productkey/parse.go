package productkey

import "github.com/hwprint/hwprint/internal/ctgrind"

// maxText bounds what Parse looks at. No key with its separators is longer.
const maxText = 256

// Parse decodes a product key as people type and paste it. Lower-case letters
// are as good as upper-case ones, and so are the full-width letters and digits
// of Asian input methods. Spaces, hyphens and dashes of all kinds, dots, commas,
// underscores, quotation marks, line ends, and characters that nobody sees may
// stand anywhere or be missing: docs/product-key.md lists them. Everything else
// is [ErrMalformed], and the Key is zero.
//
// The time that Parse takes and the memory it touches depend on the length of
// the text, on which of its characters are letters and digits, ASCII or
// full-width, and on what the others are; not on which letters and digits they
// are. For a text in canonical layout, with its
// dashes in place, they depend on nothing else at all; servers should let
// clients send that. Parse allocates nothing.
func (f *Format) Parse(text string) (Key, error) {
	if f.usable() && f.vector != nil && canonical(f, text) {
		a, b, c, d, bad := decodeString(text, f.vector)
		return f.key(f.finish(f.radix.join(a, b, c, d), bad))
	}
	return parse(f, text)
}

// ParseBytes is [Format.Parse] for bytes, which a caller can wipe afterwards. It
// does not keep or change text.
func (f *Format) ParseBytes(text []byte) (Key, error) {
	if f.usable() && f.vector != nil && canonical(f, text) {
		a, b, c, d, bad := decodeBytes(text, f.vector)
		return f.key(f.finish(f.radix.join(a, b, c, d), bad))
	}
	return parse(f, text)
}

// parse is Parse without vectors.
func parse[T string | []byte](f *Format, text T) (Key, error) {
	var x lanes
	switch {
	case !f.usable():
		return Key{}, ErrFormat
	case !canonical(f, text):
		var fits bool
		if x, fits = gather(f, text); !fits {
			return Key{}, ErrMalformed
		}
	case f.groups == 5 && f.size == 5:
		x = load5x5(text)
	default:
		x = load(f, text)
	}
	return f.key(f.decode(x))
}

// key is what comes of a number that decode has found, or not. It does not
// branch, so that a good key takes as many instructions as a bad.
func (f *Format) key(n number, ok uint64) (Key, error) {
	ok = ctgrind.Public(ok) & 1
	m := n.mask()
	return Key{format: [2]*Format{nil, f}[ok], masked: masked{m.hi & -ok, m.lo & -ok}}, malformed[ok]
}

var malformed = [2]error{ErrMalformed, nil}

// canonical reports whether a text has the dashes of a canonical text where
// they belong, and no fewer or more bytes between them.
func canonical[T string | []byte](f *Format, text T) bool {
	if len(text) != f.length {
		return false
	}
	var other byte
	for at := f.size; at < len(text); at += f.size + 1 {
		other |= text[at] ^ '-'
	}
	return ctgrind.Public(isZero(uint64(other))) != 0
}

// load returns the letters of a text in canonical layout.
func load[T string | []byte](f *Format, text T) lanes {
	var letters [numLanes]byte
	defer clear(letters[:])
	lane := numLanes - f.letters
	for at := 0; at < len(text); at++ {
		for range f.size {
			letters[lane] = text[at]
			lane++
			at++
		}
	}
	return lanesOf(&letters)
}

// load5x5 is load for five groups of five, which nearly all formats have, with
// four loads in place of 25.
func load5x5[T string | []byte](text T) lanes {
	a, b, c, d := load64(text, 0), load64(text, 8), load64(text, 16), load64(text, 21)
	return lanes{
		a << 56,
		a>>8&0xffffffff | a>>48<<32 | b<<48,
		b>>16&0xff | b>>32<<8 | c<<56>>16 | c>>16<<48,
		c>>32&0xffffff | d>>24<<24,
	}
}

// load64 loads eight bytes, the first into the lowest place.
func load64[T string | []byte](text T, at int) uint64 {
	b := text[at : at+8]
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
		uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
}

// gather returns the letters of a text in any layout.
func gather[T string | []byte](f *Format, text T) (x lanes, ok bool) {
	if len(text) > maxText {
		return x, false
	}
	var letters [numLanes]byte
	defer clear(letters[:])
	lane := numLanes - f.letters
	for at := 0; at < len(text); {
		c, size, s := symbolAt(text, at)
		switch {
		case s == foreign, s == letter && lane == numLanes:
			return x, false
		case s == letter:
			letters[lane] = c
			lane++
		}
		at += size
	}
	return lanesOf(&letters), lane == numLanes
}
