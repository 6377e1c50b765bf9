package main

import (
	_ "embed"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

//go:embed init
var initScript []byte

// archive writes the format of an initramfs, "newc" in the kernel's
// Documentation/driver-api/early-userspace/buffer-format.rst.
type archive struct {
	to  io.Writer
	ino int
	err error
}

func (a *archive) add(name string, mode uint32, content []byte) {
	if a.err != nil {
		return
	}
	a.ino++
	header := fmt.Sprintf("070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%s\x00",
		a.ino, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name)+1, 0, name)
	pad := func(n int) string { return strings.Repeat("\x00", -n&3) }
	_, a.err = io.WriteString(a.to, header+pad(len(header))+string(content)+pad(len(content)))
}

func (a *archive) folder(name string)                { a.add(name, 0o040755, nil) }
func (a *archive) program(name string, text []byte)  { a.add(name, 0o100755, text) }
func (a *archive) plain(name string, content []byte) { a.add(name, 0o100644, content) }

// makeInitramfs writes what the guests of an architecture start from: busybox,
// init, the programs, and the modules for all of the table's hardware.
func makeInitramfs(file, folder, modules string, programs map[string]string, names []string) error {
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	defer out.Close()
	a := &archive{to: out}
	for _, name := range []string{"bin", "proc", "sys", "dev", "run", "tmp", "etc", "modules"} {
		a.folder(name)
	}
	a.program("init", initScript)
	a.plain("etc/passwd", []byte("root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n"))
	programs["bin/busybox"] = folder + "/bin/busybox"
	for name, from := range programs {
		text, err := os.ReadFile(from)
		if err != nil {
			return err
		}
		a.program(name, text)
	}
	if err := a.modules(modules, names); err != nil {
		return err
	}
	a.add("TRAILER!!!", 0, nil)
	if a.err != nil {
		return a.err
	}
	return out.Close()
}

// modules adds the modules of these names with those that they need, and the
// list /modules/needs, a line "NAME: FILE..." for each, in the order of
// loading. What is built into the kernel has no file.
func (a *archive) modules(folder string, names []string) error {
	needs, err := readNeeds(folder)
	if err != nil {
		return err
	}
	var list strings.Builder
	added := map[string]bool{}
	for _, name := range names {
		fmt.Fprintf(&list, "%s:", name)
		for _, file := range needs[name] {
			fmt.Fprintf(&list, " %s", filepath.Base(file))
			if added[file] {
				continue
			}
			added[file] = true
			content, err := os.ReadFile(filepath.Join(folder, file))
			if err != nil {
				return err
			}
			a.plain("modules/"+filepath.Base(file), content)
		}
		list.WriteString("\n")
	}
	a.plain("modules/needs", []byte(list.String()))
	return a.err
}

// readNeeds reads modules.dep: for each module its file and those that have
// to be loaded before it, the last first. It returns them in the order of
// loading.
func readNeeds(folder string) (map[string][]string, error) {
	data, err := os.ReadFile(filepath.Join(folder, "modules.dep"))
	if err != nil {
		return nil, err
	}
	needs := map[string][]string{}
	for line := range strings.Lines(string(data)) {
		file, before, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok {
			continue
		}
		files := append([]string{file}, strings.Fields(before)...)
		slices.Reverse(files)
		name, _, _ := strings.Cut(filepath.Base(file), ".")
		needs[strings.ReplaceAll(name, "-", "_")] = files
	}
	return needs, nil
}
