package productkey

import (
	"encoding/binary"

	"github.com/hwprint/hwprint/internal/blockhash"
)

// The context strings of BLAKE3's derive_key mode (BLAKE3 paper, section 2.3).
const (
	contextDigest    = "hwprint 2026 v1 product key digest"
	contextStretch   = "hwprint 2026 v1 product key stretch"
	contextProductID = "hwprint 2026 v1 product id"
)

// entry is a pepper of the ring, as the Hasher keeps it.
type entry struct {
	id                         uint16
	digest, stretch, productID keyed
	salt                       [saltSize]byte
}

func (e *entry) init(p *Pepper, f *Format) {
	id := binary.BigEndian.AppendUint16(nil, p.ID())
	derive := func(context string, out []byte) { p.key.Derive(out, context, id, []byte(f.identity)) }
	var out [blockhash.KeySize + saltSize]byte
	key := (*[blockhash.KeySize]byte)(out[:])
	defer clear(out[:])
	e.id = p.ID()
	derive(contextDigest, key[:])
	e.digest.Init(key)
	derive(contextProductID, key[:])
	e.productID.Init(key)
	derive(contextStretch, out[:])
	e.stretch.Init(key)
	copy(e.salt[:], out[blockhash.KeySize:])
}

// blockSize is the length of what BLAKE3 compresses at once. Messages are filled
// up with zeros to that: shorter ones take more time.
const blockSize = blockhash.BlockSize

// keyed is BLAKE3 in the keyed mode under one key.
type keyed struct{ blockhash.Key }

// sumNumber is Sum for the number of a key, and zeros.
func (k *keyed) sumNumber(out *[tagSize]byte, n number) {
	var message [blockSize]byte
	n.put(&message)
	k.Sum(out, &message)
	clear(message[:])
}

// sumKeys puts the digests of keys into dst, which is as long. Keys are hashed
// side by side.
func (e *entry) sumKeys(dst []Digest, keys []Key) {
	const most = 32 // on the stack
	var messages [most][blockSize]byte
	var tags [most][tagSize]byte
	for len(keys) > 0 {
		n := min(len(keys), most)
		for i := range keys[:n] {
			keys[i].number().put(&messages[i])
		}
		e.digest.SumAll(tags[:n], messages[:n])
		for i := range dst[:n] {
			dst[i].init(NoStretch, e.id)
			*dst[i].tag() = tags[i]
		}
		dst, keys = dst[n:], keys[n:]
	}
	clear(messages[:])
	clear(tags[:])
}
