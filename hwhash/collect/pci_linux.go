package collect

import (
	"slices"
	"strings"

	"github.com/hwprint/hwprint/hwhash"
)

// builtInPCI are the classes of PCI devices that are part of the chipset.
// Network adapters, NVMe disks and cards of all sorts are exchanged, and
// virtual disks come and go, so they are not among them. Numbers are from the
// PCI Code and ID Assignment Specification.
var builtInPCI = []string{
	"0x0101", "0x0104", "0x0106", // IDE, RAID and SATA controllers
	"0x0401", "0x0403", // audio
	"0x0780", // communication with the management engine
	"0x0c03", // USB host controllers
	"0x0c05", // SMBus
	"0x0c80", // serial buses, such as SPI
	"0x1180", // signal processing: thermal and power
}

// readPCI reads the ids of graphics adapters and of the devices built into the
// chipset. It does so itself: ghw fails as a whole on one odd device, and its
// names for ids bring an HTTP client into the program.
func readPCI(t *tree, f *findings) {
	const devices = "sys/bus/pci/devices/"
	names, err := t.list(devices)
	f.explain(err, hwhash.GPU, hwhash.PnPDevice)
	for _, name := range names {
		entry := devices + name
		class, err := t.attr(entry + "/class")
		f.explain(err, hwhash.GPU, hwhash.PnPDevice)
		if len(class) < len("0x0300") || t.exists(entry+"/physfn") {
			continue // no device, or the virtual function of one
		}
		class = strings.ToLower(class[:len("0x0300")])
		gpu := strings.HasPrefix(class, "0x03")
		// Integrated devices are on the first bus, whose number never changes.
		builtIn := strings.HasPrefix(name, "0000:00:") && slices.Contains(builtInPCI, class)
		switch plugged := t.pluggedIn(t.device(entry)); {
		case gpu && plugged:
			f.leaveOut(hwhash.GPU, pluggedFrom)
			continue
		case !gpu && !builtIn, plugged:
			continue
		}
		id, ok := t.pciIDs(entry, "vendor", "device")
		if !ok {
			continue
		}
		if gpu {
			f.add(hwhash.GPU, "pci:"+id)
		} else if subsystem, ok := t.pciIDs(entry, "subsystem_vendor", "subsystem_device"); ok {
			f.add(hwhash.PnPDevice, "pci:"+id+":"+subsystem)
		}
	}
}

// pciIDs returns two ids of four hexadecimal digits.
func (t *tree) pciIDs(entry, first, second string) (string, bool) {
	a, okA := hex4(t.text(entry + "/" + first))
	b, okB := hex4(t.text(entry + "/" + second))
	return a + ":" + b, okA && okB
}

// hex4 takes the 0x from the four digits of an id.
func hex4(id string) (string, bool) {
	id, ok := strings.CutPrefix(strings.ToLower(id), "0x")
	return id, ok && len(id) == 4 && strings.Trim(id, "0123456789abcdef") == ""
}
