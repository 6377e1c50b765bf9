//go:build linux && amd64 && ctgrind

package ctgrind

import "unsafe"

// Requests of valgrind.h and memcheck.h, version 3.19.
const (
	runningOnValgrind = 0x1001
	countErrors       = 0x1201
	makeUndefined     = 0x4d430001
	makeDefined       = 0x4d430002
	getValidity       = 0x4d430008
)

// request makes a client request; it returns 0 on a bare processor.
//
//go:noescape
func request(args *[6]uint64) uint64

// stack is the lowest address of the goroutine's stack.
func stack() uint64

//go:noinline
func do(what uint64, args ...uint64) uint64 {
	all := [6]uint64{what}
	copy(all[1:], args)
	return request(&all)
}

func address(b []byte) uint64 { return uint64(uintptr(unsafe.Pointer(unsafe.SliceData(b)))) }

// Published is how often Public was given a secret.
var Published int

// Public returns x, from here on a public value.
//
//go:noinline
func Public(x uint64) uint64 {
	bytes := (*[8]byte)(unsafe.Pointer(&x))[:]
	if Secrets(bytes) > 0 {
		Published++
	}
	Reveal(bytes)
	return x
}

// Running reports whether the program runs under Valgrind.
func Running() bool { return do(runningOnValgrind) != 0 }

// Errors is the number of errors that memcheck has found so far.
func Errors() int { return int(do(countErrors)) }

// Secret makes the bytes of b secret.
func Secret(b []byte) { do(makeUndefined, address(b), uint64(len(b))) }

// Reveal makes the bytes of b public again.
func Reveal(b []byte) { do(makeDefined, address(b), uint64(len(b))) }

// Secrets is the number of bytes of b with a secret bit.
func Secrets(b []byte) (n int) {
	validity := make([]byte, len(b))
	if do(getValidity, address(b), address(validity), uint64(len(b))) != 1 {
		return 0
	}
	for _, v := range validity {
		if v != 0 {
			n++
		}
	}
	return n
}

// RevealHeap makes all of the heap arena public that the goroutine's stack is
// in. Memcheck takes Go's switches between stacks for huge frames, and leaves
// stale marks on what lies between them.
func RevealHeap() {
	const arena = 64 << 20 // the runtime's heapArenaBytes on linux/amd64
	do(makeDefined, stack()&^(arena-1), arena)
}
