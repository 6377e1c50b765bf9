//go:build !purego

package blockhash

import "testing"

// paths are the ways of hashing, and what a processor must have for each.
var paths = []struct {
	name         string
	avx2, avx512 bool
}{
	{"zeebo", false, false},
	{"AVX2", true, false},
	{"AVX-512", true, true},
}

// eachPath runs a test on each path. One that this processor does not have is
// skipped, and said to be.
func eachPath[T interface {
	testing.TB
	Run(string, func(T)) bool
}](t T, test func(T)) {
	defer func(avx2, avx512 bool) { hasAVX2, hasAVX512 = avx2, avx512 }(hasAVX2, hasAVX512)
	hasThese := [2]bool{hasAVX2, hasAVX512}
	for _, p := range paths {
		t.Run(p.name, func(t T) {
			if p.avx2 && !hasThese[0] || p.avx512 && !hasThese[1] {
				t.Skip("this processor has no " + p.name)
			}
			hasAVX2, hasAVX512 = p.avx2, p.avx512
			test(t)
		})
	}
}
