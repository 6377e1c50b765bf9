//go:build linux || windows

package collect

import (
	"slices"
	"strings"
)

// virtualNames are how the DMI strings of virtual machines begin.
var virtualNames = []string{
	"QEMU", "KVM", "VMware", "VMW", "VirtualBox", "innotek", "Xen", "Bochs", "BHYVE", "Parallels",
	"OpenStack", "KubeVirt", "oVirt", "RHEV", "AHV", "Apple Virtualization", "Google Compute Engine",
	"DigitalOcean", "vServer", "Alibaba Cloud ECS", "Tencent Cloud", "HVM domU", "Virtual Machine", "Standard PC (",
}

// virtualDMI reports whether the names of a system's vendor and product, or
// further names such as its firmware's vendor, are those of a virtual machine.
func virtualDMI(vendor, product string, more ...string) bool {
	if vendor == "Amazon EC2" {
		return !strings.Contains(product, ".metal")
	}
	return slices.ContainsFunc(append(more, vendor, product), func(name string) bool {
		return slices.ContainsFunc(virtualNames, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
	})
}
