package blockhash

import (
	"bytes"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"github.com/zeebo/blake3"
)

// TestStackIsWiped: what the lanes leave on the stack depends neither on the key
// nor on the blocks.
func TestStackIsWiped(t *testing.T) {
	eachPath(t, func(t *testing.T) {
		var k Key
		sums, blocks := make([][Size]byte, 16), make([][BlockSize]byte, 16)
		left := make([]byte, 832)
		if !sumLanes(&k.key, sums, blocks) {
			t.Skip("no lanes")
		}
		var first []byte
		grown = growStack() // a stack that moves has other addresses in it
		for i := range byte(10) {
			key, other := fill([32]byte{i}, len(blocks))
			k.Init(&key)
			copy(blocks, other)
			sumAndLook(left, &k, sums, blocks)
			if i == 0 {
				first = bytes.Clone(left)
			}
			require.True(t, bytes.Equal(first, left), "the stack depends on them")
		}
	})
}

var grown byte

//go:noinline
func growStack() (sum byte) {
	var large [64 << 10]byte
	for _, b := range large {
		sum += b
	}
	return sum
}

// sumAndLook copies what SumAll leaves on the stack.
//
//go:noinline
func sumAndLook(left []byte, k *Key, sums [][Size]byte, blocks [][BlockSize]byte) {
	const own = 192 // bytes of this call's own frame, and more
	var mark byte   // on the stack: what is below it is free for the next call
	below := unsafe.Slice((*byte)(unsafe.Add(unsafe.Pointer(&mark), -own-len(left))), len(left))
	clear(below)
	k.SumAll(sums, blocks)
	copy(left, below)
}

// The hasher that goes back to the pool is as good as new.
func TestPoolIsWiped(t *testing.T) {
	key, blocks := fill([32]byte{}, 2)
	hasher, err := blake3.NewKeyed(key[:])
	require.NoError(t, err)
	before := *hasher
	var hash [Size]byte
	sum(hasher, hash[:], &blocks[0])
	require.Equal(t, reference(t, &key, &blocks[0]), hash)
	require.Equal(t, before, *hasher)
}
