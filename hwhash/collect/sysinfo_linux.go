package collect

import (
	"strings"

	"github.com/hwprint/hwprint/hwhash"
)

// sysinfoFile is what a mainframe (s390x) has in place of SMBIOS: lines of
// "KEY: VALUE" about the machine, the partition of it, and the guest in that.
const sysinfoFile = "proc/sysinfo"

// sysinfo returns a line's value, "" if there is none.
func sysinfo(t *tree, key string) string {
	data, _ := t.head(sysinfoFile, maxAttr)
	for line := range strings.Lines(string(data)) {
		if name, value, ok := strings.Cut(line, ":"); ok && trim(name) == key {
			return trim(value)
		}
	}
	return ""
}

// readMainframe reads the UUID of the guest, else of the partition. The serial
// number ("Sequence Code") is left out: all partitions of a machine share it.
func readMainframe(t *tree, f *findings) {
	uuid := sysinfo(t, "VM00 UUID")
	if uuid == "" {
		uuid = sysinfo(t, "LPAR UUID")
	}
	f.add(hwhash.SystemUUID, uuid)
	f.addFields(hwhash.SystemModel, sysinfo(t, "Manufacturer"), sysinfo(t, "Type"), "")
}
