//go:build unix

package machines

import (
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"strings"
)

// SMBIOS returns a table, see DMTF DSP0134, with a system, a board, memory
// modules and an empty socket. A part is the serial number of a module, or a
// field of the system or its board: "vendor:", "product:", "serial:",
// "uuid:", "board-vendor:", "board-product:", "board-serial:", "bios-vendor:",
// "bios-version:", "bios-date:", "sku:", "chassis:" (the number of its type) and
// a value without spaces.
func SMBIOS(parts ...string) string {
	field := map[string]string{}
	var modules []string
	for _, part := range parts {
		if key, value, ok := strings.Cut(part, ":"); ok {
			field[key] = value
		} else {
			modules = append(modules, part)
		}
	}
	var b table
	b.add(0, []byte{1, 2, 0, 0, 3, 18: 0}, field["bios-vendor"], field["bios-version"], field["bios-date"])
	system := make([]byte, 23)
	copy(system, []byte{1, 2, 0, 3})
	uuid, _ := hex.DecodeString(strings.ReplaceAll(field["uuid"], "-", ""))
	for i := range uuid { // the first three fields are little-endian
		copy(system[4+[]int{3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15}[i]:], uuid[i:i+1])
	}
	texts := []string{field["vendor"], field["product"], field["serial"]}
	if sku := field["sku"]; sku != "" {
		system[0x19-4], texts = 4, append(texts, sku)
	}
	b.add(1, system, texts...)
	b.add(2, []byte{1, 2, 0, 3, 9: 0}, field["board-vendor"], field["board-product"], field["board-serial"])
	if chassis, err := strconv.ParseUint(field["chassis"], 10, 8); err == nil {
		b.add(3, []byte{0, 0x80 | byte(chassis), 16: 0}) // with a lock
	}
	b.add(4, make([]byte, 8)) // a structure without text
	for _, serial := range modules {
		b.add(17, module(0x20, 3), "DIMM 0", "Maker", serial)
	}
	b.add(17, module(0, 2), "DIMM 9", "NO DIMM")
	b.add(127, nil)
	return string(b)
}

type table []byte

// add adds a structure: the body after its header of four bytes, and texts.
// An empty text is a space: a structure's texts end with an empty one.
func (b *table) add(kind byte, body []byte, texts ...string) {
	*b = append(*b, kind, byte(4+len(body)), 0, 0)
	*b = append(*b, body...)
	for _, text := range texts {
		if text == "" {
			text = " "
		}
		*b = append(*b, text+"\x00"...)
	}
	if len(texts) == 0 {
		*b = append(*b, 0)
	}
	*b = append(*b, 0)
}

// module returns the body of a memory device with the high byte of its size
// and the number of the text with its serial number.
func module(size, serial byte) []byte {
	body := make([]byte, 0x28-4)
	body[0x0c-4+1] = size
	body[0x18-4] = serial
	return body
}

func vpd80(serial string) string {
	if len(serial) > 1 && serial[0] == '"' {
		serial = serial[1 : len(serial)-1]
	}
	return string(binary.BigEndian.AppendUint16([]byte{0, 0x80}, uint16(len(serial)))) + serial
}
