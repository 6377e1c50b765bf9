package hwhash_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"

	"github.com/hwprint/hwprint/hwhash"
)

// laptop is what an agent collected. Package hwhash/collect reads the real one.
func laptop() *hwhash.Inventory {
	inv := &hwhash.Inventory{Traits: hwhash.Traits{Portable: true}}
	inv.Add(hwhash.SystemSerial, "PF3XK7Q2")
	inv.Add(hwhash.OSInstall, "5d3ac1f0e5be4a04b4a7a0c2d5f1e6b9")
	inv.Add(hwhash.NIC, "3c:52:82:0a:11:07")
	inv.Add(hwhash.Disk, "S4EVNX0M718245K")
	inv.Add(hwhash.CPU, "GenuineIntel|Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz")
	inv.Add(hwhash.BoardSerial, "Default string")
	return inv
}

// The whole story: a machine is enrolled, its disk is replaced, it is
// recognised, and its twin is not.
func Example() {
	hasher, err := hwhash.NewHasher("acme.example/editor")
	if err != nil {
		log.Fatal(err)
	}

	// The agent enrols.
	enrolled, err := hasher.Sum(laptop())
	if err != nil {
		log.Fatal(err)
	}

	// Months later the disk has been replaced and the system reinstalled.
	inv := laptop()
	inv.Components[1].Value = "e81f7c26a0d94b53917c2e4b8d6a0f35"
	inv.Components[3].Value = "ZFN0EHXF"
	presented, err := hasher.Sum(inv)
	if err != nil {
		log.Fatal(err)
	}

	// The server decides.
	match, err := hwhash.Standard().Compare(enrolled, presented)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("same machine:", match.Verdict, match.Bits, "bits")
	fmt.Println("disk:", match.Class(hwhash.Disk).Agreement)

	// A twin of the same model shares what describes the model.
	twin := &hwhash.Inventory{Traits: hwhash.Traits{Portable: true}}
	twin.Add(hwhash.SystemSerial, "PF4ZB1M7")
	twin.Add(hwhash.NIC, "3c:52:82:7b:90:c1")
	twin.Add(hwhash.Disk, "S4EVNX0M903117K")
	twin.Add(hwhash.CPU, "GenuineIntel|Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz")
	other, err := hasher.Sum(twin)
	if err != nil {
		log.Fatal(err)
	}
	match, err = hwhash.Standard().Compare(enrolled, other)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("twin:", match.Verdict, match.Bits, "bits")

	// The agent shows its user what counted.
	findings, err := hasher.Explain(laptop())
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range findings {
		if f.Status != hwhash.StatusUsed {
			fmt.Println(f.Class, "is a", f.Status, "-", f.Reason)
		}
	}
	// Output:
	// same machine: same 11.29 bits
	// disk: differs
	// twin: different -23.77 bits
	// board_serial is a placeholder - words that say there is no value
}

func ExampleNewHasher() {
	hasher, err := hwhash.NewHasher("acme.example/editor")
	if err != nil {
		log.Fatal(err)
	}
	sum, err := hasher.Sum(laptop())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(sum)

	_, err = hasher.Sum(&hwhash.Inventory{})
	fmt.Println(errors.Is(err, hwhash.ErrInsufficient))
	// Output:
	// hw1:AQRUALOehbsAAANWAAAAAD26AFcAAAAAAekAAAAAAAAAAAAAAAAAAADCAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
	// true
}

func ExampleParse() {
	sum, err := hwhash.Parse("hw1:AQRUALOecp8AAANWAAAAAD26AFcAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABEAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(sum.Classes())
	fmt.Println(sum.IdentityBits(), "bits from", sum.IdentityGroups(), "portable:", sum.Traits().Portable)

	_, err = hwhash.Parse("hw1:AQRUALOecp8AAANW")
	fmt.Println(err)
	// Output:
	// [system_serial os_install nic memory_size]
	// 37 bits from [platform os network] portable: true
	// hwhash: wrong length
}

func ExampleInventory() {
	var inv hwhash.Inventory
	err := json.Unmarshal([]byte(`{
		"components": [{"class": "nic", "value": "3c:52:82:0a:11:07"}],
		"traits": {"virtual": false, "container": false, "portable": true}
	}`), &inv)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(inv.Components[0]) // the value stays out of logs
	// Output:
	// nic(17 bytes)
}

func ExamplePolicy_WithThresholds() {
	// To search among a million records asks for 20 bits more.
	same, review := hwhash.Standard().Thresholds()
	search, err := hwhash.Standard().WithThresholds(same+20*hwhash.Bit, review+20*hwhash.Bit)
	if err != nil {
		log.Fatal(err)
	}
	hasher, err := hwhash.NewHasher("acme.example/editor")
	if err != nil {
		log.Fatal(err)
	}
	sum, err := hasher.Sum(laptop())
	if err != nil {
		log.Fatal(err)
	}
	match, err := search.Compare(sum, sum)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(match.Verdict, match.Bits)
	// Output:
	// same 36.79
}

func ExamplePolicy_Ignoring() {
	// The user has opted out of network adapters and disks.
	private, err := hwhash.Standard().Ignoring(hwhash.NIC, hwhash.Disk)
	if err != nil {
		log.Fatal(err)
	}
	hasher, err := hwhash.NewHasher("acme.example/editor")
	if err != nil {
		log.Fatal(err)
	}
	sum, err := hasher.Sum(laptop())
	if err != nil {
		log.Fatal(err)
	}
	match, err := private.Compare(sum, sum)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(match.Verdict, match.Class(hwhash.NIC).Agreement)
	// Output:
	// same absent
}
