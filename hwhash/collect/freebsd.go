//go:build freebsd || linux

package collect

import (
	"encoding/xml"
	"net"
	"regexp"
	"slices"
	"strings"

	"github.com/hwprint/hwprint/hwhash"
)

// bsdSystem is what there is to ask on FreeBSD without special rights. Tests on
// other systems ask recordings.
type bsdSystem struct {
	// kenv returns a variable of the kernel's environment, where the loader
	// puts what SMBIOS says, see kenv(2) and smbios(4); "" if it is not there.
	kenv func(name string) string
	// sysctl returns a value as text, "" if there is none.
	sysctl func(name string) string
	// vendor returns the maker of the processor as it names itself, "" if there
	// is no telling.
	vendor func() string
	// adapters returns the network interfaces with the addresses that they
	// were made with.
	adapters func() ([]bsdAdapter, error)
}

type bsdAdapter struct {
	name    string
	address net.HardwareAddr
}

const hintLoader = "start the machine by the system's own loader, which hands on what SMBIOS says, or let the installer supply it"

func (b bsdSystem) jobs() []job {
	jobs := []job{
		{source: "kenv", read: b.readFirmware, classes: bsdFirmware},
		{source: "sysctl", classes: []hwhash.Class{hwhash.OSInstall, hwhash.CPU, hwhash.MemorySize}, read: b.readSysctl},
		{source: "geom", classes: []hwhash.Class{hwhash.Disk}, read: b.readDisks},
		{source: "net", classes: []hwhash.Class{hwhash.NIC}, read: b.readNet},
		{source: "sysctl", traits: []string{"virtual", "container", "portable"}, read: b.readTraits},
		{source: "sysctl", classes: []hwhash.Class{hwhash.GPU, hwhash.PnPDevice}, read: b.readPCI},
		unsupported("none", hwhash.TPM, hwhash.MemoryModule),
	}
	for i := range jobs {
		jobs[i].whole = true
	}
	return jobs
}

// bsdFirmware are the classes that the loader hands on.
var bsdFirmware = []hwhash.Class{hwhash.SystemUUID, hwhash.SystemSerial, hwhash.BoardSerial,
	hwhash.SystemModel, hwhash.BoardModel, hwhash.Firmware}

func (b bsdSystem) readFirmware(f *findings) {
	get := func(name string) string { return known(b.kenv("smbios." + name)) }
	f.add(hwhash.SystemUUID, get("system.uuid"))
	f.add(hwhash.SystemSerial, get("system.serial"))
	f.add(hwhash.BoardSerial, get("planar.serial"))
	f.addFields(hwhash.SystemModel, get("system.maker"), get("system.product"), get("system.sku"))
	f.addFields(hwhash.BoardModel, get("planar.maker"), get("planar.product"))
	f.addFields(hwhash.Firmware, get("bios.vendor"), get("bios.version"), get("bios.reldate"))
	if len(f.components) > 0 {
		return
	}
	for _, c := range bsdFirmware {
		f.fail(OutcomeUnreadable, "the loader handed on nothing of SMBIOS", c)
		f.note(c).hint = hintLoader
	}
}

// readSysctl reads kern.hostuuid as the installation's identifier: it is drawn
// at the first start, or taken from the firmware, where hwhash sees that it
// repeats the system's.
func (b bsdSystem) readSysctl(f *findings) {
	f.add(hwhash.OSInstall, b.sysctl("kern.hostuuid"))
	if model := b.sysctl("hw.model"); model != "" {
		f.addFields(hwhash.CPU, b.vendor(), model)
	}
	if size := b.sysctl("hw.physmem"); size != "" {
		f.add(hwhash.MemorySize, size+" B")
	}
}

// geomMesh is kern.geom.confxml as far as it is read, see geom(4).
type geomMesh struct {
	Classes []struct {
		Name  string `xml:"name"`
		Geoms []struct {
			Providers []struct {
				Name   string `xml:"name"`
				Size   string `xml:"mediasize"`
				Config struct {
					Ident string `xml:"ident"`
					LUN   string `xml:"lunid"`
				} `xml:"config"`
			} `xml:"provider"`
		} `xml:"geom"`
	} `xml:"class"`
}

// bsdDisk are the drivers of disks: SATA, NVMe, SCSI, virtio, RAID, eMMC. Those
// that FreeBSD has for CDs, memory and files are others.
var bsdDisk = regexp.MustCompile(`^(ada|nvd|nda|da|vtbd|xbd|mfid|mfisyspd|aacd|idad|mlxd|mmcsd)\d+$`)

// readDisks reads one value for each disk inside the case.
func (b bsdSystem) readDisks(f *findings) {
	var mesh geomMesh
	text := b.sysctl("kern.geom.confxml")
	if err := xml.Unmarshal([]byte(text), &mesh); err != nil {
		f.fail(OutcomeFailed, "the kernel's description of disks cannot be read", hwhash.Disk)
		f.note(hwhash.Disk).hint = "update FreeBSD, or let the installer supply the serial number"
		return
	}
	usb := b.sysctl("dev.umass.0.%parent") != "" || b.sysctl("dev.umass.1.%parent") != ""
	for _, class := range mesh.Classes {
		if class.Name != "DISK" {
			continue
		}
		for _, geom := range class.Geoms {
			for _, p := range geom.Providers {
				ident, lun := known(p.Config.Ident), known(p.Config.LUN)
				switch {
				case !bsdDisk.MatchString(p.Name):
				case p.Size == "" || p.Size == "0":
					f.leaveOut(hwhash.Disk, noMedium)
				case usb && strings.HasPrefix(p.Name, "da") && lun == "":
					// Disks on USB are SCSI disks to FreeBSD. They have no
					// logical unit's name, which those on SAS do.
					f.leaveOut(hwhash.Disk, onTheUSB)
				case ident != "":
					f.add(hwhash.Disk, ident)
				case lun != "":
					f.add(hwhash.Disk, "naa."+lun)
				}
			}
		}
	}
}

// readNet reads the adapters that are devices inside the case.
func (b bsdSystem) readNet(f *findings) {
	adapters, err := b.adapters()
	if err != nil {
		f.fail(OutcomeFailed, "the kernel does not list its network interfaces", hwhash.NIC)
		f.note(hwhash.NIC).hint = "let the jail see the network, or run it outside"
		return
	}
	for _, a := range adapters {
		if len(a.address) != 6 {
			continue
		}
		if why := b.foreignAdapter(a.name); why != "" {
			f.leaveOut(hwhash.NIC, why)
			continue
		}
		f.add(hwhash.NIC, a.address.String())
	}
}

// bsdUnit matches the name of a device: a driver and a number.
var bsdUnit = regexp.MustCompile(`^([a-z][a-z0-9_]*?)(\d+)$`)

// foreignAdapter says why an interface is not an adapter of the machine, by
// the devices that it is and hangs on. Interfaces without a device are made of
// software; so is the interface of a radio, which names its device.
func (b bsdSystem) foreignAdapter(name string) string {
	unit := bsdUnit.FindStringSubmatch(name)
	if unit == nil {
		return ofSoftware
	}
	device := name
	switch unit[1] {
	case "wlan":
		device = b.sysctl("net.wlan." + unit[2] + ".%parent")
	case "ue":
		return onTheUSB
	}
	const deepest = 16
	for depth := range deepest {
		unit := bsdUnit.FindStringSubmatch(device)
		if unit == nil {
			break
		}
		if slices.Contains([]string{"uhub", "usbus", "umass"}, unit[1]) {
			return onTheUSB
		}
		parent := b.sysctl("dev." + unit[1] + "." + unit[2] + ".%parent")
		if parent == "" && depth == 0 {
			return ofSoftware
		}
		device = parent
	}
	return ""
}

func (b bsdSystem) readTraits(f *findings) {
	guest := b.sysctl("kern.vm_guest")
	f.traits.Virtual = guest != "" && guest != "none"
	f.traitIf("virtual", f.traits.Virtual, "the kernel names a hypervisor")
	f.traits.Container = b.sysctl("security.jail.jailed") == "1"
	f.traitIf("container", f.traits.Container, "the kernel says that this is a jail")
	portable := []string{"Portable", "Laptop", "Notebook", "Hand Held", "Sub Notebook", "Tablet", "Convertible", "Detachable"}
	switch {
	case slices.Contains(portable, b.kenv("smbios.chassis.type")):
		f.traits.Portable = true
		f.trait("portable", true, "type of the chassis")
	case b.sysctl("hw.acpi.lid_switch_state") != "":
		f.traits.Portable = true
		f.trait("portable", true, "it has a lid")
	default:
		f.trait("portable", false, "")
	}
}
