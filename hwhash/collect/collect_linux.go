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
		classes []hwhash.Class
	}{
		// The parts of dmi are on their own, so that one odd file does not
		// take the others with it.
		{"dmi", readProduct, []hwhash.Class{hwhash.SystemUUID, hwhash.SystemSerial, hwhash.SystemModel}},
		{"dmi", readBoard, []hwhash.Class{hwhash.BoardSerial, hwhash.BoardModel}},
		{"dmi", readFirmware, []hwhash.Class{hwhash.Firmware}},
		{"smbios", readModules, []hwhash.Class{hwhash.MemoryModule}},
		{"tpm", readTPM, []hwhash.Class{hwhash.TPM}},
		{"os", readInstall, []hwhash.Class{hwhash.OSInstall}},
		{"net", readNet, []hwhash.Class{hwhash.NIC}},
		{"block", readBlock, []hwhash.Class{hwhash.Disk}},
		{"cpu", readCPU, []hwhash.Class{hwhash.CPU}},
		{"memory", readMemory, []hwhash.Class{hwhash.MemorySize}},
		{"pci", readPCI, []hwhash.Class{hwhash.GPU, hwhash.PnPDevice}},
	}
	jobs := []job{{
		source: "traits",
		root:   t.dir,
		traits: []string{"virtual", "container", "portable"},
		read:   func(f *findings) { readTraits(t, f) },
	}}
	for _, s := range sources {
		jobs = append(jobs, job{source: s.name, root: t.dir, classes: s.classes, read: func(f *findings) { s.read(t, f) }})
	}
	return jobs, t.close, nil
}
