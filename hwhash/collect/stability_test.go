//go:build linux

package collect

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/hwhash"
)

// plugged has for a machine the same machine with something plugged in, set up
// or started on it.
var plugged = map[string][]string{
	"laptop": {"docked", "plug-usb-stick", "plug-usb-nic", "plug-vpn", "plug-docker-network", "plug-phone", "rebooted", "live-usb",
		"dock-passthrough", "stray-bytes", "flatpak", "snap"},
	"blade":      {"server-network", "udev-missing", "container"},
	"raid":       {"idrac"},
	"desktop":    {"card-reader", "encrypted-root", "xen-host", "docker", "lxc", "nspawn"},
	"infiniband": {"stateless"},

	"hotplug-port":   {"hotplug-port-before"},
	"board-uboot":    {"board-uboot-efi"},
	"wsl-old-kernel": {"wsl-old-kernel-later", "utility-vm"},
}

// The identity classes stay as they were, but for those that a container or a
// system without disks does not see or have; and the machine is the same, or at
// the least worth a second look where it does not see half of itself.
func TestPluggingInChangesNothing(t *testing.T) {
	unseen := map[string][]hwhash.Class{
		"container": {hwhash.OSInstall, hwhash.NIC, hwhash.MemoryModule},
		"docker":    {hwhash.OSInstall, hwhash.NIC, hwhash.MemoryModule},
		"lxc":       {hwhash.OSInstall, hwhash.NIC, hwhash.MemoryModule},
		"nspawn":    {hwhash.OSInstall, hwhash.MemoryModule},
		"live-usb":  {hwhash.OSInstall},
		"stateless": {hwhash.OSInstall, hwhash.Disk},
		"flatpak":   {hwhash.SystemUUID, hwhash.SystemSerial, hwhash.BoardSerial, hwhash.MemoryModule},
		"snap":      {hwhash.SystemUUID, hwhash.SystemSerial, hwhash.BoardSerial, hwhash.MemoryModule},
	}
	for machine, later := range plugged {
		before := collectFrom(t, makeTree(t, machine)).Inventory
		for _, name := range later {
			t.Run(machine+" and "+name, func(t *testing.T) {
				after := collectFrom(t, makeTree(t, name)).Inventory
				want := before
				for _, class := range unseen[name] {
					want, after = without(want, class), without(after, class)
				}
				require.Equal(t, identity(want), identity(after))
				m, err := hwhash.Standard().Compare(hashOf(t, before), hashOf(t, collectFrom(t, makeTree(t, name)).Inventory))
				require.NoError(t, err)
				require.NotEqual(t, hwhash.Different, m.Verdict, "%v bits", m.Bits)
				if len(unseen[name]) == 0 || name == "flatpak" || name == "snap" {
					require.Equal(t, hwhash.Same, m.Verdict, "%v bits", m.Bits)
				}
			})
		}
	}
}

func identity(inv hwhash.Inventory) []hwhash.Component {
	var kept []hwhash.Component
	for _, c := range inv.Components {
		if c.Class.Identity() {
			kept = append(kept, c)
		}
	}
	return kept
}

// The order in which a folder lists its entries makes no difference, nor does
// reading again. Where more is found than is kept, the same is kept.
func TestOrderMakesNoDifference(t *testing.T) {
	for _, name := range []string{"laptop", "blade", "container", "board", "hostile-5000-disks"} {
		machine := load(t, name)
		want := collectFrom(t, write(t, machine))
		root := treeDir(t)
		require.NoError(t, machine.Write(root, true))
		require.Equal(t, want, collectFrom(t, root), name)
		require.Equal(t, want, collectFrom(t, root), name)
	}
}
