//go:build darwin || linux

package collect

import (
	"encoding/hex"
	"net"
	"strings"

	"github.com/hwprint/hwprint/hwhash"
)

// macSystem is what there is to ask on macOS without special rights. Tests on
// other systems ask recordings.
type macSystem struct {
	// ioreg returns what the command of that name prints.
	ioreg func(args ...string) (string, error)
	// sysctl returns a value as text, "" if there is none.
	sysctl func(name string) string
	// address returns the address of a network interface, "" if there is none.
	address func(name string) string
}

const hintSandbox = "run it outside of the sandbox, or let the installer supply it"

func (m macSystem) jobs() []job {
	return []job{
		{source: "ioreg", classes: []hwhash.Class{hwhash.SystemUUID, hwhash.SystemSerial}, read: m.readRegistry},
		{source: "sysctl", classes: []hwhash.Class{hwhash.SystemModel, hwhash.CPU, hwhash.MemorySize}, read: m.readSysctl},
		{source: "net", classes: []hwhash.Class{hwhash.NIC}, read: m.readNet},
		{source: "ioreg", classes: []hwhash.Class{hwhash.Disk}, read: m.readDisks},
		{source: "sysctl", traits: []string{"virtual", "container", "portable"}, read: m.readTraits},
		unsupported("none", hwhash.BoardSerial, hwhash.TPM, hwhash.OSInstall, hwhash.MemoryModule,
			hwhash.BoardModel, hwhash.Firmware, hwhash.GPU, hwhash.PnPDevice),
	}
}

func (m macSystem) readRegistry(f *findings) {
	output, err := m.ioreg("-rd1", "-c", "IOPlatformExpertDevice")
	if err != nil || output == "" {
		f.fail(OutcomeFailed, "ioreg says nothing", hwhash.SystemUUID, hwhash.SystemSerial)
		f.note(hwhash.SystemUUID).hint, f.note(hwhash.SystemSerial).hint = hintSandbox, hintSandbox
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
//
// Its address is the one that it was made with: the one in use is another for
// each network, where Wi-Fi addresses are private. Only where ioreg does not
// tell is it the one in use.
func (m macSystem) readNet(f *findings) {
	output, _ := m.ioreg("-r", "-k", "IOMACAddress", "-d", "4", "-l", "-w", "0")
	if made := madeAddress(output, "en0"); made != "" {
		f.add(hwhash.NIC, made)
		return
	}
	f.add(hwhash.NIC, m.address("en0"))
	n := f.note(hwhash.NIC)
	if n.detail = "the address in use: ioreg does not tell the one that the adapter was made with"; n.found == 0 {
		n.outcome, n.detail, n.hint = OutcomeFailed, "there is no adapter en0", hintSandbox
	}
}

// readTraits goes by the name of the model, which newer portables do not tell,
// and by the lid.
func (m macSystem) readTraits(f *findings) {
	f.traits.Virtual = m.sysctl("kern.hv_vmm_present") == "1"
	f.traitIf("virtual", f.traits.Virtual, "the kernel says that a hypervisor is present")
	// A process of macOS has no containers around it: this is the machine's.
	f.trait("container", false, "")
	evidence := ""
	if strings.HasPrefix(m.sysctl("hw.model"), "MacBook") {
		evidence = "name of the model"
	} else if lid, _ := m.ioreg("-r", "-d", "1", "-k", "AppleClamshellState", "-l"); strings.Contains(lid, `"AppleClamshellState"`) {
		evidence = "it has a lid"
	}
	f.traits.Portable = evidence != ""
	f.trait("portable", f.traits.Portable, evidence)
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

// madeAddress returns the address that the adapter of an interface was made
// with, "" if it is not there: in the text are trees, each of a device that has
// one, such as
//
//	+-o AppleBCM57 <class ...>
//	  | {
//	  |   "IOMACAddress" = <a483e75d209c>
//	  | }
//	  +-o en0 <class ...>
//	      {
//	        "BSD Name" = "en0"
//	      }
func madeAddress(output, name string) string {
	for _, tree := range ioregTrees(output) {
		if ioregString(tree, "BSD Name") != name {
			continue
		}
		for line := range strings.Lines(tree) {
			key, value, _ := strings.Cut(line, "=")
			digits := strings.Trim(trim(value), "<>")
			if strings.Trim(key, " |\t") != `"IOMACAddress"` {
				continue
			}
			if address, err := hex.DecodeString(digits); err == nil && len(address) == 6 {
				return net.HardwareAddr(address).String()
			}
		}
	}
	return ""
}
