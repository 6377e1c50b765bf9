package acttest

import (
	"fmt"

	"github.com/hwprint/hwprint/hwhash"
)

// Box is a machine assembled from parts, by their numbers; 0 is a part that is
// not there. Its board has no serial number. Under the standard policy it stays
// the same with one other part, and is different with three.
type Box struct{ NIC, Disk, Memory, OS int }

// Hash returns the hash of the box.
func (b Box) Hash(scope string) hwhash.Hash {
	var inv hwhash.Inventory
	inv.Add(hwhash.SystemModel, "ASUS|ROG STRIX B550-F|SKU")
	add := func(class hwhash.Class, part int, value func(n int) string) {
		if part != 0 {
			inv.Add(class, value(part*7919+1000003))
		}
	}
	add(hwhash.NIC, b.NIC, func(n int) string {
		return fmt.Sprintf("3c:7c:3f:%02x:%02x:%02x", n>>16&0xff, n>>8&0xff, n&0xff)
	})
	add(hwhash.Disk, b.Disk, func(n int) string { return fmt.Sprintf("S5GXNX0T%07d", n) })
	add(hwhash.MemoryModule, b.Memory, func(n int) string { return fmt.Sprintf("%08X", n) })
	add(hwhash.OSInstall, b.OS, func(n int) string { return fmt.Sprintf("8f14e45fceea167a5a36dedd%08x", n) })
	h, err := hwhash.NewHasher(scope)
	if err != nil {
		panic(err) // of a test
	}
	hash, err := h.Sum(&inv)
	if err != nil {
		panic(err)
	}
	return hash
}
