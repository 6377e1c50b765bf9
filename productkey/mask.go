package productkey

import (
	"crypto/rand"
	"encoding/binary"
	"math/bits"
)

// masked is the number of a key as a Key holds it. Two rounds of a Feistel
// network (Feistel, "Cryptography and computer privacy", 1973) with keys that
// each process draws hide it from package fmt, and from who has one key and the
// masked numbers of others. It is no encryption, and need not be: who can read
// the process's memory has its keys too.
type masked struct{ hi, lo uint64 }

var maskKeys = func() (keys [4]uint64) {
	var raw [32]byte
	_, _ = rand.Read(raw[:]) // never fails
	for i := range keys {
		keys[i] = binary.LittleEndian.Uint64(raw[8*i:]) | 1
	}
	return keys
}()

func (n number) mask() masked {
	lo := n.lo ^ mix(n.hi, maskKeys[0], maskKeys[1])
	hi := n.hi ^ mix(lo, maskKeys[2], maskKeys[3])
	return masked{hi, lo}
}

// number is the inverse of mask.
func (m masked) number() number {
	hi := m.hi ^ mix(m.lo, maskKeys[2], maskKeys[3])
	lo := m.lo ^ mix(hi, maskKeys[0], maskKeys[1])
	return number{hi, lo}
}

func mix(x, a, b uint64) uint64 {
	hi, lo := bits.Mul64(x^a, b)
	return hi ^ lo
}
