package collect

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

var getIfTable2Ex = windows.NewLazySystemDLL("iphlpapi.dll").NewProc("GetIfTable2Ex")

// interfaceTable returns the rows of Windows' table of interfaces, as they are
// without asking the drivers: MibIfTableNormalWithoutStatistics where that is
// known, since Windows 10, else MibIfTableNormal.
//
// The rows are read by their places rather than by the type of package
// windows, which is wrong in 32-bit programs: there Go aligns numbers of 64
// bits at 4 bytes and Windows at 8.
func interfaceTable() (interfaces []windowsInterface, err error) {
	const normal, withoutStatistics = 0, 2
	var table unsafe.Pointer
	failed, _, _ := getIfTable2Ex.Call(withoutStatistics, uintptr(unsafe.Pointer(&table)))
	if failed != 0 {
		failed, _, _ = getIfTable2Ex.Call(normal, uintptr(unsafe.Pointer(&table)))
	}
	if failed != 0 {
		return nil, windows.Errno(failed)
	}
	defer windows.FreeMibTable(table)
	count := *(*uint32)(table)
	rows := unsafe.Slice((*byte)(unsafe.Add(table, rowsStart)), uintptr(count)*rowSize)
	for ; len(rows) >= rowSize; rows = rows[rowSize:] {
		interfaces = append(interfaces, parseRow(rows[:rowSize]))
	}
	return interfaces, nil
}
