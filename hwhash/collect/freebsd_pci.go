//go:build freebsd || linux

package collect

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hwprint/hwprint/hwhash"
)

// bsdPCI are the drivers of graphics adapters and of devices of the chipset.
// Devices without a driver have no name to ask for.
var bsdPCI = []string{"vgapci", "atapci", "ahci", "vmd", "hdac", "xhci", "ehci", "uhci", "ohci"}

// readPCI reads the ids of graphics adapters and of the devices built into the
// chipset, as far as they have drivers.
func (b bsdSystem) readPCI(f *findings) {
	const most = 16 // of a driver
	for _, driver := range bsdPCI {
		for unit := range most {
			device := "dev." + driver + "." + strconv.Itoa(unit)
			ids := b.sysctl(device + ".%pnpinfo")
			if ids == "" {
				break
			}
			// Integrated devices are on the first bus, whose number never changes.
			first := strings.HasPrefix(bsdField(b.sysctl(device+".%location"), "dbsf"), "pci0:0:")
			addBSDPCI(f, ids, first)
		}
	}
}

// addBSDPCI adds what a device says of itself, in a text such as
//
//	vendor=0x8086 device=0xa0ed subvendor=0x17aa subdevice=0x2292 class=0x0c0330
func addBSDPCI(f *findings, ids string, firstBus bool) {
	class := bsdField(ids, "class")
	if len(class) < len("0x0300") {
		return
	}
	class = class[:len("0x0300")]
	vendor, okV := hex4(bsdField(ids, "vendor"))
	device, okD := hex4(bsdField(ids, "device"))
	maker, okM := hex4(bsdField(ids, "subvendor"))
	model, okS := hex4(bsdField(ids, "subdevice"))
	switch {
	case !okV || !okD:
	case strings.HasPrefix(class, "0x03"):
		f.add(hwhash.GPU, "pci:"+vendor+":"+device)
	case firstBus && slices.Contains(builtInPCI, class) && okM && okS:
		f.add(hwhash.PnPDevice, "pci:"+vendor+":"+device+":"+maker+":"+model)
	}
}

// bsdField returns a field of a text such as "slot=20 function=0".
func bsdField(text, name string) string {
	for field := range strings.FieldsSeq(text) {
		if key, value, _ := strings.Cut(field, "="); key == name {
			return value
		}
	}
	return ""
}
