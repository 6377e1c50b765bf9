//go:build linux

package collect_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/hwhash/collect"
)

// An agent that sees its host's root at some folder collects all but what its
// user does not want, and tells what became of each class.
func ExampleInventory() {
	host, err := os.MkdirTemp("", "host")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(host)
	for name, content := range map[string]string{
		"etc/machine-id":                "5f0c2f6a9d3e4b8f8a517be0c4d2a913\n",
		"sys/class/dmi/id/sys_vendor":   "LENOVO\n",
		"sys/class/dmi/id/product_name": "20W0ZZ12GE\n",
		"sys/class/dmi/id/chassis_type": "10\n",
	} {
		file := filepath.Join(host, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			log.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			log.Fatal(err)
		}
	}

	got, err := collect.Inventory(context.Background(), collect.Root(host),
		collect.Only(hwhash.SystemModel, hwhash.OSInstall, hwhash.NIC), collect.Without(hwhash.NIC))
	if err == nil && got.Late() {
		got, err = got.Retry(context.Background()) // late is not absent
	}
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range got.Inventory.Components {
		fmt.Println(c.Class, c.Value)
	}
	fmt.Println("portable:", got.Inventory.Traits.Portable)
	for _, s := range got.Sources {
		if s.Class == hwhash.NIC || s.Class == hwhash.OSInstall {
			fmt.Println(s.Class, s.Outcome, s.Found)
		}
	}
	// Output:
	// os_install 5f0c2f6a9d3e4b8f8a517be0c4d2a913
	// system_model LENOVO|20W0ZZ12GE|
	// portable: true
	// os_install read 1
	// nic skipped 0
}

// An agent reads again what was late, for as long as it can wait, and does not
// enrol a machine of which a part is missing.
func ExampleResult_Retry() {
	collected := func() (collect.Result, error) {
		found, err := collect.Inventory(context.Background(), collect.Only(hwhash.CPU))
		if err != nil || !found.Late() {
			return found, err
		}
		patient, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		return found.Retry(patient)
	}
	found, err := collected()
	switch {
	case err != nil:
		log.Fatal(err)
	case found.Late():
		fmt.Println("ask the user to try later:", found.Inventory.Late)
	default:
		fmt.Println("enrol it")
	}
	// Output: enrol it
}

// An agent without rights adds what its installer, which had them, read once
// and kept as JSON.
func ExampleInventory_installer() {
	kept := []byte(`{"components":[{"class":"system_serial","value":"PF3ZQ8T1"},{"class":"os_install","value":"0"}]}`)
	var installed hwhash.Inventory
	if err := json.Unmarshal(kept, &installed); err != nil {
		log.Fatal(err)
	}

	empty, err := os.MkdirTemp("", "root")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(empty)
	got, err := collect.Inventory(context.Background(), collect.Root(empty))
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range got.Sources {
		if s.Outcome != collect.OutcomeUnreadable {
			continue // what can be read now is the truth
		}
		for _, c := range installed.Components {
			if c.Class == s.Class {
				got.Inventory.Add(c.Class, c.Value)
			}
		}
	}
	for _, c := range got.Inventory.Components {
		fmt.Println(c.Class, c.Value)
	}
	// Output:
	// system_serial PF3ZQ8T1
}
