//go:build darwin || linux

package collect

import (
	"regexp"
	"strings"

	"github.com/hwprint/hwprint/hwhash"
)

// readDisks reads the serial numbers of disks inside the case.
func (m macSystem) readDisks(f *findings) {
	output, err := m.ioreg("-r", "-c", "IOBlockStorageDevice", "-d", "1", "-l", "-w", "0")
	if err != nil || output == "" {
		f.fail(OutcomeFailed, "ioreg names no disks", hwhash.Disk)
		f.note(hwhash.Disk).hint = hintSandbox
		return
	}
	for _, tree := range ioregTrees(output) {
		if why := foreignMacDisk(tree); why != "" {
			f.leaveOut(hwhash.Disk, why)
			continue
		}
		f.add(hwhash.Disk, known(ioregMember(tree, "Device Characteristics", "Serial Number")))
	}
}

// macExchanged are the classes of drives for media that are exchanged.
var macExchanged = regexp.MustCompile(`<class IO(CompactDisc|DVD|BD)Services\b`)

// foreignMacDisk says why a disk is no part of the machine, by how it is
// connected: the names are those of IOStorageProtocolCharacteristics.h.
func foreignMacDisk(tree string) string {
	connection := func(member string) string { return ioregMember(tree, "Protocol Characteristics", member) }
	by, where := connection("Physical Interconnect"), connection("Physical Interconnect Location")
	switch {
	case macExchanged.MatchString(tree):
		return noMedium
	case by == "USB":
		return onTheUSB
	case by == "Secure Digital":
		return inCardSlot
	case by == "Virtual Interface", where == "File", where == "RAM":
		return ofSoftware
	case where == "External":
		return pluggedFrom
	}
	return ""
}

// ioregTrees are the trees that ioreg prints, one for each device found.
func ioregTrees(output string) []string { return strings.Split("\n"+output, "\n+-o ")[1:] }

// ioregMember returns a text of a property that is a dictionary, in a line such
// as
//
//	"Device Characteristics" = {"Serial Number"="S4XJNX0R301558","Medium Type"="Solid State"}
//
// and "" if it is not there.
func ioregMember(tree, property, member string) string {
	for line := range strings.Lines(tree) {
		key, value, ok := strings.Cut(line, "=")
		if !ok || strings.Trim(key, " |\t") != `"`+property+`"` {
			continue
		}
		_, value, _ = strings.Cut(value, `"`+member+`"="`)
		value, _, _ = strings.Cut(value, `"`)
		return trim(value)
	}
	return ""
}
