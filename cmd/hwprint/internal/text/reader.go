// Package text brings text in and out: in as UTF-8, whatever wrote it; out so
// that it can do nothing to a terminal and hides nothing from who reads it.
package text

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// Reader reads text as UTF-8 without a byte order mark. Text that begins with
// a mark of UTF-16 is decoded, which is what ">" makes of a program's output in
// Windows PowerShell 5.1; half a pair of surrogates, or half a character at the
// end, comes out as bytes that are not UTF-8. UTF-16 without a mark is
// [ErrUnmarked]: there is no telling its byte order for certain.
//
// It keeps what it read in buffers of its own, which Wipe overwrites.
type Reader struct {
	in      io.Reader
	order   binary.ByteOrder // of UTF-16; nil for UTF-8
	started bool
	// unmarked says that it is UTF-16, and nothing says in which order.
	unmarked bool
	err      error // of in

	buf        []byte // read, but not yet given out: buf[start:end]
	start, end int
	out        [utf8.UTFMax]byte // of a character, what did not fit: out[outStart:outEnd]
	outStart   int
	outEnd     int
}

// ErrUnmarked is text that begins as ASCII does in UTF-16, every other byte a
// zero, and has no byte order mark.
var ErrUnmarked = errors.New("the text is UTF-16 without a byte order mark: save it as UTF-8")

// NewReader returns a Reader of in.
func NewReader(in io.Reader) *Reader { return &Reader{in: in, buf: make([]byte, 1<<12)} }

// Wipe overwrites what was read.
//
//go:noinline
func (r *Reader) Wipe() {
	clear(r.buf)
	clear(r.out[:])
}

// Read implements [io.Reader].
func (r *Reader) Read(p []byte) (n int, err error) {
	if len(p) == 0 {
		return 0, nil
	}
	if !r.started {
		r.open()
	}
	switch {
	case r.unmarked:
		return 0, ErrUnmarked
	case r.order != nil:
		return r.decode(p)
	}
	if n = copy(p, r.buf[r.start:r.end]); n > 0 {
		r.start += n
		return n, nil
	}
	if r.err != nil {
		return 0, r.err
	}
	return r.in.Read(p)
}

// open reads the first bytes, and drops the mark.
func (r *Reader) open() {
	r.started = true
	// Four only where they tell: a short line is not kept waiting for the next.
	for r.err == nil && (r.end < 3 || r.end == 3 && bytes.IndexByte(r.buf[:2], 0) >= 0) {
		r.fill()
	}
	switch first := r.buf[:r.end]; {
	case len(first) >= 3 && string(first[:3]) == "\ufeff":
		r.start = 3
	case len(first) >= 2 && first[0] == 0xff && first[1] == 0xfe:
		r.order, r.start = binary.LittleEndian, 2
	case len(first) >= 2 && first[0] == 0xfe && first[1] == 0xff:
		r.order, r.start = binary.BigEndian, 2
	default:
		r.unmarked = everyOther(first[:min(len(first), 4)], 0) || everyOther(first[:min(len(first), 4)], 1)
	}
}

// everyOther reports whether the second of each two bytes is zero, or the first,
// and the other is not.
func everyOther(b []byte, other int) bool {
	for i, c := range b {
		if (i%2 == other) == (c == 0) {
			return false
		}
	}
	return len(b) > 0 && len(b)%2 == 0
}

func (r *Reader) fill() {
	r.end = copy(r.buf, r.buf[r.start:r.end])
	r.start = 0
	n, err := r.in.Read(r.buf[r.end:])
	r.end += n
	r.err = err
}

// decode reads characters of UTF-16.
func (r *Reader) decode(p []byte) (n int, err error) {
	for n < len(p) {
		if r.outStart < r.outEnd {
			c := copy(p[n:], r.out[r.outStart:r.outEnd])
			r.outStart += c
			n += c
			continue
		}
		if !r.next(n > 0) {
			break
		}
	}
	if n > 0 {
		return n, nil
	}
	return 0, r.err
}

// next decodes one character into out. It reports whether there is one. With
// enough it does not wait for input.
func (r *Reader) next(enough bool) bool {
	for r.end-r.start < 4 && r.err == nil {
		if enough && r.end-r.start < 2 {
			return false
		}
		if r.end-r.start >= 2 && !utf16.IsSurrogate(r.unit(0)) {
			break
		}
		r.fill()
	}
	r.outStart, r.outEnd = 0, 0
	switch have := r.end - r.start; {
	case have == 0:
		return false
	case have == 1:
		r.out[0], r.outEnd = 0xff, 1
		r.start++
		return true
	case have >= 4 && utf16.IsSurrogate(r.unit(0)):
		if c := utf16.DecodeRune(r.unit(0), r.unit(1)); c != utf8.RuneError {
			r.outEnd = utf8.EncodeRune(r.out[:], c)
			r.start += 4
			return true
		}
	}
	c := r.unit(0)
	r.start += 2
	if utf16.IsSurrogate(c) {
		r.out = [utf8.UTFMax]byte{0xed, 0x80 | byte(c>>6)&0x3f, 0x80 | byte(c)&0x3f}
		r.outEnd = 3
		return true
	}
	r.outEnd = utf8.EncodeRune(r.out[:], c)
	return true
}

// unit returns one of the next units of UTF-16.
func (r *Reader) unit(i int) rune { return rune(r.order.Uint16(r.buf[r.start+2*i:])) }
