package productkey

import (
	"encoding/binary"

	"github.com/hwprint/hwprint/internal/ctgrind"
)

const (
	productIDPrefix  = "pid1:"
	productIDLetters = 10
)

// ProductID returns a short name of a key for support and logs, such as
// "pid1:7K3QD9XW2M": 50 bits of a keyed hash, as ten letters of Crockford's
// base 32. Nobody can get the key back from it, or test a guess without the
// pepper, and a short format's is stretched as digests are. Of 10 million keys
// two have the same product id with a probability of 4 %.
//
// It is keyed with the last pepper of the ring, the oldest, so that it stays
// the same when a new pepper is put in front, and changes when the oldest is
// dropped. It cannot outlive that: a pepper is dropped because it is not
// trusted any more, and whoever has it could test guesses of a key on product
// ids in old logs. Errors are those of [Hasher.Sum].
func (h *Hasher) ProductID(k Key) (string, error) {
	if !h.accepts(k.format) {
		return "", ErrKey
	}
	e := &h.entries[len(h.entries)-1]
	var tag [tagSize]byte
	h.tag(&tag, &e.productID, e, h.stretch, k.number)
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	id := ctgrind.Public(binary.BigEndian.Uint64(tag[:]))
	text := []byte(productIDPrefix)
	for range productIDLetters {
		text = append(text, alphabet[id>>59])
		id <<= 5
	}
	return string(text), nil
}
