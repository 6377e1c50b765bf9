//go:build linux

package collect

import (
	"testing"

	"github.com/jaypipes/ghw"
)

// BenchmarkInventory collects from this machine.
func BenchmarkInventory(b *testing.B) {
	for b.Loop() {
		if _, err := Inventory(b.Context(), Timeout(patience)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBareGHW calls what collect calls of ghw, all of it, one after the
// other, without looking at the answers.
func BenchmarkBareGHW(b *testing.B) {
	args := ghwArgs("/")
	for b.Loop() {
		_, _ = ghw.Product(args...)
		_, _ = ghw.Baseboard(args...)
		_, _ = ghw.BIOS(args...)
		_, _ = ghw.CPU(args...)
		_, _ = ghw.Memory(args...)
		_, _ = ghw.Block(args...)
		_, _ = ghw.Network(args...)
	}
}

// BenchmarkMachine collects from a folder, whose links are kept inside.
func BenchmarkMachine(b *testing.B) {
	for _, name := range []string{"laptop", "blade"} {
		b.Run(name, func(b *testing.B) {
			root := makeTree(b, name)
			for b.Loop() {
				collectFrom(b, root)
			}
		})
	}
}
