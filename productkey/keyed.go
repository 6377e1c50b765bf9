package productkey

import (
	"encoding/binary"
	"sync"

	"github.com/zeebo/blake3"
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
	var out [PepperSize + saltSize]byte
	defer clear(out[:])
	e.id = p.ID()
	derive(contextDigest, out[:PepperSize])
	e.digest.init(out[:PepperSize])
	derive(contextProductID, out[:PepperSize])
	e.productID.init(out[:PepperSize])
	derive(contextStretch, out[:])
	e.stretch.init(out[:PepperSize])
	copy(e.salt[:], out[PepperSize:])
}

// blockSize is the length of what BLAKE3 compresses at once.
const blockSize = 64

// keyed is BLAKE3 in the keyed mode under one key, for messages of one block:
// shorter ones take more time. A blake3.Hasher is for one goroutine at a time
// and has 10 KB, so they are pooled.
type keyed struct{ pool sync.Pool }

func (k *keyed) init(key []byte) {
	hasher, err := blake3.NewKeyed(key)
	if err != nil {
		panic(err) // the length is ours
	}
	k.pool.New = func() any { return hasher.Clone() }
}

func (k *keyed) sum(out *[tagSize]byte, message *[blockSize]byte) {
	hasher := k.pool.Get().(*blake3.Hasher)
	hasher.Write(message[:])
	digest := hasher.Digest() // whose own copy can be wiped, as that of Sum cannot
	digest.Read(out[:])
	*digest = blake3.Digest{}
	// Reset leaves the message in the buffer, so it is overwritten.
	hasher.Reset()
	hasher.Write(zeros[:])
	hasher.Reset()
	k.pool.Put(hasher)
}

// sumNumber is sum for the number of a key, and zeros.
func (k *keyed) sumNumber(out *[tagSize]byte, n number) {
	var message [blockSize]byte
	n.put(&message)
	k.sum(out, &message)
	clear(message[:])
}

var zeros [blockSize]byte
