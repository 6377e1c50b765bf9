//go:build linux

package collect

import (
	"cmp"
	"encoding/binary"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/hwhash/collect/internal/machines"
)

func TestDiskSerial(t *testing.T) {
	const (
		disk  = "sys/block/x"
		ata   = "t10.ATA     Samsung SSD  870 EVO 500GB              "
		model = disk + "/device/model = Samsung SSD  870"
	)
	tests := []struct {
		name  string
		lines []string
		want  string
	}{
		{"nothing", nil, ""},
		{"virtio, all 20 bytes", []string{disk + `/serial = "12345678901234567890"`}, "12345678901234567890"},
		{"NVMe", []string{disk + `/device/serial = "S1   \n"`, disk + "/wwid = eui.01"}, "S1"},
		{"NVMe without serial number", []string{disk + `/device/serial = "    \n"`, disk + "/wwid = eui.01"}, "eui.01"},
		{"eMMC", []string{disk + "/device/serial = 0x12ab34cd", disk + "/device/cid = 15010038474e4433"}, "0x12ab34cd"},
		{"eMMC by its register", []string{disk + "/device/cid = 15010038474e4433"}, "15010038474e4433"},
		{"page before name", []string{disk + "/device/vpd_pg80 = @vpd80 S2", disk + "/device/wwid = naa.5"}, "S2"},
		{"empty page", []string{disk + `/device/vpd_pg80 = @vpd80 "   "`, disk + "/device/wwid = naa.5"}, "naa.5"},
		{"name of ATA", []string{disk + "/device/wwid = t10.ATA     MODEL 500G          S3"}, "S3"},
		{"name of ATA, in full", []string{disk + `/device/wwid = "` + ata + "S5Y1NJ0R418273      \"", model}, "S5Y1NJ0R418273"},
		{"name of ATA, without a serial number", []string{disk + `/device/wwid = "` + ata + "                    \"", model}, ""},
		{"the same, without blanks at its end", []string{disk + "/device/wwid = t10.ATA     QEMU HARDDISK"}, ""},
		{"name of ATA, cut short", []string{disk + "/device/wwid = t10.ATA"}, ""},
		{"another name", []string{disk + "/device/wwid = t10.ADAPTEC ARRAY           D2C7419E"}, "t10.ADAPTEC ARRAY           D2C7419E"},
		{"another name, of the model alone", []string{disk + "/device/wwid = t10.ACME    FAST DISK 9000", disk + "/device/model = FAST DISK 9000"}, ""},
		{"the same, the model unknown", []string{disk + "/device/wwid = t10.ACME    FAST DISK 9000"}, ""},
		{"NVMe, named by the kernel", []string{disk + "/wwid = nvme.144d-533637364e46-53616d73756e67-00000001"}, "S676NF"},
		{"NVMe, named after its model", []string{disk + `/device/serial = "                    \n"`, disk + "/wwid = nvme.1b36--51454d55204e564d65204374726c-00000001"}, ""},
		{"NVMe, serial number of blanks", []string{disk + "/wwid = nvme.1b36-20202020-51454d55-00000001"}, ""},
		{"NVMe, malformed", []string{disk + "/wwid = nvme.1b36-5x-51454d55-00000001"}, ""},
		{"stray bytes", []string{disk + `/device/serial = "S676\x02 \xff\n"`, disk + "/wwid = eui.01"}, "S676"},
		{"no text", []string{disk + `/device/serial = "S6\x0276"`, disk + "/wwid = eui.01"}, "eui.01"},
		{"no text, and nothing else", []string{disk + `/device/serial = "S6\x0276"`}, "S6\x0276"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := treeOf(t, test.lines...).diskSerial(disk)
			require.NoError(t, err)
			require.Equal(t, test.want, got)
		})
	}
}

func TestUnitSerial(t *testing.T) {
	for page, want := range map[string]string{
		"":                        "",
		"\x00\x80\x00":            "",
		"\x00\x83\x00\x02ab":      "",
		"\x00\x80\x00\x02abcd":    "ab",
		"\x00\x80\xff\xffab \x00": "ab",
	} {
		require.Equal(t, want, unitSerial([]byte(page), ""), "%q", page)
	}
}

func TestForeignDisk(t *testing.T) {
	const (
		pci    = "sys/devices/pci0000:00/"
		ok     = pci + "0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda"
		raid   = pci + "0000:00:01.0/0000:01:00.0/host0/target0:0:0/0:0:0:0/block/sda"
		fw     = pci + "0000:00:18.0/fw1/fw1.0/host6/target6:0:0/6:0:0:0/block/sda"
		usb    = pci + "0000:00:14.0/usb1/1-4/1-4:1.0/host6/target6:0:0/6:0:0:0/block/sda"
		tb     = pci + "0000:00:07.0/0000:2b:00.0/ata9/host9/target9:0:0/9:0:0:0/block/sda"
		iscsi  = "sys/devices/platform/host3/session1/target3:0:0/3:0:0:0/block/sda"
		fc     = pci + "0000:00:02.0/0000:05:00.0/host2/rport-2:0-1/target2:0:0/2:0:0:0/block/sda"
		card   = pci + "0000:00:1e.0/0000:15:00.0/0.0/ata3/host2/target2:0:0/2:0:0:0/block/sda"
		tested = "sys/devices/pseudo_0/adapter0/host5/target5:0:0/5:0:0:0/block/sda"
		hyperv = "sys/devices/LNXSYSTM:00/LNXSYBUS:00/ACPI0004:00/MSFT1000:00/9a7c/host0/target0:0:0/0:0:0:0/block/sda"
	)
	tests := []struct {
		name   string
		device string
		lines  []string
		want   string
	}{
		{"inside", ok, []string{"removable = 0"}, ""},
		{"on a port that may be unplugged", ok, []string{"removable = 1", "device/vendor = ATA"}, ""},
		{"the same, of an unknown vendor", ok, []string{"removable = 1"}, ""},
		{"a volume of a controller that calls all removable", raid, []string{"removable = 1", "device/vendor = ADAPTEC"}, ""},
		{"no medium", ok, []string{"size = 0"}, "without a medium"},
		{"no size", ok, []string{`size = ""`}, "without a medium"},
		{"cartridges on ATA", ok, []string{"removable = 1", "device/vendor = IOMEGA"}, "with a medium that is exchanged"},
		{"optical disks", raid, []string{"removable = 1", "device/type = 7"}, "with a medium that is exchanged"},
		{"USB", usb, nil, "on USB"},
		{"USB, said to be fixed", usb, []string{"removable = 0"}, "on USB"},
		{"FireWire", fw, nil, "on FireWire"},
		{"PC Card", card, []string{"sys/devices/pci0000:00/0000:00:1e.0/0000:15:00.0/0.0/subsystem -> ../../../../../bus/pcmcia"}, inCardSlot},
		{"Thunderbolt", tb, []string{pci + "0000:00:07.0/0000:2b:00.0/removable = removable"}, pluggedFrom},
		{"fixed bridge", tb, []string{pci + "0000:00:07.0/0000:2b:00.0/removable = fixed"}, ""},
		{"iSCSI", iscsi, nil, onNetwork},
		{"Fibre Channel", fc, nil, onNetwork},
		{"a test of the kernel", tested, nil, "simulated by the kernel"},
		{"Hyper-V", hyperv, []string{"ro = 1", dmiDir + "sys_vendor = Microsoft Corporation"}, ""},
		{"WSL", hyperv, nil, ""},
		{"image of WSL", hyperv, []string{"ro = 1"}, "of a system image"},
		{"swapped to by WSL", hyperv, []string{`proc/swaps = "Filename Type\n/dev/sda partition 2097152 0 -2\n"`}, drawnAnew},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			lines := []string{"sys/block/sda -> ../" + test.device[len("sys/"):],
				test.device + "/device -> ../../../" + path.Base(path.Dir(path.Dir(test.device))), test.device + "/size = 100"}
			for _, line := range test.lines {
				switch {
				case strings.HasPrefix(line, "device/"):
					line = path.Dir(path.Dir(test.device)) + line[len("device"):]
				case !strings.HasPrefix(line, "sys/") && !strings.HasPrefix(line, "proc/"):
					line = test.device + "/" + line
				}
				lines = append(lines, line)
			}
			tr := treeOf(t, lines...)
			require.Equal(t, test.want, cmp.Or(tr.outsideDisk("sys/block/sda"), tr.foreignDisk("sys/block/sda")))
		})
	}
}

func TestWholeDisk(t *testing.T) {
	for _, name := range []string{"sda", "sdaa", "hdc", "vda", "xvdf", "nvme0n1", "nvme12n3", "mmcblk1", "dasda", "cciss!c0d0"} {
		require.True(t, wholeDisk.MatchString(name), name)
	}
	for _, name := range []string{"sda1", "loop0", "ram0", "zram0", "dm-0", "md127", "nbd0", "sr0", "fd0", "rbd0", "drbd0",
		"nvme0c0n1", "nvme0n1p1", "mmcblk0boot0", "mmcblk0rpmb", "bcache0", "zd0", "pmem0", ""} {
		require.False(t, wholeDisk.MatchString(name), name)
	}
}

func TestOwnAdapterOnUSB(t *testing.T) {
	const (
		hub  = "sys/devices/pci0000:00/0000:00:14.0/usb1/1-1"
		nic  = hub + "/1-1.2/1-1.2:1.0/net/eth1"
		link = "sys/class/net/eth1 -> ../../devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1.2/1-1.2:1.0/net/eth1"
		wire = nic + "/type = 1"
	)
	tests := []struct {
		name  string
		lines []string
		want  string
	}{
		{"nothing said", nil, onTheUSB},
		{"plugged in", []string{hub + "/1-1.2/removable = removable"}, pluggedFrom},
		{"fixed in a hub that may be plugged in", []string{hub + "/1-1.2/removable = fixed", hub + "/removable = unknown"}, onTheUSB},
		{"fixed all the way", []string{hub + "/1-1.2/removable = fixed", hub + "/removable = fixed"}, ""},
		{"in the device tree", []string{hub + "/1-1.2/of_node/reg = 1"}, ""},
		{"its hub in the device tree", []string{hub + "/of_node/reg = 1"}, onTheUSB},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			require.Equal(t, test.want, treeOf(t, append(test.lines, link, wire)...).foreignAdapter("sys/class/net/eth1"))
		})
	}
	bluetooth := treeOf(t, "sys/devices/pci0000:00/usb1/bluetooth/hci0/net/bnep0/type = 1",
		"sys/class/net/bnep0 -> ../../devices/pci0000:00/usb1/bluetooth/hci0/net/bnep0")
	require.Equal(t, netOfModem, bluetooth.foreignAdapter("sys/class/net/bnep0"))
}

func TestCPUModels(t *testing.T) {
	read := func(cpuinfo string) []hwhash.Component {
		tr := treeOf(t, "cpu 1 = x, y, z")
		require.NoError(t, addFile(tr.dir, "proc/cpuinfo", cpuinfo, 0o444))
		f := newFindings("cpu", wanted(hwhash.CPU))
		readCPU(tr, f)
		return f.components
	}
	arm := "processor: 0\nCPU implementer: 0x41\nCPU part: 0xd05\n\nprocessor: 1\nCPU implementer: 0x41\nCPU part: 0xd0a\n\n"
	require.Equal(t, []hwhash.Component{{Class: hwhash.CPU, Value: "0x41|0xd05"}, {Class: hwhash.CPU, Value: "0x41|0xd0a"}}, read(arm))
	require.Equal(t, []hwhash.Component{{Class: hwhash.CPU, Value: "|ARMv7 Processor rev 4 (v7l)"}},
		read("processor: 0\nmodel name: ARMv7 Processor rev 4 (v7l)\nCPU implementer: 0x43\nCPU part: 0xd03\n\n"))
	require.Empty(t, read(""))
}

// A list of processors that is too long to be read to its end gives no part of
// a name, wherever it is cut.
func TestCPUInfoCut(t *testing.T) {
	const block = "processor\t: 7\nvendor_id\t: GenuineIntel\nmodel name\t: Xeon\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n\n"
	tr := treeOf(t, "folder proc")
	for shift := range len(block) {
		text := "comment\t: " + strings.Repeat("x", shift) + "\n" + strings.Repeat(block, 2*maxAttr/len(block))
		require.NoError(t, addFile(tr.dir, cpuInfoFile, text, 0o444))
		info := readCPUInfo(tr)
		require.Equal(t, [][2]string{{"GenuineIntel", "Xeon"}}, info.models)
		require.Equal(t, [][2]string{{"0x41", "0xd0c"}}, info.arm)
	}
}

func TestHex4(t *testing.T) {
	got, ok := hex4("0x10DE")
	require.True(t, ok)
	require.Equal(t, "10de", got)
	for _, bad := range []string{"", "10de", "0x10d", "0x10de5", "0x10dg"} {
		_, ok := hex4(bad)
		require.False(t, ok, bad)
	}
}

func TestPlainUserWithoutMachineID(t *testing.T) {
	tr := treeOf(t, `etc/machine-id ! 0000 = x`)
	f := newFindings("os", wanted(hwhash.OSInstall))
	readInstall(tr, f)
	if os.Getuid() == 0 {
		t.Skip("the superuser may read all")
	}
	require.Equal(t, OutcomeUnreadable, f.entry(hwhash.OSInstall).Outcome)
}

func TestLinkAddresses(t *testing.T) {
	order := binary.NativeEndian
	attr := func(b []byte, kind uint16, value string) []byte {
		b = order.AppendUint16(b, uint16(unix.SizeofRtAttr+len(value)))
		b = append(order.AppendUint16(b, kind), value...)
		return append(b, make([]byte, -len(value)&3)...)
	}
	body := make([]byte, unix.SizeofIfInfomsg)
	body = attr(body, unix.IFLA_IFNAME, "wlan0\x00")
	body = attr(body, unix.IFLA_ADDRESS, "\x02\x11\x22\x33\x44\x55")
	body = attr(body, unix.IFLA_PERM_ADDRESS, "\xf4\x26\x79\x3b\xd8\x05")
	message := func(body []byte) *syscall.NetlinkMessage {
		return &syscall.NetlinkMessage{Header: syscall.NlMsghdr{Type: unix.RTM_NEWLINK}, Data: body}
	}
	now, permanent := linkAddresses(message(body))
	require.Equal(t, adapter{"wlan0", "02:11:22:33:44:55"}, now)
	require.Equal(t, "f4:26:79:3b:d8:05", permanent)
	_, permanent = linkAddresses(message(body[:unix.SizeofIfInfomsg]))
	require.Empty(t, permanent)
}

// The addresses that the kernel gives are those of sysfs, where that has them.
func TestPermanentAddresses(t *testing.T) {
	for now, permanent := range permanentAddresses(t.Context()) {
		kind, _ := os.ReadFile(filepath.Join("/sys/class/net", now.name, "addr_assign_type"))
		address, _ := os.ReadFile(filepath.Join("/sys/class/net", now.name, "address"))
		if permanent != "" && trim(string(address)) == now.address && trim(string(kind)) == "0" {
			require.True(t, now.address == permanent, now.name)
		}
	}
}

func TestTables(t *testing.T) {
	table := machines.SMBIOS("A1", "vendor:HP", "product:P", "serial:S", "uuid:35474335-3833-3139-4b58-54c7b10e2d5a",
		"board-vendor:BV", "board-product:BP", "board-serial:BS", "bios-vendor:V", "bios-version:1", "bios-date:D")
	got := parseTables([]byte(table + table)) // the second is behind the end
	require.Equal(t, "35474335-3833-3139-4b58-54c7b10e2d5a", got.system.uuid)
	require.Equal(t, []string{"HP", "P", "S", ""}, []string{got.system.vendor, got.system.product, got.system.serial, got.system.sku})
	require.Equal(t, []string{"BV", "BP", "BS"}, []string{got.board.vendor, got.board.product, got.board.serial})
	require.Equal(t, []string{"V", "1", "D"}, []string{got.firmware.vendor, got.firmware.version, got.firmware.date})
	for n := range table {
		_ = parseTables([]byte(table[:n]))
	}
	require.Equal(t, tables{}, parseTables(nil))
}

func TestMemorySerials(t *testing.T) {
	table := machines.SMBIOS("A1", "B2")
	require.Equal(t, []string{"A1", "B2"}, memorySerials([]byte(table)))
	// A table that is cut short gives what is before the cut.
	for n := range table {
		require.Subset(t, []string{"A1", "B2"}, append(memorySerials([]byte(table[:n])), "A1"))
	}
	require.Empty(t, memorySerials([]byte{smbiosMemoryDevice, 3, 0, 0, 0, 0}))
	require.Empty(t, memorySerials([]byte{smbiosMemoryDevice, 255, 0, 0, 0, 0}))
	require.Empty(t, smbiosString([]byte("one\x00two"), 3))
	require.Equal(t, "two", smbiosString([]byte("one\x00two"), 2))
	require.Empty(t, smbiosString([]byte("one"), 0))
}
