package collect

import (
	"path"
	"regexp"
	"strings"
)

// Which devices belong to this machine, and which were plugged into it, shows
// in the devices that they hang on. The kernel's "removable" attribute of USB
// and PCI devices is documented in Documentation/ABI/testing, files
// sysfs-bus-usb and sysfs-devices-removable: it is "removable" for what sits
// behind a port that the user can reach, "fixed" for what is soldered or
// inside the case.

// ancestors calls yield with the folder of a device and of all that it hangs
// on, up to sys/devices, until yield returns false.
func ancestors(device string, yield func(folder string) bool) {
	for device != "sys/devices" && device != "." && device != "/" && yield(device) {
		device = path.Dir(device)
	}
}

// pluggedIn reports whether a device hangs on a port outside the case, such as
// Thunderbolt or a CardBus slot.
func (t *tree) pluggedIn(device string) bool {
	plugged := false
	ancestors(device, func(folder string) bool {
		plugged = t.text(folder+"/removable") == "removable"
		return !plugged
	})
	return plugged
}

// inSlot reports whether a device is in a slot for PC Cards of 16 bits. Those of
// 32 bits, CardBus, are PCI devices.
func (t *tree) inSlot(device string) bool {
	card := false
	ancestors(device, func(folder string) bool {
		card = path.Base(t.link(folder+"/subsystem")) == "pcmcia"
		return !card
	})
	return card
}

// usbBus matches the folder of a USB bus in the path of a device, usbDevice
// the name of a device on it: the bus, and the ports on the way to it.
var (
	usbBus    = regexp.MustCompile(`/usb\d+/`)
	usbDevice = regexp.MustCompile(`^\d+-\d+(\.\d+)*$`)
)

// onUSB reports whether a device hangs on a USB host controller.
func onUSB(device string) bool { return usbBus.MatchString(device) }

// solderedUSB reports whether all USB devices that a device hangs on are
// inside the case: the firmware says so of each of them, hubs included,
// because a port inside a dock is "fixed" too; or the device tree, which
// describes the board, names the device itself.
func (t *tree) solderedUSB(device string) bool {
	fixed, nearest := true, true
	ancestors(device, func(folder string) bool {
		if !usbDevice.MatchString(path.Base(folder)) {
			return true
		}
		if nearest && t.exists(folder+"/of_node") {
			return false
		}
		nearest = false
		fixed = t.text(folder+"/removable") == "fixed"
		return fixed
	})
	return fixed
}

// hasFolder reports whether one of the names in a path begins with prefix.
func hasFolder(device, prefix string) bool {
	return strings.Contains("/"+device, "/"+prefix)
}
