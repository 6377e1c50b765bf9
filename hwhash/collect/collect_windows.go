package collect

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/jaypipes/ghw"
	"golang.org/x/sys/windows/registry"

	"github.com/hwprint/hwprint/hwhash"
)

// systemJobs reads WMI by way of ghw, which asks one question at a time, and
// the registry.
func systemJobs(_ context.Context, root string) ([]job, func(), error) {
	if root != "/" {
		return nil, nil, fmt.Errorf("collect: another root folder: %w", errors.ErrUnsupported)
	}
	wmi := func(read func(*findings) error, classes ...hwhash.Class) job {
		return job{source: "wmi", classes: classes, read: func(f *findings) {
			if read(f) != nil {
				f.fail(StatusFailed, "no answer from WMI", classes...)
			}
		}}
	}
	// The product's names tell virtual machines too: WMI is slow to be asked twice.
	product := wmi(readProduct, hwhash.SystemUUID, hwhash.SystemSerial, hwhash.SystemModel)
	product.traits = []string{"virtual"}
	jobs := []job{
		product,
		wmi(readBoard, hwhash.BoardSerial, hwhash.BoardModel),
		wmi(readFirmware, hwhash.Firmware),
		wmi(readCPU, hwhash.CPU),
		wmi(readMemory, hwhash.MemoryModule, hwhash.MemorySize),
		wmi(readDisks, hwhash.Disk),
		wmi(readNet, hwhash.NIC),
		{source: "registry", classes: []hwhash.Class{hwhash.OSInstall}, read: readInstall},
		unsupported("none", hwhash.TPM, hwhash.GPU, hwhash.PnPDevice),
	}
	return jobs, func() {}, nil
}

// readProduct knows virtual machines by their model. The type of the chassis,
// which would tell what is portable, is not in what ghw gives on Windows.
func readProduct(f *findings) error {
	p, err := ghw.Product(ghwArgs("/")...)
	if err != nil {
		return err
	}
	f.add(hwhash.SystemUUID, p.UUID)
	f.add(hwhash.SystemSerial, p.SerialNumber)
	f.addFields(hwhash.SystemModel, p.Vendor, p.Name, p.SKU)
	f.traits.Virtual = virtualDMI(p.Vendor, p.Name)
	f.trait("virtual", f.traits.Virtual, "")
	return nil
}

func readBoard(f *findings) error {
	b, err := ghw.Baseboard(ghwArgs("/")...)
	if err != nil {
		return err
	}
	f.add(hwhash.BoardSerial, b.SerialNumber)
	f.addFields(hwhash.BoardModel, b.Vendor, b.Product)
	return nil
}

func readFirmware(f *findings) error {
	b, err := ghw.BIOS(ghwArgs("/")...)
	if err != nil {
		return err
	}
	f.addFields(hwhash.Firmware, b.Vendor, b.Version, b.Date)
	return nil
}

func readCPU(f *findings) error {
	cpus, err := ghw.CPU(ghwArgs("/")...)
	if err != nil {
		return err
	}
	for _, p := range cpus.Processors {
		f.addFields(hwhash.CPU, p.Vendor, p.Model)
	}
	return nil
}

func readMemory(f *findings) error {
	m, err := ghw.Memory(ghwArgs("/")...)
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
func readDisks(f *findings) error {
	info, err := ghw.Block(ghwArgs("/")...)
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

func readNet(f *findings) error {
	info, err := ghw.Network(ghwArgs("/")...)
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

// readInstall reads the MachineGuid, from the 64-bit registry even in a 32-bit
// program, which would otherwise be shown another one.
func readInstall(f *findings) {
	key, err := registry.OpenKey(registry.LOCAL_MACHINE, `SOFTWARE\Microsoft\Cryptography`,
		registry.QUERY_VALUE|registry.WOW64_64KEY)
	if err != nil {
		f.fail(StatusFailed, "the registry cannot be opened", hwhash.OSInstall)
		return
	}
	defer key.Close()
	guid, _, err := key.GetStringValue("MachineGuid")
	if err != nil {
		f.fail(StatusFailed, "the registry has no MachineGuid", hwhash.OSInstall)
		return
	}
	f.add(hwhash.OSInstall, guid)
}
