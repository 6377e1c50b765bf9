package hwhash_test

import (
	"testing"

	"github.com/hwprint/hwprint/hwhash"
	"github.com/zeebo/blake3"
)

// sixteen is an inventory of sixteen components that are all evidence.
func sixteen() *hwhash.Inventory {
	inv := &hwhash.Inventory{Traits: hwhash.Traits{Portable: true}}
	inv.Add(hwhash.SystemUUID, "9b1f6a52-4d0e-4c87-a8b3-0f6f2e6d71c4")
	inv.Add(hwhash.SystemSerial, "PF3XK7Q2")
	inv.Add(hwhash.BoardSerial, "L1HF0AV01K7")
	inv.Add(hwhash.OSInstall, "5d3ac1f0e5be4a04b4a7a0c2d5f1e6b9")
	inv.Add(hwhash.NIC, "3c:52:82:0a:11:07")
	inv.Add(hwhash.NIC, "a0:a8:cd:4e:92:15")
	inv.Add(hwhash.Disk, "S4EVNX0M718245K")
	inv.Add(hwhash.MemoryModule, "3F2A1B04")
	inv.Add(hwhash.MemoryModule, "918C77E2")
	inv.Add(hwhash.SystemModel, "LENOVO|20L8S2N800|LENOVO_MT_20L8")
	inv.Add(hwhash.BoardModel, "LENOVO|20L8S2N800")
	inv.Add(hwhash.Firmware, "LENOVO|N22ET75W (1.52 )|07/04/2022")
	inv.Add(hwhash.CPU, "GenuineIntel|Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz")
	inv.Add(hwhash.MemorySize, "16384 MB")
	inv.Add(hwhash.GPU, "pci:8086:5917")
	inv.Add(hwhash.PnPDevice, "pci:8086:9d71:17aa:225d")
	return inv
}

// BenchmarkSum beside BenchmarkBareHashes is what Sum costs over the sixteen
// keyed compressions that it cannot do without.
func BenchmarkSum(b *testing.B) {
	h, err := hwhash.NewHasher("example.com/benchmark")
	if err != nil {
		b.Fatal(err)
	}
	inv := sixteen()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := h.Sum(inv); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBareHashes(b *testing.B) {
	h, err := blake3.NewKeyed(make([]byte, 32))
	if err != nil {
		b.Fatal(err)
	}
	var block [64]byte
	var sum [32]byte
	b.ReportAllocs()
	for b.Loop() {
		for i := range 16 {
			block[0] = byte(i)
			h.Reset()
			h.Write(block[:])
			h.Sum(sum[:0])
		}
	}
}

func BenchmarkCompare(b *testing.B) {
	h, err := hwhash.NewHasher("example.com/benchmark")
	if err != nil {
		b.Fatal(err)
	}
	enrolled, err := h.Sum(sixteen())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := hwhash.Standard.Compare(enrolled, enrolled); err != nil {
			b.Fatal(err)
		}
	}
}
