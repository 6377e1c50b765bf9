package main

import "github.com/hwprint/hwprint/hwhash"

// machine is a line of the table: a virtual machine, and what it is beside
// another, if it is compared.
type machine struct {
	name   string
	about  string
	quick  bool   // one of those that every change is tried on
	parts  []part // what it has other than the laptop
	beside string // the machine that it is compared with
	is     relation
}

// relation is what a machine is beside another.
type relation string

const (
	identical relation = "identical" // the hashes are equal
	same      relation = "same"
	review    relation = "review"
	different relation = "different"
)

var verdicts = map[hwhash.Verdict]relation{hwhash.Same: same, hwhash.Review: review, hwhash.Different: different}

const (
	otherUUID, otherInstall = "1f6a0d4c-8d21-11ee-9c41-7a5f0e21bb30", "9c41be07d2f54f6f8b1a3e5c77d0e2f8"

	wired, otherWired = "e1000e 3c:18:a0:5e:91:7c", "e1000e 3c:18:a0:61:0b:d3"
	nvme, otherNVMe   = "nvme S676NF0R914420", "nvme S676NF0T128855"
	sata, otherSATA   = "sata WD-WX12D80F6Y7K", "sata WD-WX32A41E9P0M"
)

func parts(all ...part) []part { return all }

// moreParts are those of which several make another machine.
func otherBoard(h *hardware) {
	h.uuid, h.serial, h.boardSerial, h.nics = otherUUID, "PF4A71KX", "L1HF2CD19TW", []string{otherWired}
}

// table has the machines, by what is tried.
var table = []machine{
	{"laptop", "what the others are compared with", true, nil, "", ""},
	{"laptop-again", "once more", false, nil, "laptop", identical},

	// The same machine, otherwise set up.
	{"other-order", "disks in other slots", true, parts(reverse), "laptop", identical},
	{"root-ports", "behind PCI Express ports", false, parts(devices("pcie-root-port,id=rp0,slot=1,chassis=1", "pcie-root-port,id=rp1,slot=2,chassis=2"),
		nics("e1000e,bus=rp0 3c:18:a0:5e:91:7c"), disks("nvme,bus=rp1 S676NF0R914420", sata)), "laptop", identical},
	{"virtual-interfaces", "bridge, VLAN, veth, macvlan, tap", false, parts(doing("bridges")), "laptop", identical},
	{"address-set", "an address that the user set", true, parts(doing("address")), "laptop", identical},
	{"usb-things", "an adapter and three disks on USB", true, parts(disks(nvme, sata, "usb,removable=on 4C530001230815117063", "usb,removable=off 575836314134", "uas NA7F1QXK"),
		nics(wired, "usb-net 00:e0:4c:68:1a:2b")), "laptop", same},
	{"cd-and-card", "a disk in the drive, a card in the reader", false, parts(disks(nvme, sata, "cd K1XC7A5521", "sd")), "laptop", identical},
	{"two-paths", "an NVMe disk with two controllers", false, parts(disks(sata), devices("nvme-subsys,id=s0", "nvme,serial=S676NF0R914420,subsys=s0,id=c0",
		"nvme,serial=S676NF0R914420,subsys=s0,id=c1", "-drive if=none,id=dn,file=DISK,format=raw,snapshot=on", "nvme-ns,drive=dn,bus=c0,shared=on")), "laptop", identical},
	{"two-namespaces", "an NVMe disk in two parts", false, parts(disks(sata), devices("nvme,serial=S676NF0R914420,id=c0",
		"-drive if=none,id=dn,file=DISK,format=raw,snapshot=on", "nvme-ns,drive=dn,bus=c0",
		"-drive if=none,id=dm,file=DISK,format=raw,snapshot=on", "nvme-ns,drive=dm,bus=c0")), "laptop", identical},
	{"uefi", "started by UEFI", false, parts(uefi), "laptop", identical},
	{"smbios-3", "an entry point of 64 bits", false, parts(board("q35,smbios-entry-point-type=64")), "laptop", identical},
	{"old-board", "the chipset of 1996, the disks on IDE", false, parts(board("pc"), disks(nvme, "ide WD-WX12D80F6Y7K")), "laptop", same},

	// The same machine, changed.
	{"new-disk", "one of two disks is new", true, parts(disks(otherNVMe, sata)), "laptop", same},
	{"new-disks-installed", "both disks new, installed again", false, parts(disks(otherNVMe, otherSATA), install(otherInstall)), "laptop", same},
	{"new-adapter", "another network adapter", false, parts(nics(otherWired)), "laptop", same},
	{"installed", "installed again", false, parts(install(otherInstall)), "laptop", same},
	{"new-board", "another main board, with its adapter", false, parts(otherBoard), "laptop", same},
	{"updated", "new firmware, more memory", false, parts(bios("N34ET61W (1.61 )"), memory(1024), module("4C11E8B7")), "laptop", same},
	{"much-memory", "four GiB", false, parts(memory(4096)), "laptop", same},
	{"port-given", "one of two ports given to another namespace", false, parts(nics(wired, "e1000e 3c:18:a0:5e:91:7d"), doing("netns")), "two-ports", same},

	// Another machine.
	{"twin", "another of the model", true, parts(otherBoard, install(otherInstall), disks(otherNVMe, otherSATA), module("3B07D1A2")), "laptop", different},
	{"disks-moved", "the twin with this one's disks, installation and all", false, parts(otherBoard, module("3B07D1A2")), "laptop", review},
	{"placeholders", "firmware that was not filled in", false, parts(uuid("03000200-0400-0500-0006-000700080009"),
		serials("To be filled by O.E.M.", "Default string"), module("00000000")), "laptop", same},

	// Adapters and disks of all kinds.
	{"two-ports", "a card with two ports", false, parts(nics(wired, "e1000e 3c:18:a0:5e:91:7d")), "laptop", same},
	{"adapter-removed", "an adapter taken out while it runs", false, parts(doing("remove")), "laptop", same},
	{"six-adapters", "six kinds of network adapters", false, parts(nics("e1000 3c:18:a0:00:01:7c", "rtl8139 00:e0:4c:68:77:12", "virtio-net-pci 3c:18:a0:99:03:7c",
		"vmxnet3 00:50:56:9a:44:7c", wired, "pcnet 08:00:2b:1e:91:7d")), "laptop", same},
	{"no-adapter", "none", false, parts(nics()), "laptop", same},
	{"six-disks", "six kinds of disks", false, parts(disks(nvme, sata, "virtio vd-7731QXA9", "scsi SCSI7K1QX9", "scsi,wwn=0x5000c500a1b2c3d4", "raid MS88Q1X7KD")), "laptop", same},
	{"removable-flags", "built-in disks that say removable", false, parts(disks("nvme S676NF0R914420", "scsi,removable=on SCSI7K1QX9", "raid,removable=on MS88Q1X7KD")), "removable-not", identical},
	{"removable-not", "the same that do not", false, parts(disks("nvme S676NF0R914420", "scsi SCSI7K1QX9", "raid MS88Q1X7KD")), "", ""},
	{"no-serials", "disks without a serial number", true, parts(disks("nvme,serial=", "sata", "virtio", "scsi")), "laptop", same},
	{"no-serials-twin", "another of the model, its disks too without one", false, parts(otherBoard, install(otherInstall), disks("nvme,serial=", "sata", "virtio", "scsi"),
		module("3B07D1A2")), "no-serials", different},
	{"tpm-tis", "a TPM on the LPC bus", false, parts(tpm("tpm-tis")), "laptop", same},
	{"tpm-crb", "a TPM in memory", false, parts(tpm("tpm-crb")), "laptop", same},

	// Guests that do not hide.
	{"guest", "a guest with a UUID and an address", true, parts(guest), "", ""},
	{"clone", "its clone with a new UUID and address", false, parts(guest, uuid(otherUUID), nics("virtio-net-pci 52:54:00:21:b0:9e")), "guest", different},
	{"clone-alike", "its clone as it is", false, parts(guest), "guest", identical},
	{"plain", "a guest that was given nothing", false, parts(guest, undescribed, uuid(""), nics("virtio-net-pci 52:54:00:12:34:56")), "", ""},

	// Other processors.
	{"arm64", "device tree", false, parts(on("arm64", "virt"), undescribed), "", ""},
	{"arm64-twin", "another", false, parts(on("arm64", "virt"), undescribed, install(otherInstall), nics("virtio-net 3c:18:a0:61:0b:d3"), disks("virtio WD-WX32A41E9P0M")), "arm64", different},
	{"s390x", "a mainframe's guest", false, parts(on("s390x", "s390-ccw-virtio"), undescribed), "", ""},
	{"s390x-twin", "another", false, parts(on("s390x", "s390-ccw-virtio"), undescribed, uuid(otherUUID), install(otherInstall), nics("virtio-net 3c:18:a0:61:0b:d3"), disks("virtio WD-WX32A41E9P0M")), "s390x", different},
}

// hardware returns what a machine has.
func (m *machine) hardware() hardware {
	h := laptop()
	for _, change := range m.parts {
		change(&h)
	}
	return h
}
