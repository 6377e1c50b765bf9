package hotpath

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/hwprint/hwprint/hwhash"
)

// shape is how a value looks: X stands for any hexadecimal digit, A for a
// letter, # for a decimal digit.
type shape struct {
	class hwhash.Class
	value string
}

// shapes are the components of a machine. The first 5 are what an agent
// without privileges reads, the first 16 a laptop, all 40 a server.
var shapes = []shape{
	{hwhash.OSInstall, "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"},
	{hwhash.NIC, "3c:52:82:XX:XX:XX"},
	{hwhash.Disk, "S4EVNX0M######A"},
	{hwhash.SystemModel, "LENOVO|20L8S2N###|LENOVO_MT_20L8"},
	{hwhash.CPU, "GenuineIntel|Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz"},
	{hwhash.SystemUUID, "XXXXXXXX-XXXX-4XXX-aXXX-XXXXXXXXXXXX"},
	{hwhash.SystemSerial, "PF#A##A#"},
	{hwhash.BoardSerial, "L1HF#A####A"},
	{hwhash.NIC, "a0:a8:cd:XX:XX:XX"},
	{hwhash.MemoryModule, "XXXXXXXX"},
	{hwhash.MemoryModule, "XXXXXXXX"},
	{hwhash.BoardModel, "LENOVO|20L8S2N###"},
	{hwhash.Firmware, "LENOVO|N22ET##W (1.52 )|07/04/2022"},
	{hwhash.MemorySize, "16384 MB"},
	{hwhash.GPU, "pci:8086:5917"},
	{hwhash.PnPDevice, "pci:8086:9d71:17aa:225d"},
	{hwhash.TPM, "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"},
	{hwhash.NIC, "b4:96:91:XX:XX:XX"},
	{hwhash.NIC, "00:1b:21:XX:XX:XX"},
	{hwhash.Disk, "ZA1######XXXX"},
	{hwhash.Disk, "WD-WCC4N######"},
	{hwhash.Disk, "PHYF#########XX"},
	{hwhash.Disk, "50014eeXXXXXXXXX"},
	{hwhash.Disk, "JPW9K0N1######A"},
	{hwhash.Disk, "BTYG#########X"},
	{hwhash.Disk, "2J2#########"},
	{hwhash.Disk, "K5H#A##A#####"},
	{hwhash.MemoryModule, "XXXXXXXX"},
	{hwhash.MemoryModule, "XXXXXXXX"},
	{hwhash.MemoryModule, "XXXXXXXX"},
	{hwhash.MemoryModule, "XXXXXXXX"},
	{hwhash.MemoryModule, "XXXXXXXX"},
	{hwhash.MemoryModule, "XXXXXXXX"},
	{hwhash.GPU, "pci:10de:1eb8"},
	{hwhash.PnPDevice, "pci:8086:a282:17aa:225d"},
	{hwhash.PnPDevice, "pci:8086:a2af:17aa:225d"},
	{hwhash.PnPDevice, "pci:1000:005d:17aa:0500"},
	{hwhash.PnPDevice, "pci:8086:1521:17aa:1024"},
	{hwhash.PnPDevice, "pci:102b:0538:17aa:225d"},
	{hwhash.PnPDevice, "pci:8086:2020:17aa:225d"},
}

// draw returns a value of the shape.
func (s *shape) draw(random *rand.Rand) string {
	value := []byte(s.value)
	fields := "XA#"
	if s.class >= hwhash.SystemModel {
		fields = "#"
	}
	for i, c := range value {
		switch {
		case !strings.ContainsRune(fields, rune(c)):
		case c == 'X':
			value[i] = "0123456789abcdef"[random.IntN(16)]
		case c == 'A' && s.class != hwhash.NIC:
			value[i] = "BCDEFGHJKLMNPQRSTVWXYZ"[random.IntN(22)]
		case c == '#':
			value[i] = "0123456789"[random.IntN(10)]
		}
	}
	return string(value)
}

// machine returns an inventory of n components, all of them evidence. A seed
// gives the same machine every time.
func machine(seed uint64, n int) *hwhash.Inventory {
	random := rand.New(rand.NewPCG(seed, uint64(n)))
	for {
		inv := &hwhash.Inventory{Traits: hwhash.Traits{Portable: n < len(shapes)}}
		for _, s := range shapes[:n] {
			inv.Add(s.class, s.draw(random))
		}
		if isEvidence(inv) {
			return inv
		}
	}
}

// isEvidence reports whether all of an inventory is: chance makes patterns, words
// such as BAD, and values that show another.
func isEvidence(inv *hwhash.Inventory) bool {
	return !slices.ContainsFunc(must(hasher().Explain(inv)), func(f hwhash.Finding) bool {
		return f.Status != hwhash.StatusUsed && f.Status != hwhash.StatusOverflow
	})
}

// placeholders are what firmware says that has nothing to say.
var placeholders = []string{
	"To be filled by O.E.M.", "Default string", " System Serial Number ", "0123456789", "unknown", "None", "00000000", "Not Specified",
}

// dirty returns the same machine as sloppier programs would read it: every
// value in the other case, with blanks around it, addresses and UUIDs in other
// spellings, and every fifth component but the first five a placeholder.
func dirty(seed uint64, n int) *hwhash.Inventory {
	inv := machine(seed, n)
	for i := range inv.Components {
		c := &inv.Components[i]
		switch {
		case i >= 5 && i%5 == 3:
			c.Value = placeholders[i/5%len(placeholders)]
		case c.Class == hwhash.NIC:
			c.Value = strings.ToUpper(strings.ReplaceAll(c.Value, ":", "-"))
		case c.Class == hwhash.SystemUUID:
			c.Value = "{" + strings.ToUpper(c.Value) + "}"
		case c.Class == hwhash.OSInstall:
			c.Value = " " + strings.ToUpper(c.Value)
		case c.Class == hwhash.GPU || c.Class == hwhash.PnPDevice || c.Class == hwhash.MemorySize:
		default:
			c.Value = fmt.Sprintf("  %s ", strings.ReplaceAll(strings.ToLower(c.Value), " ", "  "))
		}
	}
	return inv
}

// drifted returns the machine of a seed some time later: another disk, another
// installation, newer firmware.
func drifted(seed uint64) *hwhash.Inventory {
	inv, other := machine(seed, 16), machine(^seed, 16)
	for i, c := range inv.Components {
		if c.Class == hwhash.Disk || c.Class == hwhash.OSInstall || c.Class == hwhash.Firmware {
			inv.Components[i] = other.Components[i]
		}
	}
	return inv
}
