package hwhash

// softwareMACs are ranges that no adapter of a machine has of its own.
var softwareMACs = [...]struct {
	first, count mac
}{
	{0x005056c00000, 1 << 16}, // VMware: the host's side of a virtual network
	{0x0a0027000000, 1 << 24}, // VirtualBox: the same
	{0x00ff00000000, 1 << 32}, // TAP-Windows
	{0x444553000000, 1 << 24}, // Microsoft: dial-up and VPN adapters ("DES")
	{0x505054000000, 1 << 24}, // the same ("PPT")
	{0x005345000000, 1 << 24}, // the same, remote access
	{0x00059a3c0000, 1 << 16}, // Cisco: VPN adapters
	{0x00090ffe0000, 1 << 16}, // Fortinet: VPN adapters
	{0x00090faa0000, 1 << 16}, // the same
	{0x025041000000, 1 << 24}, // Palo Alto: VPN adapters
	{0x00005e000000, 1 << 24}, // IANA: VRRP and other protocols (RFC 9542)
	{0x00000c07ac00, 1 << 8},  // Cisco: HSRP
	{0x204153594e00, 1 << 8},  // dial-up (" ASYN")
}

// listed says which first bytes there are in softwareMACs and knownMACs.
var listed = func() (set [256]bool) {
	for _, r := range softwareMACs {
		set[r.first.byteAt(0)] = true
	}
	for _, m := range knownMACs {
		set[m.byteAt(0)] = true
	}
	return set
}()

// knownMACs are addresses that were met on many machines: one for a whole
// product (modems, dongles, chips without their EEPROM). The sources are the
// blacklists that GLPI and OCS Inventory publish, the notes of hw-probe, and
// the defaults in drivers and boot loaders. Sorted.
var knownMACs = [...]mac{
	0x0001027d9b1c, 0x0003199e8b00, 0x0008a1460635, 0x0008a166e21a, 0x00093bf01a40, 0x0009dd103768,
	0x000a35000122, 0x000b0e0f00ed, 0x000bcafe0000, 0x000bcafe0001, 0x000be0f000ed, 0x000c43768700,
	0x000c43768728, 0x000c43768730, 0x000c43e17628, 0x000c43e17629, 0x000ec6877201, 0x000fea9ae2f0,
	0x00105a7271f3, 0x00111185088b, 0x001374005c38, 0x001518018131, 0x00155dba6bb6, 0x001a7dda7111,
	0x001b10002aec, 0x001e101f0000, 0x001e101f0001, 0x002007011606, 0x00207002a000, 0x00405c260a5b,
	0x005043020000, 0x00504302fe01, 0x00904cc50034, 0x00904cc51238, 0x00a0c6000000, 0x00e00cbce560,
	0x00e04c360001, 0x00e04c534458, 0x00e04c680001, 0x00e04c682d3d, 0x00e04c819200, 0x00e04c8196c1,
	0x00e04c8196c2, 0x00e04c8196c3, 0x00e04c8196c4, 0x00e04c8196c5, 0x00e04c8196c6, 0x00e04c8196c7,
	0x00e04c8196c8, 0x00e04c870000, 0x044b80808003, 0x044b80808004, 0x044b808080f0, 0x08003e260a5b,
	0x089090909090, 0x0c5b8f279a64, 0x207002a00000, 0x2076a0005679, 0x24b620524153, 0x582c80139263,
	0x8000600fe800, 0x888888888788,
}
