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
	names, err := t.list(netDir)
	f.explain(err, hwhash.NIC)
	fromGHW, ok := ghwAddresses(t, names)
	var fromKernel map[adapter]string // asked once it is needed
	lost := 0
	for _, name := range names {
		if !f.room(hwhash.NIC) {
			break
		}
		if why := t.foreignAdapter(netDir + name); why != "" {
			if why != noAdapter {
				f.leaveOut(hwhash.NIC, why)
			}
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
	malformed := ""
	for _, address := range []string{
		t.text(entry + "/bonding_slave/perm_hwaddr"), // a bond gives all its members one address
		t.text(entry + "/phy80211/macaddress"),       // of the radio, whatever its interfaces use
		inUse,
	} {
		switch {
		case address == "":
		case wellFormed(clean(address)):
			return address
		case malformed == "":
			malformed = address
		}
	}
	return malformed
}

// Why an interface is not an adapter of the machine.
const (
	noAdapter   = "no adapter at all"
	netOfModem  = "of modems, gadgets or Bluetooth"
	netFunction = "virtual functions of another adapter"
)

// foreignAdapter says why a network interface is not an Ethernet or Wi-Fi
// adapter inside the case, "" if it is one.
func (t *tree) foreignAdapter(entry string) string {
	const ethernet, loopback = "1", "772" // ARPHRD_ETHER, ARPHRD_LOOPBACK; InfiniBand and modems have others
	device, kind := t.device(entry), t.text(entry+"/type")
	switch {
	case kind == loopback:
		return noAdapter
	case hasFolder(device, "virtual/"):
		return ofSoftware
	case hasFolder(device, "bluetooth/"):
		return netOfModem
	case kind != ethernet:
		return "neither Ethernet nor Wi-Fi"
	case t.exists(entry + "/device/physfn"):
		return netFunction
	case t.pluggedIn(device), t.inSlot(device):
		return pluggedFrom
	case onUSB(device) && !t.solderedUSB(device):
		return onTheUSB
	}
	for line := range strings.Lines(t.text(entry + "/uevent")) {
		switch trim(line) {
		case "DEVTYPE=wwan", "DEVTYPE=gadget", "DEVTYPE=bluetooth":
			return netOfModem
		}
	}
	if t.utility(device) {
		return drawnAnew
	}
	return ""
}
