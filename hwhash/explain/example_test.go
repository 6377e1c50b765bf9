package explain_test

import (
	"fmt"
	"log"

	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/hwhash/explain"
)

// record is what an agent knows of its machine: package hwhash/collect reads
// the inventory and the sources.
func record(serial string, adapters ...string) explain.Record {
	hasher, err := hwhash.NewHasher("acme.example/editor")
	if err != nil {
		log.Fatal(err)
	}
	var inv hwhash.Inventory
	sources := []explain.Source{{Name: "net", Class: hwhash.NIC, Outcome: explain.OutcomeRead, Found: len(adapters)}}
	for _, address := range adapters {
		inv.Add(hwhash.NIC, address)
	}
	if serial != "" {
		inv.Add(hwhash.SystemSerial, serial)
		sources = append(sources, explain.Source{Name: "dmi", Class: hwhash.SystemSerial, Outcome: explain.OutcomeRead, Found: 1})
	} else {
		sources = append(sources, explain.Source{
			Name: "dmi", Class: hwhash.SystemSerial, Outcome: explain.OutcomeUnreadable,
			Hint: "run as root, or let the installer read it once",
		})
	}
	r, err := explain.NewRecord(hasher, &inv, sources)
	if err != nil {
		log.Fatal(err)
	}
	return r
}

// An agent without rights tells its user why the machine is identified badly.
func ExampleMachine() {
	d := explain.Machine(record("", "3c:52:82:0a:11:07"))
	fmt.Println(d.Strength)
	fmt.Println(d.Summary[1])
	for _, help := range d.Help {
		fmt.Println(help.What, help.Groups)
	}
	// Output:
	// weak
	// Weak: only network adapters identify this machine; replaced adapters would make it another.
	// run as root, or let the installer read it once [platform]
}

// A support desk compares what was saved at the installation with what is there
// today.
func ExampleChanges() {
	then, now := record("PF3XK7Q2", "3c:52:82:0a:11:07", "f4:26:79:3b:d8:05"), record("PF3XK7Q2", "88:a4:c2:d0:7b:15", "f4:26:79:3b:d8:05")
	d, err := explain.Changes(hwhash.Standard(), then, now)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(*d.Verdict)
	for _, change := range d.Changes {
		fmt.Printf("%s, %d then, %d now: %s\n", change.Class, change.Then, change.Now, change.What)
	}
	// Output:
	// same
	// nic, 2 then, 2 now: 1 of 2 are as they were; the others were replaced, or taken out
}

// A server that has nothing but a hash can still say what it is worth.
func ExampleStrengthOf() {
	fmt.Println(explain.StrengthOf(record("PF3XK7Q2", "3c:52:82:0a:11:07").Hash))
	// Output: fair
}
