package collect

import (
	"encoding/binary"
	"strings"

	"github.com/jaypipes/ghw"
)

// diskSerial returns the serial number of a disk, else its world-wide name, as
// the kernel itself gives it. The kernel comes before udev, so that a
// container, which has no udev, sees what its host sees.
func (t *tree) diskSerial(entry string) string {
	for _, file := range []string{
		"/serial",        // virtio: up to 20 bytes
		"/device/serial", // NVMe, padded with spaces, and eMMC
	} {
		if s := t.text(entry + file); s != "" {
			return s
		}
	}
	if page, err := t.head(entry+"/device/vpd_pg80", maxAttr); err == nil {
		if s := unitSerial(page); s != "" {
			return s
		}
	}
	for _, file := range []string{
		"/device/cid",  // eMMC whose serial number is not told apart
		"/wwid",        // NVMe
		"/device/wwid", // SCSI and ATA
	} {
		if s := wwidSerial(t.text(entry + file)); s != "" {
			return s
		}
	}
	return ""
}

// unitSerial returns the serial number in the SCSI vital product data page
// 0x80, see SPC-4 section 7.8.15: four bytes of header, the last two of them
// the length of the rest.
func unitSerial(page []byte) string {
	const header = 4
	if len(page) < header || page[1] != 0x80 {
		return ""
	}
	text := page[header:]
	return trim(string(text[:min(len(text), int(binary.BigEndian.Uint16(page[2:])))]))
}

// wwidSerial returns a world-wide name, such as "naa.5000c500a1b2c3d4", as it
// is. A name of type "t10.ATA" is made of model and serial number: it stands
// for the serial number alone.
func wwidSerial(wwid string) string {
	if fields := strings.Fields(wwid); strings.HasPrefix(wwid, "t10.ATA") && len(fields) > 1 {
		return fields[len(fields)-1]
	}
	return wwid
}

// udevDisks are the disks as ghw reads them from the database of udev. They
// are read when the first of them is asked for.
type udevDisks struct {
	tree  *tree
	disks map[string]*ghw.Disk
}

// serial returns the serial number of a disk, else its world-wide name.
func (u *udevDisks) serial(name string) string {
	number := u.tree.text(blockDir + name + "/dev")
	if number == "" || strings.ContainsAny(number, "/.") || u.tree.check("run/udev/data/b"+number) != nil {
		return "" // nothing in the database
	}
	if u.disks == nil {
		u.disks = ghwDisks(u.tree.dir)
	}
	disk := u.disks[name]
	if disk == nil {
		return ""
	}
	if s := known(disk.SerialNumber); s != "" {
		return s
	}
	return known(disk.WWNNoExtension)
}

// ghwDisks returns ghw's disks by name, none if ghw panics, as it does on an
// empty line in the list of mounts: the other disks have been read already.
func ghwDisks(root string) (disks map[string]*ghw.Disk) {
	disks = map[string]*ghw.Disk{}
	defer func() { _ = recover() }()
	info, err := ghw.Block(ghwArgs(root)...)
	if err != nil {
		return disks
	}
	for _, d := range info.Disks {
		disks[d.Name] = d
	}
	return disks
}
