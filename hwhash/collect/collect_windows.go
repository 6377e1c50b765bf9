package collect

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"unsafe"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// systemJobs asks Windows itself.
func systemJobs(_ context.Context, root string) ([]job, func(), error) {
	if root != "/" {
		return nil, nil, fmt.Errorf("collect: another root folder: %w", errors.ErrUnsupported)
	}
	w := windowsSystem{
		firmware: firmwareTable, text: registryText, keys: registryKeys, memory: installedMemory,
		disks: presentDisks, interfaces: interfaceTable, pci: pciDevices, lineage: deviceLineage,
	}
	return w.jobs(), func() {}, nil
}

var (
	kernel32                           = windows.NewLazySystemDLL("kernel32.dll")
	getSystemFirmwareTable             = kernel32.NewProc("GetSystemFirmwareTable")
	getPhysicallyInstalledSystemMemory = kernel32.NewProc("GetPhysicallyInstalledSystemMemory")
	globalMemoryStatusEx               = kernel32.NewProc("GlobalMemoryStatusEx")
)

// maxFirmware is more than any table of SMBIOS has.
const maxFirmware = 1 << 20

// firmwareTable returns a RawSMBIOSData, or the copy of it that Windows keeps
// in the registry.
func firmwareTable() ([]byte, error) {
	const rsmb = 0x52534d42 // 'RSMB'
	size, _, err := getSystemFirmwareTable.Call(rsmb, 0, 0, 0)
	if size > 0 && size <= maxFirmware {
		buf := make([]byte, size)
		var got uintptr
		got, _, err = getSystemFirmwareTable.Call(rsmb, 0, uintptr(unsafe.Pointer(&buf[0])), size)
		if got > 0 && got <= size {
			return buf[:got], nil
		}
	}
	copied, copyErr := registryBytes(`SYSTEM\CurrentControlSet\Services\mssmbios\Data`, "SMBiosData")
	if copyErr != nil {
		return nil, err
	}
	return copied, nil
}

// openKey opens a key of the 64-bit registry even in a 32-bit program, which
// would otherwise be shown another one.
func openKey(key string, access uint32) (registry.Key, error) {
	return registry.OpenKey(registry.LOCAL_MACHINE, key, access|registry.WOW64_64KEY)
}

func registryText(key, name string) (string, error) {
	k, err := openKey(key, registry.QUERY_VALUE)
	if err != nil {
		return "", err
	}
	defer k.Close()
	text, kind, err := k.GetStringValue(name)
	switch {
	case err == nil:
		return text, nil
	case kind == registry.DWORD || kind == registry.QWORD:
		number, _, err := k.GetIntegerValue(name)
		return strconv.FormatUint(number, 10), err
	case kind == registry.BINARY:
		b, _, err := k.GetBinaryValue(name)
		return hex.EncodeToString(b), err
	}
	return "", err
}

func registryBytes(key, name string) ([]byte, error) {
	k, err := openKey(key, registry.QUERY_VALUE)
	if err != nil {
		return nil, err
	}
	defer k.Close()
	b, _, err := k.GetBinaryValue(name)
	return b, err
}

func registryKeys(key string) ([]string, error) {
	k, err := openKey(key, registry.ENUMERATE_SUB_KEYS|registry.QUERY_VALUE)
	if err != nil {
		return nil, err
	}
	defer k.Close()
	return k.ReadSubKeyNames(-1)
}

// installedMemory returns what the firmware says is installed, else what
// Windows can use, which is somewhat less.
func installedMemory() (uint64, error) {
	var kib uint64
	if ok, _, _ := getPhysicallyInstalledSystemMemory.Call(uintptr(unsafe.Pointer(&kib))); ok != 0 && kib > 0 {
		return kib << 10, nil
	}
	status := struct { // MEMORYSTATUSEX
		length, load     uint32
		total            uint64
		_, _, _, _, _, _ uint64
	}{}
	status.length = uint32(unsafe.Sizeof(status))
	if ok, _, err := globalMemoryStatusEx.Call(uintptr(unsafe.Pointer(&status))); ok == 0 {
		return 0, err
	}
	return status.total, nil
}
