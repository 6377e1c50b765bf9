package collect

import (
	"errors"
	"io/fs"

	"github.com/jaypipes/ghw"

	"github.com/hwprint/hwprint/hwhash"
)

// dmiDir is the kernel's copy of SMBIOS types 0 to 3.
const dmiDir = "sys/class/dmi/id/"

// dmiField is what was found in a file. ghw gives nothing, and no reason, for
// a file that cannot be read.
type dmiField struct{ file, value string }

// addDMI adds a value of one or more fields, or the reason why there is none.
// With a field that is there and cannot be read it would be another value than
// the one that somebody else reads: then it is none.
func (f *findings) addDMI(t *tree, c hwhash.Class, fields ...dmiField) {
	var values []string
	whole := true
	for _, field := range fields {
		value := known(field.value)
		if value == "" && field.file != "" {
			err := t.check(field.file)
			f.explain(err, c)
			whole = whole && (err == nil || errors.Is(err, fs.ErrNotExist))
		}
		values = append(values, value)
	}
	if whole {
		f.addFields(c, values...)
	}
}

// sayNext adds a value as addDMI does, unless one is there already, of a source
// that was asked before, and is evidence. What is a placeholder is hwhash's to
// tell.
func (f *findings) sayNext(t *tree, c hwhash.Class, fields ...dmiField) {
	if !f.says(c) {
		f.addDMI(t, c, fields...)
	}
}

// A device tree is asked before DMI: boot loaders of boards, such as U-Boot,
// make a DMI of next to nothing where they are told to boot by EFI, and the
// board is the same when they boot otherwise.

func readProduct(t *tree, f *findings) {
	readTreeProduct(t, f)
	switch {
	case t.exists(dmiDir):
		readDMIProduct(t, f)
	case t.exists(sysinfoFile):
		readMainframe(t, f)
	default:
		system := readTables(t, f, hwhash.SystemUUID, hwhash.SystemSerial, hwhash.SystemModel).system
		f.sayNext(t, hwhash.SystemUUID, dmiField{"", system.uuid})
		f.sayNext(t, hwhash.SystemSerial, dmiField{"", system.serial})
		f.sayNext(t, hwhash.SystemModel, dmiField{"", system.vendor}, dmiField{"", system.product}, dmiField{"", system.sku})
	}
}

func readDMIProduct(t *tree, f *findings) {
	p, ok := askGHW(t, ghw.Product, below(dmiDir, "sys_vendor", "product_name", "product_sku", "product_serial",
		"product_uuid", "product_family", "product_version")...)
	if !ok {
		p = &ghw.ProductInfo{
			UUID: t.text(dmiDir + "product_uuid"), SerialNumber: t.text(dmiDir + "product_serial"),
			Vendor: t.text(dmiDir + "sys_vendor"), Name: t.text(dmiDir + "product_name"), SKU: t.text(dmiDir + "product_sku"),
		}
	}
	f.sayNext(t, hwhash.SystemUUID, dmiField{dmiDir + "product_uuid", p.UUID})
	f.sayNext(t, hwhash.SystemSerial, dmiField{dmiDir + "product_serial", p.SerialNumber})
	f.sayNext(t, hwhash.SystemModel, dmiField{dmiDir + "sys_vendor", p.Vendor},
		dmiField{dmiDir + "product_name", p.Name}, dmiField{dmiDir + "product_sku", p.SKU})
}

// readBoard reads the main board. A device tree describes the system and its
// board as one.
func readBoard(t *tree, f *findings) {
	if !t.exists(dmiDir) {
		board := readTables(t, f, hwhash.BoardSerial, hwhash.BoardModel).board
		f.add(hwhash.BoardSerial, board.serial)
		f.addFields(hwhash.BoardModel, board.vendor, board.product)
		return
	}
	b, ok := askGHW(t, ghw.Baseboard, below(dmiDir, "board_vendor", "board_name", "board_serial",
		"board_version", "board_asset_tag")...)
	if !ok {
		b = &ghw.BaseboardInfo{
			SerialNumber: t.text(dmiDir + "board_serial"), Vendor: t.text(dmiDir + "board_vendor"), Product: t.text(dmiDir + "board_name"),
		}
	}
	f.addDMI(t, hwhash.BoardSerial, dmiField{dmiDir + "board_serial", b.SerialNumber})
	f.addDMI(t, hwhash.BoardModel, dmiField{dmiDir + "board_vendor", b.Vendor}, dmiField{dmiDir + "board_name", b.Product})
}

func readFirmware(t *tree, f *findings) {
	readTreeFirmware(t, f)
	if !t.exists(dmiDir) {
		firmware := readTables(t, f, hwhash.Firmware).firmware
		f.sayNext(t, hwhash.Firmware, dmiField{"", firmware.vendor}, dmiField{"", firmware.version}, dmiField{"", firmware.date})
		return
	}
	b, ok := askGHW(t, ghw.BIOS, append(below(dmiDir, "bios_vendor", "bios_version", "bios_date"), bootLoader)...)
	if !ok {
		b = &ghw.BIOSInfo{
			Vendor: t.text(dmiDir + "bios_vendor"), Version: t.text(dmiDir + "bios_version"), Date: t.text(dmiDir + "bios_date"),
		}
	}
	f.sayNext(t, hwhash.Firmware, dmiField{dmiDir + "bios_vendor", b.Vendor},
		dmiField{dmiDir + "bios_version", b.Version}, dmiField{dmiDir + "bios_date", b.Date})
}

// below returns the paths of files in a folder.
func below(folder string, names ...string) []string {
	paths := make([]string, len(names))
	for i, name := range names {
		paths[i] = folder + name
	}
	return paths
}
