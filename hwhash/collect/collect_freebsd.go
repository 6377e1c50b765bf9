package collect

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"unsafe"

	"github.com/klauspost/cpuid/v2"
	"golang.org/x/sys/unix"
)

// systemJobs asks the kernel: kenv(2), sysctl(3) and the network interfaces.
func systemJobs(_ context.Context, root string) ([]job, func(), error) {
	if root != "/" {
		return nil, nil, fmt.Errorf("collect: another root folder: %w", errors.ErrUnsupported)
	}
	return bsdSystem{kenv: kenv, sysctl: sysctl, vendor: func() string { return cpuid.CPU.VendorString }, adapters: bsdAdapters}.jobs(), func() {}, nil
}

// kenv returns a variable of the kernel's environment.
func kenv(name string) string {
	const get, longest = 0, 1024 // KENV_GET, and more than KENV_MVALLEN
	key, err := unix.BytePtrFromString(name)
	if err != nil {
		return ""
	}
	value := make([]byte, longest)
	n, _, failed := unix.Syscall6(unix.SYS_KENV, get, uintptr(unsafe.Pointer(key)),
		uintptr(unsafe.Pointer(&value[0])), longest, 0, 0)
	if failed != 0 || n > longest {
		return ""
	}
	return unix.ByteSliceToString(value[:n])
}

// sysctl returns a text, or a number as text.
func sysctl(name string) string {
	switch name {
	case "hw.physmem":
		raw, err := unix.SysctlRaw(name)
		if err != nil {
			return ""
		}
		return littleEndian(raw) // an unsigned long
	case "security.jail.jailed", "hw.acpi.lid_switch_state":
		n, err := unix.SysctlUint32(name)
		if err != nil {
			return ""
		}
		return strconv.FormatUint(uint64(n), 10)
	}
	text, _ := unix.Sysctl(name)
	return text
}

// littleEndian writes a number of any size. All processors that FreeBSD runs on
// and Go knows are little-endian.
func littleEndian(raw []byte) string {
	var n uint64
	for i, b := range raw[:min(len(raw), 8)] {
		n |= uint64(b) << (8 * i)
	}
	return strconv.FormatUint(n, 10)
}

// bsdAdapters returns the interfaces with the addresses that they were made
// with, which FreeBSD tells since version 12; before, those that they use.
func bsdAdapters() (adapters []bsdAdapter, err error) {
	interfaces, err := net.Interfaces()
	if err != nil {
		return nil, err
	}
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err == nil {
		defer unix.Close(socket)
	}
	for _, i := range interfaces {
		a := bsdAdapter{i.Name, i.HardwareAddr}
		if made := hardwareAddress(socket, i.Name); made != nil {
			a.address = made
		}
		adapters = append(adapters, a)
	}
	return adapters, nil
}

// hardwareAddress asks for the address that an interface was made with, nil if
// there is no telling: SIOCGHWADDR of netintro(4), with a struct ifreq.
func hardwareAddress(socket int, name string) net.HardwareAddr {
	const getHardwareAddress = 0xc020693e
	var request struct {
		name    [unix.IFNAMSIZ]byte
		length  uint8
		family  uint8
		address [14]byte
	}
	if socket < 0 || len(name) >= len(request.name) {
		return nil
	}
	copy(request.name[:], name)
	if _, _, failed := unix.Syscall(unix.SYS_IOCTL, uintptr(socket), getHardwareAddress, uintptr(unsafe.Pointer(&request))); failed != 0 {
		return nil
	}
	address := net.HardwareAddr(request.address[:6])
	if [6]byte(address) == [6]byte{} {
		return nil
	}
	return address
}
