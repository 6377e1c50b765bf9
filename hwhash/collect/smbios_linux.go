package collect

import "bytes"

// Structure types and offsets of the SMBIOS specification, DMTF DSP0134:
// section 6.1.2 for the header, 7.18 for the memory device.
const (
	smbiosHeaderLen    = 4
	smbiosMemoryDevice = 17
	smbiosEndOfTable   = 127

	memoryDeviceSize   = 0x0c // 16 bit, 0 for an empty socket
	memoryDeviceSerial = 0x18 // number of a string, since version 2.3
)

// memorySerials returns the serial numbers of the memory modules in an SMBIOS
// table. A table that is cut short or malformed gives what comes before the
// damage.
func memorySerials(table []byte) []string {
	var serials []string
	for len(table) >= smbiosHeaderLen {
		kind, length := table[0], int(table[1])
		if kind == smbiosEndOfTable || length < smbiosHeaderLen || length > len(table) {
			break
		}
		// The strings follow the formatted area, each ended by a zero byte, the
		// last by two; where there are none there are two zero bytes.
		end := bytes.Index(table[length:], []byte{0, 0})
		if end < 0 {
			break
		}
		area, texts := table[:length], table[length:length+end]
		table = table[length+end+2:]
		if kind != smbiosMemoryDevice || length <= memoryDeviceSerial {
			continue
		}
		if area[memoryDeviceSize] == 0 && area[memoryDeviceSize+1] == 0 {
			continue
		}
		if serial := smbiosString(texts, area[memoryDeviceSerial]); serial != "" {
			serials = append(serials, serial)
		}
	}
	return serials
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
