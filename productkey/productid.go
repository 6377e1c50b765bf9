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
// pepper. Of 10 million keys two have the same product id with a probability of
// 4 %.
//
// It is keyed with the pepper of the least id in the ring, which is the oldest
// if every new pepper has a greater id. So it stays the same when a pepper is
// added, wherever, and when the stretch is raised: a format of under 80 bits has
// its product ids stretched by [Argon2id64MiB], whatever its digests have, and
// others do not have them stretched. It changes when the oldest pepper is
// dropped. It cannot outlive that: a pepper is dropped because it is not trusted
// any more, and whoever has it could test guesses of a key on product ids in old
// logs. Errors are those of [Hasher.Sum].
func (h *Hasher) ProductID(k Key) (string, error) {
	if !h.accepts(k.format) {
		return "", ErrKey
	}
	e := &h.entries[0]
	for i := range h.entries {
		if h.entries[i].id < e.id {
			e = &h.entries[i]
		}
	}
	var tag [tagSize]byte
	if err := h.tag(&tag, &e.productID, e, h.least, &k); err != nil {
		return "", err
	}
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	id := ctgrind.Public(binary.BigEndian.Uint64(tag[:]))
	text := []byte(productIDPrefix)
	for range productIDLetters {
		text = append(text, alphabet[id>>59])
		id <<= 5
	}
	return string(text), nil
}
