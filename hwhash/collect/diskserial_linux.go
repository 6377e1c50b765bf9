package collect

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io/fs"
	"strings"
)

// diskNames are the files that name a disk, the best first.
var diskNames = []struct {
	file  string
	value func(content []byte, model string) string
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
// there but cannot be read is an error: the next would be another value. One
// that is no text is returned only if there is no other.
func (t *tree) diskSerial(entry string) (string, error) {
	model := t.text(entry + "/device/model")
	malformed := ""
	for _, name := range diskNames {
		content, err := t.whole(entry + name.file)
		if err != nil {
			if errors.Is(err, fs.ErrNotExist) || refused(err) {
				continue
			}
			return "", err
		}
		switch s := clean(name.value(content, model)); {
		case s == "":
		case wellFormed(s):
			return s, nil
		case malformed == "":
			malformed = s
		}
	}
	return malformed, nil
}

func trimmed(content []byte, _ string) string { return trim(string(content)) }

// unitSerial returns the serial number in the SCSI vital product data page
// 0x80, see SPC-4 section 7.8.15: four bytes of header, the last two of them
// the length of the rest.
func unitSerial(page []byte, _ string) string {
	const header = 4
	if len(page) < header || page[1] != 0x80 {
		return ""
	}
	text := page[header:]
	return trim(string(text[:min(len(text), int(binary.BigEndian.Uint16(page[2:])))]))
}

// wwidSerial returns a world-wide name, such as "naa.5000c500a1b2c3d4", as it
// is. Drives without one have a name that the kernel or the drive makes of
// model and serial number: it stands for the serial number alone, and for
// nothing where there is none, because then all drives of the model have it.
func wwidSerial(content []byte, model string) string {
	raw := strings.TrimSuffix(string(content), "\n")
	wwid := trim(raw)
	switch {
	case strings.HasPrefix(wwid, "nvme."):
		return nvmeName(wwid)
	case strings.HasPrefix(wwid, "t10.ATA "):
		return ataName(raw)
	case strings.HasPrefix(wwid, "t10.") && !t10Unit(raw, model):
		return ""
	}
	return wwid
}

// nvmeName takes the serial number out of "nvme.VENDOR-SERIAL-MODEL-NAMESPACE",
// all of them in hexadecimal, see wwid_show in the kernel's NVMe driver.
func nvmeName(wwid string) string {
	fields := strings.Split(wwid, "-")
	if len(fields) != 4 {
		return ""
	}
	serial, err := hex.DecodeString(fields[1])
	if err != nil {
		return ""
	}
	return trim(string(serial))
}

// The columns of a name of type T10, see SPC-4 section 7.8.6.4: the vendor, and
// what the vendor likes. SAT-3 section 10.4.2.4.2 has a model of 40 characters
// and a serial number of 20 there, others have a model of 16 and something.
const (
	t10Model     = len("t10.VENDOR  ")
	t10ATASerial = t10Model + 40
	t10Serial    = t10Model + 16
)

// ataName takes the serial number out of the name of an ATA disk, in which
// blanks may have been left out.
func ataName(raw string) string {
	if len(raw) > t10ATASerial {
		return trim(raw[t10ATASerial:])
	}
	if len(raw) < t10Model {
		return ""
	}
	_, serial, _ := strings.Cut(trim(raw[t10Model:]), "  ")
	return trim(serial)
}

// t10Unit reports whether a name of type T10 says more than vendor and model.
func t10Unit(raw, model string) bool {
	if len(raw) < t10Model {
		return false
	}
	if said := trim(raw[t10Model:]); model != "" {
		return trim(strings.TrimPrefix(said, model)) != ""
	}
	return len(raw) > t10Serial && trim(raw[t10Serial:]) != ""
}
