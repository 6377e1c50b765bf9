package productkey

import (
	"fmt"
	"log/slog"

	"github.com/hwprint/hwprint/internal/ctgrind"
)

const redacted = "productkey.Key(redacted)"

// Key is a product key. Its text is a secret: a Key prints, logs and marshals
// as "productkey.Key(redacted)", and only [Key.Reveal] gives the text. It
// comes from [Format.Parse], [Format.Generate] or [Format.FromNumber], and holds 16 bytes and its format. The
// zero value is no key; its Reveal is empty.
//
// Keys do not compare with ==, which would take a time that depends on them;
// use [Key.Equal]. A Key that is read and written by several goroutines needs
// a lock, as any value does.
//
// Package fmt cannot call the methods of an unexported struct field, and prints
// the numbers in it instead. In a Key they are masked with a secret of the
// process, so that they say nothing to who reads them in a log.
type Key struct {
	_      incomparable
	format *Format
	masked masked
}

// incomparable keeps the compiler from comparing a type with ==, which stops at
// the first difference.
type incomparable [0]func()

func (k *Key) number() number { return k.masked.number() }

// IsZero reports whether k is the zero Key.
func (k Key) IsZero() bool { return k.format == nil }

// Reveal returns the canonical text: upper-case, with dashes. The caller now
// has a secret that nothing redacts or wipes.
func (k Key) Reveal() string {
	if k.IsZero() {
		return ""
	}
	var text [2 * numLanes]byte
	defer clear(text[:])
	return string(k.appendText(text[:0]))
}

// Partial returns the last group alone, which customers and support staff may
// tell each other, or nothing for the zero Key and a format of one group.
func (k Key) Partial() string {
	if k.IsZero() || k.format.groups == 1 {
		return ""
	}
	var text [2 * numLanes]byte
	defer clear(text[:])
	all := k.appendText(text[:0])
	return string(all[len(all)-k.format.size:])
}

func (k Key) appendText(dst []byte) []byte {
	x := k.format.encode(k.number())
	lane := numLanes - k.format.letters
	for group := range k.format.groups {
		if group > 0 {
			dst = append(dst, '-')
		}
		for range k.format.size {
			dst = append(dst, x.get(lane))
			lane++
		}
	}
	return dst
}

// Equal reports whether two keys are the same key of the same format, in a
// time that does not depend on the keys. The zero Key equals the zero Key.
func (k Key) Equal(other Key) bool {
	if k.format.String() != other.format.String() {
		return false
	}
	a, b := k.masked, other.masked // which are the same if the numbers are
	return ctgrind.Public(isZero((a.hi^b.hi)|(a.lo^b.lo))) != 0
}

// Wipe makes k the zero Key. Copies of k that the program made, and the text
// that it was parsed from, are not reached.
//
//go:noinline
func (k *Key) Wipe() { *k = Key{} }

// String returns "productkey.Key(redacted)".
func (k Key) String() string { return redacted }

// GoString returns "productkey.Key(redacted)".
func (k Key) GoString() string { return redacted }

// Format prints "productkey.Key(redacted)" for every verb of package fmt.
func (k Key) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte(redacted)) }

// LogValue returns "productkey.Key(redacted)" for slog.
func (k Key) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText returns "productkey.Key(redacted)". JSON uses it too. There is
// no UnmarshalText: it takes a format to read a key.
func (k Key) MarshalText() ([]byte, error) { return []byte(redacted), nil }
