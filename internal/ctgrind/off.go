//go:build !(linux && amd64 && ctgrind)

package ctgrind

// Public returns x, from here on a public value.
func Public(x uint64) uint64 { return x }
