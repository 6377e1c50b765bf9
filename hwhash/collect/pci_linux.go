package collect

import (
	"slices"
	"strings"

	"github.com/hwprint/hwprint/hwhash"
)

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
