package acttest

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strings"
)

// Finder finds any of very many byte strings in a text, each as it is, in
// hexadecimal and in base64.
type Finder struct {
	patterns map[uint64][]pattern // by their last bytes, which differ most
	seen     []uint64             // a bit for each end that there may be
}

type pattern struct {
	name  string
	bytes []byte
}

// window is how many bytes of a pattern find it. Shorter patterns are too many
// random texts by chance.
const window = 6

// NewFinder returns a Finder of nothing.
func NewFinder() *Finder {
	return &Finder{patterns: map[uint64][]pattern{}, seen: make([]uint64, 1<<18)}
}

// AddBytes adds bytes, in every form.
func (f *Finder) AddBytes(name string, b []byte) {
	f.add(name, b)
	f.add(name+" in hex", []byte(hex.EncodeToString(b)))
	f.add(name+" in HEX", []byte(strings.ToUpper(hex.EncodeToString(b))))
	for offset := range 3 { // of b in what is encoded
		padded := append(make([]byte, offset), b...)
		first, last := (offset*8+5)/6, len(padded)*8/6
		for _, e := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			f.add(name+" in base64", []byte(e.EncodeToString(padded)[first:last]))
		}
	}
}

// AddText adds a text, in either case and every form.
func (f *Finder) AddText(name, text string) {
	for _, t := range []string{text, strings.ToUpper(text), strings.ToLower(text)} {
		f.AddBytes(name, []byte(t))
	}
}

func (f *Finder) add(name string, b []byte) {
	// Very many hashes end alike, in empty slots; so do pages of a database.
	for len(b) > window && bytes.Count(b[len(b)-window:], b[len(b)-1:]) == window {
		b = b[:len(b)-1]
	}
	if len(b) < window {
		return
	}
	k := end(b)
	for _, p := range f.patterns[k] {
		if bytes.Equal(p.bytes, b) {
			return
		}
	}
	f.patterns[k] = append(f.patterns[k], pattern{name, b})
	bit := k * 0x9e3779b97f4a7c15 >> 40
	f.seen[bit/64] |= 1 << (bit % 64)
}

func end(b []byte) uint64 {
	var k [8]byte
	copy(k[:], b[len(b)-window:])
	return binary.LittleEndian.Uint64(k[:])
}

// Len is how many byte strings are looked for.
func (f *Finder) Len() (n int) {
	for _, p := range f.patterns {
		n += len(p)
	}
	return n
}

// Find returns the names of what is in a text.
func (f *Finder) Find(text []byte) (names []string) {
	for i := window; i <= len(text); i++ {
		k := end(text[:i])
		if bit := k * 0x9e3779b97f4a7c15 >> 40; f.seen[bit/64]&(1<<(bit%64)) == 0 {
			continue
		}
		for _, p := range f.patterns[k] {
			if bytes.HasSuffix(text[:i], p.bytes) {
				names = append(names, p.name)
			}
		}
	}
	return names
}
