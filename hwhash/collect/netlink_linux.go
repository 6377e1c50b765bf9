package collect

import (
	"context"
	"encoding/binary"
	"net"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// adapter is a network interface as it is now. Its name alone could be that of
// another: sysfs and this process may be in different network namespaces.
type adapter struct{ name, address string }

// permanentAddresses asks the kernel for the permanent addresses of the
// network interfaces, see rtnetlink(7): sysfs does not have them for an
// adapter whose address was changed. It takes no rights and sends nothing to a
// network. Kernels before 5.6 do not tell.
//
// Answers are read part by part: that of a host with ten thousand interfaces
// is too long to be kept.
func permanentAddresses(ctx context.Context) map[adapter]string {
	addresses := map[adapter]string{}
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_ROUTE)
	if err != nil {
		return addresses
	}
	defer unix.Close(fd)
	wait := unix.Timeval{Usec: 100_000} // the kernel answers at once
	if unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &wait) != nil ||
		unix.Sendto(fd, linkRequest(), 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}) != nil {
		return addresses
	}
	part := make([]byte, maxAttr)
	for ctx.Err() == nil {
		n, from, err := unix.Recvfrom(fd, part, 0)
		if sender, ok := from.(*unix.SockaddrNetlink); err != nil || !ok || sender.Pid != 0 {
			return addresses
		}
		messages, err := syscall.ParseNetlinkMessage(part[:n])
		if err != nil {
			return addresses
		}
		for i := range messages {
			if messages[i].Header.Type != unix.RTM_NEWLINK { // the end, or an error
				return addresses
			}
			if now, permanent := linkAddresses(&messages[i]); permanent != "" {
				addresses[now] = permanent
			}
		}
	}
	return addresses
}

// linkRequest asks for all interfaces, without statistics.
func linkRequest() []byte {
	const skipStatistics = 1 << 3 // RTEXT_FILTER_SKIP_STATS
	var b []byte
	order := binary.NativeEndian
	b = order.AppendUint32(b, unix.SizeofNlMsghdr+unix.SizeofIfInfomsg+unix.SizeofRtAttr+4)
	b = order.AppendUint16(b, unix.RTM_GETLINK)
	b = order.AppendUint16(b, unix.NLM_F_REQUEST|unix.NLM_F_DUMP)
	b = append(b, make([]byte, 8+unix.SizeofIfInfomsg)...) // any number, any sender, any interface
	b = order.AppendUint16(b, unix.SizeofRtAttr+4)
	b = order.AppendUint16(b, unix.IFLA_EXT_MASK)
	return order.AppendUint32(b, skipStatistics)
}

// linkAddresses returns what a message says of an interface.
func linkAddresses(m *syscall.NetlinkMessage) (now adapter, permanent string) {
	attrs, err := syscall.ParseNetlinkRouteAttr(m)
	if err != nil {
		return adapter{}, ""
	}
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
	return now, permanent
}
