package main

// hardware is what a virtual machine has. The zero value is a machine with
// nothing in it; see [laptop] for one to begin with.
type hardware struct {
	arch     string // as Debian calls it: "amd64", "arm64", "s390x"
	board    string // QEMU's type of machine, with options
	firmware string // "" for QEMU's own, "uefi"
	memory   int    // MiB
	guest    bool   // the processor says that there is a hypervisor

	smbios                       bool // the fields below are told
	maker, product, serial, uuid string
	boardSerial, module, bios    string

	install string   // machine-id
	nics    []string // "MODEL ADDRESS", the model with options
	disks   []string // "KIND SERIAL", see diskArgs
	devices []string // more devices, as for -device, before the others
	tpm     string   // a device of QEMU's
	steps   []string // for init: what is done before looking
	reverse bool     // disks are plugged in from the last to the first
}

// part changes hardware.
type part func(*hardware)

func uuid(u string) part            { return func(h *hardware) { h.uuid = u } }
func serials(system, b string) part { return func(h *hardware) { h.serial, h.boardSerial = system, b } }
func module(serial string) part     { return func(h *hardware) { h.module = serial } }
func memory(mib int) part           { return func(h *hardware) { h.memory = mib } }
func bios(version string) part      { return func(h *hardware) { h.bios = version } }
func install(id string) part        { return func(h *hardware) { h.install = id } }
func board(name string) part        { return func(h *hardware) { h.board = name } }
func nics(all ...string) part       { return func(h *hardware) { h.nics = all } }
func disks(all ...string) part      { return func(h *hardware) { h.disks = all } }
func devices(all ...string) part    { return func(h *hardware) { h.devices = all } }
func doing(steps ...string) part    { return func(h *hardware) { h.steps = steps } }
func tpm(device string) part        { return func(h *hardware) { h.tpm = device } }
func uefi(h *hardware)              { h.firmware = "uefi" }
func reverse(h *hardware)           { h.reverse = true }
func undescribed(h *hardware)       { h.smbios = false }

// guest makes it a guest that does not hide: QEMU's own names, no serials.
func guest(h *hardware) {
	h.guest = true
	h.maker, h.product, h.serial, h.boardSerial, h.module, h.bios = "QEMU", "Standard PC", "", "", "", ""
	h.nics, h.disks = []string{"virtio-net-pci 52:54:00:8f:3a:71"}, []string{"virtio"}
}

// on makes it a machine with another processor, which has no PC's devices.
func on(arch, board string) part {
	return func(h *hardware) {
		h.arch, h.board, h.guest = arch, board, true
		h.nics, h.disks = []string{"virtio-net 3c:18:a0:5e:91:7c"}, []string{"virtio WD-WX12D80F6Y7K"}
	}
}

// laptop is the machine that the others differ from, the one that
// hwhash/collect/testdata/virtual.tree describes.
func laptop() hardware {
	return hardware{
		arch: "amd64", board: "q35", memory: 512, smbios: true,
		maker: "LENOVO", product: "20W0ZZ12GE", serial: "PF3ZQ8T1", uuid: "8c1e44cc-31d7-11b2-a85c-d2f09b7710e4",
		boardSerial: "L1HF1AB02QX", module: "3A91C04E", bios: "N34ET58W (1.58 )",
		install: "5f0c2f6a9d3e4b8f8a517be0c4d2a913",
		nics:    []string{"e1000e 3c:18:a0:5e:91:7c"},
		disks:   []string{"nvme S676NF0R914420", "sata WD-WX12D80F6Y7K"},
	}
}
