package collect

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os/exec"
	"strconv"

	"golang.org/x/sys/unix"

	"github.com/hwprint/hwprint/hwhash"
)

// systemJobs reads what macOS tells without special rights. Disks are left
// out: their serial numbers take a run of system_profiler of several seconds.
func systemJobs(ctx context.Context, root string) ([]job, func(), error) {
	if root != "/" {
		return nil, nil, fmt.Errorf("collect: another root folder: %w", errors.ErrUnsupported)
	}
	jobs := []job{
		{source: "ioreg", classes: []hwhash.Class{hwhash.SystemUUID, hwhash.SystemSerial}, read: func(f *findings) { readRegistry(ctx, f) }},
		{source: "sysctl", classes: []hwhash.Class{hwhash.SystemModel, hwhash.CPU, hwhash.MemorySize}, read: readSysctl},
		{source: "net", classes: []hwhash.Class{hwhash.NIC}, read: readNet},
		{source: "sysctl", traits: []string{"virtual"}, read: readTraits},
		unsupported("none", hwhash.BoardSerial, hwhash.TPM, hwhash.OSInstall, hwhash.Disk, hwhash.MemoryModule,
			hwhash.BoardModel, hwhash.Firmware, hwhash.GPU, hwhash.PnPDevice),
	}
	return jobs, func() {}, nil
}

// readRegistry asks ioreg, by its full path, for the node of the platform.
func readRegistry(ctx context.Context, f *findings) {
	const maxOutput = 1 << 20
	cmd := exec.CommandContext(ctx, "/usr/sbin/ioreg", "-rd1", "-c", "IOPlatformExpertDevice")
	pipe, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	var output bytes.Buffer
	if err == nil {
		_, _ = io.Copy(&output, io.LimitReader(pipe, maxOutput))
		_ = pipe.Close() // ends an ioreg that has more to say
		_ = cmd.Wait()
	}
	if output.Len() == 0 {
		f.fail(StatusFailed, "ioreg says nothing", hwhash.SystemUUID, hwhash.SystemSerial)
		return
	}
	f.add(hwhash.SystemUUID, ioregString(output.String(), "IOPlatformUUID"))
	f.add(hwhash.SystemSerial, ioregString(output.String(), "IOPlatformSerialNumber"))
}

func readSysctl(f *findings) {
	model, _ := unix.Sysctl("hw.model")
	if model != "" {
		f.addFields(hwhash.SystemModel, "Apple", model, "")
	}
	vendor, _ := unix.Sysctl("machdep.cpu.vendor")
	brand, _ := unix.Sysctl("machdep.cpu.brand_string")
	f.addFields(hwhash.CPU, vendor, brand)
	if size, err := unix.SysctlUint64("hw.memsize"); err == nil {
		f.add(hwhash.MemorySize, strconv.FormatUint(size, 10)+" B")
	}
}

// readNet reads the first adapter, which is built in on all that have one.
// The others may be plugged in, and which are does not show here.
func readNet(f *findings) {
	if en0, err := net.InterfaceByName("en0"); err == nil {
		f.add(hwhash.NIC, en0.HardwareAddr.String())
	}
}

func readTraits(f *findings) {
	guest, _ := unix.SysctlUint32("kern.hv_vmm_present")
	f.traits.Virtual = guest == 1
	f.trait("virtual", f.traits.Virtual, "")
}
