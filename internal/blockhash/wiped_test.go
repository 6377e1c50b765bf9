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

// A hasher that goes back to the pool has nothing of the last block.
func TestPoolIsWiped(t *testing.T) {
	var k Key
	key, blocks := fill([32]byte{}, 2)
	hasher, err := blake3.NewKeyed(key[:])
	require.NoError(t, err)
	before := *hasher
	sum(hasher, make([]byte, Size), &blocks[0])
	require.NotEqual(t, before, *hasher)
	k.put(hasher)
	require.Equal(t, before, *hasher)
}
