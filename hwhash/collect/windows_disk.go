//go:build linux || windows

package collect

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/hwprint/hwprint/hwhash"
)

// windowsDisk is what Windows tells of a disk to whoever opens it without any
// access: IOCTL_STORAGE_QUERY_PROPERTY.
type windowsDisk struct {
	Instance  string  `json:"instance,omitempty"` // of the device, "" if it is not known
	Bus       busType `json:"bus"`
	Removable bool    `json:"removable,omitempty"` // its medium is
	NoMedium  bool    `json:"no_medium,omitempty"`
	Silent    bool    `json:"silent,omitempty"` // it cannot be opened, or says nothing
	// Serial is the serial number in the form that the driver has it in.
	Serial string `json:"serial,omitempty"`
	// Controller is the serial number of an NVMe controller, as it says itself.
	Controller string `json:"controller,omitempty"`
	// WorldWide is a world-wide name, such as naa.5000c500a1b2c3d4.
	WorldWide string `json:"world_wide,omitempty"`
}

// busType is STORAGE_BUS_TYPE in winioctl.h. The zero value is unknown.
type busType uint32

const (
	busSCSI busType = 0x01
	busATA  busType = 0x03
	busSSA  busType = 0x05
	busUSB  busType = 0x07
	busRAID busType = 0x08
	busSAS  busType = 0x0a
	busSATA busType = 0x0b
	busSD   busType = 0x0c
	busMMC  busType = 0x0d
	busNVMe busType = 0x11
	busSCM  busType = 0x12
	busUFS  busType = 0x13
)

// insideBuses are those of disks inside the case, networkBuses Fibre Channel,
// iSCSI and NVMe over fabrics. The others are USB, FireWire, and what software
// makes of files or of other disks.
var (
	networkBuses = []busType{0x06, 0x09, 0x14}
	insideBuses  = []busType{busSCSI, busATA, busSSA, busRAID, busSAS, busSATA, busSD, busMMC, busNVMe, busSCM, busUFS}
)

// leavesOutDisk says why a disk is not a part of the machine, "" if it is. What is
// removable on SCSI is a card reader; disks on the other buses say so because
// they can be exchanged while the machine runs.
func (w windowsSystem) leavesOutDisk(d windowsDisk) string {
	switch {
	case d.Bus == busUSB:
		return onTheUSB
	case slices.Contains(networkBuses, d.Bus):
		return onNetwork
	case !slices.Contains(insideBuses, d.Bus):
		return ofSoftware
	case d.NoMedium:
		return noMedium
	case d.Removable && d.Bus == busSCSI:
		return inCardSlot
	case d.Instance != "":
		return outsideCase(w.lineage(d.Instance))
	}
	return ""
}

// readDisks reads one value for each disk inside the case. A memory card is
// one if there is no other disk: then the machine starts from it.
func (w windowsSystem) readDisks(f *findings) {
	all, err := w.disks()
	if err != nil {
		f.fail(OutcomeFailed, "Windows does not list its disks", hwhash.Disk)
		f.note(hwhash.Disk).hint = hintDevices
		return
	}
	var disks, cards []windowsDisk
	for _, d := range all {
		switch why := w.leavesOutDisk(d); {
		case d.Silent:
			f.note(hwhash.Disk).denied++
			f.note(hwhash.Disk).hint = hintAdministrator
		case why != "":
			f.leaveOut(hwhash.Disk, why)
		case d.Bus == busSD:
			cards = append(cards, d)
		default:
			disks = append(disks, d)
		}
	}
	if len(disks) == 0 {
		disks, cards = cards, nil
	}
	for range cards {
		f.leaveOut(hwhash.Disk, inCardSlot)
	}
	anonymous := 0
	for _, d := range disks {
		value := d.value()
		f.add(hwhash.Disk, value)
		if value == "" {
			anonymous++
		}
	}
	if n := f.note(hwhash.Disk); anonymous > 0 {
		n.detail = join(n.detail, "disks without a serial number: "+strconv.Itoa(anonymous))
	}
}

// value returns what Linux reads of the disk: the serial number of its NVMe
// controller, its own, or its world-wide name.
func (d windowsDisk) value() string {
	for _, value := range []string{known(d.Controller), diskForm(d.Serial), known(d.WorldWide)} {
		if value != "" {
			return value
		}
	}
	return ""
}

// The forms that drivers of Windows give the name of an NVMe disk: the 8 or 16
// bytes of its EUI-64 or NGUID, or the serial number and the namespace.
var (
	nvmeUnique    = regexp.MustCompile(`^([0-9A-F]{4}_){3}[0-9A-F]{4}\.$|^([0-9A-F]{4}_){7}[0-9A-F]{4}\.$`)
	nvmeNamespace = regexp.MustCompile(`_[0-9A-F]{8}\.$`)
)

// diskForm returns the one form of a serial number that Linux has.
func diskForm(raw string) string {
	const ata = 20 // bytes of a serial number in what an ATA disk says, in pairs
	if bytes, err := hex.DecodeString(trim(raw)); err == nil && len(bytes) == ata && printable(bytes) {
		// The old driver's: in hex, each pair swapped.
		return trim(swapped(string(bytes)))
	}
	if len(raw) == ata && gap(raw) && !gap(swapped(raw)) {
		return trim(swapped(raw)) // in pairs that are swapped
	}
	text := trim(raw)
	switch {
	case nvmeUnique.MatchString(text):
		return "eui." + strings.ToLower(strings.NewReplacer("_", "", ".", "").Replace(text))
	case nvmeNamespace.MatchString(text):
		return trim(nvmeNamespace.ReplaceAllString(text, ""))
	}
	return text
}

// gap reports whether there is a space inside.
func gap(text string) bool { return strings.Contains(trim(text), " ") }

func printable(text []byte) bool {
	return !slices.ContainsFunc(text, func(c byte) bool { return c < ' ' || c > '~' })
}

// swapped returns the text with the characters of each pair exchanged.
func swapped(text string) string {
	b := []byte(text)
	for i := 0; i+1 < len(b); i += 2 {
		b[i], b[i+1] = b[i+1], b[i]
	}
	return string(b)
}

// parseDescriptor reads a STORAGE_DEVICE_DESCRIPTOR.
func parseDescriptor(b []byte) (d windowsDisk, ok bool) {
	const removable, serialOffset, bus, least = 10, 24, 28, 36
	if len(b) < least {
		return windowsDisk{}, false
	}
	d.Removable = b[removable] != 0
	d.Bus = busType(binary.LittleEndian.Uint32(b[bus:]))
	// Drivers say that there is none by 0, and some by -1.
	if at := binary.LittleEndian.Uint32(b[serialOffset:]); at != 0 && uint64(at) < uint64(len(b)) {
		text, _, _ := bytes.Cut(b[at:], []byte{0})
		d.Serial = string(text)
	}
	return d, true
}

// parseIdentifiers reads a STORAGE_DEVICE_ID_DESCRIPTOR, which is the SCSI vital
// product data page 0x83, for the world-wide name of the disk: "" if it has
// none.
func parseIdentifiers(b []byte) string {
	const (
		start              = 12 // after version, size and number
		codeSet, kind      = 0, 4
		size, next         = 8, 10
		association, value = 12, 16
		binarySet, ofDisk  = 1, 0
		eui, naa           = 2, 3
	)
	if len(b) < start {
		return ""
	}
	word := func(entry []byte, at int) int { return int(binary.LittleEndian.Uint16(entry[at:])) }
	best := ""
	for entry := b[start:]; len(entry) >= value; {
		length := word(entry, size)
		if word(entry, codeSet) == binarySet && word(entry, association) == ofDisk && length > 0 && value+length <= len(entry) {
			name := hex.EncodeToString(entry[value : value+length])
			switch word(entry, kind) {
			case naa:
				return "naa." + name
			case eui:
				best = "eui." + name
			}
		}
		step := word(entry, next)
		if step < value || step > len(entry) {
			break
		}
		entry = entry[step:]
	}
	return best
}

// parseIdentify reads the serial number out of a STORAGE_PROTOCOL_DATA_DESCRIPTOR
// with what an NVMe controller says of itself: Identify Controller in the NVM
// Express Base Specification.
func parseIdentify(b []byte) string {
	const (
		header, offsetAt, lengthAt = 8, 8 + 16, 8 + 20
		serial, serialLen          = 4, 20
	)
	if len(b) < lengthAt+4 {
		return ""
	}
	at := header + uint64(binary.LittleEndian.Uint32(b[offsetAt:]))
	length := uint64(binary.LittleEndian.Uint32(b[lengthAt:]))
	if length < serial+serialLen || at+serial+serialLen > uint64(len(b)) {
		return ""
	}
	return trim(string(b[at+serial:][:serialLen]))
}
