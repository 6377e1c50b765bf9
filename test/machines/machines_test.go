package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/hwhash/collect"
)

// Every machine has a name of its own, a file with what has to be found in it,
// and is compared with one that is there and has the same processor.
func TestTable(t *testing.T) {
	require.GreaterOrEqual(t, len(table), 30)
	names := map[string]bool{}
	quick := 0
	for i := range table {
		m := &table[i]
		require.False(t, names[m.name], m.name)
		names[m.name] = true
		require.NotEmpty(t, m.about, m.name)
		require.FileExists(t, filepath.Join("testdata", m.name+".golden"))
		require.Equal(t, m.beside == "", m.is == "", m.name)
		if m.quick {
			quick++
		}
		if m.beside != "" {
			other := find(m.beside)
			require.NotNil(t, other, m.name)
			require.Equal(t, m.hardware().arch, other.hardware().arch, m.name)
		}
	}
	require.True(t, quick >= 6 && quick <= 8, "%d machines for every change", quick)
	files, err := filepath.Glob("testdata/*.golden")
	require.NoError(t, err)
	require.Len(t, files, len(table))
}

// What a change makes of the laptop does not change the laptop.
func TestPartsAreApart(t *testing.T) {
	before := fmt.Sprint(laptop())
	for i := range table {
		_ = table[i].hardware()
	}
	require.Equal(t, before, fmt.Sprint(laptop()))
}

func TestArgs(t *testing.T) {
	h := laptop()
	h.disks = append(h.disks, "uas NA7F1QXK", "scsi,removable=on S1", "scsi S2")
	got := strings.Join(h.args("KERNEL", "INITRAMFS", "FILE"), " ")
	for _, want := range []string{
		"-machine q35 ", "-cpu max,-hypervisor ", "-kernel KERNEL -initrd INITRAMFS ",
		"-device e1000e,mac=3c:18:a0:5e:91:7c", "-device nvme,serial=S676NF0R914420,drive=d0", "-device ide-hd,bus=ide.1,serial=WD-WX12D80F6Y7K,drive=d1",
		"-device qemu-xhci,id=xhci", "-device scsi-hd,bus=uas.0,serial=NA7F1QXK,drive=d2", "-device scsi-hd,bus=scsi.0,removable=on,serial=S1,drive=d3",
		"type=1,manufacturer=LENOVO,product=20W0ZZ12GE,serial=PF3ZQ8T1,", "drivers=virtio_pci,xhci_pci,e1000e,nvme,ahci,sd_mod,uas,virtio_scsi ",
	} {
		require.Contains(t, got, want)
	}
	require.Equal(t, 1, strings.Count(got, "id=scsi"), "one controller for both")

	var bare hardware
	on("s390x", "s390-ccw-virtio")(&bare)
	got = strings.Join(bare.args("KERNEL", "INITRAMFS", "FILE"), " ")
	require.Contains(t, got, "virtio-blk-ccw")
	require.NotContains(t, got, "-smbios")
}

// The archive is one that the kernel takes: headers of 110 bytes, and names
// and contents that end at multiples of four.
func TestArchive(t *testing.T) {
	var b bytes.Buffer
	a := &archive{to: &b}
	a.folder("bin")
	a.program("init", []byte("#!"))
	a.add("TRAILER!!!", 0, nil)
	require.NoError(t, a.err)
	text := b.String()
	require.Zero(t, len(text)%4)
	for _, name := range []string{"bin", "init", "TRAILER!!!"} {
		require.True(t, strings.HasPrefix(text, "070701"))
		var size, length int
		_, err := fmt.Sscanf(text[54:62], "%x", &size)
		require.NoError(t, err)
		_, err = fmt.Sscanf(text[94:102], "%x", &length)
		require.NoError(t, err)
		require.Equal(t, name+"\x00", text[110:110+length])
		next := (110 + length + 3) &^ 3
		text = text[(next+size+3)&^3:]
	}
	require.Empty(t, text)
}

func TestReadNeeds(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "modules.dep"),
		[]byte("kernel/a/sd-mod.ko.xz: kernel/b/scsi.ko.xz kernel/c/base.ko.xz\nkernel/b/scsi.ko.xz:\n"), 0o644))
	needs, err := readNeeds(folder)
	require.NoError(t, err)
	require.Equal(t, []string{"kernel/c/base.ko.xz", "kernel/b/scsi.ko.xz", "kernel/a/sd-mod.ko.xz"}, needs["sd_mod"])
	require.Equal(t, []string{"kernel/b/scsi.ko.xz"}, needs["scsi"])
}

const console = "[    1.0] noise\r\n@@booted\r\n" +
	"@@root {\"inventory\":{\"components\":[{\"class\":\"nic\",\"value\":\"3c:18:a0:5e:91:7c\"}],\"traits\":{\"virtual\":false,\"container\":false,\"portable\":false}},\"sources\":[]}\r\n" +
	"[    2.0] more@@nobody {\"inventory\":{\"components\":[],\"traits\":{\"virtual\":false,\"container\":false,\"portable\":false}},\"sources\":[]}\r\n" +
	"@@hwprint a\r\n@@hwprint b\r\n@@trouble 0\r\n@@done\r\n"

func TestParse(t *testing.T) {
	s := parse(console)
	require.NoError(t, s.decode())
	require.Equal(t, []hwhash.Component{{Class: hwhash.NIC, Value: "3c:18:a0:5e:91:7c"}}, s.root.Inventory.Components)
	require.Equal(t, []string{"a", "b"}, s.hwprint)
	require.NotNil(t, s.said["done"])

	for what, with := range map[string]string{"@@trouble 0": "@@trouble 1", "@@nobody {": "@@nobody.error x {", `"sources":[]`: `"sources":[{"name":"net","class":"nic","outcome":"late","found":0}]`} {
		s := parse(strings.Replace(console, what, with, 1))
		require.Error(t, s.decode(), with)
	}
}

func TestCheckMemory(t *testing.T) {
	r := func(value string) collect.Result {
		return collect.Result{Inventory: hwhash.Inventory{Components: []hwhash.Component{{Class: hwhash.MemorySize, Value: value}}}}
	}
	require.NoError(t, checkMemory(512, r("466360 kB")))
	require.NoError(t, checkMemory(4096, r("4016484 kB")))
	for _, bad := range []string{"524289 kB", "300000 kB", "x"} {
		require.Error(t, checkMemory(512, r(bad)), bad)
	}
	require.Error(t, checkMemory(512, collect.Result{}))
}

func TestChanges(t *testing.T) {
	require.Equal(t, "- b\n+ d\n", changes("a\nb\nc", "a\nc\nd"))
	require.Empty(t, changes("a\nb", "b\na"))
}

// The laptop has the same identity by its description, which hwhash/collect
// reads, and by a booted kernel.
func TestDescribedMachineIsTheBootedOne(t *testing.T) {
	identity := func(file string) []string {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var lines []string
		for line := range strings.Lines(string(text)) {
			name, _, _ := strings.Cut(line, " ")
			if class, err := hwhash.ParseClass(name); err == nil && class.Identity() && !strings.Contains(line, " from ") {
				lines = append(lines, line)
			}
			if line == "as nobody:\n" {
				break
			}
		}
		return lines
	}
	booted := identity("testdata/laptop.golden")
	require.Len(t, booted, 8)
	require.Equal(t, identity("../../hwhash/collect/testdata/virtual.golden"), booted)
}
