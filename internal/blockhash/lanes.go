//go:build (amd64 || arm64) && !purego

package blockhash

// sumLanes is SumAll, or reports false if the processor is not for it.
func sumLanes(key *[KeySize]byte, out [][Size]byte, blocks [][BlockSize]byte) bool {
	if !hasLanes() {
		return false
	}
	for len(blocks) > 0 {
		n := hash(key, blocks, &out[0], nil)
		out, blocks = out[n:], blocks[n:]
	}
	return true
}

// wordsLanes is Words, or reports false.
func wordsLanes(key *[KeySize]byte, out []uint32, blocks [][BlockSize]byte) bool {
	if !hasLanes() {
		return false
	}
	var words [maxLanes]uint32
	for len(blocks) > 0 {
		n := hash(key, blocks, nil, &words)
		copy(out, words[:n])
		out, blocks = out[n:], blocks[n:]
	}
	return true
}
