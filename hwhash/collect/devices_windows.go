package collect

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	cfgmgr32                     = windows.NewLazySystemDLL("cfgmgr32.dll")
	cmLocateDevNode              = cfgmgr32.NewProc("CM_Locate_DevNodeW")
	cmGetParent                  = cfgmgr32.NewProc("CM_Get_Parent")
	cmGetDeviceID                = cfgmgr32.NewProc("CM_Get_Device_IDW")
	cmGetDevNodeRegistryProperty = cfgmgr32.NewProc("CM_Get_DevNode_Registry_PropertyW")
)

// maxInstances bounds what is looked at: no machine has more devices.
const maxInstances = 4096

// presentInstances returns the instances that are present, of a class or of an
// enumerator.
func presentInstances(class *windows.GUID, enumerator string, flags windows.DIGCF) (devices []windowsDevice, err error) {
	set, err := windows.SetupDiGetClassDevsEx(class, enumerator, 0, windows.DIGCF_PRESENT|flags, 0, "")
	if err != nil {
		return nil, err
	}
	defer windows.SetupDiDestroyDeviceInfoList(set)
	for i := range maxInstances {
		info, err := windows.SetupDiEnumDeviceInfo(set, i)
		if err != nil {
			break // the last was before
		}
		id, err := windows.SetupDiGetDeviceInstanceId(set, info)
		if err != nil {
			continue
		}
		d := windowsDevice{ID: id}
		if enumerator == "PCI" {
			hardware, _ := windows.SetupDiGetDeviceRegistryProperty(set, info, windows.SPDRP_HARDWAREID)
			d.HardwareIDs, _ = hardware.([]string)
			bus, _ := windows.SetupDiGetDeviceRegistryProperty(set, info, windows.SPDRP_BUSNUMBER)
			number, _ := bus.(uint32)
			d.Bus = number
		}
		devices = append(devices, d)
	}
	return devices, nil
}

func pciDevices() ([]windowsDevice, error) {
	return presentInstances(nil, "PCI", windows.DIGCF_ALLCLASSES)
}

// deviceLineage follows the parents of an instance. Where Windows knows none,
// the instance stands alone.
func deviceLineage(instance string) []windowsDevice {
	const deepest = 32
	lineage := []windowsDevice{{ID: instance}}
	name, err := windows.UTF16PtrFromString(instance)
	if err != nil || cmLocateDevNode.Find() != nil || cmGetParent.Find() != nil {
		return lineage
	}
	var node uint32
	if failed, _, _ := cmLocateDevNode.Call(uintptr(unsafe.Pointer(&node)), uintptr(unsafe.Pointer(name)), 0); failed != 0 {
		return lineage
	}
	lineage[0].Policy = policyOf(node)
	for len(lineage) < deepest {
		var parent uint32
		if failed, _, _ := cmGetParent.Call(uintptr(unsafe.Pointer(&parent)), uintptr(node), 0); failed != 0 {
			break // the root of the tree
		}
		node = parent
		lineage = append(lineage, windowsDevice{ID: nodeID(node), Policy: policyOf(node)})
	}
	return lineage
}

// nodeID returns the instance of a node, "" if there is no telling.
func nodeID(node uint32) string {
	var id [200 + 1]uint16 // MAX_DEVICE_ID_LEN, and its end
	if cmGetDeviceID.Find() != nil {
		return ""
	}
	if failed, _, _ := cmGetDeviceID.Call(uintptr(node), uintptr(unsafe.Pointer(&id[0])), uintptr(len(id)), 0); failed != 0 {
		return ""
	}
	return windows.UTF16ToString(id[:])
}

// policyOf returns the removal policy of a node, zero if it is not known.
func policyOf(node uint32) removalPolicy {
	const removalPolicyProperty = 0x20 // CM_DRP_REMOVAL_POLICY
	var policy removalPolicy
	size := uint32(unsafe.Sizeof(policy))
	if cmGetDevNodeRegistryProperty.Find() != nil {
		return 0
	}
	failed, _, _ := cmGetDevNodeRegistryProperty.Call(uintptr(node), removalPolicyProperty, 0,
		uintptr(unsafe.Pointer(&policy)), uintptr(unsafe.Pointer(&size)), 0)
	if failed != 0 {
		return 0
	}
	return policy
}
