package hwhash

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// canonical returns the canonical form of a value, and the rule that judged it.
func canonical(c Class, value string, traits Traits) (string, rule) {
	out, _, r := normalise(nil, &Component{c, value}, traits)
	return string(out), r
}

// One machine, one value: what different systems report of one component.
func TestOneValueHasOneForm(t *testing.T) {
	for _, c := range []struct {
		class  Class
		values []string
	}{
		{SystemUUID, []string{
			"9B1F6A52-4D0E-4C87-A8B3-0F6F2E6D71C4",
			"9b1f6a52-4d0e-4c87-a8b3-0f6f2e6d71c4",
			"{9b1f6a52-4d0e-4c87-a8b3-0f6f2e6d71c4}",
			"9b1f6a524d0e4c87a8b30f6f2e6d71c4",
			"526A1F9B-0E4D-874C-A8B3-0F6F2E6D71C4", // the other byte order
		}},
		{OSInstall, []string{"5d3ac1f0e5be4a04b4a7a0c2d5f1e6b9", "{5D3AC1F0-E5BE-4A04-B4A7-A0C2D5F1E6B9}"}},
		{NIC, []string{"3c:52:82:0a:11:07", "3C-52-82-0A-11-07", "3c52.820a.1107", "3C52820A1107", " 3c:52:82:0a:11:07 "}},
		{SystemSerial, []string{"PF3XK7Q2", " pf3xk7q2", "PF3XK7Q2  "}},
		{SystemSerial, []string{"VMware-56 4d 1a 2b 90 c7 e8 f1-22 31 7a 9d", "VMware-56  4D 1a 2b 90 c7 e8 f1-22 31 7A 9d "}},
		{Disk, []string{"WD-WCC7K4PE4C1U", "  WD-WCC7K4PE4C1U", "wd-wcc7k4pe4c1u"}},
		{Disk, []string{"eui.0025385881b04f6b", "0025_3858_81B0_4F6B.", "0x0025385881B04F6B"}},
		{Disk, []string{"naa.5000c500a1b2f3d9", "0x5000c500a1b2f3d9", "wwn-0x5000c500a1b2f3d9"}},
		{MemoryModule, []string{"3F2A1B04", "0x3F2A1B04", "3f2a1b04 "}},
		{TPM, []string{
			"4f1c9a0b7d3e52868b0c6d1f2a9e7c5305be8f7a6d4c3b2a190e8d7c6b5a4f3e",
			"4F:1C:9A:0B:7D:3E:52:86:8B:0C:6D:1F:2A:9E:7C:53:05:BE:8F:7A:6D:4C:3B:2A:19:0E:8D:7C:6B:5A:4F:3E",
		}},
		{MemorySize, []string{"4096 MB", "4 GB", "4GiB", "4294967296", "4194304 kB", "4.0 GB", "4294967296 B"}},
		{MemorySize, []string{"16 GB", "16265456 kB", "15.5 GiB", "16777216 kB"}}, // less what firmware reserves
		{MemorySize, []string{"24 GB", "24682416 kB", "22.8 GB"}},
		{CPU, []string{"GenuineIntel|Intel(R)  Core(TM) i7-8650U CPU @ 1.90GHz", "genuineintel | Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz "}},
		{SystemModel, []string{"Dell Inc.|Latitude 7490|", "Dell Inc.|Latitude 7490|To be filled by O.E.M.", "Dell Inc. | Latitude 7490 | Default string"}},
	} {
		want, r := canonical(c.class, c.values[0], Traits{})
		require.Equal(t, ruleUsed, r, c.values[0])
		for _, v := range c.values[1:] {
			got, r := canonical(c.class, v, Traits{})
			require.Equal(t, ruleUsed, r, v)
			require.Equal(t, want, got, "%s: %q and %q", c.class, c.values[0], v)
		}
	}
}

func TestDifferentValuesStayDifferent(t *testing.T) {
	for _, c := range []struct {
		class Class
		a, b  string
	}{
		{SystemUUID, "9b1f6a52-4d0e-4c87-a8b3-0f6f2e6d71c4", "9b1f6a52-4d0e-4c87-a8b3-0f6f2e6d71c5"},
		{SystemSerial, "PF3XK7Q2", "PF3XK7Q3"},
		{NIC, "3c:52:82:0a:11:07", "3c:52:82:0a:11:08"},
		{MemorySize, "16 GB", "12 GB"},
		{MemorySize, "16 GB", "24 GB"},
		{MemorySize, "48 GB", "64 GB"},
		{Firmware, "LENOVO|1.24|07/04/2022", "LENOVO|1.25|07/04/2022"},
	} {
		a, ra := canonical(c.class, c.a, Traits{})
		b, rb := canonical(c.class, c.b, Traits{})
		require.Equal(t, ruleUsed, ra, c.a)
		require.Equal(t, ruleUsed, rb, c.b)
		require.NotEqual(t, a, b)
	}
}

func TestMalformedValues(t *testing.T) {
	for _, c := range []struct {
		class Class
		value string
		want  rule
	}{
		{SystemSerial, strings.Repeat("A1B7", 257), ruleTooLong},
		{NIC, strings.Repeat("0", 2000), ruleTooLong},
		{SystemSerial, "PF3XK7\xff\xfe", ruleUTF8},
		{SystemSerial, "PF3XK7Q2\x00", ruleControl},
		{SystemSerial, "PF3X\x1b[31mK7Q2", ruleControl},
		{SystemSerial, "PF3XK7Q2\u0085", ruleControl},
		{SystemSerial, "PF3XK7Q2\n", ruleControl},
		{Class(0), "PF3XK7Q2", ruleNoClass},
		{Class(77), "PF3XK7Q2", ruleNoClass},
		{SystemUUID, "9b1f6a52-4d0e-4c87-a8b3-0f6f2e6d71c", ruleNotUUID},
		{SystemUUID, "9b1f6a52-4d0e-4c87-a8b3-0f6f2e6d71c4a", ruleNotUUID},
		{OSInstall, "my laptop at home", ruleNotUUID},
		{NIC, "80:00:02:09:fe:80:00:00:00:00:00:00:f4:52:14:03:00:a1:b2:c3", ruleNotMAC}, // InfiniBand
		{NIC, "3c:52:82:0a:11", ruleNotMAC},
		{NIC, "3c:52-82:0a:11:07", ruleNotMAC},
		{NIC, "3c:52:82:0a:11:0g", ruleNotMAC},
		{TPM, "4f1c9a0b", ruleNotDigest},
		{TPM, strings.Repeat("4f1c9a0b7d3e5286", 10), ruleNotDigest},
		{MemorySize, "sixteen", ruleNotSize},
		{MemorySize, "16 XB", ruleNotSize},
		{MemorySize, "-4 GB", ruleNotSize},
		{MemorySize, "18446744073709551616", ruleNotSize},
		{MemorySize, "9007199254740992 TB", ruleNotSize},
	} {
		got, r := canonical(c.class, c.value, Traits{})
		require.Equal(t, c.want, r, "%s %q: %s", c.class, c.value, rules[r].reason)
		require.Empty(t, got)
		require.Equal(t, StatusMalformed, rules[r].status)
	}
}

// Forms of placeholders: each is one way in which makers, tools and drivers
// say nothing.
func TestPlaceholders(t *testing.T) {
	for class, values := range map[Class][]string{
		SystemSerial: {
			"", " ", "-", ".....", "*", "unknown", "UNKNOWN", "None", "N/A", "n.a.", "null", "(null)", "[Empty]", "<none>",
			"To be filled by O.E.M.", "TO BE FILLED BY OEM", "To Be Filled By O.E.", "Default string", "Not Specified", "Not Available",
			"System Serial Number", "SystemSerialNumber", "SystemSerialNu", "Chassis Serial", "Base Board Serial Number", "Type1 - System Serial Number",
			"Serial#", "OEM_SN", "EMPTY", "INVALID", "Undefined", "TBD", "test", "Dummy", "SERIAL NUMBER XXXXXXXX", "xxxxxxxxxxxx", "XXXX-XXXX-XXXX",
			"0", "00000000", "0000-0000-0000", "ffffffff", "11111111111", "123456", "0123456789", "1234567890123", "987654321", "0123456789ABCDEF",
			"SN1234567", "SN-0123456789", "MB-123456789012", "AB-1234567890", "NB-0987654321", "12345678900000", "S/N 1234567890", "SN-123456abcq4k0z9p1",
			"A1B2C3D4E5", "ABCDEFGHIJ", "121212121212", "123123123123", "11223344556677", "0000000001", "000000000012", "0101100101", "1/2/3",
			"$(SERIAL)", "%SERIAL%", "{serial}", "Serial Number Here", "Some Company Name", "12", "A7", "X1Y2", "EVAL",
		},
		MemoryModule: {"00000000", "FFFFFFFF", "0x00000000", "SerNum3", "A1_SerNum0", "DIMM0_SerNum", "Not Specified", "12345678", "NO DIMM", "Array1_SerialNumber0", "[Empty]"},
		Disk: {
			"QM00001", "QM00013", "drive-scsi0", "persistent-disk-0", "persistent-disk-1", "0000_0000_0000_0000.", "eui.0000000000000000", "naa.5000000000000000", "0x5000000000000000",
			"058F63666499", "20140203047100000", "AAAABBBBCCCC9", "virtual-disk-1", "0123456789ABCDE", "000000000000", "2020202020202020",
		},
		SystemUUID: {
			"00000000-0000-0000-0000-000000000000", "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "03000200-0400-0500-0006-000700080009", "00020003-0004-0005-0006-000700080009",
			"11111111-2222-3333-4444-555555555555", "12345678-1234-1234-1234-123456789012", "12345678-9ABC-DEF0-1234-56789ABCDEF0", "00112233-4455-6677-8899-AABBCCDDEEFF",
			"33221100-5544-7766-8899-AABBCCDDEEFF", "0F0E0D0C-0B0A-0908-0706-050403020100", "AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE", "01234567-89AB-CDEF-0123-456789ABCDEF",
			"00000000-0000-0000-0000-000000000001", "4C4C4544-0020-2010-8020-A0C04F202020", "44454C4C-2000-1020-8020-A0C04F202020", "58585858-5858-5858-5858-585858585858",
			"Not Settable", "Not Present", "unknown", "", "20000000-0000-0000-0000-000000000000", "58006B9C-32D2-0000-0000-000000000000", "50FB9712-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "00000000-0000-0000-0000-FFFFFFFFFFFF",
		},
		OSInstall: {"00000000000000000000000000000000", "uninitialized", "", "{11111111-1111-1111-1111-111111111111}"},
		NIC: {
			"00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "00:00:00:00:00:07", "11:11:11:11:11:11", "01:00:5e:00:00:fb", "33:33:00:00:00:01", "00:11:22:33:44:55", "66:55:44:33:22:11",
			"12:34:56:78:9a:bc", "00:e0:4c:00:00:00", "00:e0:4c:ff:ff:ff", "00:0c:29:12:34:56", "aa:bb:cc:dd:ee:ff", "02:42:ac:11:00:02", "52:54:00:12:34:56", "02:00:00:00:00:02",
			"00:50:56:c0:00:03", "0a:00:27:00:00:04", "00:ff:8b:1c:44:02", "00:05:9a:3c:7a:00", "44:45:53:54:42:00", "00:00:5e:00:01:0a", "04:4b:80:80:80:03", "00:90:4c:c5:12:38",
			"00:10:10:10:10:10", "", "unknown", "none",
		},
		SystemModel: {
			"System manufacturer|System Product Name|", "To Be Filled By O.E.M.|To Be Filled By O.E.M.|", "||", "Default string", "Type2 - Board Vendor Name1|*|N/A", "All Series", "OEM|OEM|0", "0123456789",
		},
		CPU:        {"", "unknown", "|", "Not Specified|To Be Filled By O.E.M."},
		MemorySize: {"", "0", "0 MB", "unknown", "None"},
		TPM:        {"", strings.Repeat("0", 64), strings.Repeat("f", 40), "unknown"},
	} {
		for _, v := range values {
			got, r := canonical(class, v, Traits{})
			require.Equal(t, StatusPlaceholder, rules[r].status, "%s %q: %s", class, v, rules[r].reason)
			require.Empty(t, got)
		}
	}
}

// Values that look odd and are genuine.
func TestNotPlaceholders(t *testing.T) {
	for class, values := range map[Class][]string{
		SystemSerial: {
			"5CG8471XYZ", "CZC0123ABC", "7XKQ2V2", "1234ABQ", "489089M+16324B2191", "2349-2347-2234-2340-2341-3240-48", "YLX2012745", "S123456X8A12345", "SN171941003456",
			"NXKHRSN00133011E477600", "8000717", "TESTA17R9K2",
		},
		BoardSerial: {".D8XD62J.CN4864363E7491.", "..CN717035A80217.", "/7XKQ2V2/CN7220079K0123/", "MS1C93BB0H00980", "M80-5B020501684", "L1HF0AV01K7"},
		Disk: {
			"00006022750795000010", "0000_0000_0000_0001_00A0_7523_E87F_6C0C.", "000023VDU03K7", "VB4a2d91c7-0be1f3d8", "vol0a1b7c3d4e9f80216", "Z4Z971E6", "2339QT404181",
			"CVMD42660098400FGN", "S5H1NE0MC00145", "50026B7682A1B2C3", "Y0V0A01ATU18",
		},
		MemoryModule: {"02132010", "50075483", "0x750174F7", "98EE791C", "AD0195EA", "1A1541FC"},
		SystemUUID: {
			"00000000-0000-0000-0000-AC1F6B7D21E4", "080020FF-FFFF-FFFF-FFFF-0010E0BCCB5C", "4C4C4544-0058-4B10-8051-B7C04F325632", "34313236-3435-4742-3838-313448453753", "28CE5D8A-0000-0080-385D-0015F292F865",
		},
		NIC:         {"00:0c:29:4f:8e:35", "00:16:3e:c1:3f:07", "00:0d:3a:01:02:0b", "08:00:27:9e:1c:44", "ac:1f:6b:00:00:41", "00:25:90:00:01:07"},
		SystemModel: {"LENOVO|20L8S2N800|LENOVO_MT_20L8", "HP|HP EliteBook 840 G6|6XD76EA", "Dell Inc.|XPS 13 9360|075B", "QEMU|Standard PC (Q35 + ICH9, 2009)|", "Framework|T14|", "System76", "N53SN", "K70ID", "20F5S4BY00", "P9D-X Series", "SYS-111R-M", "K-Systems", "NOT00A1"},
		Firmware:    {"American Megatrends Inc.|F12|01/02/2020", "Dell Inc.|1.24|", "coreboot||", "Version 2.20", "R1YET54W (1.31 )", "N2YET35W (1.24 )", "A00", "F.0A", "0C0E", "A.00"},
		GPU:         {"pci:10de:1c82", "pci:1af4:1050"},
	} {
		for _, v := range values {
			_, r := canonical(class, v, Traits{})
			require.Equal(t, ruleUsed, r, "%s %q: %s", class, v, rules[r].reason)
		}
	}
}

func TestLocalAddressesCountInVirtualMachinesOnly(t *testing.T) {
	for _, c := range []struct {
		mac             string
		physical, guest rule
	}{
		{"52:54:00:9b:3e:71", ruleLocal, ruleUsed}, // drawn by libvirt
		{"fa:16:3e:4f:90:1c", ruleLocal, ruleUsed}, // OpenStack
		{"0a:58:a9:fe:31:07", ruleLocal, ruleUsed},
		{"02:fc:00:00:00:01", ruleLocal, ruleAssigned}, // Firecracker's first
		{"02:00:00:00:01:03", ruleLocal, ruleAssigned},
		{"02:42:ac:11:00:02", ruleLocal, ruleAssigned},        // Docker, from 172.17.0.2
		{"42:01:0a:80:00:02", ruleLocal, ruleAssigned},        // Google Cloud, from 10.128.0.2
		{"52:54:00:12:34:56", rulePatternMAC, rulePatternMAC}, // QEMU's own
		{"00:16:3e:de:6c:07", ruleUsed, ruleUsed},             // Xen has a maker's prefix
	} {
		_, r := canonical(NIC, c.mac, Traits{})
		require.Equal(t, c.physical, r, c.mac)
		_, r = canonical(NIC, c.mac, Traits{Virtual: true})
		require.Equal(t, c.guest, r, c.mac)
	}
}

func TestInstallOfContainerIsTheImages(t *testing.T) {
	const id = "5d3ac1f0e5be4a04b4a7a0c2d5f1e6b9"
	_, r := canonical(OSInstall, id, Traits{Container: true})
	require.Equal(t, ruleContainer, r)
	_, r = canonical(OSInstall, id, Traits{Virtual: true})
	require.Equal(t, ruleUsed, r)
}

func TestNominalSizes(t *testing.T) {
	for bytes, want := range map[uint64]string{
		1: "1", 1 << 20: "1", 3 << 20: "3", 5 << 20: "6", 512 << 20: "512", 700 << 20: "768",
		6 << 30: "6144", 8 << 30: "8192", 12 << 30: "12288", 11<<30 + 900<<20: "12288", 20 << 30: "24576", 192 << 30: "196608", 1 << 40: "1048576", 3 << 39: "1572864",
	} {
		require.Equal(t, want, fmt.Sprint(nominal(bytes)), bytes)
	}
	// Five per cent less of a size that is sold is still that size.
	for _, gib := range []uint64{1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024} {
		whole := fmt.Sprint(nominal(gib << 30))
		require.Equal(t, fmt.Sprint(gib*1024), whole)
		require.Equal(t, whole, fmt.Sprint(nominal(gib<<30*95/100)))
	}
}

func FuzzNormalise(f *testing.F) {
	for _, v := range []string{"PF3XK7Q2", "To be filled by O.E.M.", "9b1f6a52-4d0e-4c87-a8b3-0f6f2e6d71c4", "3c:52:82:0a:11:07", "16 GB", "a|b||", "...", "\xff", "é|ß", strings.Repeat("SERIAL", 50)} {
		f.Add(uint8(2), v, true)
	}
	f.Fuzz(func(t *testing.T, class uint8, value string, virtual bool) {
		c := Class(class % (numClasses + 2))
		prefix := []byte("before")
		out, as, r := normalise(append([]byte(nil), prefix...), &Component{c, value}, Traits{Virtual: virtual})
		require.Equal(t, prefix, out[:len(prefix)])
		form := out[len(prefix):]
		if r != ruleUsed {
			require.Empty(t, form)
			return
		}
		require.NotEmpty(t, form)
		switch as {
		case SystemUUID, OSInstall, NIC:
			return // binary
		case Disk, MemoryModule:
			return // "0x0x1234567" has another prefix to lose
		}
		again, r := canonical(as, string(form), Traits{Virtual: virtual})
		if as == MemorySize { // a plain number is of bytes
			again, r = canonical(c, string(form)+"M", Traits{})
		}
		require.Equal(t, ruleUsed, r, "%q", form)
		require.Equal(t, string(form), again, "normalising twice")
	})
}
