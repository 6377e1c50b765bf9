package hwhash

// Class says what kind of component a value identifies. The text names are
// part of the inventory format; the numbers are part of the hash format. The
// zero value is no class.
type Class uint8

// The fifteen classes, in the order of their slots in a [Hash].
const (
	SystemUUID   Class = iota + 1 // SMBIOS type 1 UUID, either byte order
	SystemSerial                  // serial number of the system
	BoardSerial                   // serial number of the main board
	TPM                           // hash of the TPM's endorsement public key, in hex
	OSInstall                     // identifier of the operating system's installation: machine-id, MachineGuid
	NIC                           // permanent MAC address of a physical network adapter
	Disk                          // serial number, else WWN or EUI, of an internal disk
	MemoryModule                  // serial number of a memory module
	SystemModel                   // vendor|product|SKU
	BoardModel                    // vendor|product
	Firmware                      // vendor|version|date
	CPU                           // vendor|model, without a count of cores
	MemorySize                    // installed memory: bytes, or a number with a unit
	GPU                           // bus:vendor:device
	PnPDevice                     // bus:vendor:device:subsystem vendor:subsystem of a built-in device

	numClasses = iota // fifteen
)

// Group is a set of classes that change together, so that matching counts
// them as one witness. All groups but [GroupModel] are identity: they tell
// one machine from another of the same model.
type Group uint8

// The groups. The zero value is no group.
const (
	GroupPlatform Group = iota + 1
	GroupTPM
	GroupOS
	GroupNetwork
	GroupStorage
	GroupMemory
	GroupModel

	numGroups = iota
)

var groupNames = [numGroups + 1]string{"invalid", "platform", "tpm", "os", "network", "storage", "memory", "model"}

// String returns the name of the group, or "invalid".
func (g Group) String() string {
	if g > numGroups {
		g = 0
	}
	return groupNames[g]
}

// classInfo is the static side of a class: its place in the 28 slots.
type classInfo struct {
	name   string
	group  Group
	number byte // in the block that is digested; OSInstall has that of SystemUUID, so that one value has one word
	first  int  // index of the class's first slot
	slots  int
	width  uint // bits of one slot, without the span of an adapter
}

// classes is the table of docs/format.md, section "Record".
var classes = [numClasses + 1]classInfo{
	SystemUUID:   {"system_uuid", GroupPlatform, 1, 0, 1, 11},
	SystemSerial: {"system_serial", GroupPlatform, 2, 1, 1, 11},
	BoardSerial:  {"board_serial", GroupPlatform, 3, 2, 1, 11},
	TPM:          {"tpm", GroupTPM, 4, 3, 1, 15},
	OSInstall:    {"os_install", GroupOS, 1, 4, 1, 15},
	NIC:          {"nic", GroupNetwork, 6, 5, 3, 11},
	Disk:         {"disk", GroupStorage, 7, 8, 3, 11},
	MemoryModule: {"memory_module", GroupMemory, 8, 11, 2, 10},
	SystemModel:  {"system_model", GroupModel, 9, 13, 1, 8},
	BoardModel:   {"board_model", GroupModel, 10, 14, 1, 8},
	Firmware:     {"firmware", GroupModel, 11, 15, 1, 8},
	CPU:          {"cpu", GroupModel, 12, 16, 1, 8},
	MemorySize:   {"memory_size", GroupModel, 13, 17, 1, 8},
	GPU:          {"gpu", GroupModel, 14, 18, 2, 8},
	PnPDevice:    {"pnp_device", GroupModel, 15, 20, 4, 8},
}

// maxSlotOf is the greatest value of a slot of each class.
var maxSlotOf = func() (greatest [numClasses + 1]uint16) {
	for c, info := range classes {
		greatest[c] = 1 << info.width
		if info.group == GroupNetwork {
			greatest[c] *= maxSpan + 1
		}
	}
	return greatest
}()

// Classes returns the fifteen classes in the order of their slots.
func Classes() []Class {
	all := make([]Class, numClasses)
	for i := range all {
		all[i] = Class(i + 1)
	}
	return all
}

// ParseClass returns the class of that text name, such as "nic", or the error
// [ErrClass], which does not repeat the name: it may be a value in the wrong
// place.
func ParseClass(name string) (Class, error) {
	for c := SystemUUID; c <= numClasses; c++ {
		if classes[c].name == name {
			return c, nil
		}
	}
	return 0, ErrClass
}

func (c Class) valid() bool { return c >= 1 && c <= numClasses }

// String returns the text name of the class, or "invalid".
func (c Class) String() string {
	if !c.valid() {
		return "invalid"
	}
	return classes[c].name
}

// Group returns the group that the class belongs to, zero for no class.
func (c Class) Group() Group {
	if !c.valid() {
		return 0
	}
	return classes[c].group
}

// Identity reports whether the class tells one machine from another of the
// same model, as against describing the model.
func (c Class) Identity() bool { return c.valid() && classes[c].group != GroupModel }

// MarshalText returns the text name; an invalid class is an error.
func (c Class) MarshalText() ([]byte, error) {
	if !c.valid() {
		return nil, ErrClass
	}
	return []byte(classes[c].name), nil
}

// UnmarshalText is [ParseClass].
func (c *Class) UnmarshalText(text []byte) error {
	parsed, err := ParseClass(string(text))
	if err != nil {
		return err
	}
	*c = parsed
	return nil
}
