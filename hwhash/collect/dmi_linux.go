package collect

import (
	"errors"
	"io/fs"
	"strings"

	"github.com/jaypipes/ghw"

	"github.com/hwprint/hwprint/hwhash"
)

// The kernel's copy of SMBIOS types 0 to 3, and the tree that describes boards
// which have no SMBIOS.
const (
	dmiDir        = "sys/class/dmi/id/"
	deviceTreeDir = "sys/firmware/devicetree/base/"
)

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

// describes reports which description of the system there is: the kernel's
// copy of SMBIOS, or a device tree.
func describes(t *tree) (dmi, deviceTree bool) {
	dmi = t.exists(dmiDir)
	return dmi, !dmi && t.exists(deviceTreeDir)
}

func readProduct(t *tree, f *findings) {
	dmi, deviceTree := describes(t)
	switch {
	case dmi:
		readDMIProduct(t, f)
	case deviceTree:
		readBoardProduct(t, f)
	case t.exists(sysinfoFile):
		readMainframe(t, f)
	default:
		system := readTables(t, f, hwhash.SystemUUID, hwhash.SystemSerial, hwhash.SystemModel).system
		f.add(hwhash.SystemUUID, system.uuid)
		f.add(hwhash.SystemSerial, system.serial)
		f.addFields(hwhash.SystemModel, system.vendor, system.product, system.sku)
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
	f.addDMI(t, hwhash.SystemUUID, dmiField{dmiDir + "product_uuid", p.UUID})
	f.addDMI(t, hwhash.SystemSerial, dmiField{dmiDir + "product_serial", p.SerialNumber})
	f.addDMI(t, hwhash.SystemModel, dmiField{dmiDir + "sys_vendor", p.Vendor},
		dmiField{dmiDir + "product_name", p.Name}, dmiField{dmiDir + "product_sku", p.SKU})
}

// readBoardProduct reads what a device tree says, which describes the system
// and its board as one.
func readBoardProduct(t *tree, f *findings) {
	p, ok := askGHW(t, ghw.Product, below(deviceTreeDir, "model", "compatible", "serial-number")...)
	if !ok {
		vendor, _, _ := strings.Cut(t.text(deviceTreeDir+"compatible"), ",")
		p = &ghw.ProductInfo{
			Vendor: vendor, Name: t.text(deviceTreeDir + "model"), SerialNumber: t.text(deviceTreeDir + "serial-number"),
		}
	}
	f.addDMI(t, hwhash.SystemSerial, dmiField{deviceTreeDir + "serial-number", p.SerialNumber})
	f.addDMI(t, hwhash.SystemModel, dmiField{deviceTreeDir + "compatible", p.Vendor},
		dmiField{deviceTreeDir + "model", p.Name}, dmiField{})
}

// readBoard reads the main board. What ghw makes of a device tree would say
// the same as the system does.
func readBoard(t *tree, f *findings) {
	dmi, deviceTree := describes(t)
	if !dmi && !deviceTree {
		board := readTables(t, f, hwhash.BoardSerial, hwhash.BoardModel).board
		f.add(hwhash.BoardSerial, board.serial)
		f.addFields(hwhash.BoardModel, board.vendor, board.product)
	}
	if !dmi {
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
	dmi, deviceTree := describes(t)
	if !dmi && !deviceTree {
		firmware := readTables(t, f, hwhash.Firmware).firmware
		f.addFields(hwhash.Firmware, firmware.vendor, firmware.version, firmware.date)
		return
	}
	const loader = deviceTreeDir + "chosen/u-boot,version"
	b, ok := askGHW(t, ghw.BIOS, append(below(dmiDir, "bios_vendor", "bios_version", "bios_date"), loader)...)
	switch {
	case !ok && dmi:
		b = &ghw.BIOSInfo{
			Vendor: t.text(dmiDir + "bios_vendor"), Version: t.text(dmiDir + "bios_version"), Date: t.text(dmiDir + "bios_date"),
		}
	case !ok:
		b = &ghw.BIOSInfo{Version: t.text(loader)}
		if b.Version != "" {
			b.Vendor = "U-Boot"
		}
	}
	if deviceTree {
		f.addDMI(t, hwhash.Firmware, dmiField{loader, b.Vendor}, dmiField{loader, b.Version}, dmiField{})
		return
	}
	f.addDMI(t, hwhash.Firmware, dmiField{dmiDir + "bios_vendor", b.Vendor},
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
