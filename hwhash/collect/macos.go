//go:build darwin || linux

package collect

import (
	"strings"

	"github.com/hwprint/hwprint/hwhash"
)

// macSystem is what there is to ask on macOS without special rights. Tests on
// other systems ask recordings.
type macSystem struct {
	// ioreg returns what the command of that name prints of the platform.
	ioreg func() (string, error)
	// sysctl returns a value as text, "" if there is none.
	sysctl func(name string) string
	// address returns the address of a network interface, "" if there is none.
	address func(name string) string
}

// jobs leaves out disks: their serial numbers take a run of system_profiler of
// several seconds.
func (m macSystem) jobs() []job {
	return []job{
		{source: "ioreg", classes: []hwhash.Class{hwhash.SystemUUID, hwhash.SystemSerial}, read: m.readRegistry},
		{source: "sysctl", classes: []hwhash.Class{hwhash.SystemModel, hwhash.CPU, hwhash.MemorySize}, read: m.readSysctl},
		{source: "net", classes: []hwhash.Class{hwhash.NIC}, read: m.readNet},
		{source: "sysctl", traits: []string{"virtual", "portable"}, read: m.readTraits},
		unsupported("none", hwhash.BoardSerial, hwhash.TPM, hwhash.OSInstall, hwhash.Disk, hwhash.MemoryModule,
			hwhash.BoardModel, hwhash.Firmware, hwhash.GPU, hwhash.PnPDevice),
	}
}

func (m macSystem) readRegistry(f *findings) {
	output, err := m.ioreg()
	if err != nil || output == "" {
		f.fail(OutcomeFailed, "ioreg says nothing", hwhash.SystemUUID, hwhash.SystemSerial)
		return
	}
	f.add(hwhash.SystemUUID, ioregString(output, "IOPlatformUUID"))
	f.add(hwhash.SystemSerial, ioregString(output, "IOPlatformSerialNumber"))
}

func (m macSystem) readSysctl(f *findings) {
	if model := m.sysctl("hw.model"); model != "" {
		f.addFields(hwhash.SystemModel, "Apple", model, "")
	}
	f.addFields(hwhash.CPU, m.sysctl("machdep.cpu.vendor"), m.sysctl("machdep.cpu.brand_string"))
	if size := m.sysctl("hw.memsize"); size != "" {
		f.add(hwhash.MemorySize, size+" B")
	}
}

// readNet reads the first adapter, which is built in on all that have one.
// The others may be plugged in, and which are does not show here.
func (m macSystem) readNet(f *findings) { f.add(hwhash.NIC, m.address("en0")) }

// readTraits goes by the name of the model, which newer portables do not tell.
func (m macSystem) readTraits(f *findings) {
	f.traits.Virtual = m.sysctl("kern.hv_vmm_present") == "1"
	f.traitIf("virtual", f.traits.Virtual, "the kernel says that a hypervisor is present")
	f.traits.Portable = strings.HasPrefix(m.sysctl("hw.model"), "MacBook")
	f.traitIf("portable", f.traits.Portable, "name of the model")
}

// ioregString returns a property from the text that macOS's ioreg prints, in
// lines such as
//
//	"IOPlatformSerialNumber" = "C02XXXXXXXXX"
//
// and "" if it is not there or not a string.
func ioregString(output, property string) string {
	for line := range strings.Lines(output) {
		key, value, ok := strings.Cut(line, "=")
		if !ok || strings.Trim(key, " |\t") != `"`+property+`"` {
			continue
		}
		value = trim(value)
		if len(value) >= 2 && strings.HasPrefix(value, `"`) && strings.HasSuffix(value, `"`) {
			return value[1 : len(value)-1]
		}
	}
	return ""
}
