package collect

import (
	"testing"

	"github.com/stretchr/testify/require"
)

const ioregOutput = `+-o J314sAP  <class IOPlatformExpertDevice, id 0x100000227, registered, matched, active, busy 0 (34218 ms), retain 42>
    {
      "IOPolledInterface" = "AppleARMWatchdogTimerHibernateHandler is not serializable"
      "compatible" = <"J314sAP","MacBookPro18,3","AppleARM">
      "IOPlatformUUID" = "7B1C6A0E-53F2-5D18-9A64-0C7E2FB8D913"
      "IOPlatformSerialNumber" = "H7QX2ZP0KL"
      "IOBusyInterest" = "IOCommand is not serializable"
      "target-type" = <"J314s">
    }

`

func TestIoregString(t *testing.T) {
	require.Equal(t, "7B1C6A0E-53F2-5D18-9A64-0C7E2FB8D913", ioregString(ioregOutput, "IOPlatformUUID"))
	require.Equal(t, "H7QX2ZP0KL", ioregString(ioregOutput, "IOPlatformSerialNumber"))
	require.Empty(t, ioregString(ioregOutput, "target-type"))
	require.Empty(t, ioregString(ioregOutput, "IOPlatform"))
	require.Empty(t, ioregString("", "IOPlatformUUID"))
	require.Empty(t, ioregString(`"IOPlatformUUID" = "`, "IOPlatformUUID"))
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
