package hwhash

import (
	"encoding/binary"
	"math/bits"

	"github.com/zeebo/blake3"
)

const (
	contextBlind     = "hwprint 2026 v1 blind"
	contextPepperTag = "hwprint 2026 v1 pepper tag"
)

// minPepper is the least length of a pepper in bytes.
const minPepper = 32

// Blinder maps hashes for a server's database, so that a table stolen without
// the pepper tests no guess of a serial number at all. Hashes blinded under
// one pepper compare exactly as the plain ones do. It comes from [NewBlinder],
// is immutable, safe for concurrent use, and holds about 320 KB. The zero
// value has no pepper, and says so.
type Blinder struct {
	tag     [4]byte
	mapping [numClasses + 1][]uint16 // a permutation of the class's slot values 1 .. 2^width-1
	wide    []uint16                 // one of the wide values, less 2^14
}

// NewBlinder returns the Blinder of a pepper: 32 or more bytes from a secure
// random source, kept apart from the database. It does not keep pepper. A
// shorter one is [ErrPepper]. It takes some tens of milliseconds; make one and
// keep it.
func NewBlinder(pepper []byte) (*Blinder, error) {
	if len(pepper) < minPepper {
		return nil, ErrPepper
	}
	var b Blinder
	var key [32]byte
	defer clear(key[:])
	derive(contextBlind, pepper, key[:])
	derive(contextPepperTag, pepper, b.tag[:])
	for i := 0; i < len(b.tag); i += 2 { // 0 would be an absent slot
		x := binary.BigEndian.Uint16(b.tag[i:])
		binary.BigEndian.PutUint16(b.tag[i:], slotNumber(uint32(x), 16))
	}
	for c := SystemUUID; c <= numClasses; c++ {
		var err error
		if b.mapping[c], err = permutation(key[:], 1<<classes[c].width-1, byte(c)); err != nil {
			return nil, err
		}
	}
	var err error
	if b.wide, err = permutation(key[:], 1<<wideWidth, byte(SystemSerial), wideWidth); err != nil {
		return nil, err
	}
	return &b, nil
}

// Blind returns the blinded form of h: every slot in use is mapped to another
// value of its width, each class by a permutation of its own. The error is
// [ErrInvalid] for the zero Hash and [ErrBlinded] for one that is blinded
// already. Blind does not allocate.
func (b *Blinder) Blind(h Hash) (Hash, error) {
	switch {
	case b.mapping[SystemUUID] == nil:
		return Hash{}, ErrPepper
	case h.IsZero():
		return Hash{}, ErrInvalid
	case h.Blinded():
		return Hash{}, ErrBlinded
	}
	for c := SystemUUID; c <= numClasses; c++ {
		info := &classes[c]
		for i := info.first; i < info.first+info.slots; i++ {
			v := h.slot(i)
			if v == 0 {
				break
			}
			if isWide(c, v) {
				v = 1<<wideWidth | (b.wide[v&^(1<<wideWidth)] - 1)
			} else {
				v = b.mapping[c][v-1]
			}
			h.insertSlot(info.first, i, v)
		}
	}
	h.b[offTraits] |= bitBlinded
	copy(h.b[offSlots+2*firstReserved:], b.tag[:])
	h.seal()
	return h, nil
}

// derive is blake3.DeriveKey that leaves nothing of the secret in memory.
func derive(context string, secret, out []byte) {
	hasher := blake3.NewDeriveKey(context)
	hasher.Write(secret)
	digest := hasher.Digest()
	digest.Read(out)
	*hasher, *digest = blake3.Hasher{}, blake3.Digest{}
}

// permutation shuffles 1 .. n by sorting random numbers that carry them: 48
// bits of BLAKE3 output in the keyed mode over a label, then the value. The
// sort's steps depend on the length alone, so that they tell nothing of the
// pepper.
func permutation(key []byte, n int, label ...byte) ([]uint16, error) {
	stream, err := blake3.NewKeyed(key)
	if err != nil {
		return nil, err
	}
	stream.Write(label)
	random := stream.Digest()
	defer func() { *stream, *random = blake3.Hasher{}, blake3.Digest{} }()
	cards := make([]uint64, n)
	raw := make([]byte, 6*n)
	defer clear(raw)
	defer clear(cards)
	if _, err := random.Read(raw); err != nil {
		return nil, err
	}
	for i := range cards {
		hi := uint64(binary.BigEndian.Uint32(raw[6*i:]))
		lo := uint64(binary.BigEndian.Uint16(raw[6*i+4:]))
		cards[i] = hi<<32 | lo<<16 | uint64(i+1)
	}
	sortNetwork(cards)
	values := make([]uint16, n)
	for i, card := range cards {
		values[i] = uint16(card)
	}
	return values, nil
}

// sortNetwork is Batcher's merge exchange (Knuth, The Art of Computer
// Programming, volume 3, algorithm 5.2.2M).
func sortNetwork(a []uint64) {
	top := 1 << (bits.Len(uint(len(a)-1)) - 1)
	for p := top; p > 0; p >>= 1 {
		r, d := 0, p
		for q := top; ; q >>= 1 {
			for i := 0; i+d < len(a); i++ {
				if i&p == r {
					exchange(&a[i], &a[i+d])
				}
			}
			if q == p {
				break
			}
			d, r = q-p, p
		}
	}
}

// exchange puts the smaller first, without a branch.
func exchange(a, b *uint64) {
	_, borrow := bits.Sub64(*b, *a, 0)
	swap := (*a ^ *b) & -borrow
	*a ^= swap
	*b ^= swap
}
