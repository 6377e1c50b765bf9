package keyring

import (
	"fmt"

	"github.com/hwprint/hwprint/internal/ctgrind"
)

// MaxKeys is the greatest number of keys in a ring: one a week for almost five
// years. It bounds what looking a key up takes.
const MaxKeys = 256

// Error says what keeps a ring from being used. It never has a part of it.
type Error struct {
	Secret bool   // a secret or its id is unusable, and not the ring
	Detail string // such as "entry 2: the secret is not random"
}

func (e *Error) Error() string { return "keyring: " + e.Detail }

// Check says whether a list of keys is a ring: 1 to [MaxKeys] keys, each with
// an id of its own and a secret that was not wiped. The error is an [*Error].
func Check(keys []Key) error {
	switch {
	case len(keys) == 0:
		return &Error{Detail: "it is empty"}
	case len(keys) > MaxKeys:
		return tooMany()
	}
	seen := make(map[uint32]bool, len(keys))
	for i, k := range keys {
		switch {
		case k.IsZero():
			return &Error{Detail: fmt.Sprintf("entry %d is no key", i+1)}
		case ctgrind.Public(patterned(*k.secret)) != 0:
			return &Error{Secret: true, Detail: fmt.Sprintf("the secret of entry %d is wiped", i+1)}
		case seen[k.id]:
			return &Error{Detail: fmt.Sprintf("the id %d is used twice", k.id)}
		}
		seen[k.id] = true
	}
	return nil
}

func tooMany() *Error { return &Error{Detail: fmt.Sprintf("it has over %d keys", MaxKeys)} }

// Parse reads a ring from a text of entries such as
//
//	2:8f0e…64 hexadecimal digits…
//
// each an id from 1 to limit in decimal, a colon and the secret, with white
// space or commas between entries. In a line, what follows "#" is a comment.
// The error is an [*Error]. Parse keeps nothing of text, and takes a time that
// is linear in its length.
func Parse[T ~string | ~[]byte](text T, limit uint32) (keys []Key, err error) {
	defer func() {
		if err != nil {
			Wipe(keys)
			keys = nil
		}
	}()
	for at := blank(text, 0); at < len(text); at = blank(text, at) {
		if len(keys) == MaxKeys {
			return keys, tooMany()
		}
		k, next, err := entry(text, at, limit)
		if err != nil {
			err.Detail = fmt.Sprintf("entry %d: %s", len(keys)+1, err.Detail)
			return keys, err
		}
		keys, at = append(keys, k), next
	}
	return keys, Check(keys)
}

// Wipe overwrites the secrets of keys.
func Wipe(keys []Key) {
	for i := range keys {
		keys[i].Wipe()
	}
}

// blank returns where what stands between entries ends.
func blank[T ~string | ~[]byte](text T, at int) int {
	comment := false
	for ; at < len(text); at++ {
		switch c := text[at]; {
		case c == '\n':
			comment = false
		case comment, c == ' ', c == '\t', c == '\r', c == ',':
		case c == '#':
			comment = true
		default:
			return at
		}
	}
	return at
}

// entry reads the entry at a place of a text, and returns where it ends.
func entry[T ~string | ~[]byte](text T, at int, limit uint32) (k Key, end int, _ *Error) {
	var id uint64
	first := at
	for ; at < len(text) && '0' <= text[at] && text[at] <= '9'; at++ {
		if id = 10*id + uint64(text[at]-'0'); id > uint64(limit) {
			return Key{}, 0, &Error{Detail: fmt.Sprintf("the id is over %d", limit)}
		}
	}
	if at == first || at == len(text) || text[at] != ':' {
		return Key{}, 0, &Error{Detail: "it is no ID:HEX"}
	}
	at++
	end = at + 2*Size
	if len(text) < end || end < len(text) && blank(text, end) == end {
		return Key{}, 0, &Error{Secret: true, Detail: "it does not have 64 hexadecimal digits"}
	}
	var secret [Size]byte
	defer clear(secret[:])
	if ctgrind.Public(unhex(&secret, text[at:end])) != 0 {
		return Key{}, 0, &Error{Secret: true, Detail: "it does not have 64 hexadecimal digits"}
	}
	k, err := New(uint32(id), limit, secret[:])
	if err != nil {
		return Key{}, 0, err.(*Error)
	}
	return k, end, nil
}

// unhex decodes hexadecimal digits; bad is not 0 if some are none.
func unhex[T ~string | ~[]byte](secret *[Size]byte, digits T) (bad uint64) {
	for i := range secret {
		hi, wrong := nibble(digits[2*i])
		lo, also := nibble(digits[2*i+1])
		secret[i] = byte(hi<<4 | lo)
		bad |= wrong | also
	}
	return bad
}

// nibble is the value of a hexadecimal digit, without the table of package
// encoding/hex, whose accesses depend on the secret.
func nibble(c byte) (value, bad uint64) {
	digit, letter := uint64(c), uint64(c)|0x20
	isDigit := ((digit-'0')|('9'-digit))>>63 ^ 1
	isLetter := ((letter-'a')|('f'-letter))>>63 ^ 1
	return -isDigit&(digit-'0') | -isLetter&(letter-'a'+10), isDigit ^ isLetter ^ 1
}
