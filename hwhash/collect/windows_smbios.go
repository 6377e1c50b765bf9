//go:build linux || windows

package collect

import (
	"encoding/binary"

	"github.com/hwprint/hwprint/hwhash"
)

// smbios returns what the firmware says of the machine, or empty tables.
func (w windowsSystem) smbios() (all tables, modules []string) {
	raw, err := w.firmware()
	if err != nil {
		return tables{}, nil
	}
	table := rawSMBIOS(raw)
	return parseTables(table), memorySerials(table)
}

// rawSMBIOS returns the table in a RawSMBIOSData: after a byte and the versions
// of the specification and of DMI, four bytes of length.
func rawSMBIOS(raw []byte) []byte {
	const header, length = 8, 4
	if len(raw) < header {
		return nil
	}
	table := raw[header:]
	return table[:min(uint64(len(table)), uint64(binary.LittleEndian.Uint32(raw[length:])))]
}

// readFirmware reads what the firmware says of the machine: from its own
// table, as on Linux, else the few names that Windows copies to the registry.
func (w windowsSystem) readFirmware(f *findings) {
	t, modules := w.smbios()
	missing := t == tables{}
	if missing {
		t = w.copiedNames()
		f.fail(OutcomeFailed, "the firmware has no SMBIOS table that can be read", hwhash.SystemUUID, hwhash.SystemSerial,
			hwhash.BoardSerial, hwhash.MemoryModule, hwhash.SystemModel, hwhash.BoardModel, hwhash.Firmware)
		for _, n := range f.notes {
			n.hint = hintFirmware
		}
	}
	f.add(hwhash.SystemUUID, t.system.uuid)
	f.add(hwhash.SystemSerial, t.system.serial)
	f.add(hwhash.BoardSerial, t.board.serial)
	f.addFields(hwhash.SystemModel, t.system.vendor, t.system.product, t.system.sku)
	f.addFields(hwhash.BoardModel, t.board.vendor, t.board.product)
	f.addFields(hwhash.Firmware, t.firmware.vendor, t.firmware.version, t.firmware.date)
	for _, serial := range modules {
		f.add(hwhash.MemoryModule, serial)
	}
	f.traits.Virtual = virtualDMI(t.system.vendor, t.system.product, t.firmware.vendor, t.board.vendor)
	f.traits.Portable = t.portable()
	if missing {
		f.trait("virtual", f.traits.Virtual, "by the names in the registry alone: there is no SMBIOS table")
		f.trait("portable", false, "not known: there is no SMBIOS table")
		return
	}
	f.traitIf("virtual", f.traits.Virtual, "a name in SMBIOS")
	f.traitIf("portable", f.traits.Portable, "type of the chassis")
}

// copiedNames are the names that Windows copied from the firmware when it
// started. There is no serial number among them.
func (w windowsSystem) copiedNames() (t tables) {
	for name, field := range map[string]*string{
		"SystemManufacturer": &t.system.vendor, "SystemProductName": &t.system.product, "SystemSKU": &t.system.sku,
		"BaseBoardManufacturer": &t.board.vendor, "BaseBoardProduct": &t.board.product,
		"BIOSVendor": &t.firmware.vendor, "BIOSVersion": &t.firmware.version, "BIOSReleaseDate": &t.firmware.date,
	} {
		*field, _ = w.text(keyBIOS, name)
	}
	return t
}
