package blockhash

import (
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/zeebo/blake3"
)

// reference is what zeebo/blake3 makes of a block, without anything of ours.
func reference(t testing.TB, key *[KeySize]byte, block *[BlockSize]byte) (sum [Size]byte) {
	hasher, err := blake3.NewKeyed(key[:])
	require.NoError(t, err)
	hasher.Write(block[:])
	copy(sum[:], hasher.Sum(nil))
	return sum
}

// requireReference demands that every call gives what the reference gives, and
// writes nothing else.
func requireReference(t testing.TB, key *[KeySize]byte, blocks [][BlockSize]byte) {
	var k Key
	k.Init(key)
	given := slices.Clone(blocks)
	const kept = 0xa5
	sums, words := make([][Size]byte, len(blocks)+1), make([]uint32, len(blocks)+1)
	sums[len(blocks)], words[len(blocks)] = [Size]byte{kept}, kept
	k.SumAll(sums[:len(blocks):len(blocks)], blocks)
	k.Words(words[:len(blocks):len(blocks)], blocks)
	require.Equal(t, [Size]byte{kept}, sums[len(blocks)], "beyond the end")
	require.Equal(t, uint32(kept), words[len(blocks)], "beyond the end")
	require.Equal(t, given, blocks, "the blocks changed")
	for i := range blocks {
		want := reference(t, key, &blocks[i])
		var one [Size]byte
		k.Sum(&one, &blocks[i])
		require.Equal(t, want, one, "Sum of block %d of %d", i, len(blocks))
		require.Equal(t, want, sums[i], "SumAll, block %d of %d", i, len(blocks))
		require.Equal(t, binary.LittleEndian.Uint32(want[:]), words[i], "Words, block %d of %d", i, len(blocks))
	}
}

// fill fills key and blocks from a seed.
func fill(seed [32]byte, n int) (key [KeySize]byte, blocks [][BlockSize]byte) {
	random := rand.NewChaCha8(seed)
	random.Read(key[:])
	blocks = make([][BlockSize]byte, n)
	for i := range blocks {
		random.Read(blocks[i][:])
	}
	return key, blocks
}

func TestReference(t *testing.T) {
	eachPath(t, func(t *testing.T) {
		for n := range 65 {
			for round := range byte(8) {
				key, blocks := fill([32]byte{byte(n), round}, n)
				requireReference(t, &key, blocks)
			}
		}
	})
}

// Blocks of one value, and keys, so that a carry or a bit that goes wrong stands
// by itself.
func TestReferenceOfExtremes(t *testing.T) {
	eachPath(t, func(t *testing.T) {
		for _, of := range []byte{0, 1, 0x7f, 0x80, 0xff} {
			var key [KeySize]byte
			blocks := make([][BlockSize]byte, 19)
			for i := range key {
				key[i] = of
			}
			for i := range blocks {
				for j := range blocks[i] {
					if i == 0 || j%len(blocks) == i {
						blocks[i][j] = ^of
					}
				}
			}
			requireReference(t, &key, blocks)
		}
	})
}

// FuzzReference: any key, and any blocks, as many as there are bytes for.
func FuzzReference(f *testing.F) {
	f.Add([]byte{})
	f.Add(make([]byte, KeySize))
	f.Add(make([]byte, KeySize+BlockSize))
	for _, n := range []int{7, 8, 9, 15, 16, 17, 64} {
		key, blocks := fill([32]byte{byte(n)}, n)
		raw := key[:]
		for i := range blocks {
			raw = append(raw, blocks[i][:]...)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var key [KeySize]byte
		raw = raw[copy(key[:], raw):]
		blocks := make([][BlockSize]byte, (len(raw)+BlockSize-1)/BlockSize)
		for i := range blocks {
			raw = raw[copy(blocks[i][:], raw):]
		}
		eachPath(t, func(t *testing.T) { requireReference(t, &key, blocks) })
	})
}

func TestAllocationFree(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector makes sync.Pool forget")
	}
	eachPath(t, func(t *testing.T) {
		var k Key
		key, blocks := fill([32]byte{}, 40)
		k.Init(&key)
		sums, words := make([][Size]byte, len(blocks)), make([]uint32, len(blocks))
		require.Zero(t, testing.AllocsPerRun(100, func() {
			k.Sum(&sums[0], &blocks[0])
			k.SumAll(sums, blocks)
			k.Words(words, blocks)
		}))
	})
}

func TestConcurrent(t *testing.T) {
	eachPath(t, func(t *testing.T) {
		var k Key
		key, blocks := fill([32]byte{7}, 21)
		k.Init(&key)
		want := make([][Size]byte, len(blocks))
		k.SumAll(want, blocks)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				got := make([][Size]byte, len(blocks))
				for range 100 {
					clear(got)
					k.SumAll(got, blocks)
					if got[20] != want[20] || got[3] != want[3] {
						panic("blockhash: two goroutines are in each other's way")
					}
				}
			})
		}
		wg.Wait()
	})
}

// The zero value has a key of zeros, and the hash under it is in the
// specification of BLAKE3 only for other keys: this one is from the reference.
func TestZeroKey(t *testing.T) {
	var k Key
	var block [BlockSize]byte
	var sum [Size]byte
	k.Sum(&sum, &block)
	require.Equal(t, reference(t, new([KeySize]byte), &block), sum)
}

func Benchmark(b *testing.B) {
	var k Key
	key, blocks := fill([32]byte{}, 40)
	k.Init(&key)
	sums, words := make([][Size]byte, len(blocks)), make([]uint32, len(blocks))
	for name, call := range map[string]func(){
		"Sum":      func() { k.Sum(&sums[0], &blocks[0]) },
		"Words/5":  func() { k.Words(words[:5], blocks[:5]) },
		"Words/16": func() { k.Words(words[:16], blocks[:16]) },
		"Words/40": func() { k.Words(words, blocks) },
		"SumAll/8": func() { k.SumAll(sums[:8], blocks[:8]) },
	} {
		b.Run(name, func(b *testing.B) {
			eachPath(b, func(b *testing.B) {
				for b.Loop() {
					call()
				}
			})
		})
	}
}
