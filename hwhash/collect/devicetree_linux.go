package collect

import (
	"regexp"
	"slices"
	"strings"

	"github.com/hwprint/hwprint/hwhash"
)

// deviceTreeDir is the tree that describes boards and machines which have no
// SMBIOS, see the Devicetree Specification, section 2.3 and chapter 3.
const (
	deviceTreeDir = "sys/firmware/devicetree/base/"
	bootLoader    = deviceTreeDir + "chosen/u-boot,version"
)

// compatible returns the names of what a device tree's machine is compatible
// with, the closest first.
func (t *tree) compatible() []string {
	return strings.FieldsFunc(t.text(deviceTreeDir+"compatible"), func(r rune) bool { return r == 0 })
}

// readTreeProduct reads what a device tree says, which describes the system
// and its board as one. Guests on POWER have a UUID from their hypervisor.
func readTreeProduct(t *tree, f *findings) {
	for _, name := range []string{"vm,uuid", "ibm,partition-uuid"} {
		f.sayNext(t, hwhash.SystemUUID, dmiField{deviceTreeDir + name, t.text(deviceTreeDir + name)})
	}
	f.addDMI(t, hwhash.SystemSerial, dmiField{deviceTreeDir + "serial-number", t.text(deviceTreeDir + "serial-number")})
	readSystemID(t, f)
	vendor := ""
	if compatible := t.compatible(); len(compatible) > 0 {
		vendor, _, _ = strings.Cut(compatible[0], ",")
	}
	f.addDMI(t, hwhash.SystemModel, dmiField{deviceTreeDir + "compatible", vendor},
		dmiField{deviceTreeDir + "model", t.text(deviceTreeDir + "model")}, dmiField{})
}

// readSystemID reads two properties of machines with POWER processors. In
// QEMU's guests the first is the guest's UUID again. Else it is the serial
// number of the machine, as the second is: what runs in a partition or as a
// guest shares it with all others there, and the next start may be elsewhere.
func readSystemID(t *tree, f *findings) {
	id := t.text(deviceTreeDir + "system-id")
	switch {
	case id == "":
	case uuidForm.MatchString(id):
		f.sayNext(t, hwhash.SystemUUID, dmiField{deviceTreeDir + "system-id", id})
	case slices.Contains(t.compatible(), "ibm,powernv"):
		f.sayNext(t, hwhash.SystemSerial, dmiField{deviceTreeDir + "system-id", id})
		return
	default:
		f.leaveOut(hwhash.SystemSerial, ofHost)
	}
	if t.exists(deviceTreeDir + "host-serial") {
		f.leaveOut(hwhash.SystemSerial, ofHost)
	}
}

// ofHost is why a value is left out that is not the machine's alone.
const ofHost = "of the host, which its guests share"

var uuidForm = regexp.MustCompile(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)

// readTreeFirmware reads which boot loader there was.
func readTreeFirmware(t *tree, f *findings) {
	if version := t.text(bootLoader); version != "" {
		f.addFields(hwhash.Firmware, "U-Boot", version, "")
	}
}

// guestTree reports whether a device tree is that of a guest or a partition.
func guestTree(t *tree) bool {
	names, _ := t.list(strings.TrimSuffix(deviceTreeDir, "/"))
	return slices.ContainsFunc(names, func(name string) bool {
		return name == "hypervisor" || name == "vm,uuid" || name == "ibm,partition-name" || strings.HasPrefix(name, "fw-cfg@")
	}) || slices.ContainsFunc(t.compatible(), emulated) || strings.Contains(t.text(deviceTreeDir+"model"), "qemu")
}

// emulated reports whether a machine of that name is only found in emulators:
// QEMU's virtual boards of ARM, RISC-V, LoongArch and POWER, and guests of Xen.
func emulated(compatible string) bool {
	return strings.HasPrefix(compatible, "qemu,") || strings.HasPrefix(compatible, "xen,xenvm") ||
		slices.Contains([]string{"linux,dummy-virt", "riscv-virtio", "linux,dummy-loongson3"}, compatible)
}
