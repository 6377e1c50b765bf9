//go:build !purego

package blockhash

import "golang.org/x/sys/cpu"

// What the processor and the operating system can do. Tests change it, and so
// does the environment variable GODEBUG, with cpu.avx512f=off and cpu.avx2=off.
var (
	hasAVX2   = cpu.X86.HasAVX2
	hasAVX512 = cpu.X86.HasAVX2 && cpu.X86.HasAVX512F
)

const (
	lanesAVX2 = 8
	maxLanes  = 16
)

func hasLanes() bool { return hasAVX2 }

// hash hashes the first blocks, as many as there are lanes, and returns how many
// those were.
func hash(key *[KeySize]byte, blocks [][BlockSize]byte, sums *[Size]byte, words *[maxLanes]uint32) (n int) {
	if hasAVX512 && len(blocks) > lanesAVX2 {
		n = min(len(blocks), maxLanes)
		hashAVX512(key, &blocks[0], n, sums, words)
	} else {
		n = min(len(blocks), lanesAVX2)
		hashAVX2(key, &blocks[0], n, sums, words)
	}
	return n
}

// hashAVX2 hashes n blocks, from 1 to 8. The hashes go to sums, unless that is
// nil: then the first word of each goes to words, all eight of which are
// written. Lanes that are not in use repeat the last block.
//
//go:noescape
func hashAVX2(key *[KeySize]byte, blocks *[BlockSize]byte, n int, sums *[Size]byte, words *[maxLanes]uint32)

// hashAVX512 is the same for 1 to 16 blocks.
//
//go:noescape
func hashAVX512(key *[KeySize]byte, blocks *[BlockSize]byte, n int, sums *[Size]byte, words *[maxLanes]uint32)
