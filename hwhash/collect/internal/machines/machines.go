//go:build unix

// Package machines makes the parts of a machine's root folder that package
// collect looks at, from a short description: sysfs, procfs, udev's database.
// Tests collect from them; "go run ./hwhash/collect/internal/maketree" makes
// one to look at.
//
// A description is a .tree file, one line for each thing:
//
//	# a remark
//	include FILE                 the lines of testdata/FILE.tree
//	path = text                  a file; Go-quoted, or plain with \n for lines
//	path ! 0400 = text           with a mode
//	path -> target               a symbolic link
//	- path                       nothing, whatever was there
//	fifo path                    a pipe that nobody writes to
//	folder path                  an empty folder
//	sparse path 64M              a file of that many mebibytes, all zero
//	dmi FIELD = text             a field of /sys/class/dmi/id
//	cpu 2 = VENDOR, MODEL, FLAGS
//	nic NAME at DEVICE = ADDRESS, ATTRIBUTE VALUE, ...
//	disk NAME at DEVICE = ATTRIBUTE VALUE, ...
//	pci BUS/... = class vendor:device subvendor:subdevice
//	repeat 1000 LINE             the line so many times, {n} and {mac} counting
//
// Where a text is asked for, these make one:
//
//	@smbios A B serial:C         an SMBIOS table: modules of these serials, a system's
//	@vpd80 S                     a vital product data page with this serial
//
// DEVICE is a path below sys/devices. An adapter is an Ethernet adapter with
// its permanent address in use unless its attributes say otherwise; attributes
// of a disk that begin with "device/" are those of what it hangs on.
package machines

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// Machine is the content of a root folder, by path. The zero value is an
// empty folder that cannot be added to.
type Machine map[string]Entry

// Entry is a file if its mode has no type, else what the mode says.
type Entry struct {
	Mode fs.FileMode
	Text string // of a file; where a link points to
	Zero int64  // length of a file of zero bytes
}

// Load reads a description and those that it includes, and changes it by further
// lines.
func Load(descriptions fs.FS, name string, changes ...string) (Machine, error) {
	m := Machine{}
	if err := m.include(descriptions, name); err != nil {
		return m, err
	}
	return m, m.addLines(descriptions, changes)
}

// Parse reads a description that includes no other.
func Parse(lines ...string) (Machine, error) {
	m := Machine{}
	return m, m.addLines(nil, lines)
}

func (m Machine) include(descriptions fs.FS, name string) error {
	data, err := fs.ReadFile(descriptions, name+".tree")
	if err != nil {
		return err
	}
	if err := m.addLines(descriptions, strings.Split(string(data), "\n")); err != nil {
		return fmt.Errorf("%s.tree:%w", name, err)
	}
	return nil
}

func (m Machine) addLines(descriptions fs.FS, lines []string) error {
	for i, line := range lines {
		if line == "" || line[0] == '#' {
			continue
		}
		if err := m.addLine(descriptions, line); err != nil {
			return fmt.Errorf("%d: %w", i+1, err)
		}
	}
	return nil
}

var errLine = errors.New("no such line")

func (m Machine) addLine(descriptions fs.FS, line string) error {
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "include":
		return m.include(descriptions, rest)
	case "-":
		m.remove(rest)
		return nil
	case "fifo":
		m[rest] = Entry{Mode: fs.ModeNamedPipe | 0o666}
		return nil
	case "folder":
		m[rest] = Entry{Mode: fs.ModeDir | 0o755}
		return nil
	case "sparse":
		name, size, _ := strings.Cut(rest, " ")
		n, err := strconv.ParseInt(strings.TrimSuffix(size, "M"), 10, 32)
		m[name] = Entry{Mode: 0o444, Zero: n << 20}
		return err
	case "repeat":
		return m.repeat(rest)
	}
	if name, target, ok := strings.Cut(line, " -> "); ok {
		m[name] = Entry{Mode: fs.ModeSymlink, Text: target}
		return nil
	}
	name, value, ok := strings.Cut(line, " = ")
	switch {
	case !ok:
		return errLine
	case word == "dmi":
		m.addDMI(strings.TrimPrefix(name, "dmi "), value)
		return nil
	case word == "cpu":
		return m.addCPU(strings.TrimPrefix(name, "cpu "), value)
	case word == "nic":
		return m.addNIC(strings.Fields(name), value)
	case word == "disk":
		return m.addDisk(strings.Fields(name), value)
	case word == "pci":
		return m.addPCI(strings.TrimPrefix(name, "pci "), value)
	}
	return m.addFile(name, value)
}

// addFile adds a file, whose name may be followed by its mode.
func (m Machine) addFile(name, value string) (err error) {
	mode := uint64(0o444)
	if plain, octal, ok := strings.Cut(name, " ! "); ok {
		if mode, err = strconv.ParseUint(octal, 8, 9); err != nil {
			return err
		}
		name = plain
	}
	m[name] = Entry{Mode: fs.FileMode(mode), Text: content(value)}
	return nil
}

func (m Machine) remove(name string) {
	maps.DeleteFunc(m, func(have string, _ Entry) bool {
		return have == name || strings.HasPrefix(have, name+"/")
	})
}

func (m Machine) repeat(rest string) error {
	times, line, _ := strings.Cut(rest, " ")
	n, err := strconv.Atoi(times)
	for i := range n {
		numbered := strings.NewReplacer("{n}", fmt.Sprint(i),
			"{mac}", fmt.Sprintf("%02x:%02x:%02x", i>>16, i>>8&0xff, i&0xff)).Replace(line)
		if err := m.addLine(nil, numbered); err != nil {
			return err
		}
	}
	return err
}

// content returns the text that the right side of a line stands for.
func content(text string) string {
	if parts, ok := strings.CutPrefix(text, "@smbios "); ok {
		return SMBIOS(strings.Fields(parts)...)
	}
	if serial, ok := strings.CutPrefix(text, "@vpd80 "); ok {
		return vpd80(serial)
	}
	if unquoted, err := strconv.Unquote(text); err == nil {
		return unquoted
	}
	return strings.ReplaceAll(text, `\n`, "\n") + "\n"
}

// Write makes the folder's content, in the order of the paths, or backwards:
// on most file systems a folder lists its entries as they were made.
func (m Machine) Write(dir string, backwards bool) error {
	paths := slices.Sorted(maps.Keys(m))
	if backwards {
		slices.Reverse(paths)
	}
	made := map[string]bool{}
	for _, name := range paths {
		file := filepath.Join(dir, name)
		if parent := path.Dir(file); !made[parent] {
			if err := os.MkdirAll(parent, 0o755); err != nil {
				return err
			}
			made[parent] = true
		}
		if err := m[name].write(file); err != nil {
			return err
		}
	}
	return nil
}

func (e Entry) write(file string) error {
	switch e.Mode.Type() {
	case fs.ModeSymlink:
		return os.Symlink(e.Text, file)
	case fs.ModeNamedPipe:
		return syscall.Mkfifo(file, 0o666)
	case fs.ModeDir:
		return os.MkdirAll(file, 0o755)
	}
	if err := os.WriteFile(file, []byte(e.Text), 0o644); err != nil {
		return err
	}
	if e.Zero > 0 {
		if err := os.Truncate(file, e.Zero); err != nil {
			return err
		}
	}
	return os.Chmod(file, e.Mode)
}
