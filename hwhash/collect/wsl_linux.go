package collect

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// drawnAnew is why a value is left out that says nothing tomorrow.
const drawnAnew = "made anew at each start"

var microsoftKernel = regexp.MustCompile(`(?i)wsl|microsoft`)

// windowsSubsystem reports whether this is the Windows subsystem for Linux: by
// the kernel's name, by what its own service puts there, or by what it tells
// service managers. Kernels that a user built have any name.
func (t *tree) windowsSubsystem() bool {
	if microsoftKernel.MatchString(t.text("proc/sys/kernel/osrelease")) || t.text("run/systemd/container") == "wsl" {
		return true
	}
	for _, mark := range []string{"run/WSL", "proc/sys/fs/binfmt_misc/WSLInterop", "proc/sys/fs/binfmt_misc/WSLInterop-late"} {
		if t.exists(mark) {
			return true
		}
	}
	environ, _ := t.head("proc/1/environ", maxText)
	return slices.Contains(strings.Split(string(environ), "\x00"), "container=wsl")
}

// utility reports whether a device is that of a utility virtual machine, which
// Windows starts for a purpose of its own, such as the subsystem for Linux, and
// describes anew each time: it is on the bus of Hyper-V, and there is no DMI,
// which all other guests of Hyper-V have.
func (t *tree) utility(device string) bool {
	bus := hasFolder(device, "VMBUS:") || hasFolder(device, "MSFT1000:") // its name in ACPI, in kernels of some age and today
	return t.subsystem() || bus && !t.exists(dmiDir)
}

// passingDisk says why a disk of a utility virtual machine is not the
// machine's. The system's image, which cannot be written to, is the same
// everywhere, and the one that is swapped to is made at the start.
func (t *tree) passingDisk(entry string) string {
	if !t.utility(t.device(entry)) {
		return ""
	}
	if t.text(entry+"/ro") == "1" {
		return "of a system image"
	}
	for line := range strings.Lines(t.text("proc/swaps")) {
		if fields := strings.Fields(line); len(fields) > 0 && fields[0] == "/dev/"+path.Base(entry) {
			return drawnAnew
		}
	}
	return ""
}
