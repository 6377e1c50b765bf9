package collect

import (
	"fmt"
	"strings"

	"github.com/jaypipes/ghw"

	"github.com/hwprint/hwprint/hwhash"
)

const netDir = "sys/class/net/"

// readNet reads the permanent addresses of the network adapters that are part
// of this machine.
func readNet(t *tree, f *findings) {
	if strings.Contains(t.text("proc/sys/kernel/osrelease"), "WSL") {
		f.fail(OutcomeEmpty, "the Windows subsystem for Linux draws a new address at each start", hwhash.NIC)
		return
	}
	names, err := t.list(netDir)
	f.explain(err, hwhash.NIC)
	fromGHW, ok := ghwAddresses(t, names)
	var fromKernel map[adapter]string // asked once it is needed
	lost := 0
	for _, name := range names {
		if !f.room(hwhash.NIC) {
			break
		}
		if !t.ownAdapter(netDir + name) {
			continue
		}
		inUse := fromGHW[name]
		if !ok {
			inUse = t.madeWith(netDir + name)
		}
		address := t.permanentAddress(netDir+name, inUse)
		if address == "" && t.dir == "/" {
			if fromKernel == nil {
				fromKernel = permanentAddresses(t.ctx)
			}
			address = fromKernel[adapter{name, t.text(netDir + name + "/address")}]
		}
		f.add(hwhash.NIC, address)
		if address == "" {
			lost++
		}
	}
	if n := f.note(hwhash.NIC); lost > 0 {
		if n.found == 0 {
			n.outcome = OutcomeUnreadable
		}
		n.detail = join(n.detail, fmt.Sprintf("adapters with an address that was set or drawn, and no permanent one to be read: %d", lost))
	}
}

// ghwAddresses returns what ghw has for each interface: the address in use, if
// that is the one that the adapter was made with.
func ghwAddresses(t *tree, names []string) (addresses map[string]string, ok bool) {
	if len(names) == 0 || len(names) > maxForGHW {
		return nil, false
	}
	var files []string
	for _, name := range names {
		files = append(files, below(netDir+name+"/", "addr_assign_type", "address", "speed", "duplex")...)
	}
	info, ok := askGHW(t, ghw.Network, files...)
	if !ok {
		return nil, false
	}
	addresses = map[string]string{}
	for _, nic := range info.NICs {
		addresses[nic.Name] = nic.MACAddress
	}
	return addresses, true
}

// madeWith returns the address in use, if that is the one that the adapter was
// made with: NET_ADDR_PERM in Documentation/ABI/testing/sysfs-class-net.
func (t *tree) madeWith(entry string) string {
	if t.text(entry+"/addr_assign_type") != "0" {
		return ""
	}
	return t.text(entry + "/address")
}

// permanentAddress chooses among the places in sysfs that have the address an
// adapter was made with.
func (t *tree) permanentAddress(entry, inUse string) string {
	for _, address := range []string{
		t.text(entry + "/bonding_slave/perm_hwaddr"), // a bond gives all its members one address
		t.text(entry + "/phy80211/macaddress"),       // of the radio, whatever its interfaces use
		inUse,
	} {
		if address != "" {
			return address
		}
	}
	return ""
}

// ownAdapter reports whether a network interface is an Ethernet or Wi-Fi
// adapter inside the case.
func (t *tree) ownAdapter(entry string) bool {
	const ethernet = "1" // ARPHRD_ETHER; InfiniBand and modems have others
	device := t.device(entry)
	switch {
	case hasFolder(device, "virtual/"), hasFolder(device, "bluetooth/"):
		return false
	case t.text(entry+"/type") != ethernet, t.exists(entry + "/device/physfn"):
		return false
	case t.pluggedIn(device), onUSB(device) && !t.solderedUSB(device):
		return false
	}
	for line := range strings.Lines(t.text(entry + "/uevent")) {
		switch trim(line) {
		case "DEVTYPE=wwan", "DEVTYPE=gadget", "DEVTYPE=bluetooth":
			return false
		}
	}
	return true
}
