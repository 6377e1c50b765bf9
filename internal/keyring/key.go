// Package keyring names, parses and rotates the secret keys of a server. The
// peppers of package productkey and the keys of hwhash.Sealer are such keys.
//
// A ring is a list of keys. Its first key is active: new records are made
// under it. All are readable. A rotation has two phases, so that servers with
// the old ring and with the new one can work side by side:
//
//  1. Put the new key behind the active one, on every server.
//  2. Put it in front, on every server.
//
// No branch and no address depends on a secret, but on whether it is usable.
package keyring

import (
	"fmt"

	"github.com/hwprint/hwprint/internal/ctgrind"
	"github.com/zeebo/blake3"
)

// Size is the length of a secret in bytes.
const Size = 32

// Key is a secret and its id. The zero value is no key. Copies of a Key share
// the secret, and Wipe overwrites it for all of them.
//
// The secret stands behind two pointers. Package fmt follows one of them where
// it cannot call methods, in an unexported field, and gets a wrong verb.
type Key struct {
	_      [0]func() // == would compare addresses
	id     uint32
	secret **[Size]byte
}

// New returns the key of an id from 1 to limit and a secret of 32 bytes, of
// which it keeps a copy. The error is an [*Error].
func New(id, limit uint32, secret []byte) (Key, error) {
	switch {
	case id == 0 || id > limit:
		return Key{}, &Error{Secret: true, Detail: fmt.Sprintf("the id is not from 1 to %d", limit)}
	case len(secret) != Size:
		return Key{}, &Error{Secret: true, Detail: "the secret is not 32 bytes"}
	}
	kept := new([Size]byte)
	copy(kept[:], secret)
	k := Key{id: id, secret: &kept}
	if ctgrind.Public(patterned(kept)) != 0 {
		k.Wipe()
		return Key{}, &Error{Secret: true, Detail: "the secret is not random"}
	}
	return k, nil
}

// ID returns the id, or 0 for the zero Key.
func (k Key) ID() uint32 { return k.id }

// IsZero reports whether k has no secret.
func (k Key) IsZero() bool { return k.secret == nil }

// Wipe overwrites the secret, for all copies of k.
//
//go:noinline
func (k *Key) Wipe() {
	if k.secret != nil {
		clear((*k.secret)[:])
	}
	*k = Key{}
}

// Derive fills out with BLAKE3's derive_key of a context and of the secret
// followed by what more there is. It leaves nothing of them in memory.
func (k Key) Derive(out []byte, context string, more ...[]byte) {
	hasher := blake3.NewDeriveKey(context)
	_, _ = hasher.Write((*k.secret)[:])
	for _, m := range more {
		_, _ = hasher.Write(m)
	}
	digest := hasher.Digest()
	_, _ = digest.Read(out)
	*hasher, *digest = blake3.Hasher{}, blake3.Digest{}
}

// patterned is not 0 for a secret that nobody drew at random: one that repeats
// itself after 1 to 16 bytes, as all zeros do, and one that counts up. A random
// secret is one of these with a probability below 2^-127.
func patterned(s *[Size]byte) (found uint64) {
	for period := 1; period <= Size/2; period++ {
		var other byte
		for i := period; i < Size; i++ {
			other |= s[i] ^ s[i-period]
		}
		found |= isZero(uint64(other))
	}
	var other byte
	for i := 1; i < Size; i++ {
		other |= s[i] - s[i-1] - 1
	}
	return found | isZero(uint64(other))
}

// isZero is 1 for 0, and otherwise 0.
func isZero(x uint64) uint64 { return (x|-x)>>63 ^ 1 }
