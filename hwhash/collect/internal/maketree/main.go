//go:build unix

// Command maketree makes the root folder of a machine of testdata:
//
//	go run ./hwhash/collect/internal/maketree laptop /tmp/laptop
//	go run ./cmd/hwprint --root /tmp/laptop
//
// More arguments are lines of a description that change it:
//
//	go run ./hwhash/collect/internal/maketree laptop /tmp/laptop "etc/machine-id = ..."
package main

import (
	"fmt"
	"os"

	"github.com/hwprint/hwprint/hwhash/collect/internal/machines"
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: maketree MACHINE FOLDER [LINE...], in the root of the repository")
		os.Exit(2)
	}
	machine, err := machines.Load(os.DirFS("hwhash/collect/testdata"), os.Args[1], os.Args[3:]...)
	if err == nil {
		err = machine.Write(os.Args[2], false)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
