package collect

import "github.com/hwprint/hwprint/hwhash"

// smbiosFile is the table as the firmware has it.
const smbiosFile = "sys/firmware/dmi/tables/DMI"

// readTables reads them from the table itself, for kernels that copy nothing.
func readTables(t *tree, f *findings, classes ...hwhash.Class) tables {
	table, err := t.head(smbiosFile, maxText)
	f.explain(err, classes...)
	return parseTables(table)
}

// readModules reads the memory modules, which ghw does not do on Linux.
func readModules(t *tree, f *findings) {
	table, err := t.head(smbiosFile, maxText)
	f.explain(err, hwhash.MemoryModule)
	for _, serial := range memorySerials(table) {
		f.add(hwhash.MemoryModule, serial)
	}
}
