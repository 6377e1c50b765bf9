//go:build linux

package collect

import (
	"io/fs"
	"maps"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/hwhash/collect/internal/machines"
)

func FuzzMemorySerials(f *testing.F) {
	f.Add([]byte(nil))
	f.Add([]byte(machines.SMBIOS()))
	f.Add([]byte(machines.SMBIOS("A1", "B2")))
	f.Add([]byte(machines.SMBIOS("A1"))[:40])           // cut inside a structure
	f.Add([]byte{smbiosMemoryDevice, 0, 0, 0, 0, 0})    // shorter than its header
	f.Add([]byte{smbiosMemoryDevice, 0x1b, 0, 0, 1, 1}) // longer than the table
	f.Fuzz(func(t *testing.T, table []byte) {
		total := 0
		for _, serial := range memorySerials(table) {
			require.NotEmpty(t, serial)
			require.NotContains(t, serial, "\x00")
			total += len(serial)
		}
		require.LessOrEqual(t, total, len(table))
	})
}

// FuzzSources puts the same bytes in the place of every file whose content is
// parsed. Nothing may panic, and what is found must be fit for hwhash.
func FuzzSources(f *testing.F) {
	for _, seed := range []string{
		"", "\n", "\x00", "unknown\n", "0x0300\n", "1\n", "a:b:/docker/x\n",
		"MemTotal: 1 kB\nflags: hypervisor\nCPU implementer: 0x41\nCPU part: 0xd03\n",
		"1 2 3:4 / / rw - overlay overlay rw,upperdir=/docker/x\n", "container=lxc\x00",
		"\x00\x80\xff\xff1234", "t10.ATA  a  b", "E:ID_SERIAL_SHORT=1\n", "DEVTYPE=wwan\n", machines.SMBIOS("A1"),
	} {
		f.Add([]byte(seed))
	}
	const (
		pci  = "sys/bus/pci/devices/0000:00:02.0/"
		disk = "sys/block/sda/"
		nic  = "sys/class/net/eth0/"
	)
	f.Fuzz(func(t *testing.T, content []byte) {
		machine := machines.Machine{
			disk + "size":            file("1\n"),
			nic + "type":             file("1\n"),
			nic + "addr_assign_type": file("0\n"),
		}
		for _, name := range []string{
			dmiDir + "sys_vendor", dmiDir + "product_name", dmiDir + "product_uuid", dmiDir + "chassis_type",
			"etc/machine-id", "proc/cpuinfo", "proc/meminfo", "proc/cmdline", "proc/sysinfo",
			"proc/1/cgroup", "proc/1/mountinfo", "proc/1/environ",
			pci + "class", pci + "vendor", pci + "device", pci + "subsystem_vendor", pci + "subsystem_device",
			disk + "dev", disk + "device/vpd_pg80", disk + "device/wwid", udevDir + "b8:0", smbiosFile,
			nic + "address", nic + "uevent", nic + "removable",
			cpuDir + "cpu0/topology/physical_package_id",
		} {
			machine[name] = file(string(content))
		}
		requireSound(t, collectFrom(t, write(t, machine)))
	})
}

// FuzzTables reads an SMBIOS table for all that it can say.
func FuzzTables(f *testing.F) {
	f.Add([]byte(machines.SMBIOS("A1", "uuid:35474335-3833-3139-4b58-54c7b10e2d5a", "serial:S")))
	f.Add([]byte{smbiosSystem, 0x18, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, table []byte) { _ = parseTables(table) })
}

// FuzzTree collects from the machines of testdata after a mishap or an attack:
// files cut, mixed up, replaced by anything that a file system can have.
// Nothing may hang, break, eat memory or leave a goroutine, and what is found
// must be fit for hwhash.
func FuzzTree(f *testing.F) {
	var names []string
	trees := map[string]machines.Machine{}
	for _, name := range machineNames(f) {
		machine := load(f, name)
		if len(machine) < 1000 { // larger ones take too long to make
			names = append(names, name)
			trees[name] = machine
		}
	}
	for i := range names {
		f.Add(byte(i), []byte(nil), "")
	}
	for kind := range len(mutations) {
		for i, text := range []string{"", "\x00\xff\x1b", "../../../../etc/shadow", "E:ID_SERIAL=x\n", machines.SMBIOS("A1")} {
			f.Add(byte(7*kind+i), []byte{byte(kind), 0, byte(31 * i), byte(kind), 1, byte(57 * kind)}, text)
		}
	}
	f.Fuzz(func(t *testing.T, which byte, edits []byte, text string) {
		name := names[int(which)%len(names)]
		machine := maps.Clone(trees[name])
		paths := slices.Sorted(maps.Keys(machine))
		for ; len(edits) >= 3; edits = edits[3:] {
			at := int(edits[1])<<8 | int(edits[2])
			mutations[int(edits[0])%len(mutations)](machine, paths[at%len(paths)], paths[at*7%len(paths)], text)
		}
		root := treeDir(t)
		if machine.Write(root, false) != nil {
			t.Skip("no such file system")
		}
		ended := goroutinesEnd(t)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		got := collectFrom(t, root)
		runtime.ReadMemStats(&after)
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(maxMemory)<<10, "all memory that was ever asked for")
		ended()
		requireSound(t, got)
	})
}

// mutations change an entry of a machine, with the help of another and a text.
var mutations = []func(m machines.Machine, name, other, text string){
	func(m machines.Machine, name, _, text string) { m[name] = file(text) },
	func(m machines.Machine, name, _, text string) { m[name] = file(m[name].Text + text) },
	func(m machines.Machine, name, _, text string) { m[name] = file(text + m[name].Text) },
	func(m machines.Machine, name, _, _ string) { m[name] = file(m[name].Text[:len(m[name].Text)/2]) },
	func(m machines.Machine, name, _, text string) {
		half := len(m[name].Text) / 2
		m[name] = file(m[name].Text[:half] + text + m[name].Text[half:])
	},
	func(m machines.Machine, name, _, _ string) { delete(m, name) },
	func(m machines.Machine, name, other, _ string) { m[name] = m[other] },
	func(m machines.Machine, name, other, _ string) { m[name+"0"] = m[other] },
	func(m machines.Machine, name, _, _ string) { m[name] = machines.Entry{Mode: fs.ModeDir | 0o755} },
	func(m machines.Machine, name, _, _ string) { m[name] = machines.Entry{Mode: fs.ModeNamedPipe | 0o666} },
	func(m machines.Machine, name, _, _ string) { m[name] = machines.Entry{Mode: 0o444, Zero: 64 << 20} },
	func(m machines.Machine, name, other, _ string) { m[name] = link("/" + other) },
	func(m machines.Machine, name, _, text string) {
		if text != "" {
			m[name] = link(text)
		}
	},
	func(m machines.Machine, name, _, _ string) { m[name] = link(name[len(name)-1:]) },
	func(m machines.Machine, name, _, _ string) { m[name] = link("/dev/zero") },
	func(m machines.Machine, name, _, _ string) { m[name] = machines.Entry{Text: m[name].Text} }, // mode 0
}

func file(text string) machines.Entry { return machines.Entry{Mode: 0o444, Text: text} }

func link(target string) machines.Entry { return machines.Entry{Mode: fs.ModeSymlink, Text: target} }
