package collect

import (
	"encoding/binary"
	"errors"
	"io/fs"
	"strings"
)

// diskNames are the files that name a disk, the best first.
var diskNames = []struct {
	file  string
	value func(content []byte) string
}{
	{"/serial", trimmed},             // virtio: up to 20 bytes
	{"/device/serial", trimmed},      // NVMe, padded with spaces, and eMMC
	{"/device/uid", trimmed},         // the DASD of s390x: maker, serial number, unit
	{"/device/vpd_pg80", unitSerial}, // SCSI and SATA
	{"/device/cid", trimmed},         // eMMC whose serial number is not told apart
	{"/device/unique_id", trimmed},   // Smart Array of the cciss driver
	{"/wwid", wwidSerial},            // NVMe
	{"/device/wwid", wwidSerial},     // SCSI and SATA
}

// diskSerial returns the serial number of a disk, else its world-wide name, as
// the kernel itself gives it. The kernel comes before udev, so that a
// container, which has no udev, sees what its host sees. A better name that is
// there but cannot be read is an error: the next would be another value.
func (t *tree) diskSerial(entry string) (string, error) {
	for _, name := range diskNames {
		content, err := t.whole(entry + name.file)
		switch {
		case err == nil:
			if s := name.value(content); s != "" {
				return s, nil
			}
		case !errors.Is(err, fs.ErrNotExist) && !refused(err):
			return "", err
		}
	}
	return "", nil
}

func trimmed(content []byte) string { return trim(string(content)) }

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
func wwidSerial(content []byte) string {
	wwid := trimmed(content)
	if fields := strings.Fields(wwid); strings.HasPrefix(wwid, "t10.ATA") && len(fields) > 1 {
		return fields[len(fields)-1]
	}
	return wwid
}
