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

// readBlock reads one value for each disk inside the case.
func readBlock(t *tree, f *findings) {
	names, err := t.list(blockDir)
	f.explain(err, hwhash.Disk)
	var disks, cards []string
	onlyCards := true // it boots from one of them: then that stays in
	for _, name := range names {
		if !wholeDisk.MatchString(name) || outside(t.device(blockDir+name)) {
			continue
		}
		card := strings.HasPrefix(name, "mmcblk") && t.text(blockDir+name+"/device/type") != "MMC"
		onlyCards = onlyCards && card
		_, err := t.attr(blockDir + name + "/size")
		f.explain(err, hwhash.Disk)
		switch {
		case !t.ownDisk(blockDir + name):
		case card:
			cards = append(cards, name)
		default:
			disks = append(disks, name)
		}
	}
	if onlyCards {
		disks = cards
	}

	udev := &udevDisks{tree: t}
	anonymous := 0
	for _, name := range disks {
		if !f.room(hwhash.Disk) {
			break
		}
		value, err := t.diskSerial(blockDir + name)
		f.explain(err, hwhash.Disk)
		if value == "" && err == nil {
			value = udev.serial(name)
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

// outside reports whether a disk comes by USB, by FireWire or from a network.
func outside(device string) bool {
	return onUSB(device) || hasFolder(device, "session") || hasFolder(device, "rport-") || hasFolder(device, "fw")
}

// ownDisk reports whether a disk that is not outside is a part of the machine:
// it has a size, its medium is not exchanged, and it was not plugged in.
func (t *tree) ownDisk(entry string) bool {
	device := t.device(entry)
	switch size := t.text(entry + "/size"); {
	case size == "" || size == "0":
		return false
	case t.text(entry+"/removable") == "1", t.text(entry+"/hidden") == "1":
		return false
	}
	for _, controller := range t.nvmeControllers(device) {
		switch t.text(controller + "/transport") {
		case "tcp", "rdma", "fc", "loop":
			return false
		}
		if t.pluggedIn(controller) {
			return false
		}
	}
	return !t.pluggedIn(path.Dir(device))
}

var nvmeController = regexp.MustCompile(`^nvme\d+$`)

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
