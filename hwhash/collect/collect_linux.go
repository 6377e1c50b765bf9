package collect

import (
	"context"

	"github.com/hwprint/hwprint/hwhash"
)

// systemJobs returns what there is to read, and a function that ends reading.
func systemJobs(ctx context.Context, root string) ([]job, func(), error) {
	t, err := openTree(ctx, root)
	if err != nil {
		return nil, nil, err
	}
	sources := []struct {
		name    string
		read    func(*tree, *findings)
		folder  string // that all of it is in, mounted
		classes []hwhash.Class
	}{
		// The parts of dmi are on their own, so that one odd file does not
		// take the others with it.
		{"dmi", readProduct, "sys", []hwhash.Class{hwhash.SystemUUID, hwhash.SystemSerial, hwhash.SystemModel}},
		{"dmi", readBoard, "sys", []hwhash.Class{hwhash.BoardSerial, hwhash.BoardModel}},
		{"dmi", readFirmware, "sys", []hwhash.Class{hwhash.Firmware}},
		{"smbios", readModules, "sys", []hwhash.Class{hwhash.MemoryModule}},
		{"tpm", readTPM, "sys", []hwhash.Class{hwhash.TPM}},
		{"os", readInstall, "", []hwhash.Class{hwhash.OSInstall}},
		{"net", readNet, "sys", []hwhash.Class{hwhash.NIC}},
		{"block", readBlock, "sys", []hwhash.Class{hwhash.Disk}},
		{"cpu", readCPU, "proc", []hwhash.Class{hwhash.CPU}},
		{"memory", readMemory, "proc", []hwhash.Class{hwhash.MemorySize}},
		{"pci", readPCI, "sys", []hwhash.Class{hwhash.GPU, hwhash.PnPDevice}},
	}
	jobs := []job{{
		source: "traits",
		root:   t.dir,
		traits: []string{"virtual", "container", "portable"},
		read:   func(f *findings) { readTraits(t, f) },
	}}
	for _, s := range sources {
		// A TPM is asked whatever time it takes: what it says is never cut short.
		jobs = append(jobs, job{source: s.name, root: t.dir, classes: s.classes, whole: s.name == "tpm", read: func(f *findings) {
			s.read(t, f)
			f.mountedAt(t, s.folder, s.classes)
		}})
	}
	return jobs, t.close, nil
}

// mountedAt says that a folder is not there, where that is why there is
// nothing: in a chroot that was given no sysfs or procfs.
func (f *findings) mountedAt(t *tree, folder string, classes []hwhash.Class) {
	if folder == "" || t.exists(folder) {
		return
	}
	for _, c := range classes {
		if n := f.note(c); n.result() == OutcomeEmpty {
			n.outcome = OutcomeUnreadable
			n.detail = "there is no /" + folder + " here"
			n.hint = "run it outside of this chroot, or mount /proc and /sys in it"
		}
	}
}
