package collect

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"golang.org/x/sys/unix"

	"github.com/hwprint/hwprint/hwhash"
)

// systemJobs reads the few values that sysctl(3) has. SMBIOS values are in the
// kernel's environment, which takes a system call that Go has no wrapper for.
func systemJobs(_ context.Context, root string) ([]job, func(), error) {
	if root != "/" {
		return nil, nil, fmt.Errorf("collect: another root folder: %w", errors.ErrUnsupported)
	}
	jobs := []job{
		{source: "sysctl", classes: []hwhash.Class{hwhash.OSInstall, hwhash.CPU, hwhash.MemorySize}, read: readSysctl},
		{source: "sysctl", traits: []string{"virtual", "container"}, read: readTraits},
		unsupported("none", hwhash.SystemUUID, hwhash.SystemSerial, hwhash.BoardSerial, hwhash.TPM, hwhash.NIC,
			hwhash.Disk, hwhash.MemoryModule, hwhash.SystemModel, hwhash.BoardModel, hwhash.Firmware, hwhash.GPU,
			hwhash.PnPDevice),
	}
	return jobs, func() {}, nil
}

func readSysctl(f *findings) {
	host, _ := unix.Sysctl("kern.hostuuid")
	f.add(hwhash.OSInstall, host)
	model, _ := unix.Sysctl("hw.model")
	if model != "" {
		f.addFields(hwhash.CPU, "", model)
	}
	if size, err := unix.SysctlUint64("hw.physmem"); err == nil {
		f.add(hwhash.MemorySize, strconv.FormatUint(size, 10)+" B")
	}
}

func readTraits(f *findings) {
	guest, _ := unix.Sysctl("kern.vm_guest")
	f.traits.Virtual = guest != "" && guest != "none"
	f.traitIf("virtual", f.traits.Virtual, "the kernel names a hypervisor")
	jailed, _ := unix.SysctlUint32("security.jail.jailed")
	f.traits.Container = jailed == 1
	f.traitIf("container", f.traits.Container, "the kernel says that this is a jail")
}
