//go:build linux || windows

package collect

import (
	"slices"
	"strconv"
	"strings"

	"github.com/jaypipes/ghw"

	"github.com/hwprint/hwprint/hwhash"
)

// windowsSystem is what there is to ask on Windows: ghw, which asks WMI one
// question at a time, and the registry. Tests on other systems ask recordings.
type windowsSystem struct {
	product   func(...any) (*ghw.ProductInfo, error)
	baseboard func(...any) (*ghw.BaseboardInfo, error)
	bios      func(...any) (*ghw.BIOSInfo, error)
	cpu       func(...any) (*ghw.CPUInfo, error)
	memory    func(...any) (*ghw.MemoryInfo, error)
	block     func(...any) (*ghw.BlockInfo, error)
	network   func(...any) (*ghw.NetworkInfo, error)

	machineGUID func() (string, error) // from the registry
}

func (w windowsSystem) jobs() []job {
	wmi := func(read func(*findings) error, classes ...hwhash.Class) job {
		return job{source: "wmi", classes: classes, read: func(f *findings) {
			if read(f) != nil {
				f.fail(OutcomeFailed, "no answer from WMI", classes...)
			}
		}}
	}
	// The product's names tell virtual machines too: WMI is slow to be asked twice.
	product := wmi(w.readProduct, hwhash.SystemUUID, hwhash.SystemSerial, hwhash.SystemModel)
	product.traits = []string{"virtual"}
	return []job{
		product,
		wmi(w.readBoard, hwhash.BoardSerial, hwhash.BoardModel),
		wmi(w.readFirmware, hwhash.Firmware),
		wmi(w.readCPU, hwhash.CPU),
		wmi(w.readMemory, hwhash.MemoryModule, hwhash.MemorySize),
		wmi(w.readDisks, hwhash.Disk),
		wmi(w.readNet, hwhash.NIC),
		{source: "registry", classes: []hwhash.Class{hwhash.OSInstall}, read: w.readInstall},
		unsupported("none", hwhash.TPM, hwhash.GPU, hwhash.PnPDevice),
	}
}

// readProduct knows virtual machines by their model. The type of the chassis,
// which would tell what is portable, is not in what ghw gives on Windows.
func (w windowsSystem) readProduct(f *findings) error {
	p, err := w.product(ghwArgs("/")...)
	if err != nil {
		return err
	}
	f.add(hwhash.SystemUUID, p.UUID)
	f.add(hwhash.SystemSerial, p.SerialNumber)
	f.addFields(hwhash.SystemModel, p.Vendor, p.Name, p.SKU)
	f.traits.Virtual = virtualDMI(p.Vendor, p.Name)
	f.traitIf("virtual", f.traits.Virtual, "a name in WMI")
	return nil
}

func (w windowsSystem) readBoard(f *findings) error {
	b, err := w.baseboard(ghwArgs("/")...)
	if err != nil {
		return err
	}
	f.add(hwhash.BoardSerial, b.SerialNumber)
	f.addFields(hwhash.BoardModel, b.Vendor, b.Product)
	return nil
}

func (w windowsSystem) readFirmware(f *findings) error {
	b, err := w.bios(ghwArgs("/")...)
	if err != nil {
		return err
	}
	f.addFields(hwhash.Firmware, b.Vendor, b.Version, b.Date)
	return nil
}

func (w windowsSystem) readCPU(f *findings) error {
	cpus, err := w.cpu(ghwArgs("/")...)
	if err != nil {
		return err
	}
	for _, p := range cpus.Processors {
		f.addFields(hwhash.CPU, p.Vendor, p.Model)
	}
	return nil
}

func (w windowsSystem) readMemory(f *findings) error {
	m, err := w.memory(ghwArgs("/")...)
	if err != nil {
		return err
	}
	for _, module := range m.Modules {
		f.add(hwhash.MemoryModule, module.SerialNumber)
	}
	if m.TotalPhysicalBytes > 0 {
		f.add(hwhash.MemorySize, strconv.FormatInt(m.TotalPhysicalBytes, 10)+" B")
	}
	return nil
}

// readDisks takes the disks on SCSI, NVMe, SATA and IDE: ghw knows no
// controller for USB and other buses.
func (w windowsSystem) readDisks(f *findings) error {
	info, err := w.block(ghwArgs("/")...)
	if err != nil {
		return err
	}
	for _, d := range info.Disks {
		if d.SizeBytes > 0 && d.StorageController != ghw.StorageControllerUnknown {
			f.add(hwhash.Disk, d.SerialNumber)
		}
	}
	return nil
}

func (w windowsSystem) readNet(f *findings) error {
	info, err := w.network(ghwArgs("/")...)
	if err != nil {
		return err
	}
	for _, n := range info.NICs {
		if !n.IsVirtual && !addOnAdapter(n.Name) {
			f.add(hwhash.NIC, n.MACAddress)
		}
	}
	return nil
}

func (w windowsSystem) readInstall(f *findings) {
	guid, err := w.machineGUID()
	if err != nil {
		f.fail(OutcomeFailed, "the registry has no MachineGuid that can be read", hwhash.OSInstall)
		return
	}
	f.add(hwhash.OSInstall, guid)
}

// addOnAdapters are words in the names that Windows gives network adapters
// which are plugged in or made of software. Windows counts some of them as
// physical.
var addOnAdapters = []string{
	"usb", "dock", "thunderbolt", "bluetooth", "virtual", "vpn", "tap-", "wintun", "wireguard", "hyper-v",
	"loopback", "miniport", "tunnel", "remote ndis", "mobile broadband",
}

// addOnAdapter reports whether a network adapter on Windows is, by its name,
// not a part of the machine.
func addOnAdapter(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(addOnAdapters, func(word string) bool { return strings.Contains(name, word) })
}
