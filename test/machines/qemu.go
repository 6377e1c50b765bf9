package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// emulator says how QEMU is told to be a machine with this processor.
var emulators = map[string]struct{ command, cpu, console, virtio string }{
	"amd64": {"qemu-system-x86_64", "max", "ttyS0", "-pci"},
	"arm64": {"qemu-system-aarch64", "cortex-a57", "ttyAMA0", "-pci"},
	"s390x": {"qemu-system-s390x", "max", "ttysclp0", "-ccw"},
}

// drivers are the kernel's modules for what QEMU calls devices and disks.
var drivers = map[string]string{
	"e1000": "e1000", "e1000e": "e1000e", "rtl8139": "8139cp", "pcnet": "pcnet32", "vmxnet3": "vmxnet3",
	"virtio-net": "virtio_net", "virtio-net-pci": "virtio_net", "virtio-net-ccw": "virtio_net", "usb-net": "cdc_ether rndis_host",
	"nvme": "nvme", "sata": "ahci sd_mod", "virtio": "virtio_blk", "scsi": "virtio_scsi sd_mod", "raid": "megaraid_sas sd_mod",
	"usb": "usb_storage sd_mod", "uas": "uas sd_mod", "sd": "sdhci_pci mmc_block", "ide": "ata_piix sd_mod", "cd": "ahci sr_mod",
	"tpm-tis": "tpm_tis", "tpm-crb": "tpm_crb",
}

// driversOf returns the modules that a machine needs.
func (h hardware) driversOf() []string {
	all := []string{}
	add := func(kind string) {
		kind, _, _ = strings.Cut(kind, ",")
		for name := range strings.FieldsSeq(drivers[kind]) {
			if !slices.Contains(all, name) {
				all = append(all, name)
			}
		}
	}
	if h.arch != "s390x" {
		all = append(all, "virtio_pci")
	}
	if h.hasUSB() {
		all = append(all, "xhci_pci")
	}
	for _, device := range slices.Concat(h.nics, h.disks, h.devices, []string{h.tpm}) {
		kind, _, _ := strings.Cut(device, " ")
		add(kind)
	}
	if slices.Contains(h.steps, "bridges") {
		all = append(all, "bridge", "dummy", "veth", "8021q", "macvlan", "tun")
	}
	return all
}

func (h hardware) hasUSB() bool {
	return slices.ContainsFunc(slices.Concat(h.nics, h.disks), func(d string) bool {
		return strings.HasPrefix(d, "usb") || strings.HasPrefix(d, "uas")
	})
}

// hurry are the kernel's options that save an emulated processor work.
const hurry = "quiet panic=-1 mitigations=off nokaslr random.trust_cpu=on cryptomgr.notests no_timer_check " +
	"i8042.noaux i8042.nokbd apparmor=0 audit=0 init_on_alloc=0 rcupdate.rcu_expedited=1 tsc=reliable"

// args returns QEMU's arguments. The disks all have the content of one file.
func (h hardware) args(kernel, initramfs, disk string) []string {
	e := emulators[h.arch]
	cpu := e.cpu
	if h.arch == "amd64" && !h.guest {
		cpu += ",-hypervisor"
	}
	args := []string{
		"-machine", h.board, "-accel", "tcg", "-cpu", cpu, "-m", fmt.Sprint(h.memory), "-smp", "1",
		"-display", "none", "-no-reboot", "-nodefaults", "-serial", "stdio", "-kernel", kernel, "-initrd", initramfs,
		"-append", fmt.Sprintf("console=%s %s id=%s drivers=%s do=%s", e.console, hurry, h.install, strings.Join(h.driversOf(), ","), strings.Join(h.steps, ",")),
	}
	if h.firmware == "uefi" {
		args = append(args, "-bios", "/usr/share/ovmf/OVMF.fd")
	}
	if h.uuid != "" {
		args = append(args, "-uuid", h.uuid)
	}
	if h.smbios && h.arch != "s390x" {
		args = append(args, h.smbiosArgs()...)
	}
	for _, device := range h.devices {
		args = append(args, option(strings.ReplaceAll(device, "DISK", disk))...)
	}
	if h.hasUSB() {
		args = append(args, "-device", "qemu-xhci,id=xhci")
	}
	for _, nic := range h.nics {
		args = append(args, "-device", h.nicArg(nic))
	}
	return append(args, h.disksArgs(disk)...)
}

// option returns "-device DEVICE", or, of what begins with a hyphen, its two
// words.
func option(device string) []string {
	if strings.HasPrefix(device, "-") {
		name, value, _ := strings.Cut(device, " ")
		return []string{name, value}
	}
	return []string{"-device", device}
}

func (h hardware) smbiosArgs() []string {
	var args []string
	add := func(kind int, fields ...string) {
		text := fmt.Sprintf("type=%d", kind)
		for i := 0; i < len(fields); i += 2 {
			if fields[i+1] != "" {
				text += "," + fields[i] + "=" + strings.ReplaceAll(fields[i+1], ",", ",,")
			}
		}
		args = append(args, "-smbios", text)
	}
	if h.bios != "" {
		add(0, "vendor", h.maker, "version", h.bios, "date", "09/14/2023")
	}
	add(1, "manufacturer", h.maker, "product", h.product, "serial", h.serial, "uuid", h.uuid, "sku", "LENOVO_MT_20W0")
	add(2, "manufacturer", h.maker, "product", h.product, "serial", h.boardSerial)
	add(3, "manufacturer", h.maker, "serial", h.serial)
	add(17, "manufacturer", "Samsung", "serial", h.module)
	return args
}

func (h hardware) nicArg(nic string) string {
	model, address, _ := strings.Cut(nic, " ")
	switch {
	case strings.HasPrefix(model, "usb-net"):
		model += ",bus=xhci.0"
	case model == "virtio-net":
		model += emulators[h.arch].virtio
	}
	return model + ",mac=" + address
}

func (h hardware) disksArgs(file string) []string {
	var controllers []string
	var each [][]string
	for i, disk := range h.disks {
		kind, serial, _ := strings.Cut(disk, " ")
		kind, options, _ := strings.Cut(kind, ",")
		device, controller := h.diskDevice(kind, i)
		for _, c := range controller {
			if !slices.Contains(controllers, c) {
				controllers = append(controllers, c)
			}
		}
		if options != "" {
			device += "," + options
		}
		if serial != "" && kind != "sd" {
			device += ",serial=" + serial
		}
		drive := fmt.Sprintf("if=none,id=d%d,file=%s,format=raw,snapshot=on", i, file)
		if kind == "cd" {
			drive = fmt.Sprintf("if=none,id=d%d,file=%s,format=raw,readonly=on,media=cdrom", i, file)
		}
		each = append(each, []string{"-drive", drive, "-device", fmt.Sprintf("%s,drive=d%d", device, i)})
	}
	if h.reverse {
		slices.Reverse(each)
	}
	var args []string
	for _, c := range controllers {
		args = append(args, "-device", c)
	}
	return append(args, slices.Concat(each...)...)
}

// diskDevice returns QEMU's device for a kind of disk, and what it hangs on.
func (h hardware) diskDevice(kind string, number int) (device string, controllers []string) {
	switch kind {
	case "sata":
		return fmt.Sprintf("ide-hd,bus=ide.%d", number%6), nil
	case "cd":
		return "ide-cd,bus=ide.5", nil
	case "ide":
		return fmt.Sprintf("ide-hd,bus=ide.%d", number%2), nil
	case "virtio":
		return "virtio-blk" + emulators[h.arch].virtio, nil
	case "scsi":
		return "scsi-hd,bus=scsi.0", []string{"virtio-scsi" + emulators[h.arch].virtio + ",id=scsi"}
	case "raid":
		return "scsi-hd,bus=raid.0", []string{"megasas,id=raid"}
	case "usb":
		return "usb-storage,bus=xhci.0", nil
	case "uas":
		return "scsi-hd,bus=uas.0", []string{"usb-uas,id=uas,bus=xhci.0"}
	case "sd":
		return "sd-card", []string{"sdhci-pci"}
	}
	return kind, nil // nvme
}

// kernelOf returns the kernel that setup unpacked, and the folder of its
// modules.
func kernelOf(folder string) (kernel, modules string, err error) {
	kernels, _ := filepath.Glob(folder + "/boot/vmlinu[xz]-*")
	folders, _ := filepath.Glob(folder + "/lib/modules/*")
	if len(kernels) == 0 || len(folders) == 0 {
		return "", "", fmt.Errorf("no kernel in %s: run test/machines/setup first", folder)
	}
	return kernels[0], folders[0], nil
}
