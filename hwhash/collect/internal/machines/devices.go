//go:build unix

package machines

import (
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// addDMI adds a field, with the rights that the kernel gives it.
func (m Machine) addDMI(field, text string) {
	mode := fs.FileMode(0o444)
	if strings.HasSuffix(field, "_serial") || field == "product_uuid" {
		mode = 0o400
	}
	m["sys/class/dmi/id"] = Entry{Mode: fs.ModeSymlink, Text: "../../devices/virtual/dmi/id"}
	m["sys/devices/virtual/dmi/id/"+field] = Entry{Mode: mode, Text: content(text)}
}

// addCPU adds processors: "cpu COUNT", maker, model and flags. Each is in a
// socket of its own.
func (m Machine) addCPU(count, text string) error {
	n, err := strconv.Atoi(count)
	vendor, text, _ := strings.Cut(text, ", ")
	last := strings.LastIndex(text, ", ")
	if err != nil || last < 0 {
		return errLine
	}
	var info strings.Builder
	for i := range n {
		fmt.Fprintf(&info, "processor\t: %d\nvendor_id\t: %s\nmodel name\t: %s\nphysical id\t: %d\nflags\t\t: %s\n\n",
			i, vendor, text[:last], i, text[last+2:])
		topology := fmt.Sprintf("sys/devices/system/cpu/cpu%d/topology/", i)
		m.file(topology+"physical_package_id", fmt.Sprint(i))
		m.file(topology+"core_id", "0")
	}
	m["proc/cpuinfo"] = Entry{Mode: 0o444, Text: info.String()}
	return nil
}

// addNIC adds a network interface: "nic NAME at DEVICE" and what it is.
func (m Machine) addNIC(words []string, attributes string) error {
	if len(words) != 4 {
		return errLine
	}
	name, folder := words[1], "sys/devices/"+words[3]+"/net/"+words[1]
	address, attributes, _ := strings.Cut(attributes, ", ")
	m.link("sys/class/net/"+name, folder)
	m.file(folder+"/type", "1")
	m.file(folder+"/addr_assign_type", "0")
	m.file(folder+"/address", address)
	if words[3] != "virtual" {
		m.link(folder+"/device", "sys/devices/"+words[3])
	}
	return m.attributes(attributes, func(key string) string { return folder + "/" + key })
}

// addDisk adds a disk: "disk NAME at DEVICE" and what it is.
func (m Machine) addDisk(words []string, attributes string) error {
	if len(words) != 4 {
		return errLine
	}
	name, folder := words[1], "sys/devices/"+words[3]+"/"+words[1]
	parent := strings.TrimSuffix(path.Dir(folder), "/block")
	m.link("sys/block/"+name, folder)
	if parent != "sys/devices/virtual" {
		m.link(folder+"/device", parent)
	}
	return m.attributes(attributes, func(key string) string {
		if key, ok := strings.CutPrefix(key, "device/"); ok {
			return parent + "/" + key
		}
		return folder + "/" + key
	})
}

// attributes adds a file for each "KEY VALUE" of a list.
func (m Machine) attributes(list string, file func(key string) string) error {
	for attribute := range strings.SplitSeq(list, ", ") {
		key, value, ok := strings.Cut(attribute, " ")
		switch {
		case attribute == "":
		case !ok:
			return fmt.Errorf("%w: attribute without a value", errLine)
		default:
			m.file(file(key), value)
		}
	}
	return nil
}

func (m Machine) file(name, text string) { m[name] = Entry{Mode: 0o444, Text: content(text)} }

// link adds a relative link, as the kernel's are.
func (m Machine) link(name, target string) {
	relative, err := filepath.Rel(path.Dir(name), target)
	if err != nil {
		panic(err) // both are relative to the root
	}
	m[name] = Entry{Mode: fs.ModeSymlink, Text: relative}
}

func (m Machine) addPCI(device, ids string) error {
	var class, vendor, product, subVendor, subProduct string
	ids = strings.ReplaceAll(ids, ":", " ")
	if _, err := fmt.Sscan(ids, &class, &vendor, &product, &subVendor, &subProduct); err != nil {
		return err
	}
	folder := "sys/devices/pci0000:" + device
	for file, id := range map[string]string{
		"class": class, "vendor": vendor, "device": product, "subsystem_vendor": subVendor, "subsystem_device": subProduct,
	} {
		m.file(folder+"/"+file, "0x"+id)
	}
	m.link("sys/bus/pci/devices/"+path.Base(device), folder)
	return nil
}
