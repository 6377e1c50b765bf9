//go:build linux || windows || freebsd

package collect

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
