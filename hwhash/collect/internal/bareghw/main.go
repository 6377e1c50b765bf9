// Command bareghw is what an agent would be without package collect: it calls
// the functions of ghw that collect calls, and nothing else. A test compares
// the size of the two programs, a benchmark their time.
package main

import (
	"fmt"
	"os"

	"github.com/jaypipes/ghw"
)

func main() {
	product, err := ghw.Product()
	check(err)
	board, err := ghw.Baseboard()
	check(err)
	bios, err := ghw.BIOS()
	check(err)
	cpu, err := ghw.CPU()
	check(err)
	memory, err := ghw.Memory()
	check(err)
	block, err := ghw.Block()
	check(err)
	network, err := ghw.Network()
	check(err)
	fmt.Println(len(product.UUID), len(board.SerialNumber), len(bios.Date), len(cpu.Processors),
		memory.TotalPhysicalBytes, len(block.Disks), len(network.NICs))
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
