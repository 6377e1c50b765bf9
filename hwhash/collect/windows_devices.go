//go:build linux || windows

package collect

import (
	"slices"
	"strings"

	"github.com/hwprint/hwprint/hwhash"
)

// windowsDevice is an instance in Windows' tree of devices.
type windowsDevice struct {
	// ID is the instance, such as
	// PCI\VEN_8086&DEV_15FB&SUBSYS_22D417AA&REV_20\3&11583659&0&FE: what
	// enumerated it, what it is, and where. It is made of what the hardware
	// says; no user can edit it.
	ID string `json:"id"`
	// Policy is its removal policy, zero if that is not known.
	Policy removalPolicy `json:"policy,omitempty"`
	// HardwareIDs and Bus are those of devices on PCI.
	HardwareIDs []string `json:"hardware_ids,omitempty"`
	Bus         uint32   `json:"bus,omitempty"`
}

// removalPolicy says how Windows expects a device to go: CM_REMOVAL_POLICY in
// cfg.h.
type removalPolicy uint32

const (
	staysIn      removalPolicy = 1 // it cannot be removed
	goesOrderly  removalPolicy = 2 // after asking
	goesSurprise removalPolicy = 3 // at any time, as behind Thunderbolt
)

// enumerator returns what found the device: the part before the first
// backslash.
func (d windowsDevice) enumerator() string {
	name, _, _ := strings.Cut(d.ID, `\`)
	return strings.ToUpper(name)
}

// Enumerators of hardware, and of what is always outside the case. All others
// are software's, such as ROOT, SWD and the virtual ports of radios.
var (
	hardwareBuses = []string{"PCI", "USB", "SD", "ACPI", "VMBUS", "XENVIF", "XEN", "XENBUS"}
	outsideBuses  = []string{"1394", "SBP2", "PCMCIA", "BTH", "BTHENUM", "BTHLE", "BTHLEDEVICE", "USBSTOR"}
)

// outsideCase says that a device hangs on something outside the case, "" if it
// does not. On USB that is all but what the firmware says cannot be removed,
// hubs included. On PCI it is what hangs on a bridge that goes by surprise:
// whatever is plugged into a Thunderbolt port brings one. A device that itself
// goes by surprise may well be a part: many boards say so of each of their
// slots.
func outsideCase(lineage []windowsDevice) string {
	below := ""
	for _, d := range lineage {
		bus := d.enumerator()
		switch {
		case slices.Contains(outsideBuses, bus):
			return pluggedFrom
		case bus == "USB" && d.Policy != staysIn:
			return onTheUSB
		case bus == "PCI" && below == "PCI" && d.Policy == goesSurprise:
			return pluggedFrom
		}
		below = bus
	}
	return ""
}

// notBuiltIn says why a device is not hardware inside the case, "" if it is.
func notBuiltIn(lineage []windowsDevice) string {
	if len(lineage) == 0 || !slices.Contains(hardwareBuses, lineage[0].enumerator()) {
		return ofSoftware
	}
	return outsideCase(lineage)
}

// readPCI reads what Linux reads: the graphics adapters, and the devices of the
// chipset on the first bus.
func (w windowsSystem) readPCI(f *findings) {
	devices, err := w.pci()
	if err != nil {
		f.fail(OutcomeFailed, "Windows does not list its devices", hwhash.GPU, hwhash.PnPDevice)
		f.note(hwhash.GPU).hint, f.note(hwhash.PnPDevice).hint = hintDevices, hintDevices
		return
	}
	for _, d := range devices {
		id, ok := parsePCI(d)
		if !ok {
			continue
		}
		gpu := strings.HasPrefix(id.class, "0x03")
		chipset := d.Bus == 0 && slices.Contains(builtInPCI, id.class)
		if !gpu && !chipset {
			continue
		}
		switch why := notBuiltIn(w.lineage(d.ID)); {
		case why != "" && gpu:
			f.leaveOut(hwhash.GPU, why)
		case why != "":
		case gpu:
			f.add(hwhash.GPU, "pci:"+id.device)
		case id.subsystem != "":
			f.add(hwhash.PnPDevice, "pci:"+id.device+":"+id.subsystem)
		}
	}
}

// pciID is what a device on PCI is, in the form that Linux has.
type pciID struct {
	device    string // vendor:device
	subsystem string // vendor:device of the subsystem, "" if it says none
	class     string // 0x and four digits
}

// parsePCI reads the hardware ids, which are made of the numbers that the
// device has: PCI\VEN_8086&DEV_9D71&SUBSYS_225D17AA and, less exact,
// PCI\VEN_8086&DEV_9D71&CC_0403.
func parsePCI(d windowsDevice) (id pciID, ok bool) {
	var vendor, device string
	for _, text := range append([]string{d.ID}, d.HardwareIDs...) {
		bus, rest, _ := strings.Cut(strings.ToLower(text), `\`)
		if bus != "pci" {
			return pciID{}, false
		}
		rest, _, _ = strings.Cut(rest, `\`)
		for part := range strings.SplitSeq(rest, "&") {
			key, value, _ := strings.Cut(part, "_")
			switch {
			case key == "ven" && hexDigits(value, 4):
				vendor = value
			case key == "dev" && hexDigits(value, 4):
				device = value
			case key == "subsys" && hexDigits(value, 8):
				id.subsystem = value[4:] + ":" + value[:4]
			case key == "cc" && len(value) >= 4 && hexDigits(value[:4], 4):
				id.class = "0x" + value[:4]
			}
		}
	}
	id.device = vendor + ":" + device
	return id, vendor != "" && device != "" && id.class != ""
}

func hexDigits(text string, n int) bool {
	return len(text) == n && strings.Trim(text, "0123456789abcdef") == ""
}
