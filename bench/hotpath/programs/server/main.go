// Command server verifies a product key and compares two hashes: what an
// activation server links.
package main

import (
	"fmt"
	"os"

	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/productkey"
)

func main() {
	if len(os.Args) != 6 {
		fmt.Fprintln(os.Stderr, "usage: server RING KEY DIGEST ENROLLED PRESENTED")
		os.Exit(2)
	}
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	ring, err := productkey.ParseRing(args[0])
	if err != nil {
		return err
	}
	hasher, err := productkey.NewHasher(productkey.Base24, ring)
	if err != nil {
		return err
	}
	key, err := productkey.Base24.Parse(args[1])
	if err != nil {
		return err
	}
	digest, err := productkey.ParseDigest(args[2])
	if err != nil {
		return err
	}
	keyVerdict, err := hasher.Verify(key, digest)
	if err != nil {
		return err
	}
	enrolled, err := hwhash.Parse(args[3])
	if err != nil {
		return err
	}
	presented, err := hwhash.Parse(args[4])
	if err != nil {
		return err
	}
	match, err := hwhash.Standard().Compare(enrolled, presented)
	if err != nil {
		return err
	}
	fmt.Println(keyVerdict, match.Verdict)
	return nil
}
