//go:build linux || windows

package collect

import (
	"strconv"

	"github.com/hwprint/hwprint/hwhash"
)

// windowsSystem is what there is to ask on Windows: its own calls, none of
// which needs a service, COM, or by its documentation an administrator. Tests
// on other systems ask recordings.
//
// WMI is not asked. It answers from the same places, in seconds at times, one
// caller at a time; and one column that fails costs its whole class.
type windowsSystem struct {
	// firmware returns what GetSystemFirmwareTable('RSMB') does: a header of
	// eight bytes and the SMBIOS table.
	firmware func() ([]byte, error)
	// text returns a text, number or binary value of the registry's local
	// machine, in its 64-bit view; keys returns the names of the keys below one.
	text func(key, name string) (string, error)
	keys func(key string) ([]string, error)
	// memory returns the bytes of memory that are installed.
	memory func() (uint64, error)
	// disks returns the disks that are present, with what is said of each.
	disks func() ([]windowsDisk, error)
	// interfaces returns the rows of GetIfTable2Ex.
	interfaces func() ([]windowsInterface, error)
	// pci returns the devices that are present on PCI.
	pci func() ([]windowsDevice, error)
	// lineage returns the device instance of that name and all that it hangs
	// on, as far as that is known.
	lineage func(instance string) []windowsDevice
}

// Names of places in the registry.
const (
	keyBIOS       = `HARDWARE\DESCRIPTION\System\BIOS`
	keyProcessors = `HARDWARE\DESCRIPTION\System\CentralProcessor`
	keyInstall    = `SOFTWARE\Microsoft\Cryptography`
	keyControl    = `SYSTEM\CurrentControlSet\Control`
	keyNetwork    = keyControl + `\Network\{4D36E972-E325-11CE-BFC1-08002BE10318}\`
)

// What can be done on Windows about what is missing.
const (
	hintAdministrator = "run as administrator, or let the installer read it once"
	hintFirmware      = "look for an update of the firmware, or let the installer supply the serial number"
	hintDevices       = "look in the Device Manager for devices that do not work, and restart"
	hintRegistry      = "repair the installation of Windows, which is not whole"
)

func (w windowsSystem) jobs() []job {
	jobs := []job{
		{source: "smbios", traits: []string{"virtual", "portable"}, read: w.readFirmware, classes: []hwhash.Class{
			hwhash.SystemUUID, hwhash.SystemSerial, hwhash.BoardSerial, hwhash.MemoryModule,
			hwhash.SystemModel, hwhash.BoardModel, hwhash.Firmware,
		}},
		{source: "registry", traits: []string{"container"}, read: w.readContainer},
		{source: "registry", classes: []hwhash.Class{hwhash.OSInstall}, read: w.readInstall},
		{source: "registry", classes: []hwhash.Class{hwhash.CPU}, read: w.readCPU},
		{source: "memory", classes: []hwhash.Class{hwhash.MemorySize}, read: w.readMemory},
		{source: "block", classes: []hwhash.Class{hwhash.Disk}, read: w.readDisks},
		{source: "net", classes: []hwhash.Class{hwhash.NIC}, read: w.readNet},
		{source: "pci", classes: []hwhash.Class{hwhash.GPU, hwhash.PnPDevice}, read: w.readPCI},
		{source: "tpm", classes: []hwhash.Class{hwhash.TPM}, read: w.readTPM},
	}
	for i := range jobs {
		jobs[i].whole = true // no call looks at the deadline
	}
	return jobs
}

// readInstall reads MachineGuid, which setup draws for each installation.
func (w windowsSystem) readInstall(f *findings) {
	guid, err := w.text(keyInstall, "MachineGuid")
	if err != nil {
		f.fail(OutcomeFailed, "the registry has no MachineGuid that can be read", hwhash.OSInstall)
		f.note(hwhash.OSInstall).hint = hintRegistry
	}
	f.add(hwhash.OSInstall, guid)
}

// readCPU reads one value for each model of processor in the machine.
func (w windowsSystem) readCPU(f *findings) {
	names, err := w.keys(keyProcessors)
	for _, name := range names {
		vendor, _ := w.text(keyProcessors+`\`+name, "VendorIdentifier")
		model, _ := w.text(keyProcessors+`\`+name, "ProcessorNameString")
		f.addFields(hwhash.CPU, vendor, model)
	}
	if err != nil || f.note(hwhash.CPU).found == 0 {
		f.fail(OutcomeFailed, "the registry names no processor", hwhash.CPU)
		f.note(hwhash.CPU).hint = hintRegistry
	}
}

func (w windowsSystem) readMemory(f *findings) {
	size, err := w.memory()
	if err != nil || size == 0 {
		f.fail(OutcomeFailed, "Windows does not tell how much memory is installed", hwhash.MemorySize)
		f.note(hwhash.MemorySize).hint = hintFirmware
		return
	}
	f.add(hwhash.MemorySize, strconv.FormatUint(size, 10)+" B")
}

// readContainer goes by the mark that Windows sets in its containers, whatever
// their isolation.
func (w windowsSystem) readContainer(f *findings) {
	kind, err := w.text(keyControl, "ContainerType")
	f.traits.Container = err == nil && kind != "" && kind != "0"
	f.traitIf("container", f.traits.Container, "Windows says so in the registry; hardware is the host's, and the installation is the image's")
}

// readTPM leaves room for the platform's key provider, which no real machine
// has shown yet.
func (w windowsSystem) readTPM(f *findings) {
	f.fail(OutcomeUnsupported, "the endorsement key is not read on Windows", hwhash.TPM)
	f.note(hwhash.TPM).hint = hintTPM
}
