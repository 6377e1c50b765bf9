package collect

import (
	"slices"
	"strings"
)

// readTraits decides what kind of machine this is, and says by what evidence.
func readTraits(t *tree, f *findings) {
	evidence := virtualEvidence(t)
	f.traits.Virtual = evidence != ""
	f.traitIf("virtual", f.traits.Virtual, evidence)

	evidence = containerEvidence(t)
	f.traits.Container = evidence != ""
	if f.traits.Container {
		evidence += "; hardware is the host's, as far as the container is shown it, and the installation is the image's"
	} else if t.exists(".dockerenv") {
		evidence = "a mark of Docker was left in the image, but this is no container"
	}
	if !f.traits.Container && sandboxed(t) {
		evidence = "the sandbox of an application: hardware and installation are the host's, as far as it is shown them"
	}
	f.trait("container", f.traits.Container, evidence)

	f.traits.Portable = portable(t)
	f.traitIf("portable", f.traits.Portable, "type of the chassis")
}

// portable goes by the chassis type of DSP0134 section 7.4.1, or what the
// device tree says in its place. It reads this one file itself: ghw would read
// serial number and asset tag of the chassis along with it.
func portable(t *tree) bool {
	portables := []string{"8", "9", "10", "11", "14", "30", "31", "32", "laptop", "convertible", "tablet", "handset"}
	for _, file := range []string{dmiDir + "chassis_type", deviceTreeDir + "chassis-type"} {
		if slices.Contains(portables, t.text(file)) {
			return true
		}
	}
	return false
}

func virtualEvidence(t *tree) string {
	if strings.Contains(t.text("proc/xen/capabilities"), "control_d") {
		// The domain that runs a Xen host has the real hardware, whatever
		// the processor says.
		return ""
	}
	switch {
	case virtualDMI(t.text(dmiDir+"sys_vendor"), t.text(dmiDir+"product_name"),
		t.text(dmiDir+"bios_vendor"), t.text(dmiDir+"board_vendor")):
		return "a name in DMI"
	case readCPUInfo(t).hypervisor:
		return "the processor's hypervisor flag"
	case t.text("sys/hypervisor/type") != "":
		return "the kernel names a hypervisor"
	case sysinfo(t, "VM00 Control Program") != "":
		return "a hypervisor's control program in the mainframe's description"
	case t.exists("sys/firmware/qemu_fw_cfg/rev"):
		return "firmware's channel to QEMU"
	case guestTree(t):
		return "a hypervisor in the device tree"
	}
	return ""
}
