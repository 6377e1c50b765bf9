//go:build !purego

package blockhash

import "testing"

// eachPath runs a test on each path.
func eachPath[T interface {
	testing.TB
	Run(string, func(T)) bool
}](t T, test func(T)) {
	for _, hasNEON = range []bool{false, true} {
		name := "zeebo"
		if hasNEON {
			name = "NEON"
		}
		t.Run(name, test)
	}
}
