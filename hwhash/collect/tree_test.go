//go:build linux

package collect

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A .tree file describes the parts of a root folder that collect looks at, one
// line each:
//
//	path = text                  a file; Go-quoted or plain with \n for lines
//	path ! 0400 = text           with a mode
//	path = @smbios A B           an SMBIOS table with modules of these serials
//	path = @vpd80 S              a vital product data page with this serial
//	path -> target               a symbolic link
//	pci BUS/... = class vendor:device subvendor:subdevice
//	- path                       nothing, whatever was there
//	include file
//
// The links in these files are relative, like those of the kernel.

// makeTree makes the folder. It can be read by all users, but files of mode
// 0400 only by the superuser; forUser takes them from their owner too, so that
// whoever runs the tests is in the place of a plain user.
func makeTree(t testing.TB, name string, forUser bool) string {
	t.Helper()
	root := t.TempDir()
	require.NoError(t, os.Chmod(filepath.Dir(root), 0o755))
	addTree(t, root, name, forUser)
	return root
}

func addTree(t testing.TB, root, name string, forUser bool) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name+".tree"))
	require.NoError(t, err)
	for i, line := range strings.Split(string(data), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		require.NoError(t, addLine(t, root, line, forUser), "%s.tree:%d", name, i+1)
	}
}

func addLine(t testing.TB, root, line string, forUser bool) error {
	if name, ok := strings.CutPrefix(line, "include "); ok {
		addTree(t, root, strings.TrimSuffix(name, ".tree"), forUser)
		return nil
	}
	if name, ok := strings.CutPrefix(line, "- "); ok {
		return os.RemoveAll(filepath.Join(root, name))
	}
	if name, target, ok := strings.Cut(line, " -> "); ok {
		return addLink(root, name, target)
	}
	name, content, ok := strings.Cut(line, " = ")
	if !ok {
		return fmt.Errorf("no such line")
	}
	if device, ok := strings.CutPrefix(name, "pci "); ok {
		return addPCI(root, device, content)
	}
	mode := os.FileMode(0o444)
	if path, octal, ok := strings.Cut(name, " ! "); ok {
		n, err := strconv.ParseUint(octal, 8, 32)
		if err != nil {
			return err
		}
		if name, mode = path, os.FileMode(n); forUser && mode == 0o400 {
			mode = 0
		}
	}
	return addFile(root, name, fileContent(content), mode)
}

func fileContent(text string) string {
	if serials, ok := strings.CutPrefix(text, "@smbios "); ok {
		return smbiosTable(strings.Fields(serials)...)
	}
	page, isPage := strings.CutPrefix(text, "@vpd80 ")
	if unquoted, err := strconv.Unquote(page); err == nil {
		text, page = unquoted, unquoted
	} else {
		text = strings.ReplaceAll(text, `\n`, "\n") + "\n"
	}
	if isPage {
		header := binary.BigEndian.AppendUint16([]byte{0, 0x80}, uint16(len(page)))
		return string(header) + page
	}
	return text
}

func addFile(root, name, content string, mode os.FileMode) error {
	path := filepath.Join(root, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	_ = os.Remove(path) // of an included tree
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		return err
	}
	return os.Chmod(path, mode)
}

func addLink(root, name, target string) error {
	path := filepath.Join(root, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.Symlink(target, path)
}

func addPCI(root, device, ids string) error {
	var class, vendor, product, subVendor, subProduct string
	ids = strings.ReplaceAll(ids, ":", " ")
	if _, err := fmt.Sscan(ids, &class, &vendor, &product, &subVendor, &subProduct); err != nil {
		return err
	}
	device = "devices/pci0000:" + device
	for file, id := range map[string]string{
		"class": class, "vendor": vendor, "device": product, "subsystem_vendor": subVendor, "subsystem_device": subProduct,
	} {
		if err := addFile(root, "sys/"+device+"/"+file, "0x"+id+"\n", 0o444); err != nil {
			return err
		}
	}
	return addLink(root, "sys/bus/pci/devices/"+filepath.Base(device), "../../../"+device)
}

// smbiosTable makes a table of a system, modules with these serials, and an
// empty socket.
func smbiosTable(serials ...string) string {
	var b strings.Builder
	structure := func(kind byte, body []byte, texts ...string) {
		b.Write([]byte{kind, byte(smbiosHeaderLen + len(body)), 0, 0})
		b.Write(body)
		for _, text := range texts {
			b.WriteString(text + "\x00")
		}
		if len(texts) == 0 {
			b.WriteByte(0)
		}
		b.WriteByte(0)
	}
	module := func(size, serial byte) []byte {
		body := make([]byte, 0x28-smbiosHeaderLen)
		body[memoryDeviceSize-smbiosHeaderLen+1] = size
		body[memoryDeviceSerial-smbiosHeaderLen] = serial
		return body
	}
	structure(1, make([]byte, 23), "Maker", "Product")
	structure(4, make([]byte, 8))
	for _, serial := range serials {
		structure(smbiosMemoryDevice, module(0x20, 3), "DIMM 0", "Maker", serial)
	}
	structure(smbiosMemoryDevice, module(0, 2), "DIMM 9", "NO DIMM")
	structure(smbiosEndOfTable, nil)
	return b.String()
}
