//go:build !amd64 || purego

package productkey

// vector decodes the letters of a canonical text at once, where that can be.
type vector struct{}

func newVector(*Format) *vector { return nil }

func (*vector) decode(*Format, *byte, *byte) (n number, ok uint64) { panic("productkey: no vectors") }
