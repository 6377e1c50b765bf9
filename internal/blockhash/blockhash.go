// Package blockhash is BLAKE3's keyed hash of messages of one block, of 64
// bytes each: many of them under one key, side by side in the lanes of vector
// registers. A component of an inventory is such a message, and so is a
// product key.
//
// All the blocks of a call take the same steps, so lane i of each register holds
// a word of block i (Aumasson, Neves, O'Connor and Wilcox, "BLAKE3", 2020,
// section 5.3). There are eight lanes with AVX2, sixteen with AVX-512, and four
// with NEON. Any other processor, a build with the tag purego, and Sum of one
// block take github.com/zeebo/blake3, which is the reference: the results are
// always the same.
//
// No branch and no address depends on what is in a key or a block. Neither stays
// in memory that is not the caller's, but for the key in its Key.
package blockhash

import (
	"encoding/binary"
	"sync"

	"github.com/zeebo/blake3"
)

const (
	KeySize   = 32 // bytes of a key
	BlockSize = 64 // bytes of a message: what BLAKE3 compresses at once
	Size      = 32 // bytes of a hash
)

// Key hashes under one key. It is safe for concurrent use, and must not be
// copied. The zero value has a key of zeros.
type Key struct {
	key  [KeySize]byte
	pool sync.Pool // of *blake3.Hasher, which has 10 KB and is for one goroutine
}

// Init sets the key, before any other call.
func (k *Key) Init(key *[KeySize]byte) { k.key = *key }

// Sum puts the hash of a block into out. It does not allocate once the pool is
// filled.
func (k *Key) Sum(out *[Size]byte, block *[BlockSize]byte) {
	hasher, ok := k.pool.Get().(*blake3.Hasher)
	if !ok {
		hasher = k.newHasher()
	}
	sum(hasher, out[:], block)
	k.pool.Put(hasher)
}

// SumAll puts the hash of every block into out, which must be as long, and must
// not overlap blocks. It does not allocate, but as Sum does.
func (k *Key) SumAll(out [][Size]byte, blocks [][BlockSize]byte) {
	out = out[:len(blocks)]
	if sumLanes(&k.key, out, blocks) {
		return
	}
	for i := range blocks {
		k.Sum(&out[i], &blocks[i])
	}
}

// Words puts the first four bytes of the hash of every block into out, as a
// little-endian number, which costs less than all of the hash. Otherwise it is
// SumAll.
func (k *Key) Words(out []uint32, blocks [][BlockSize]byte) {
	out = out[:len(blocks)]
	if wordsLanes(&k.key, out, blocks) {
		return
	}
	var hash [Size]byte
	for i := range blocks {
		k.Sum(&hash, &blocks[i])
		out[i] = binary.LittleEndian.Uint32(hash[:])
	}
}

func (k *Key) newHasher() *blake3.Hasher {
	hasher, err := blake3.NewKeyed(k.key[:])
	if err != nil {
		panic(err) // the length is ours
	}
	return hasher
}

// sum hashes one block, and leaves nothing of it in the hasher.
func sum(hasher *blake3.Hasher, out []byte, block *[BlockSize]byte) {
	hasher.Write(block[:])
	digest := hasher.Digest() // faster than Sum, whose copy could not be wiped
	digest.Read(out)
	*digest = blake3.Digest{}
	hasher.Reset() // leaves the block in the buffer, so it is overwritten
	hasher.Write(zeros[:])
	hasher.Reset()
}

var zeros [BlockSize]byte
