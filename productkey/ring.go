package productkey

import (
	"fmt"
	"log/slog"
	"math"
	"slices"
	"strconv"

	"github.com/hwprint/hwprint/internal/ctgrind"
)

// PepperSize is the length of a pepper in bytes.
const PepperSize = 32

// Pepper is a secret of the server that digests are keyed with, and its id.
// Whoever has digests but not the pepper can test no guess of a key. It prints,
// logs and marshals as its id alone. It comes from [NewPepper] or [ParseRing];
// the zero value is none.
type Pepper struct {
	_      [0]func()
	id     uint16
	secret [PepperSize]byte
}

// NewPepper returns the pepper of an id from 1 to 65535 and 32 bytes from a
// secure random source, of which it keeps a copy. An id of 0, another length
// and a secret that is all zero are [ErrPepper].
func NewPepper(id uint16, secret []byte) (Pepper, error) {
	if id == 0 || len(secret) != PepperSize {
		return Pepper{}, ErrPepper
	}
	p := Pepper{id: id, secret: [PepperSize]byte(secret)}
	var any byte
	for _, b := range p.secret {
		any |= b
	}
	if ctgrind.Public(isZero(uint64(any))) != 0 {
		return Pepper{}, ErrPepper
	}
	return p, nil
}

// ID returns the id.
func (p Pepper) ID() uint16 { return p.id }

// String returns "productkey.Pepper(1, redacted)", with the id.
func (p Pepper) String() string {
	return "productkey.Pepper(" + strconv.Itoa(int(p.id)) + ", redacted)"
}

// GoString is String.
func (p Pepper) GoString() string { return p.String() }

// Format prints String for every verb of package fmt.
func (p Pepper) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte(p.String())) }

// LogValue returns String for slog.
func (p Pepper) LogValue() slog.Value { return slog.StringValue(p.String()) }

// MarshalText returns String. JSON uses it too.
func (p Pepper) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// Ring is the peppers of a server in order. The first is active: new digests
// are made with it. The others are of the past, and only verify. To rotate,
// put a new one in front.
type Ring []Pepper

// Wipe overwrites the secrets in r, which is unusable then. A [Hasher] made of
// it goes on.
//
//go:noinline
func (r Ring) Wipe() { clear(r) }

// check says whether r is fit for a Hasher.
func (r Ring) check() error {
	if len(r) == 0 {
		return fmt.Errorf("%w: it is empty", ErrRing)
	}
	seen := map[uint16]bool{0: true}
	for i := range r {
		if seen[r[i].id] {
			return fmt.Errorf("%w: the id %d is used twice, or is 0", ErrRing, r[i].id)
		}
		seen[r[i].id] = true
	}
	return nil
}

// ParseRing reads a ring from a text of entries such as
//
//	2:8f0e…64 hexadecimal digits…
//
// each an id, a colon and the pepper, with white space or commas between
// entries. In a line, what follows "#" is a comment. So both a file of lines
// and an environment variable can hold a ring. The error is [ErrRing] or
// [ErrPepper], with the number of the entry. ParseRing keeps nothing of text.
func ParseRing[T ~string | ~[]byte](text T) (Ring, error) {
	var r Ring
	for {
		text = text[blank(text):]
		if len(text) == 0 {
			break
		}
		p, n, err := parsePepper(text)
		if err != nil {
			r.Wipe()
			return nil, fmt.Errorf("%w: entry %d", err, len(r)+1)
		}
		grown := append(slices.Clip(r), p) // always a copy, so that no other is left
		r.Wipe()
		r = grown
		text = text[n:]
	}
	if err := r.check(); err != nil {
		r.Wipe()
		return nil, err
	}
	return r, nil
}

// blank returns how much of the beginning of text is between entries.
func blank[T ~string | ~[]byte](text T) int {
	comment := false
	for i := range len(text) {
		switch c := text[i]; {
		case c == '\n':
			comment = false
		case comment, c == ' ', c == '\t', c == '\r', c == ',':
		case c == '#':
			comment = true
		default:
			return i
		}
	}
	return len(text)
}

// parsePepper reads the entry at the beginning of text and returns its length.
// It decides nothing by the digits of the pepper but whether all are digits.
func parsePepper[T ~string | ~[]byte](text T) (p Pepper, n int, err error) {
	id := 0
	for ; n < len(text) && '0' <= text[n] && text[n] <= '9'; n++ {
		if id = 10*id + int(text[n]-'0'); id > math.MaxUint16 {
			return Pepper{}, 0, ErrRing
		}
	}
	if n == 0 || n == len(text) || text[n] != ':' {
		return Pepper{}, 0, ErrRing
	}
	n++
	if len(text) < n+2*PepperSize {
		return Pepper{}, 0, ErrPepper
	}
	var secret [PepperSize]byte
	defer clear(secret[:])
	var bad uint64
	for i := range secret {
		hi, wrong := nibble(text[n])
		lo, also := nibble(text[n+1])
		secret[i] = byte(hi<<4 | lo)
		bad |= wrong | also
		n += 2
	}
	if ctgrind.Public(bad) != 0 || n < len(text) && blank(text[n:n+1]) == 0 {
		return Pepper{}, 0, ErrPepper
	}
	p, err = NewPepper(uint16(id), secret[:])
	return p, n, err
}

// nibble is the value of a hexadecimal digit, without the table of package
// encoding/hex, whose accesses depend on the pepper.
func nibble(c byte) (value, bad uint64) {
	digit, letter := uint64(c), uint64(c)|0x20
	isDigit := ((digit-'0')|('9'-digit))>>63 ^ 1
	isLetter := ((letter-'a')|('f'-letter))>>63 ^ 1
	return -isDigit&(digit-'0') | -isLetter&(letter-'a'+10), isDigit ^ isLetter ^ 1
}
