// Package hotpath measures what hashing, comparing and verifying cost, beside
// the work that they cannot do without, and beside what others do. All of it is
// one table of operations: go test -bench runs them, hotpath/report writes
// docs/performance.md from that, and hotpath/instructions counts instructions.
package hotpath

import (
	"fmt"
	"slices"
)

// Operation is something whose cost is measured.
type Operation struct {
	// Name is a path such as "Sum/clean/16". "varied" in it means that every
	// call gets other data, as on a server, "cold" that nothing is prepared, as
	// in a program that runs once; otherwise the same call is made over and
	// over.
	Name string

	// New prepares the operation and returns the call. Calls of one New are for
	// one goroutine at a time; those of several share what programs share, such
	// as a Hasher.
	New func() func()

	// Times is how many of the thing that Name says one call does; 0 is 1.
	Times int
}

// Operations returns all of them: ours, the bare work, the rivals.
func Operations() []Operation {
	return slices.Concat(hashOperations(), valueOperations(), keyOperations(), mixOperations(), bareOperations(), rivalOperations())
}

// Named returns the operations of some names, in that order. An unknown name
// panics.
func Named(names ...string) []Operation {
	all := Operations()
	named := make([]Operation, len(names))
	for i, name := range names {
		at := slices.IndexFunc(all, func(op Operation) bool { return op.Name == name })
		if at < 0 {
			panic("hotpath: no operation " + name)
		}
		named[i] = all[at]
	}
	return named
}

// Gated are the operations whose instructions are counted in CI.
var Gated = append([]string{
	"NewHasher", "Sum/clean/5", "Sum/clean/16", "Sum/clean/40", "Sum/dirty/16",
	"Compare/same", "Compare/drifted",
	"Decode/text", "Decode/binary", "Encode/text",
	"Key/parse", "Key/sum", "Key/sumall", "Key/verify", "Key/parse+verify",
	"Mix",
}, valueNames()...)

// AllocationFree are the operations that must not allocate.
var AllocationFree = append([]string{
	"Sum/clean/5", "Sum/dirty/5", "Sum/dirty/40", "Sum/varied/16", "Compare/varied",
	"Encode/binary", "Key/verify/varied", "Mix/varied",
}, Gated[2:]...)

// Parallel are the operations of a server that are measured on all cores.
var Parallel = []string{"Sum/varied/16", "Compare/varied", "Key/verify/varied", "Mix/varied"}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// check is must for a call that is measured.
func check(err error) {
	if err != nil {
		panic(err)
	}
}

// sizes are the numbers of components of an inventory: what an agent without
// privileges sees, a laptop, a server.
var sizes = []int{5, 16, 40}

// forSizes makes an operation for each size.
func forSizes(name string, prepare func(n int) func()) (ops []Operation) {
	for _, n := range sizes {
		ops = append(ops, Operation{Name: fmt.Sprintf("%s/%d", name, n), New: func() func() { return prepare(n) }})
	}
	return ops
}
