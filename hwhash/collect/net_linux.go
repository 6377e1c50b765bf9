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
	if _, err := t.list(netDir); err != nil {
		f.explain(err, hwhash.NIC)
		return
	}
	info, err := ghw.Network(ghwArgs(t.dir)...)
	if err != nil {
		f.fail(StatusFailed, "ghw gives no network adapters", hwhash.NIC)
		return
	}
	var fromKernel map[adapter]string
	if t.dir == "/" {
		fromKernel = permanentAddresses()
	}
	lost := 0
	for _, nic := range info.NICs[:min(len(info.NICs), maxEntries)] {
		if nic.IsVirtual || !t.ownAdapter(netDir+nic.Name) {
			continue
		}
		now := adapter{nic.Name, t.text(netDir + nic.Name + "/address")}
		address := t.permanentAddress(netDir+nic.Name, nic.MACAddress, fromKernel[now])
		f.add(hwhash.NIC, address)
		if address == "" {
			lost++
		}
	}
	if n := f.note(hwhash.NIC); lost > 0 {
		if n.found == 0 {
			n.status = StatusUnreadable
		}
		n.detail = fmt.Sprintf("adapters with an address that was set or drawn, and no permanent one to be read: %d", lost)
	}
}

// permanentAddress chooses among the places that have the address an adapter
// was made with. What ghw gives is the address in use, if that is the
// permanent one.
func (t *tree) permanentAddress(entry, fromGHW, fromKernel string) string {
	for _, address := range []string{
		t.text(entry + "/bonding_slave/perm_hwaddr"), // a bond gives all its members one address
		t.text(entry + "/phy80211/macaddress"),       // of the radio, whatever its interfaces use
		fromGHW,
		fromKernel,
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
