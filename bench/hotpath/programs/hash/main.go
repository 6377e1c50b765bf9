// Command hash is an agent without the collector: it hashes an inventory of
// three components.
package main

import (
	"fmt"
	"os"

	"github.com/hwprint/hwprint/hwhash"
)

func main() {
	var inv hwhash.Inventory
	inv.Add(hwhash.SystemSerial, "PF3XK7Q2")
	inv.Add(hwhash.NIC, "3c:52:82:0a:11:07")
	inv.Add(hwhash.Disk, "S4EVNX0M718245K")
	hasher, err := hwhash.NewHasher("example.com/benchmark")
	if err == nil {
		var hash hwhash.Hash
		if hash, err = hasher.Sum(&inv); err == nil {
			fmt.Println(hash)
			return
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
