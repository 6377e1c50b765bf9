//go:build linux && amd64 && ctgrind

package productkey_test

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"testing"
	"unsafe"

	"github.com/hwprint/hwprint/internal/ctgrind"
)

// TestMain refuses to run these tests where they would pass without testing.
func TestMain(m *testing.M) {
	if !ctgrind.Running() {
		fmt.Fprintln(os.Stderr, "a build with the tag ctgrind tests nothing without valgrind: use .ci/constant-time")
		os.Exit(2)
	}
	debug.SetGCPercent(-1)
	os.Exit(m.Run())
}

// leaks is the number of branches and addresses in f that depend on secret.
// A leak shows in every run; what the runtime does meanwhile does not, so the
// least of three counts. The first run, on public data, grows the stack and
// fills the pools.
func leaks(secret []byte, f func()) int {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	f()
	least := 1 << 30
	for range 3 {
		ctgrind.RevealHeap()
		ctgrind.Secret(secret)
		before := ctgrind.Errors()
		f()
		least = min(least, ctgrind.Errors()-before)
		ctgrind.Reveal(secret)
	}
	return least
}

// memory is the bytes of a value.
func memory[T any](v *T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(v)), unsafe.Sizeof(*v))
}
