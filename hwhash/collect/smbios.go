//go:build linux || windows

package collect

import (
	"bytes"
	"encoding/hex"
	"slices"
)

// Structure types and offsets of the SMBIOS specification, DMTF DSP0134:
// section 6.1.2 for the header, 7.1 for the firmware, 7.2 for the system, 7.3
// for the board, 7.4 for the chassis, 7.18 for the memory device.
const (
	smbiosHeaderLen = 4

	smbiosFirmware     = 0
	smbiosSystem       = 1
	smbiosBoard        = 2
	smbiosChassis      = 3
	smbiosMemoryDevice = 17
	smbiosEndOfTable   = 127

	systemUUID         = 0x08 // 16 bytes, since version 2.1
	chassisType        = 0x05 // a lock is said to be there in the highest bit
	memoryDeviceSize   = 0x0c // 16 bit, 0 for an empty socket
	memoryDeviceSerial = 0x18 // number of a string, since version 2.3
)

// structure is one of an SMBIOS table: its formatted area, and the strings
// after it.
type structure struct{ area, texts []byte }

// text returns the string whose number, counting from 1, is at an offset.
func (s structure) text(offset int) string {
	if offset >= len(s.area) {
		return ""
	}
	return smbiosString(s.texts, s.area[offset])
}

// structures calls yield for every structure of a table. One that is cut short
// or malformed gives what comes before the damage.
func structures(table []byte, yield func(structure)) {
	for len(table) >= smbiosHeaderLen {
		kind, length := table[0], int(table[1])
		if kind == smbiosEndOfTable || length < smbiosHeaderLen || length > len(table) {
			return
		}
		// The strings follow the formatted area, each ended by a zero byte, the
		// last by two; where there are none there are two zero bytes.
		end := bytes.Index(table[length:], []byte{0, 0})
		if end < 0 {
			return
		}
		yield(structure{table[:length], table[length : length+end]})
		table = table[length+end+2:]
	}
}

// memorySerials returns the serial numbers of the memory modules.
func memorySerials(table []byte) []string {
	var serials []string
	structures(table, func(s structure) {
		if s.area[0] != smbiosMemoryDevice || len(s.area) <= memoryDeviceSerial ||
			s.area[memoryDeviceSize] == 0 && s.area[memoryDeviceSize+1] == 0 {
			return
		}
		if serial := s.text(memoryDeviceSerial); serial != "" {
			serials = append(serials, serial)
		}
	})
	return serials
}

// tables are what the first structures of a table say.
type tables struct {
	firmware struct{ vendor, version, date string }
	system   struct{ vendor, product, serial, uuid, sku string }
	board    struct{ vendor, product, serial string }
	chassis  byte // its type, 0 if it is not there
}

// parseTables takes the first structure of each type, as the kernel does.
func parseTables(table []byte) tables {
	var all tables
	seen := map[byte]bool{}
	structures(table, func(s structure) {
		kind := s.area[0]
		if seen[kind] {
			return
		}
		seen[kind] = true
		switch kind {
		case smbiosFirmware:
			all.firmware.vendor, all.firmware.version, all.firmware.date = s.text(4), s.text(5), s.text(8)
		case smbiosSystem:
			all.system.vendor, all.system.product, all.system.serial = s.text(4), s.text(5), s.text(7)
			all.system.sku = s.text(0x19)
			if len(s.area) >= systemUUID+16 {
				all.system.uuid = smbiosUUID([16]byte(s.area[systemUUID:]))
			}
		case smbiosBoard:
			all.board.vendor, all.board.product, all.board.serial = s.text(4), s.text(5), s.text(7)
		case smbiosChassis:
			if len(s.area) > chassisType {
				all.chassis = s.area[chassisType] &^ 0x80
			}
		}
	})
	return all
}

// portableChassis are the types of chassis, section 7.4.1, that are carried
// around.
var portableChassis = []byte{8, 9, 10, 11, 14, 30, 31, 32}

func (t tables) portable() bool { return slices.Contains(portableChassis, t.chassis) }

// smbiosUUID writes a UUID as the kernel does: its first three fields are
// little-endian, see section 7.2.1.
func smbiosUUID(b [16]byte) string {
	hexa := hex.EncodeToString([]byte{
		b[3], b[2], b[1], b[0], b[5], b[4], b[7], b[6], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15],
	})
	return hexa[:8] + "-" + hexa[8:12] + "-" + hexa[12:16] + "-" + hexa[16:20] + "-" + hexa[20:]
}

// smbiosString returns string number n of a structure, counting from 1.
func smbiosString(texts []byte, n byte) string {
	for ; n > 1; n-- {
		_, rest, ok := bytes.Cut(texts, []byte{0})
		if !ok {
			return ""
		}
		texts = rest
	}
	if n == 0 {
		return ""
	}
	text, _, _ := bytes.Cut(texts, []byte{0})
	return string(text)
}
