package collect

import "strings"

// addOnAdapters are words in the names that Windows gives network adapters
// which are plugged in or made of software. Windows counts some of them as
// physical.
var addOnAdapters = []string{
	"usb", "dock", "thunderbolt", "bluetooth", "virtual", "vpn", "tap-", "wintun", "wireguard", "hyper-v",
	"loopback", "miniport", "tunnel", "remote ndis", "mobile broadband",
}

// addOnAdapter reports whether a network adapter on Windows is, by its name,
// not a part of the machine.
func addOnAdapter(name string) bool {
	name = strings.ToLower(name)
	for _, word := range addOnAdapters {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}
