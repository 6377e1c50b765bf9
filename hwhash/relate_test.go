package hwhash

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// statuses returns what becomes of every component, as short text.
func statuses(t *testing.T, inv *Inventory) []string {
	t.Helper()
	h, err := NewHasher("example.com/test")
	require.NoError(t, err)
	findings, err := h.Explain(inv)
	require.NoError(t, err)
	require.Len(t, findings, len(inv.Components))
	out := make([]string, len(findings))
	for i, f := range findings {
		require.Equal(t, i, f.Index)
		require.Equal(t, inv.Components[i].Class, f.Class)
		require.Equal(t, f.Status == StatusUsed, f.Reason == "")
		out[i] = f.Status.String()
	}
	return out
}

func TestRepeatedValuesCountOnce(t *testing.T) {
	for _, c := range []struct {
		name string
		in   []Component
		want []string
	}{
		{"ports of one card", []Component{
			{NIC, "3c:52:82:0a:11:06"}, {NIC, "3c:52:82:0a:11:04"}, {NIC, "3c:52:82:0a:11:05"}, {NIC, "3c:52:82:0a:11:07"},
		}, []string{"duplicate", "used", "duplicate", "duplicate"}},
		{"cards of one batch", []Component{{NIC, "3c:52:82:0a:11:07"}, {NIC, "3c:52:82:0a:13:90"}}, []string{"used", "duplicate"}},
		{"two makers", []Component{{NIC, "3c:52:82:0a:11:07"}, {NIC, "a0:a8:cd:0a:11:08"}}, []string{"used", "used"}},
		{"one maker, far apart", []Component{{NIC, "3c:52:82:0a:11:07"}, {NIC, "3c:52:82:0a:15:07"}}, []string{"used", "used"}},
		{"one address twice", []Component{{NIC, "3c:52:82:0a:11:07"}, {NIC, "3C-52-82-0A-11-07"}}, []string{"used", "duplicate"}},
		{"a memory kit", []Component{{MemoryModule, "3F2A1B05"}, {MemoryModule, "3F2A1B04"}}, []string{"used", "used"}},
		{"a memory kit over a carry", []Component{{MemoryModule, "3F2A1BFF"}, {MemoryModule, "3F2A1C00"}}, []string{"used", "duplicate"}},
		{"two kits", []Component{{MemoryModule, "3F2A1B04"}, {MemoryModule, "918C77E2"}}, []string{"used", "used"}},
		{"disks of one batch", []Component{{Disk, "S4EVNX0M718245K"}, {Disk, "S4EVNX0M718251K"}}, []string{"used", "used"}},
		{"disks of one model", []Component{{Disk, "S4EVNX0M718245K"}, {Disk, "S4EVNX0M202417K"}}, []string{"used", "used"}},
		{"a board with the system's serial", []Component{{SystemSerial, "PF3XK7Q2"}, {BoardSerial, "pf3xk7q2"}}, []string{"used", "derived"}},
		{"and little more", []Component{{SystemSerial, "PF3XK7Q2"}, {BoardSerial, "PF3XK7Q2-MB1"}}, []string{"used", "derived"}},
		{"Dell's board, which has its own number", []Component{{SystemSerial, "7XKQ2V2"}, {BoardSerial, "/7XKQ2V2/CN7220079K0123/"}}, []string{"used", "used"}},
		{"HP's UUID", []Component{{SystemUUID, "34313236-3435-5A43-4331-343130585736"}, {SystemSerial, "CZC1410XW6"}}, []string{"derived", "used"}},
		{"HP's UUID alone", []Component{{SystemUUID, "34313236-3435-5A43-4331-343130585736"}}, []string{"used"}},
		{"HP's UUID, serial unreadable", []Component{{SystemUUID, "34313236-3435-5A43-4331-343130585736"}, {SystemSerial, "unknown"}}, []string{"used", "placeholder"}},
		{"Dell's UUID", []Component{{SystemUUID, "4C4C4544-0058-4B10-8051-B7C04F325632"}, {SystemSerial, "7XKQ2V2"}}, []string{"derived", "used"}},
		{"Dell's UUID in the other order", []Component{{SystemUUID, "44454C4C-5800-104B-8051-B7C04F325632"}, {SystemSerial, "7XKQ2V2"}}, []string{"derived", "used"}},
		{"VMware's serial", []Component{{SystemUUID, "564d1a2b-90c7-e8f1-2231-7a9d40b6c5e8"}, {SystemSerial, "VMware-56 4d 1a 2b 90 c7 e8 f1-22 31 7a 9d 40 b6 c5 e8"}}, []string{"used", "derived"}},
		{"VMware's serial, other order", []Component{{SystemUUID, "2b1a4d56-c790-f1e8-2231-7a9d40b6c5e8"}, {SystemSerial, "VMware-56 4d 1a 2b 90 c7 e8 f1-22 31 7a 9d 40 b6 c5 e8"}}, []string{"used", "derived"}},
		{"a UUID that ends in an address", []Component{{SystemUUID, "00000000-0000-0000-0000-AC1F6B7D21E4"}, {NIC, "ac:1f:6b:7d:21:e4"}}, []string{"derived", "used"}},
		{"next to an address", []Component{{SystemUUID, "00000000-0000-0000-0000-AC1F6B7D21E4"}, {NIC, "ac:1f:6b:7d:21:e6"}}, []string{"used", "duplicate"}},
		{"begins with an address, swapped", []Component{{SystemUUID, "6B1FAC91-217D-8AE4-b1c7-0f6f2e6d71c4"}, {NIC, "ac:1f:6b:21:7d:e4"}}, []string{"derived", "used"}},
		{"holds an address in the other byte order", []Component{{SystemUUID, "7D6B1FAC-E421-4a87-b1c7-0f6f2e6d71c4"}, {NIC, "ac:1f:6b:7d:21:e4"}}, []string{"derived", "used"}},
		{"holds an address backwards", []Component{{SystemUUID, "9b1f6a52-4d0e-4c87-a8b3-e4217d6b1fac"}, {NIC, "ac:1f:6b:7d:21:e4"}}, []string{"derived", "used"}},
		{"an address in use by no adapter", []Component{{SystemUUID, "00000000-0000-0000-0000-AC1F6B7D21E4"}, {NIC, "3c:52:82:0a:11:07"}}, []string{"used", "used"}},
		{"a serial that is an address", []Component{{SystemSerial, "AC1F6B7D21E4"}, {NIC, "ac:1f:6b:7d:21:e4"}}, []string{"derived", "used"}},
		{"a Raspberry Pi's serial", []Component{{SystemSerial, "00000000a17d21e4"}, {NIC, "b8:27:eb:7d:21:e4"}}, []string{"derived", "used"}},
		{"an installation named after the UUID", []Component{{SystemUUID, "9b1f6a52-4d0e-4c87-a8b3-0f6f2e6d71c4"}, {OSInstall, "9b1f6a524d0e4c87a8b30f6f2e6d71c4"}}, []string{"used", "used"}},
		{"named in the other order", []Component{{SystemUUID, "9b1f6a52-4d0e-4c87-a8b3-0f6f2e6d71c4"}, {OSInstall, "526a1f9b0e4d874ca8b30f6f2e6d71c4"}}, []string{"used", "used"}},
		{"five disks", []Component{{Disk, "S4EVNX0M718245K"}, {Disk, "WD-WCC7K4PE4C1U"}, {Disk, "ZFN0EHXF"}, {Disk, "50026B7682A1C2D3"}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := statuses(t, &Inventory{Components: c.in})
			if c.want != nil {
				require.Equal(t, c.want, got)
				return
			}
			counts := map[string]int{}
			for _, s := range got {
				counts[s]++
			}
			require.Equal(t, map[string]int{"used": 3, "overflow": 1}, counts)
		})
	}
}

func TestNearNumbers(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"A100", "A1123", false}, // lengths differ
		{"A1000", "A2023", true},
		{"A1000", "A2024", false},
		{"A1000X", "A1001X", true},
		{"A1000-X", "A1001-Y", false},
		{"W00AZZ", "W00B00", true}, // base 36
		{"W00AZZ", "W00D00", false},
		{"A1000000000000", "A2000000000000", false},
	} {
		require.Equal(t, c.want, nearSerials([]byte(c.a), []byte(c.b)), "%s %s", c.a, c.b)
		require.Equal(t, c.want, nearSerials([]byte(c.b), []byte(c.a)), "%s %s", c.b, c.a)
	}
}
