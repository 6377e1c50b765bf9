package productkey

import (
	"errors"
	"fmt"
	"log/slog"
	"math"
	"strconv"

	"github.com/hwprint/hwprint/internal/keyring"
)

// PepperSize is the length of a pepper in bytes.
const PepperSize = keyring.Size

// Pepper is a secret of the server that digests are keyed with, and its id.
// Whoever has digests but not the pepper can test no guess of a key. It prints,
// logs and marshals as its id alone. It comes from [NewPepper] or [ParseRing];
// the zero value is none. Copies of a Pepper share the secret.
type Pepper struct {
	_   incomparable
	key keyring.Key
}

// NewPepper returns the pepper of an id from 1 to 65535 and 32 bytes from a
// secure random source, of which it keeps a copy. An id of 0, another length
// and a secret that repeats a pattern, such as all zeros, are [ErrPepper]. Give
// each new pepper a greater id than those before it: see [Hasher.ProductID].
func NewPepper(id uint16, secret []byte) (Pepper, error) {
	k, err := keyring.New(uint32(id), math.MaxUint16, secret)
	if err != nil {
		return Pepper{}, ringError(err)
	}
	return Pepper{key: k}, nil
}

// ringError returns an error of this package for one of keyring.
func ringError(err error) error {
	var problem *keyring.Error
	switch {
	case !errors.As(err, &problem):
		return err
	case problem.Secret:
		return fmt.Errorf("%w: %s", ErrPepper, problem.Detail)
	}
	return fmt.Errorf("%w: %s", ErrRing, problem.Detail)
}

// ID returns the id.
func (p Pepper) ID() uint16 { return uint16(p.key.ID()) }

// String returns "productkey.Pepper(1, redacted)", with the id.
func (p Pepper) String() string {
	return "productkey.Pepper(" + strconv.Itoa(int(p.ID())) + ", redacted)"
}

// GoString is String.
func (p Pepper) GoString() string { return p.String() }

// Format prints String for every verb of package fmt.
func (p Pepper) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte(p.String())) }

// LogValue returns String for slog.
func (p Pepper) LogValue() slog.Value { return slog.StringValue(p.String()) }

// MarshalText returns String. JSON uses it too.
func (p Pepper) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// Ring is the 1 to 256 peppers of a server. The first is active: new digests
// are made with it. The others are readable: they only verify. To rotate, put a
// new pepper behind the active one on every server, and then in front.
type Ring []Pepper

// ParseRing reads a ring from a text of entries such as
//
//	2:8f0e…64 hexadecimal digits…
//
// each an id, a colon and the pepper, with white space or commas between
// entries. In a line, what follows "#" is a comment. So both a file of lines
// and an environment variable can hold a ring. The error is [ErrRing] or
// [ErrPepper], with the number of the entry. ParseRing keeps nothing of text.
func ParseRing[T ~string | ~[]byte](text T) (Ring, error) {
	keys, err := keyring.Parse(text, math.MaxUint16)
	if err != nil {
		return nil, ringError(err)
	}
	r := make(Ring, len(keys))
	for i, k := range keys {
		r[i].key = k
	}
	return r, nil
}

// Wipe overwrites the secrets of r, for all copies of its peppers. A [Hasher]
// that was made of them goes on.
func (r Ring) Wipe() {
	for i := range r {
		r[i].key.Wipe()
	}
}

// check says whether r is fit for a Hasher.
func (r Ring) check() error {
	keys := make([]keyring.Key, len(r))
	for i := range r {
		keys[i] = r[i].key
	}
	if err := keyring.Check(keys); err != nil {
		return ringError(err)
	}
	return nil
}
