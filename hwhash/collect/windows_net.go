//go:build linux || windows

package collect

import (
	"bytes"
	"encoding/binary"
	"net"

	"github.com/hwprint/hwprint/hwhash"
)

// windowsInterface is a row of Windows' table of interfaces, MIB_IF_ROW2 in
// netioapi.h, as far as it is read. Alias and description, which users and
// drivers choose, are not.
type windowsInterface struct {
	GUID      string  `json:"guid"`
	Kind      uint32  `json:"kind"` // IfType
	Hardware  bool    `json:"hardware"`
	Filter    bool    `json:"filter,omitempty"` // another view of an adapter that is there too
	Permanent address `json:"permanent,omitempty"`
}

// Kinds of interface: IANAifType.
const (
	kindEthernet = 6
	kindWiFi     = 71
)

// address is a hardware address, as text in recordings.
type address []byte

func (a address) MarshalText() ([]byte, error) { return []byte(net.HardwareAddr(a).String()), nil }

func (a *address) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*a = nil
		return nil
	}
	parsed, err := net.ParseMAC(string(text))
	*a = address(parsed)
	return err
}

// readNet reads the permanent addresses of the adapters inside the case, told
// by the devices that they are and hang on.
func (w windowsSystem) readNet(f *findings) {
	rows, err := w.interfaces()
	if err != nil {
		f.fail(OutcomeFailed, "Windows does not list its network adapters", hwhash.NIC)
		f.note(hwhash.NIC).hint = hintDevices
		return
	}
	for _, row := range rows {
		switch why := w.leavesOut(row); {
		case why != "":
			f.leaveOut(hwhash.NIC, why)
		case row.isAdapter():
			f.add(hwhash.NIC, net.HardwareAddr(row.Permanent).String())
		}
	}
}

// isAdapter reports whether a row is of an Ethernet or Wi-Fi adapter with an
// address, and not of a filter over one.
func (i windowsInterface) isAdapter() bool {
	return (i.Kind == kindEthernet || i.Kind == kindWiFi) && !i.Filter && len(i.Permanent) == 6
}

// leavesOut says why an adapter is not a part of the machine, "" if it is, or
// is no adapter at all. Where Windows names no device for an interface its
// word that it is hardware is all there is.
func (w windowsSystem) leavesOut(row windowsInterface) string {
	if !row.isAdapter() {
		return ""
	}
	instance, err := w.text(keyNetwork+row.GUID+`\Connection`, "PnPInstanceId")
	if err != nil || instance == "" {
		if !row.Hardware {
			return ofSoftware
		}
		return ""
	}
	lineage := w.lineage(instance)
	switch {
	case len(lineage) > 0 && lineage[0].enumerator() == "VMBUS":
		// A guest's adapter is made of software, and all that it has.
		return ""
	case !row.Hardware:
		return ofSoftware
	}
	return notBuiltIn(lineage)
}

// Places in a row, MIB_IF_ROW2, whose numbers of 64 bits are aligned as such
// on all processors.
const (
	rowsStart    = 8 // of MIB_IF_TABLE2, after their number
	rowSize      = 1352
	rowGUID      = 12
	rowLength    = 1056 // of the address
	rowPermanent = 1092
	rowMaxLength = 32
	rowKind      = 1128
	rowFlags     = 1152

	flagHardware = 1 << 0
	flagFilter   = 1 << 1
)

// parseRow reads a row; it is nothing if that is too short.
func parseRow(row []byte) (i windowsInterface) {
	if len(row) < rowSize {
		return windowsInterface{}
	}
	i.GUID = windowsGUID([16]byte(row[rowGUID:]))
	i.Kind = binary.LittleEndian.Uint32(row[rowKind:])
	i.Hardware = row[rowFlags]&flagHardware != 0
	i.Filter = row[rowFlags]&flagFilter != 0
	length := min(binary.LittleEndian.Uint32(row[rowLength:]), rowMaxLength)
	permanent := row[rowPermanent:][:length]
	for _, b := range permanent {
		if b != 0 { // all zero: the driver tells none
			i.Permanent = address(bytes.Clone(permanent)) // the table is freed
			break
		}
	}
	return i
}

// windowsGUID writes a GUID as the registry does: its first three numbers are
// little-endian.
func windowsGUID(b [16]byte) string {
	text := []byte("{" + smbiosUUID(b) + "}")
	for i, c := range text {
		if 'a' <= c && c <= 'f' {
			text[i] = c - 'a' + 'A'
		}
	}
	return string(text)
}
