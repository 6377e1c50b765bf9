//go:build linux

package collect

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestIoregString(t *testing.T) {
	require.Empty(t, ioregString("", "IOPlatformUUID"))
	require.Empty(t, ioregString(`"IOPlatformUUID" = "`, "IOPlatformUUID"))
	require.Empty(t, ioregString(`"IOPlatformUUID" = <"x">`, "IOPlatformUUID"))
	require.Empty(t, ioregString(`"IOPlatformUUID" = "x"`, "IOPlatform"))
	require.Equal(t, "x", ioregString(`  | | "IOPlatformUUID" = "x"`, "IOPlatformUUID"))
}

func TestAddOnAdapter(t *testing.T) {
	for name, want := range map[string]bool{
		"Ethernet - Intel(R) Ethernet Connection (17) I219-LM":          false,
		"WLAN - Intel(R) Wi-Fi 6E AX211 160MHz":                         false,
		"Ethernet 2 - Realtek USB GbE Family Controller":                true,
		"Ethernet 4 - Lenovo Thunderbolt 4 Dock Ethernet":               true,
		"Bluetooth Network Connection - Bluetooth Device (PAN) #2":      true,
		"vEthernet (Default Switch) - Hyper-V Virtual Ethernet Adapter": true,
		"VPN - TAP-Windows Adapter V9":                                  true,
		"":                                                              false,
	} {
		require.Equal(t, want, addOnAdapter(name), name)
	}
}
