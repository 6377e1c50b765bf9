package collect

import (
	"regexp"
	"strings"

	"github.com/jaypipes/ghw"
)

const udevDir = "run/udev/data/"

// udevDisks are the disks as the database of udev has them. ghw, which reads
// it, is asked when the first of them is.
type udevDisks struct {
	tree  *tree
	asked bool
	disks map[string]*ghw.Disk // nil if ghw has to be kept from them
}

var deviceNumber = regexp.MustCompile(`^\d+:\d+$`)

// serial returns the serial number of a disk, else its world-wide name.
func (u *udevDisks) serial(name string) string {
	number := u.tree.text(blockDir + name + "/dev")
	if !deviceNumber.MatchString(number) || u.tree.check(udevDir+"b"+number) != nil {
		return "" // nothing in the database
	}
	if !u.asked {
		u.asked, u.disks = true, ghwDisks(u.tree)
	}
	disk := u.disks[name]
	if disk == nil {
		disk = u.read(number)
	}
	model := u.properties(number)["ID_MODEL"]
	if s := known(disk.SerialNumber); s != "" && !modelAlone(s, model) {
		return s
	}
	return wwidSerial([]byte(known(disk.WWNNoExtension)), model)
}

// modelAlone reports whether what udev calls a disk's serial number ends with
// its model: ID_SERIAL is made of both, where there is no serial number of one.
// Of NVMe it has the namespace behind that.
func modelAlone(serial, model string) bool {
	blanks := strings.NewReplacer(" ", "_")
	_, rest, ok := strings.Cut(blanks.Replace(serial), blanks.Replace(model))
	return ok && model != "" && (strings.Trim(rest, "_") == "" || namespace.MatchString(rest))
}

var namespace = regexp.MustCompile(`^__\d+$`)

// properties reads the entry of a device: lines of E:KEY=VALUE, of which the
// last for a key counts.
func (u *udevDisks) properties(number string) map[string]string {
	properties := map[string]string{}
	for line := range strings.Lines(u.tree.text(udevDir + "b" + number)) {
		if property, ok := strings.CutPrefix(line, "E:"); ok {
			if key, value, ok := strings.Cut(property, "="); ok {
				properties[key] = trim(value)
			}
		}
	}
	return properties
}

// read takes from the entry of a device what ghw takes.
func (u *udevDisks) read(number string) *ghw.Disk {
	properties := u.properties(number)
	disk := &ghw.Disk{WWNNoExtension: properties["ID_WWN"]}
	for _, key := range []string{"SCSI_IDENT_SERIAL", "ID_SCSI_SERIAL", "ID_SERIAL_SHORT", "ID_SERIAL"} {
		if serial, ok := properties[key]; ok {
			disk.SerialNumber = serial
			break
		}
	}
	return disk
}

// ghwDisks returns ghw's disks by name, nil if it has to be kept from them. ghw
// reads a dozen files of every block device and partition.
func ghwDisks(t *tree) map[string]*ghw.Disk {
	names, err := t.list(blockDir)
	if err != nil {
		return nil
	}
	files := []string{"proc/self/mounts"}
	total := 0
	for _, name := range names {
		folder := blockDir + name + "/"
		partitions, err := t.partitions(name)
		devices := append([]string{folder}, partitions...)
		if total += len(devices); err != nil || total > maxForGHW {
			return nil
		}
		files = append(files, below(folder, "queue/physical_block_size", "queue/rotational", "numa_node", "device/vendor", "removable")...)
		for _, device := range devices {
			number := t.text(device + "dev")
			if number != "" && !deviceNumber.MatchString(number) {
				return nil // ghw would take it for a part of a path
			}
			files = append(files, device+"size", device+"dev", udevDir+"b"+number)
		}
	}
	info, ok := askGHW(t, ghw.Block, files...)
	if !ok {
		return nil
	}
	disks := map[string]*ghw.Disk{}
	for _, d := range info.Disks {
		disks[d.Name] = d
	}
	return disks
}

// partitions returns the folders of the partitions of a disk.
func (t *tree) partitions(disk string) ([]string, error) {
	var folders []string
	names, err := t.list(blockDir + disk)
	for _, name := range names {
		if strings.HasPrefix(name, disk) {
			folders = append(folders, blockDir+disk+"/"+name+"/")
		}
	}
	return folders, err
}
