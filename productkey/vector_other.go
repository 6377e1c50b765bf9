//go:build !amd64 || purego

package productkey

// vector decodes the letters of a canonical text at once, where that can be.
type vector struct{}

func newVector(*Format) *vector { return nil }

func decodeString(string, *vector) (a, b, c, d, bad uint64) { panic("productkey: no vectors") }

func decodeBytes([]byte, *vector) (a, b, c, d, bad uint64) { panic("productkey: no vectors") }
