//go:build !(amd64 || arm64) || purego

package blockhash

func sumLanes(*[KeySize]byte, [][Size]byte, [][BlockSize]byte) bool { return false }

func wordsLanes(*[KeySize]byte, []uint32, [][BlockSize]byte) bool { return false }
