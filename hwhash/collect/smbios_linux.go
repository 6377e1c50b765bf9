package collect

import (
	"bytes"
	"encoding/hex"

	"github.com/hwprint/hwprint/hwhash"
)

// Structure types and offsets of the SMBIOS specification, DMTF DSP0134:
// section 6.1.2 for the header, 7.1 for the firmware, 7.2 for the system, 7.3
// for the board, 7.18 for the memory device.
const (
	smbiosFile      = "sys/firmware/dmi/tables/DMI"
	smbiosHeaderLen = 4

	smbiosFirmware     = 0
	smbiosSystem       = 1
	smbiosBoard        = 2
	smbiosMemoryDevice = 17
	smbiosEndOfTable   = 127

	systemUUID         = 0x08 // 16 bytes, since version 2.1
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

// tables are the fields that the kernel copies to /sys/class/dmi/id.
type tables struct {
	firmware struct{ vendor, version, date string }
	system   struct{ vendor, product, serial, uuid, sku string }
	board    struct{ vendor, product, serial string }
}

// readTables reads them from the table itself, for kernels that copy nothing.
func readTables(t *tree, f *findings, classes ...hwhash.Class) tables {
	table, err := t.head(smbiosFile, maxText)
	f.explain(err, classes...)
	return parseTables(table)
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
		}
	})
	return all
}

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

// readModules reads the memory modules, which ghw does not do on Linux.
func readModules(t *tree, f *findings) {
	table, err := t.head(smbiosFile, maxText)
	f.explain(err, hwhash.MemoryModule)
	for _, serial := range memorySerials(table) {
		f.add(hwhash.MemoryModule, serial)
	}
}
