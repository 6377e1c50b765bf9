package collect

import (
	"encoding/binary"
	"errors"
	"strconv"
	"unsafe"

	"golang.org/x/sys/windows"
)

// diskClass is GUID_DEVINTERFACE_DISK.
var diskClass = windows.GUID{Data1: 0x53f56307, Data2: 0xb6bf, Data3: 0x11d0, Data4: [8]byte{0x94, 0xf2, 0x00, 0xa0, 0xc9, 0x1e, 0xfb, 0x8b}}

// presentDisks asks every disk that has a device instance; where there are
// none, those that have a number.
func presentDisks() (disks []windowsDisk, err error) {
	instances, err := presentInstances(&diskClass, "", windows.DIGCF_DEVICEINTERFACE)
	for _, instance := range instances {
		paths, _ := windows.CM_Get_Device_Interface_List(instance.ID, &diskClass, windows.CM_GET_DEVICE_INTERFACE_LIST_PRESENT)
		for _, path := range paths {
			d := askDisk(path)
			d.Instance = instance.ID
			disks = append(disks, d)
		}
	}
	const numbers = 32
	for n := 0; n < numbers && len(instances) == 0; n++ {
		if d := askDisk(`\\.\PhysicalDrive` + strconv.Itoa(n)); !d.Silent {
			disks = append(disks, d)
			err = nil
		}
	}
	return disks, err
}

// Codes of winioctl.h for calls that need no access to the disk.
const (
	ioctlQueryProperty = 0x2d1400 // IOCTL_STORAGE_QUERY_PROPERTY
	ioctlGeometry      = 0x0700a0 // IOCTL_DISK_GET_DRIVE_GEOMETRY_EX

	deviceProperty     = 0
	deviceIDProperty   = 2
	adapterProtocol    = 49
	protocolNVMe       = 3
	identify           = 1
	identifyController = 1
)

// askDisk opens a disk without any right to read or write it, and asks for
// what it is.
func askDisk(path string) windowsDisk {
	silent := windowsDisk{Silent: true}
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return silent
	}
	disk, err := windows.CreateFile(name, 0, windows.FILE_SHARE_READ|windows.FILE_SHARE_WRITE, nil, windows.OPEN_EXISTING, 0, 0)
	if err != nil {
		return silent
	}
	defer windows.CloseHandle(disk)

	answer, err := control(disk, ioctlQueryProperty, words(deviceProperty, 0, 0), 4096)
	if err != nil {
		return silent
	}
	d, ok := parseDescriptor(answer)
	if !ok {
		return silent
	}
	d.NoMedium = hasNoMedium(disk)
	if d.Bus == busNVMe || d.Bus == busRAID {
		d.Controller = controllerSerial(disk)
	}
	if d.Serial == "" && d.Controller == "" {
		if answer, err := control(disk, ioctlQueryProperty, words(deviceIDProperty, 0, 0), 4096); err == nil {
			d.WorldWide = parseIdentifiers(answer)
		}
	}
	return d
}

// hasNoMedium reports whether a reader has no card, or a disk no size.
func hasNoMedium(disk windows.Handle) bool {
	const sizeAt = 24 // in DISK_GEOMETRY_EX
	answer, err := control(disk, ioctlGeometry, nil, 256)
	if errors.Is(err, windows.ERROR_NOT_READY) || errors.Is(err, windows.ERROR_NO_MEDIA_IN_DRIVE) {
		return true
	}
	return err == nil && len(answer) >= sizeAt+8 && binary.LittleEndian.Uint64(answer[sizeAt:]) == 0
}

// controllerSerial asks an NVMe disk's controller for its serial number, which
// the name that Windows gives the disk hides on most.
func controllerSerial(disk windows.Handle) string {
	const specific, data = 40, 4096 // STORAGE_PROTOCOL_SPECIFIC_DATA, and what follows
	query := words(adapterProtocol, 0,
		protocolNVMe, identify, identifyController, 0, specific, data, 0, 0, 0, 0)
	answer, err := control(disk, ioctlQueryProperty, append(query, make([]byte, data)...), 8+specific+data)
	if err != nil {
		return ""
	}
	return parseIdentify(answer)
}

// control calls DeviceIoControl and returns its answer of at most size bytes.
func control(device windows.Handle, code uint32, query []byte, size int) ([]byte, error) {
	answer := make([]byte, size)
	var n uint32
	err := windows.DeviceIoControl(device, code, unsafe.SliceData(query), uint32(len(query)), &answer[0], uint32(size), &n, nil)
	return answer[:min(int(n), size)], err
}

func words(numbers ...uint32) []byte {
	var b []byte
	for _, n := range numbers {
		b = binary.LittleEndian.AppendUint32(b, n)
	}
	return b
}
