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
	"github.com/stretchr/testify/require"
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

// leaks is the number of branches and addresses in f that depend on secret,
// and published the number of results that do and are made public on purpose.
// A leak shows in every run; what the runtime does meanwhile does not, so the
// least of three counts. The first run, on public data, grows the stack and
// fills the pools.
func leaks(secret []byte, f func()) (least, published int) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	f()
	least = 1 << 30
	for range 3 {
		ctgrind.Published = 0
		ctgrind.RevealHeap()
		ctgrind.Secret(secret)
		before := ctgrind.Errors()
		f()
		least = min(least, ctgrind.Errors()-before)
		ctgrind.Reveal(secret)
	}
	return least, ctgrind.Published
}

// requireFlow demands that no branch and no address in f depends on secret,
// and that at least so many results do that f makes public: else nothing was
// tested.
func requireFlow(t *testing.T, secret []byte, published int, f func()) {
	t.Helper()
	least, got := leaks(secret, f)
	require.Zero(t, least, "branches or addresses depend on the secret")
	require.GreaterOrEqual(t, got, published, "results that depend on the secret and are made public")
}

// memory is the bytes of a value.
func memory[T any](v *T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(v)), unsafe.Sizeof(*v))
}
