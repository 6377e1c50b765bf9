package collect

import (
	"net"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// adapter is a network interface as it is now. Its name alone could be that of
// another: sysfs and this process may be in different network namespaces.
type adapter struct{ name, address string }

// permanentAddresses asks the kernel for the permanent addresses of the
// network interfaces: sysfs does not have them for an adapter whose address
// was changed. It takes no rights and sends nothing. Kernels before 5.6 do
// not tell.
func permanentAddresses() map[adapter]string {
	table, err := syscall.NetlinkRIB(syscall.RTM_GETLINK, syscall.AF_UNSPEC)
	if err != nil {
		return nil
	}
	messages, err := syscall.ParseNetlinkMessage(table)
	if err != nil {
		return nil
	}
	addresses := map[adapter]string{}
	for _, m := range messages {
		if m.Header.Type != syscall.RTM_NEWLINK {
			continue
		}
		attrs, err := syscall.ParseNetlinkRouteAttr(&m)
		if err != nil {
			continue
		}
		var now adapter
		var permanent string
		for _, a := range attrs {
			switch a.Attr.Type {
			case unix.IFLA_IFNAME:
				now.name = strings.TrimRight(string(a.Value), "\x00")
			case unix.IFLA_ADDRESS:
				now.address = net.HardwareAddr(a.Value).String()
			case unix.IFLA_PERM_ADDRESS:
				permanent = net.HardwareAddr(a.Value).String()
			}
		}
		addresses[now] = permanent
	}
	return addresses
}
