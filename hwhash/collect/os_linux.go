package collect

import (
	"strings"

	"github.com/hwprint/hwprint/hwhash"
)

// readInstall reads the machine-id, see machine-id(5): "uninitialized" is what
// it says before the first boot of an image.
func readInstall(t *tree, f *findings) {
	for _, name := range []string{"etc/machine-id", "var/lib/dbus/machine-id"} {
		id, err := t.attr(name)
		switch {
		case id == "" || id == "uninitialized":
			f.explain(err, hwhash.OSInstall)
			continue
		case passingInstall(t):
			f.leaveOut(hwhash.OSInstall, drawnAnew)
			return
		}
		f.add(hwhash.OSInstall, id)
		if wellFormed(clean(id)) {
			return
		}
	}
}

// passingInstall reports whether the machine-id is gone at the next start: the
// system runs from a live medium, or has its machine-id in memory, which the
// service manager then mounts over the file.
func passingInstall(t *tree) bool {
	line := " " + t.text("proc/cmdline") + " "
	for _, option := range []string{" boot=live ", " boot=casper ", " rd.live.image ", " root=live:", " archisobasedir="} {
		if strings.Contains(line, option) {
			return true
		}
	}
	for _, process := range t.processes() {
		mounts, _ := t.head(process+"/mountinfo", maxText)
		for line := range strings.Lines(string(mounts)) {
			fields := strings.Fields(line)
			if len(fields) > 8 && fields[4] == "/etc/machine-id" && strings.Contains(line, " - tmpfs ") {
				return true
			}
		}
	}
	return false
}

// readMemory takes the kernel's total, which is what is installed less what
// firmware and kernel keep. The sum of the memory blocks, which ghw gives, is
// closer on some machines, but whole blocks of up to 2 GiB are counted for
// what fills a part of one; and where there are no blocks ghw reads the
// system's logs, which are none of our business.
func readMemory(t *tree, f *findings) {
	data, err := t.head("proc/meminfo", maxAttr)
	f.explain(err, hwhash.MemorySize)
	for line := range strings.Lines(string(data)) {
		if total, ok := strings.CutPrefix(line, "MemTotal:"); ok {
			f.add(hwhash.MemorySize, total)
			return
		}
	}
	f.senseless(hwhash.MemorySize, data)
}
