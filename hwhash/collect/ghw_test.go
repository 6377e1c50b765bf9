//go:build linux

package collect

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/jaypipes/ghw"
	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/hwhash/collect/internal/machines"
)

// ghw panics on each of these, as the test shows. A machine that has it gives
// all but the classes named.
func TestGHWPanics(t *testing.T) {
	const (
		cpu   = "sys/devices/system/node/node0/cpu0/"
		cache = cpu + "cache/index0/"
		disk  = "sys/devices/pci0000:00/0000:00:1d.0/0000:04:00.0/nvme/nvme0/nvme0n1/"
	)
	block := func(args ...any) error { _, err := ghw.Block(args...); return err }
	topology := func(args ...any) error { _, err := ghw.Topology(args...); return err }
	memory := func(args ...any) error { _, err := ghw.Memory(args...); return err }
	node := []string{cpu + "topology/core_id = 0", "folder sys/devices/system/node/node0/hugepages"}
	for _, test := range []struct {
		name  string
		lines []string
		call  func(...any) error
		costs []hwhash.Class
	}{
		{"empty line in mounts", []string{disk + "nvme0n1p1/size = 9", `proc/self/mounts = "/dev/x / ext4 rw 0 0\n\n/dev/y / ext4 rw 0 0\n"`}, block, nil},
		{"empty cache level", append(node, cache+`level = ""`), topology, nil},
		{"cache size of one letter", append(node, cache+"level = 0", cache+"type = Data", cache+"id = 0", cache+`size = "K"`), topology, nil},
		{"empty cache type", append(node, cache+"level = 0", cache+`type = ""`), topology, nil},
		{"huge pages without a hyphen", []string{"folder sys/kernel/mm/hugepages/foo"}, memory, nil},
		{"huge pages of one letter", []string{"folder sys/kernel/mm/hugepages/hugepages-k"}, memory, nil},
		{"meminfo without a colon", []string{`proc/meminfo = "MemTotal\n"`}, memory, []hwhash.Class{hwhash.MemorySize}},
	} {
		t.Run(test.name, func(t *testing.T) {
			machine := load(t, "laptop")
			// As much as ghw counts where an int has 32 bits.
			machine["proc/meminfo"] = machines.Entry{Mode: 0o444, Text: "MemTotal:        1048576 kB\n"}
			want := collectFrom(t, write(t, machine))
			odd, err := machines.Parse(test.lines...)
			require.NoError(t, err)
			maps.Copy(machine, odd)
			root := write(t, machine)
			require.Panics(t, func() { _ = test.call(ghwArgs(root)...) })
			got := collectFrom(t, root)
			requireSound(t, got)
			for _, class := range test.costs {
				want.Inventory = without(want.Inventory, class)
			}
			require.Equal(t, want.Inventory, got.Inventory)
		})
	}
}

// Two more of ghw's panics come from what is not the machine's: a list of PCI
// names cut short, and ethtool's answer with a blank line. Neither is asked.
func TestGHWPanicsElsewhere(t *testing.T) {
	machine := load(t, "laptop")
	machine["usr/share/hwdata/pci.ids"] = machines.Entry{Mode: 0o444, Text: "\t0001\n\t\t\nC\n"}
	root := write(t, machine)
	want := collectFrom(t, makeTree(t, "laptop"))

	tools := t.TempDir()
	ran := filepath.Join(tools, "ran")
	require.NoError(t, os.WriteFile(filepath.Join(tools, "ethtool"), []byte("#!/bin/sh\n: >"+ran+"\nprintf 'Features:\\n\\n'\n"), 0o755))
	t.Setenv("PATH", tools)
	require.Panics(t, func() { _, _ = ghw.Network(ghw.WithChroot(root)) })
	require.FileExists(t, ran)
	require.NoError(t, os.Remove(ran))

	require.Equal(t, want, collectFrom(t, root))
	require.NoFileExists(t, ran)
}

// ghw's values are those of the kernel's files, on every machine of testdata:
// with another version of ghw, a value that it reads from elsewhere would
// change the hash of machines that are enrolled, and shows here. This is also
// what makes reading without ghw safe.
func TestGHWReadsWhatTheKernelSays(t *testing.T) {
	require.Equal(t, "v0.27.0", ghwVersion(t), "check that the values below are still the same")
	asked := map[string]int{}
	for _, name := range machineNames(t) {
		tr, err := openTree(t.Context(), makeTree(t, name))
		require.NoError(t, err)
		same := func(file, fromGHW string) {
			t.Helper()
			asked[filepath.Base(file)]++
			require.Equal(t, known(tr.text(file)), known(fromGHW), "%s: %s", name, file)
		}
		if tr.exists(dmiDir) && name != "hostile-files" {
			p, err := ghw.Product(ghwArgs(tr.dir)...)
			require.NoError(t, err)
			same(dmiDir+"product_uuid", p.UUID)
			same(dmiDir+"product_serial", p.SerialNumber)
			same(dmiDir+"sys_vendor", p.Vendor)
			same(dmiDir+"product_name", p.Name)
			same(dmiDir+"product_sku", p.SKU)
			b, err := ghw.Baseboard(ghwArgs(tr.dir)...)
			require.NoError(t, err)
			same(dmiDir+"board_serial", b.SerialNumber)
			same(dmiDir+"board_vendor", b.Vendor)
			same(dmiDir+"board_name", b.Product)
			f, err := ghw.BIOS(ghwArgs(tr.dir)...)
			require.NoError(t, err)
			same(dmiDir+"bios_vendor", f.Vendor)
			same(dmiDir+"bios_version", f.Version)
			same(dmiDir+"bios_date", f.Date)
		}
		names, _ := tr.list(netDir)
		if addresses, ok := ghwAddresses(tr, names); ok {
			for nic, address := range addresses {
				asked["address"]++
				require.Equal(t, tr.madeWith(netDir+nic), address, "%s: %s", name, nic)
			}
		}
		udev := &udevDisks{tree: tr}
		for disk, d := range ghwDisks(tr) {
			if number := tr.text(blockDir + disk + "/dev"); deviceNumber.MatchString(number) {
				asked["udev"]++
				own := udev.read(number)
				require.Equal(t, own.SerialNumber, known(d.SerialNumber), "%s: %s", name, disk)
				require.Equal(t, own.WWNNoExtension, known(d.WWNNoExtension), "%s: %s", name, disk)
			}
		}
		// ghw does not see a last processor without an end.
		if cpus := ghwCPUs(tr); len(cpus) > 0 {
			asked["cpuinfo"]++
			require.Equal(t, withVendor(readCPUInfo(tr).models), withVendor(cpus), name)
		}
	}
	for _, file := range []string{"product_uuid", "board_serial", "bios_version", "address", "udev", "cpuinfo"} {
		require.Greater(t, asked[file], 5, file)
	}
}

var regexpGHW = regexp.MustCompile(`jaypipes/ghw (\S+)`)

// ghwVersion returns the version of ghw that go.mod pins.
func ghwVersion(t *testing.T) string {
	t.Helper()
	mod, err := os.ReadFile("../../go.mod")
	require.NoError(t, err)
	found := regexpGHW.FindSubmatch(mod)
	require.NotNil(t, found)
	return string(found[1])
}
