//go:build amd64 && !purego

package productkey

import (
	"encoding/binary"
	"strings"

	"golang.org/x/sys/cpu"
)

// vector is what decodeString, in vector_amd64.s, takes to decode the letters
// of a canonical text, 16 in one register: the same steps as in decode.go, with
// shuffles in place of loads and of mappings. Offsets stand in the assembly.
type vector struct {
	head, tail [2][16]byte // for each lane, the byte of the text's first and of its last 16 that goes there
	filler     [2][16]byte // what lanes that are not in use hold
	digits     [16]byte    // one more than the value of 0x30 to 0x3f, 0 for none
	letters    [2][16]byte // of 0x40 to 0x4f and 0x50 to 0x5f
	pairs      [16]byte    // the factors of two digits
	quads      [16]byte    // of two pairs
	octets     [16]byte    // of the first of two quads
}

// decodeString returns four times eight digits as numbers, and bad != 0 if some
// letter has no value. It takes SSSE3.
//
//go:noescape
func decodeString(text string, v *vector) (a, b, c, d, bad uint64)

// decodeBytes is decodeString for bytes.
//
//go:noescape
func decodeBytes(text []byte, v *vector) (a, b, c, d, bad uint64)

// newVector returns nil for a format that decodeString is not for.
func newVector(f *Format) *vector {
	if !cpu.X86.HasSSSE3 || f.floating || f.length < 16 || f.length > 32 {
		return nil
	}
	v := new(vector)
	for i := range v.head {
		v.head[i] = [16]byte([]byte(strings.Repeat("\x80", 16))) // nothing
		v.tail[i] = v.head[i]
	}
	lane := numLanes - f.letters
	for unused := range lane {
		v.filler[unused/16][unused%16] = f.zero
	}
	for at := range f.length {
		switch {
		case at%(f.size+1) == f.size: // a dash
			continue
		case at < 16:
			v.head[lane/16][lane%16] = byte(at)
		default:
			v.tail[lane/16][lane%16] = byte(at - (f.length - 16))
		}
		lane++
	}
	for c := range byte(16) {
		v.digits[c] = f.read.value(0x30 | c)
		v.letters[0][c] = f.read.value(0x40 | c)
		v.letters[1][c] = f.read.value(0x50 | c)
	}
	base := f.radix.b1
	for i := 0; i < 16; i += 2 {
		v.pairs[i], v.pairs[i+1] = byte(base), 1
	}
	for i := 0; i < 16; i += 4 {
		binary.LittleEndian.PutUint32(v.quads[i:], uint32(f.radix.b2)|1<<16)
	}
	for i := 0; i < 16; i += 8 {
		binary.LittleEndian.PutUint64(v.octets[i:], f.radix.b4)
	}
	return v
}
