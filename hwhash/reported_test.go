package hwhash

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Machines of public bug reports, and what is right for them. Serial numbers,
// addresses and UUIDs are invented, but for constants that are the fault
// themselves.

func findingsOf(t *testing.T, inv *Inventory) map[string]string {
	t.Helper()
	findings, err := newHasher(t).Explain(inv)
	require.NoError(t, err)
	out := map[string]string{}
	for _, f := range findings {
		out[inv.Components[f.Index].Value] = f.Status.String()
	}
	return out
}

// Local disks of cloud guests have the name of a device and an index, not a
// serial number: two guests have nothing in common.
func TestDisksOfCloudGuests(t *testing.T) {
	guest := func(install, address string) *Inventory {
		inv := &Inventory{Traits: Traits{Virtual: true}}
		inv.Add(OSInstall, install)
		inv.Add(NIC, address)
		for _, disk := range []string{"nvme_card-pd", "nvme_card0", "nvme_card7", "nvme_card11", "local-ssd-0", "persistent-disk-3", "drive-scsi0-0-1", "scsi0", "QM00005"} {
			inv.Add(Disk, disk)
		}
		inv.Add(SystemModel, "Google|Google Compute Engine|")
		return inv
	}
	a, b := guest("3d0b7c51e9a44f6f8b27c05d19e6f3a2", "42:01:0a:84:00:11"), guest("a7f41e6c02d94b3895ce7d31f08b4466", "42:01:0a:9c:03:52")
	for value, status := range findingsOf(t, a) {
		if strings.ContainsAny(value, "-_") || strings.HasPrefix(value, "QM") {
			require.Equal(t, "placeholder", status, value)
		}
	}
	require.NotEqual(t, Same, compare(t, Standard(), a, b).Verdict)
	require.Equal(t, Same, compare(t, Standard(), a, a).Verdict)
}

// A constant of genuine form, which a whole product line has on its boards.
func TestBoardSerialOfAProductLine(t *testing.T) {
	inv := &Inventory{}
	inv.Add(BoardSerial, "123490EN400015")
	inv.Add(OSInstall, "4b7d90e2-51fc-4c86-9a0b-e27d1c83f56a")
	require.Equal(t, "placeholder", findingsOf(t, inv)["123490EN400015"])
}

// The address between the counting bytes of a default UUID, and a serial number
// that is a quarter of it: one witness.
func TestValuesMadeOfTheAddress(t *testing.T) {
	board := &Inventory{}
	board.Add(SystemUUID, "03C00218-044D-058E-2706-F10700080009")
	board.Add(NIC, "18:c0:4d:8e:27:f1")
	alone := &Inventory{Components: board.Components[:1]}
	h := newHasher(t)
	both, err := h.Sum(board)
	require.NoError(t, err)
	uuid, err := h.Sum(alone)
	require.NoError(t, err)
	require.Equal(t, both, uuid)
	require.Equal(t, []Class{NIC}, both.Classes())

	router := &Inventory{}
	router.Add(SystemSerial, "1303119")
	router.Add(BoardSerial, "1303119")
	for _, last := range []string{"3c", "3d", "3e"} {
		router.Add(NIC, "00:0d:b9:4f:8a:"+last)
	}
	sum, err := h.Sum(router)
	require.NoError(t, err)
	require.Equal(t, []Group{GroupNetwork}, sum.IdentityGroups())
}

// The digest of nothing is no TPM.
func TestDigestsOfNothing(t *testing.T) {
	for class, values := range map[Class][]string{
		TPM: {
			"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", // SHA-256
			"E3:B0:C4:42:98:FC:1C:14:9A:FB:F4:C8:99:6F:B9:24:27:AE:41:E4:64:9B:93:4C:A4:95:99:1B:78:52:B8:55",
			"da39a3ee5e6b4b0d3255bfef95601890afd80709",                                                                                         // SHA-1
			"01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b",                                                                 // SHA-256 of a line end
			"66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925",                                                                 // of 32 zero bytes
			"cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e", // SHA-512
			"af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",                                                                 // BLAKE3
			"a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a",                                                                 // SHA3-256
			"d41d8cd98f00b204e9800998ecf8427e",                                                                                                 // MD5
		},
		OSInstall:    {"d41d8cd98f00b204e9800998ecf8427e"},
		SystemSerial: {"D41D8CD98F00B204E9800998ECF8427E", "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
	} {
		for _, v := range values {
			_, r := canonical(class, v, Traits{})
			require.Equal(t, StatusPlaceholder, rules[r].status, "%s %s", class, v)
		}
	}
}

// A machine whose installation is named after its UUID is itself after a
// reinstallation.
func TestReinstalledWhereInstallIsTheUUID(t *testing.T) {
	machine := func(install string) *Inventory {
		inv := &Inventory{Traits: Traits{Virtual: true}}
		inv.Add(SystemUUID, "a7c3f05e-6b12-4d98-8e47-d19b30f6c25a")
		inv.Add(OSInstall, install)
		inv.Add(NIC, "52:54:00:9d:3b:e7")
		inv.Add(CPU, "GenuineIntel|Intel Xeon Processor (Cascadelake)")
		return inv
	}
	then, now := machine("a7c3f05e6b124d988e47d19b30f6c25a"), machine("0ad91f6e73b84c25a6e4170c8d5fb392")
	require.Equal(t, Same, compare(t, Standard(), then, now).Verdict)
	require.Equal(t, Same, compare(t, Standard(), now, then).Verdict)
}

// Random serial numbers of letters are serial numbers, words are not.
func TestSerialsWithoutADigit(t *testing.T) {
	for class, values := range map[Class][]string{
		SystemSerial: {"VMqKvodACsc+k", "QwZpLxKd", "kzTwqMnPb"},
		Disk:         {"OkDsAskL", "disk-kztwqmnp", "OkDsA7kL", "gHjKlPqR", "xvbnmtrw"},
	} {
		for _, v := range values {
			_, r := canonical(class, v, Traits{})
			require.Equal(t, ruleUsed, r, "%s %s: %s", class, v, rules[r].reason)
		}
	}
	for _, v := range []string{"SSSS491", "QQQQ491", "none", "NotSpecified", "Serial Number", "unbekannt", "inconnu"} {
		_, r := canonical(SystemSerial, v, Traits{})
		require.NotEqual(t, ruleUsed, r, v)
	}
}

// What manuals, programmers and makers write where there is no value is none.
func TestExamplesAreNoEvidence(t *testing.T) {
	for class, values := range map[Class][]string{
		SystemUUID:   {"550e8400-e29b-41d4-a716-446655440000", "123e4567-e89b-12d3-a456-426614174000", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"},
		OSInstall:    {"f47ac10b58cc4372a5670e02b2c3d479", "e3b0c44298fc1c149afbf4c8996fb924"},
		TPM:          {"25ba44ec3b391ba4ce5fbbd2979635e254775e7d", "f1d3ff8443297732862df21dc4e57262"}, // SHA-1 of "UNKNOWN", MD5 of four zero bytes
		SystemSerial: {"CAFEBABE", "8BADF00D"},
		Disk:         {"nvme0n1", "mmcblk0", "CTRL-0001", "beaf110000000000", "5000c50000000000", "eui.0025385000000000", "naa.6001405000000000"},
		NIC:          {"de:ad:be:ef:00:01", "00:de:ad:be:ef:07"},
	} {
		for _, v := range values {
			_, r := canonical(class, v, Traits{Virtual: true})
			require.NotEqual(t, ruleUsed, r, "%s %s", class, v)
		}
	}
}
