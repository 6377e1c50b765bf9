package collect

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/hwprint/hwprint/hwhash"
)

const blockDir = "sys/block/"

// wholeDisk are the names of disks, as against partitions, paths to a disk,
// boot areas, and all devices that the kernel makes out of others.
var wholeDisk = regexp.MustCompile(`^(sd[a-z]+|hd[a-z]+|vd[a-z]+|xvd[a-z]+|dasd[a-z]+|nvme\d+n\d+|mmcblk\d+|cciss!c\d+d\d+)$`)

// networkDisk are the names of disks that another machine has.
var networkDisk = regexp.MustCompile(`^(nbd|rbd|drbd)\d+$`)

// readBlock reads one value for each disk inside the case.
func readBlock(t *tree, f *findings) {
	udev := &udevDisks{tree: t}
	anonymous := 0
	for _, name := range ownDisks(t, f) {
		if !f.room(hwhash.Disk) {
			break
		}
		value, err := t.diskSerial(blockDir + name)
		f.explain(err, hwhash.Disk)
		if err == nil && (value == "" || !wellFormed(value)) {
			if other := udev.serial(name); other != "" {
				value = other
			}
		}
		f.add(hwhash.Disk, value)
		if value == "" {
			anonymous++
		}
	}
	if n := f.note(hwhash.Disk); anonymous > 0 {
		n.detail = join(n.detail, fmt.Sprintf("disks without a serial number: %d", anonymous))
	}
}

// ownDisks returns the names of the disks that are parts of this machine, and
// says of the others why they are not. A memory card is one where there is no
// other disk in the machine: then it starts from the card.
func ownDisks(t *tree, f *findings) []string {
	names, err := t.list(blockDir)
	f.explain(err, hwhash.Disk)
	var disks, cards []string
	onlyCards := true
	for _, name := range names {
		entry := blockDir + name
		_, err := t.attr(entry + "/size")
		switch outside := t.outsideDisk(entry); {
		case networkDisk.MatchString(name) && !t.withoutMedium(entry):
			f.leaveOut(hwhash.Disk, onNetwork)
			continue
		case !wholeDisk.MatchString(name):
			continue
		case outside != "":
			f.leaveOut(hwhash.Disk, outside)
			continue
		}
		card := strings.HasPrefix(name, "mmcblk") && t.text(entry+"/device/type") != "MMC"
		onlyCards = onlyCards && card
		f.explain(err, hwhash.Disk)
		switch foreign := t.foreignDisk(entry); {
		case err != nil && t.withoutMedium(entry): // it has been said
		case foreign != "":
			f.leaveOut(hwhash.Disk, foreign)
		case card:
			cards = append(cards, name)
		case t.text(entry+"/hidden") != "1": // that would be a path to one
			disks = append(disks, name)
		}
	}
	if onlyCards {
		return cards
	}
	for range cards {
		f.leaveOut(hwhash.Disk, inCardSlot)
	}
	return disks
}

// outsideDisk says that a disk is outside the case, going by its bus, and
// which; "" if it is inside or in a slot.
func (t *tree) outsideDisk(entry string) string {
	device := t.device(entry)
	switch {
	case onUSB(device):
		return onTheUSB
	case hasFolder(device, "fw"):
		return "on FireWire"
	case hasFolder(device, "session"), hasFolder(device, "rport-"):
		return onNetwork
	case hasFolder(device, "pseudo_"), hasFolder(device, "tcm_loop_"):
		return "simulated by the kernel"
	}
	return ""
}

func (t *tree) withoutMedium(entry string) bool {
	size := t.text(entry + "/size")
	return size == "" || size == "0"
}

// foreignDisk says why a disk that is not outside is no part of the machine
// either, "" if it is one.
//
// What a disk hangs on tells, not the kernel's flag "removable": that is set
// for all volumes of some RAID controllers, and by some kernels for what
// hangs on a SATA port that firmware allows to be unplugged, so that a kernel's
// update would change the answer.
func (t *tree) foreignDisk(entry string) string {
	device := t.device(entry)
	switch {
	case t.withoutMedium(entry):
		return noMedium
	case t.exchangedMedium(entry, device):
		return "with a medium that is exchanged"
	case t.inSlot(device):
		return inCardSlot
	}
	for _, controller := range t.nvmeControllers(device) {
		switch t.text(controller + "/transport") {
		case "tcp", "rdma", "fc", "loop":
			return onNetwork
		}
		if t.pluggedIn(controller) {
			return pluggedFrom
		}
	}
	if t.pluggedIn(path.Dir(device)) {
		return pluggedFrom
	}
	return t.passingDisk(entry)
}

// exchangedMedium reports whether a drive takes media that have serial numbers
// of their own or none: an optical disk, or a drive for cartridges, such as
// RDX, Zip and LS-120. On an ATA port such a drive speaks ATAPI, and then has a
// vendor's name in the place of "ATA".
func (t *tree) exchangedMedium(entry, device string) bool {
	const opticalMemory = "7" // SPC-4 table 142
	if t.text(entry+"/removable") != "1" {
		return false
	}
	vendor := t.text(entry + "/device/vendor")
	return t.text(entry+"/device/type") == opticalMemory ||
		ataPort.MatchString(device) && vendor != "" && vendor != "ATA"
}

var (
	ataPort        = regexp.MustCompile(`/ata\d+/`)
	nvmeController = regexp.MustCompile(`^nvme\d+$`)
)

// nvmeControllers returns the controllers of an NVMe disk: one, above it, or
// where the kernel joins several paths to a disk any number, beside it.
func (t *tree) nvmeControllers(device string) []string {
	parent := path.Dir(device)
	if !strings.HasPrefix(path.Base(device), "nvme") {
		return nil
	}
	if nvmeController.MatchString(path.Base(parent)) {
		return []string{parent}
	}
	var controllers []string
	names, _ := t.list(parent)
	for _, name := range slices.DeleteFunc(names, func(n string) bool { return !nvmeController.MatchString(n) }) {
		controllers = append(controllers, t.device(parent+"/"+name))
	}
	return controllers
}
