//go:build linux

package collect

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/hwhash/collect/internal/machines"
)

// windowsRecording is a machine as Windows' calls describe it. What is in
// bytes there is put into the same bytes here, names that people and drivers
// choose along with the rest, and read by what reads them there.
type windowsRecording struct {
	SMBIOS     map[string]any               `json:"smbios"`
	Registry   map[string]map[string]string `json:"registry"` // by key, then value
	Memory     uint64                       `json:"memory"`
	Disks      []recordedDisk               `json:"disks"`
	Interfaces []recordedInterface          `json:"interfaces"`
	Devices    []recordedDevice             `json:"devices"`
}

type recordedDisk struct {
	windowsDisk
	Product     string `json:"product"`
	Identifiers []struct {
		Type uint32 `json:"type"`
		Hex  string `json:"hex"`
	} `json:"identifiers"`
}

type recordedInterface struct {
	windowsInterface
	Alias       string  `json:"alias"`
	Description string  `json:"description"`
	InUse       address `json:"in_use"` // the address, if it is another
}

type recordedDevice struct {
	windowsDevice
	Parent string `json:"parent"`
	Name   string `json:"name"`
}

func loadWindows(t testing.TB, name string) (r windowsRecording) {
	t.Helper()
	doc, err := os.ReadFile(filepath.Join("testdata/windows", name+".json"))
	require.NoError(t, err)
	decoder := json.NewDecoder(bytes.NewReader(doc))
	decoder.DisallowUnknownFields()
	require.NoError(t, decoder.Decode(&r))
	return r
}

// system answers as Windows does.
func (r windowsRecording) system() windowsSystem {
	return windowsSystem{
		firmware: r.firmware,
		text: func(key, name string) (string, error) {
			if value, ok := r.Registry[key][name]; ok {
				return value, nil
			}
			return "", errNoAnswer
		},
		keys:       r.keys,
		memory:     func() (uint64, error) { return r.Memory, answered(r.Memory > 0) },
		disks:      r.disks,
		interfaces: r.interfaces,
		pci:        r.pci,
		lineage:    r.lineage,
	}
}

func answered(ok bool) error {
	if ok {
		return nil
	}
	return errNoAnswer
}

func (r windowsRecording) firmware() ([]byte, error) {
	if r.SMBIOS == nil {
		return nil, errNoAnswer
	}
	var parts []string
	for key, value := range r.SMBIOS {
		switch value := value.(type) {
		case string:
			parts = append(parts, key+":"+value)
		case []any:
			for _, serial := range value {
				parts = append(parts, serial.(string))
			}
		}
	}
	table := machines.SMBIOS(parts...)
	raw := binary.LittleEndian.AppendUint32([]byte{0, 3, 2, 0}, uint32(len(table)))
	return append(append(raw, table...), "behind the table"...), nil
}

func (r windowsRecording) keys(key string) (names []string, err error) {
	for _, k := range slices.Sorted(maps.Keys(r.Registry)) {
		if rest, ok := strings.CutPrefix(k, key+`\`); ok && !strings.Contains(rest, `\`) {
			names = append(names, rest)
		}
	}
	return names, answered(names != nil)
}

func (r windowsRecording) disks() (disks []windowsDisk, err error) {
	for _, recorded := range r.Disks {
		if recorded.Silent {
			disks = append(disks, recorded.windowsDisk)
			continue
		}
		d, _ := parseDescriptor(recorded.descriptor())
		d.Instance, d.NoMedium = recorded.Instance, recorded.NoMedium
		if recorded.Controller != "" {
			d.Controller = parseIdentify(identifyAnswer(recorded.Controller))
		}
		d.WorldWide = parseIdentifiers(recorded.identifiers())
		disks = append(disks, d)
	}
	return disks, answered(r.Disks != nil)
}

// descriptor returns a STORAGE_DEVICE_DESCRIPTOR.
func (d recordedDisk) descriptor() []byte {
	b := make([]byte, 40)
	if d.Removable {
		b[10] = 1
	}
	binary.LittleEndian.PutUint32(b[28:], uint32(d.Bus))
	place := func(at int, text string) {
		if text != "" {
			binary.LittleEndian.PutUint32(b[at:], uint32(len(b)))
			b = append(b, text+"\x00"...)
		}
	}
	place(16, d.Product)
	place(24, d.Serial)
	return b
}

// identifiers returns a STORAGE_DEVICE_ID_DESCRIPTOR, a name of the vendor's
// first.
func (d recordedDisk) identifiers() []byte {
	b := make([]byte, 12)
	add := func(codeSet, kind uint32, value []byte) {
		entry := make([]byte, 16)
		binary.LittleEndian.PutUint32(entry, codeSet)
		binary.LittleEndian.PutUint32(entry[4:], kind)
		binary.LittleEndian.PutUint16(entry[8:], uint16(len(value)))
		binary.LittleEndian.PutUint16(entry[10:], uint16(16+len(value)))
		b = append(append(b, entry...), value...)
	}
	add(2, 1, []byte("MSFT    Virtual Disk"))
	for _, i := range d.Identifiers {
		value, _ := hex.DecodeString(i.Hex)
		add(1, i.Type, value)
	}
	return b
}

// identifyAnswer returns a STORAGE_PROTOCOL_DATA_DESCRIPTOR with an NVMe
// controller's data.
func identifyAnswer(serial string) []byte {
	b := make([]byte, 8+40+4096)
	binary.LittleEndian.PutUint32(b[8+16:], 40)
	binary.LittleEndian.PutUint32(b[8+20:], 4096)
	copy(b[48+4:48+24], serial+strings.Repeat(" ", 20))
	copy(b[48+24:], "a model of 40 characters")
	return b
}

func (r windowsRecording) interfaces() (interfaces []windowsInterface, err error) {
	for _, recorded := range r.Interfaces {
		interfaces = append(interfaces, parseRow(recorded.row()))
	}
	return interfaces, answered(r.Interfaces != nil)
}

// row returns a MIB_IF_ROW2.
func (i recordedInterface) row() []byte {
	b := make([]byte, rowSize)
	guid, _ := hex.DecodeString(strings.NewReplacer("{", "", "}", "", "-", "").Replace(i.GUID))
	slices.Reverse(guid[0:4])
	slices.Reverse(guid[4:6])
	slices.Reverse(guid[6:8])
	copy(b[rowGUID:], guid)
	for at, text := range map[int]string{28: i.Alias, 542: i.Description} {
		for n, unit := range utf16.Encode([]rune(text)) {
			binary.LittleEndian.PutUint16(b[at+2*n:], unit)
		}
	}
	inUse := i.InUse
	if inUse == nil {
		inUse = i.Permanent
	}
	binary.LittleEndian.PutUint32(b[rowLength:], uint32(len(inUse)))
	copy(b[1060:], inUse)
	copy(b[rowPermanent:], i.Permanent)
	binary.LittleEndian.PutUint32(b[rowKind:], i.Kind)
	if i.Hardware {
		b[rowFlags] |= flagHardware
	}
	if i.Filter {
		b[rowFlags] |= flagFilter
	}
	return b
}

func (r windowsRecording) pci() (devices []windowsDevice, err error) {
	for _, d := range r.Devices {
		if d.enumerator() == "PCI" {
			devices = append(devices, d.windowsDevice)
		}
	}
	return devices, answered(r.Devices != nil)
}

func (r windowsRecording) lineage(instance string) (lineage []windowsDevice) {
	for instance != "" && len(lineage) < 32 {
		at := slices.IndexFunc(r.Devices, func(d recordedDevice) bool { return d.ID == instance })
		if at < 0 {
			return append(lineage, windowsDevice{ID: instance})
		}
		d := r.Devices[at]
		lineage = append(lineage, windowsDevice{ID: d.ID, Policy: d.Policy})
		instance = d.Parent
	}
	return lineage
}

func collectWindows(t *testing.T, r windowsRecording) Result {
	t.Helper()
	return run(t.Context(), r.system().jobs(), wanted(hwhash.Classes()...))
}

func TestWindowsRecordings(t *testing.T) {
	for _, name := range recordings(t, "windows", ".json") {
		t.Run(name, func(t *testing.T) {
			replay(t, "windows/"+name, loadWindows(t, name).system().jobs())
		})
	}
}

// No class depends on a name that a user or a driver gives.
func TestWindowsNamesMakeNoDifference(t *testing.T) {
	for _, name := range recordings(t, "windows", ".json") {
		r := loadWindows(t, name)
		want := collectWindows(t, r)
		for _, called := range []string{"", "Hyper-V VPN USB dock tunnel", "Intel(R) Ethernet Connection I219-LM", strings.Repeat("ü", 256)} {
			for i := range r.Interfaces {
				r.Interfaces[i].Alias, r.Interfaces[i].Description = called, called
			}
			for i := range r.Devices {
				r.Devices[i].Name = called
			}
			for i := range r.Disks {
				r.Disks[i].Product = called
			}
			for _, values := range r.Registry {
				if _, ok := values["Name"]; ok {
					values["Name"] = called
				}
			}
			require.Equal(t, want, collectWindows(t, r), "%s with names %q", name, called)
		}
	}
}

// One machine has the same values on Linux and on Windows, in every class but
// the installation's, which is another.
func TestSameMachineOnLinuxAndWindows(t *testing.T) {
	linux := collectFrom(t, makeTree(t, "laptop")).Inventory
	windows := collectWindows(t, loadWindows(t, "laptop")).Inventory
	require.Equal(t, linux.Traits, windows.Traits)
	for _, c := range hwhash.Classes() {
		switch c {
		case hwhash.OSInstall:
			require.NotEqual(t, values(linux, c), values(windows, c))
		case hwhash.MemorySize: // one says more of it than the other, and both the same to hwhash
			require.Equal(t, []string{"17179869184 B"}, values(windows, c))
		default:
			require.Equal(t, values(linux, c), values(windows, c), c)
		}
	}
	m, err := hwhash.Standard().Compare(hashOf(t, linux), hashOf(t, windows))
	require.NoError(t, err)
	require.Equal(t, hwhash.Same, m.Verdict)
	require.Equal(t, hwhash.AgreementAgrees, m.Class(hwhash.MemorySize).Agreement)
}

// A call that fails costs its own classes alone, and every class without a
// value says what can be done about it.
func TestWindowsCallsFailAlone(t *testing.T) {
	whole := collectWindows(t, loadWindows(t, "laptop"))
	fail := map[string]struct {
		without func(*windowsRecording)
		costs   []hwhash.Class
	}{
		"firmware": {func(r *windowsRecording) { r.SMBIOS = nil }, []hwhash.Class{hwhash.SystemUUID, hwhash.SystemSerial,
			hwhash.BoardSerial, hwhash.MemoryModule, hwhash.SystemModel, hwhash.BoardModel, hwhash.Firmware}},
		"registry":   {func(r *windowsRecording) { r.Registry = nil }, []hwhash.Class{hwhash.OSInstall, hwhash.CPU}},
		"memory":     {func(r *windowsRecording) { r.Memory = 0 }, []hwhash.Class{hwhash.MemorySize}},
		"disks":      {func(r *windowsRecording) { r.Disks = nil }, []hwhash.Class{hwhash.Disk}},
		"interfaces": {func(r *windowsRecording) { r.Interfaces = nil }, []hwhash.Class{hwhash.NIC}},
		"devices":    {func(r *windowsRecording) { r.Devices = nil }, []hwhash.Class{hwhash.GPU, hwhash.PnPDevice}},
	}
	for name, f := range fail {
		t.Run(name, func(t *testing.T) {
			r := loadWindows(t, "laptop")
			f.without(&r)
			got := collectWindows(t, r)
			for _, c := range hwhash.Classes() {
				switch {
				case slices.Contains(f.costs, c):
					require.Empty(t, values(got.Inventory, c), c)
				case c == hwhash.NIC && (name == "registry" || name == "devices"):
					// Windows' word for hardware is left, and what a device is called.
					require.Subset(t, values(got.Inventory, c), values(whole.Inventory, c))
				default:
					require.Equal(t, values(whole.Inventory, c), values(got.Inventory, c), c)
				}
			}
			for _, s := range got.Sources {
				if s.Class != 0 && s.Found == 0 {
					require.NotEmpty(t, s.Hint, s)
				}
			}
		})
	}
}

func TestDiskForms(t *testing.T) {
	for raw, want := range map[string]string{
		"":                          "",
		"S676NF0R914420":            "S676NF0R914420",
		"  S676NF0R914420 \x00":     "S676NF0R914420",
		"0025_38B9_11B3_A77F.":      "eui.002538b911b3a77f",
		"S5XANE0R400211_00000001.":  "S5XANE0R400211",
		"S5XANE0R400211 _00000001.": "S5XANE0R400211",
		"0000_0000_0000_0001_8CE3_8E03_0091_7A5C.": "eui.00000000000000018ce38e0300917a5c",
		// What an ATA disk says, as old drivers hand it on: in pairs that are
		// swapped, which a blank shows, and in hex.
		"    W -DXW218DF0Y6K7":                     "WD-WX12D80F6Y7K",
		"DWW-1XD2086F7Y K    ":                     "WD-WX12D80F6Y7K",
		"2020202057202d44585732313844463059364b37": "WD-WX12D80F6Y7K",
		"4457572d31584432303836463759204b20202020": "WD-WX12D80F6Y7K",
		"     WD-WX12D80F6Y7K":                     "WD-WX12D80F6Y7K", // as it is
		"WD WX12D80F6Y7K     ":                     "WD WX12D80F6Y7K",
		"0123456789abcdef0123456789abcdef01234567": "0123456789abcdef0123456789abcdef01234567", // hex of no text
	} {
		require.Equal(t, want, diskForm(raw), raw)
	}
}

// FuzzWindowsAnswers reads bytes as each of Windows' answers. Nothing may
// panic, and a value is no longer than what it was read from.
func FuzzWindowsAnswers(f *testing.F) {
	disk := recordedDisk{windowsDisk: windowsDisk{Bus: busNVMe, Serial: "S676NF0R914420"}, Product: "SAMSUNG"}
	f.Add([]byte(nil))
	f.Add(disk.descriptor())
	f.Add(disk.descriptor()[:40])  // the texts are cut off
	f.Add(disk.identifiers())      // a name of the vendor's alone
	f.Add(disk.identifiers()[:20]) // cut inside an entry
	f.Add(identifyAnswer("S676NF0R914420"))
	f.Add(identifyAnswer("S676NF0R914420")[:60]) // cut inside the serial number
	f.Add(recordedInterface{windowsInterface: windowsInterface{GUID: "{3F0B1001-5A1D-4E0B-9C77-2B6F01D4A801}", Permanent: address{1, 2, 3, 4, 5, 6}}}.row())
	f.Add([]byte{0, 3, 2, 0, 255, 255, 255, 255, smbiosSystem, 4, 0, 0}) // a table longer than it is
	f.Fuzz(func(t *testing.T, answer []byte) {
		d, _ := parseDescriptor(answer)
		form := diskForm(d.Serial)
		require.LessOrEqual(t, len(form), len(d.Serial)+len("eui."))
		require.LessOrEqual(t, len(parseIdentify(answer)), 20)
		require.LessOrEqual(t, len(parseIdentifiers(answer)), 2*len(answer)+len("naa."))
		require.LessOrEqual(t, len(parseRow(answer).Permanent), rowMaxLength)
		require.LessOrEqual(t, len(rawSMBIOS(answer)), len(answer))
		_, _ = parsePCI(windowsDevice{ID: string(answer), HardwareIDs: []string{string(answer)}})
	})
}

// What is read of a row outlives the table, which Windows takes back.
func TestRowIsCopied(t *testing.T) {
	row := make([]byte, rowSize)
	row[rowLength] = 6
	copy(row[rowPermanent:], []byte{2, 4, 6, 8, 10, 12})
	got := parseRow(row)
	clear(row)
	require.Equal(t, address{2, 4, 6, 8, 10, 12}, got.Permanent)
}
