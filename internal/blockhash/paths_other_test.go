//go:build !(amd64 || arm64) || purego

package blockhash

import "testing"

// eachPath runs a test on the one path that there is.
func eachPath[T interface {
	testing.TB
	Run(string, func(T)) bool
}](t T, test func(T)) {
	t.Run("zeebo", test)
}
