//go:build linux || windows || freebsd

package collect

import "strings"

// builtInPCI are the classes of PCI devices that are part of the chipset.
// Network adapters, NVMe disks and cards of all sorts are exchanged, and
// virtual disks come and go, so they are not among them. Numbers are from the
// PCI Code and ID Assignment Specification.
var builtInPCI = []string{
	"0x0101", "0x0104", "0x0106", // IDE, RAID and SATA controllers
	"0x0401", "0x0403", // audio
	"0x0780", // communication with the management engine
	"0x0c03", // USB host controllers
	"0x0c05", // SMBus
	"0x0c80", // serial buses, such as SPI
	"0x1180", // signal processing: thermal and power
}

// hex4 takes the 0x from the four digits of an id.
func hex4(id string) (string, bool) {
	id, ok := strings.CutPrefix(strings.ToLower(id), "0x")
	return id, ok && len(id) == 4 && strings.Trim(id, "0123456789abcdef") == ""
}
