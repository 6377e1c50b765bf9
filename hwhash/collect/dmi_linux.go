package collect

import (
	"errors"
	"io/fs"

	"github.com/jaypipes/ghw"

	"github.com/hwprint/hwprint/hwhash"
)

// The kernel's copy of SMBIOS types 0 to 3, and the tree that describes boards
// which have no SMBIOS.
const (
	dmiDir        = "sys/class/dmi/id/"
	deviceTreeDir = "sys/firmware/devicetree/base/"
)

// dmiField is what ghw gave for a file. It gives nothing, and no reason,
// where the file cannot be read.
type dmiField struct{ file, value string }

// addDMI adds a value of one or more fields, or the reason why there is none.
func (f *findings) addDMI(t *tree, c hwhash.Class, fields ...dmiField) {
	var values []string
	for _, field := range fields {
		value := known(field.value)
		if value == "" && errors.Is(t.check(dmiDir+field.file), fs.ErrPermission) {
			f.note(c).denied++
		}
		values = append(values, value)
	}
	f.addFields(c, values...)
}

// safeForGHW reports whether ghw, which reads files of any kind to their end,
// can be let at these. What it cannot be let at fails those classes.
func (f *findings) safeForGHW(t *tree, files []string, classes ...hwhash.Class) bool {
	err := t.harmless(files...)
	f.explain(err, classes...)
	return err == nil
}

func readProduct(t *tree, f *findings) {
	classes := []hwhash.Class{hwhash.SystemUUID, hwhash.SystemSerial, hwhash.SystemModel}
	if !f.safeForGHW(t, []string{
		dmiDir + "sys_vendor", dmiDir + "product_name", dmiDir + "product_sku", dmiDir + "product_serial",
		dmiDir + "product_uuid", dmiDir + "product_family", dmiDir + "product_version",
		deviceTreeDir + "model", deviceTreeDir + "compatible", deviceTreeDir + "serial-number",
	}, classes...) {
		return
	}
	p, err := ghw.Product(ghwArgs(t.dir)...)
	if err != nil {
		f.fail(StatusFailed, "ghw gives no product", classes...)
		return
	}
	f.addDMI(t, hwhash.SystemUUID, dmiField{"product_uuid", p.UUID})
	f.addDMI(t, hwhash.SystemSerial, dmiField{"product_serial", p.SerialNumber})
	f.addDMI(t, hwhash.SystemModel,
		dmiField{"sys_vendor", p.Vendor}, dmiField{"product_name", p.Name}, dmiField{"product_sku", p.SKU})
}

func readBoard(t *tree, f *findings) {
	classes := []hwhash.Class{hwhash.BoardSerial, hwhash.BoardModel}
	if !t.exists(dmiDir) {
		// A device tree describes the system and the board as one: what ghw
		// makes of it would say the same thing twice.
		return
	}
	if !f.safeForGHW(t, []string{
		dmiDir + "board_vendor", dmiDir + "board_name", dmiDir + "board_serial",
		dmiDir + "board_version", dmiDir + "board_asset_tag",
	}, classes...) {
		return
	}
	b, err := ghw.Baseboard(ghwArgs(t.dir)...)
	if err != nil {
		f.fail(StatusFailed, "ghw gives no main board", classes...)
		return
	}
	f.addDMI(t, hwhash.BoardSerial, dmiField{"board_serial", b.SerialNumber})
	f.addDMI(t, hwhash.BoardModel, dmiField{"board_vendor", b.Vendor}, dmiField{"board_name", b.Product})
}

func readFirmware(t *tree, f *findings) {
	if !f.safeForGHW(t, []string{
		dmiDir + "bios_vendor", dmiDir + "bios_version", dmiDir + "bios_date",
		deviceTreeDir + "chosen/u-boot,version",
	}, hwhash.Firmware) {
		return
	}
	b, err := ghw.BIOS(ghwArgs(t.dir)...)
	if err != nil {
		f.fail(StatusFailed, "ghw gives no firmware", hwhash.Firmware)
		return
	}
	f.addDMI(t, hwhash.Firmware,
		dmiField{"bios_vendor", b.Vendor}, dmiField{"bios_version", b.Version}, dmiField{"bios_date", b.Date})
}

// readModules reads the memory modules from the SMBIOS table itself, which
// ghw does not do on Linux.
func readModules(t *tree, f *findings) {
	table, err := t.head("sys/firmware/dmi/tables/DMI", maxText)
	f.explain(err, hwhash.MemoryModule)
	for _, serial := range memorySerials(table) {
		f.add(hwhash.MemoryModule, serial)
	}
}
