//go:build !purego

package blockhash

const maxLanes = 4

// Go's arm64 always has NEON. Tests change it.
var hasNEON = true

func hasLanes() bool { return hasNEON }

// hash hashes the first blocks, as many as there are lanes, and returns how many
// those were.
func hash(key *[KeySize]byte, blocks [][BlockSize]byte, sums *[Size]byte, words *[maxLanes]uint32) (n int) {
	n = min(len(blocks), maxLanes)
	hashNEON(key, &blocks[0], n, sums, words)
	return n
}

// hashNEON hashes n blocks, from 1 to 4. The hashes go to sums, unless that is
// nil: then the first word of each goes to words, all four of which are written.
// Lanes that are not in use repeat the last block.
//
//go:noescape
func hashNEON(key *[KeySize]byte, blocks *[BlockSize]byte, n int, sums *[Size]byte, words *[maxLanes]uint32)
