// Command wine tries under Wine what this project does on Windows, in the
// chroot that setup makes. It has to be run by the superuser:
//
//	test/wine/setup /var/tmp/wine
//	go run ./test/wine -in /var/tmp/wine
//
// The tests of the packages have to pass; a described machine must have the
// same identity by Windows' calls as by Linux's files, ten times alike, without
// WMI, and in less than a second unless others keep the host busy; and files as Windows' programs write them
// must be read. Each program that runs there is one of "inside".
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/hwprint/hwprint/hwhash"
)

const module = "github.com/hwprint/hwprint/"

// packages are those whose tests run under Wine.
var packages = []string{"hwhash", "productkey", "hwhash/collect", "cmd/hwprint"}

func main() {
	folder := flag.String("in", "/var/tmp/wine", "the `folder` that setup filled")
	limit := flag.Int("ms", 1000, "how many milliseconds collecting may take, with the start of the program")
	flag.Parse()
	w := workshop{folder: *folder, room: filepath.Join(*folder, "room"), limit: *limit}
	if err := w.prepare(); err != nil {
		fmt.Fprintln(os.Stderr, "wine:", err)
		os.Exit(1)
	}
	defer os.RemoveAll(w.tree)
	if err := w.enter(); err != nil {
		fmt.Fprintln(os.Stderr, "wine:", err)
		os.Exit(1)
	}
	if !w.checkAll() {
		os.Exit(1)
	}
}

// workshop is where Windows' programs run, and the machine that they are shown.
type workshop struct {
	folder, room, tree string
	limit              int
	linux              []byte // the inventory, by Linux's files
}

// run runs a command for its output.
func run(environment []string, name string, args ...string) ([]byte, error) {
	command := exec.Command(name, args...)
	command.Env = append(os.Environ(), environment...)
	out, err := command.Output()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		err = fmt.Errorf("%s: %w: %s", strings.Join(command.Args, " "), err, failed.Stderr)
	}
	return out, err
}

// prepare builds the programs, describes the machine, and writes the input.
func (w *workshop) prepare() error {
	var err error
	if w.tree, err = os.MkdirTemp("", "wine"); err != nil {
		return err
	}
	native, windows := []string{"CGO_ENABLED=0"}, []string{"CGO_ENABLED=0", "GOOS=windows"}
	hwprint := filepath.Join(w.tree, "hwprint")
	machine := filepath.Join(w.tree, "machine")
	for _, step := range []struct {
		environment []string
		command     []string
	}{
		{native, []string{"go", "build", "-o", hwprint, module + "cmd/hwprint"}},
		{windows, []string{"go", "build", "-o", filepath.Join(w.room, "hwprint.exe"), module + "cmd/hwprint"}},
		{native, []string{"go", "run", module + "hwhash/collect/internal/maketree", "virtual", machine}},
	} {
		if _, err := run(step.environment, step.command[0], step.command[1:]...); err != nil {
			return err
		}
	}
	for _, p := range packages {
		test := filepath.Join(w.room, strings.ReplaceAll(p, "/", "_")+".test.exe")
		if _, err := run(windows, "go", "test", "-c", "-o", test, module+p); err != nil {
			return err
		}
	}
	if err := w.copySource(); err != nil {
		return err
	}
	if w.linux, err = run(nil, hwprint, "inventory", "--json", "--reveal", "--root", machine); err != nil {
		return err
	}
	keys, err := run(nil, hwprint, "key", "generate", "3")
	if err != nil {
		return err
	}
	return w.write(machine, keys)
}

// copySource puts the tracked files where the tests read their data.
func (w *workshop) copySource() error {
	source := filepath.Join(w.room, "src")
	if err := os.RemoveAll(source); err != nil {
		return err
	}
	if err := os.MkdirAll(source, 0o755); err != nil {
		return err
	}
	_, err := run(nil, "sh", "-c", `git ls-files -z | xargs -0 cp --parents -t "$0"`, source)
	return err
}

// write writes the input: the inventory as Linux and as PowerShell write it,
// keys as a text editor does, and the installation's identifier as a GUID.
func (w *workshop) write(machine string, keys []byte) error {
	id, err := os.ReadFile(filepath.Join(machine, "etc/machine-id"))
	if err != nil {
		return err
	}
	inside, err := os.ReadFile("test/wine/inside")
	if err != nil {
		return err
	}
	s := strings.TrimSpace(string(id))
	for name, content := range map[string][]byte{
		"inside":        inside,
		"guid":          []byte(s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]),
		"plain.json":    w.linux,
		"utf16.json":    powerShell(w.linux),
		"keys.txt":      keys,
		"keys-crlf.txt": bytes.ReplaceAll(keys, []byte("\n"), []byte("\r\n")),
	} {
		if err := os.WriteFile(filepath.Join(w.room, name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// powerShell returns a text as Windows PowerShell 5.1 redirects it: UTF-16,
// little-endian, with a byte order mark and CRLF.
func powerShell(text []byte) []byte {
	out := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(strings.ReplaceAll(string(text), "\n", "\r\n"))) {
		out = append(out, byte(unit), byte(unit>>8))
	}
	return out
}

// enter runs what is to be tried. WMI's libraries are not there.
func (w *workshop) enter() error {
	command := exec.Command("test/wine/enter", w.folder, filepath.Join(w.tree, "machine"), "bash", "/room/inside")
	command.Env = append(os.Environ(), "WINE_WITHOUT=wbemprox,wbemdisp=")
	command.Stderr = os.Stderr
	return command.Run()
}

// checkAll looks at the results, and says how many are right.
func (w *workshop) checkAll() bool {
	type check struct {
		what string
		try  func() error
	}
	checks := []check{
		{"the same identity by Windows' calls as by Linux's files", w.checkIdentity},
		{"ten inventories alike", w.checkAlike},
		{"half of them in less than " + strconv.Itoa(w.limit) + " ms", w.checkTime},
		{"an inventory in UTF-16 with CRLF has the hash of the plain one", func() error { return w.checkEqual("hash", "hash-utf16") }},
		{"keys with CRLF are the keys", func() error { return w.checkEqual("keys", "keys-crlf") }},
	}
	for _, p := range packages {
		name := "test-" + strings.ReplaceAll(p, "/", "_")
		checks = append(checks, check{"tests of " + p, func() error { _, err := w.output(name); return err }})
	}
	failed := 0
	for _, c := range checks {
		if err := c.try(); err != nil {
			failed++
			fmt.Printf("FAIL  %s: %v\n", c.what, err)
		} else {
			fmt.Printf("ok    %s\n", c.what)
		}
	}
	fmt.Printf("%d passed, %d failed\n", len(checks)-failed, failed)
	return failed == 0
}

// output returns what a program of inside printed, an error if it failed.
func (w *workshop) output(name string) (string, error) {
	read := func(suffix string) string {
		data, _ := os.ReadFile(filepath.Join(w.room, "out", name+suffix))
		return strings.TrimSpace(string(data))
	}
	if exit := read(".exit"); exit != "0" {
		said := read("") + "\n" + read(".error")
		return "", fmt.Errorf("exit status %q: %s", exit, said[max(0, len(said)-2000):])
	}
	return read(""), nil
}

// checkIdentity compares what the hash has of each class of identity that Wine
// takes from its host. Of disks it makes up the serial numbers, and it has no
// memory modules.
func (w *workshop) checkIdentity() error {
	text, err := w.output("inventory-1")
	if err != nil {
		return err
	}
	var linux, windows hwhash.Inventory
	if err := errors.Join(json.Unmarshal(w.linux, &linux), json.Unmarshal([]byte(text), &windows)); err != nil {
		return err
	}
	hasher, err := hwhash.NewHasher("example.com/wine")
	if err != nil {
		return err
	}
	a, errA := hasher.Sum(&linux)
	b, errB := hasher.Sum(&windows)
	if err := errors.Join(errA, errB); err != nil {
		return err
	}
	match, err := hwhash.Standard().Compare(a, b)
	if err != nil {
		return err
	}
	for _, c := range []hwhash.Class{hwhash.SystemUUID, hwhash.SystemSerial, hwhash.BoardSerial, hwhash.OSInstall, hwhash.NIC} {
		outcome := match.Class(c)
		if outcome.Agreement != hwhash.AgreementAgrees || outcome.Enrolled != outcome.Presented {
			return fmt.Errorf("%v %v: %d of %d and %d", c, outcome.Agreement, outcome.Agreeing, outcome.Enrolled, outcome.Presented)
		}
	}
	return nil
}

func (w *workshop) checkAlike() error {
	first, err := w.output("inventory-1")
	for n := 2; n <= 10 && err == nil; n++ {
		var other string
		if other, err = w.output(fmt.Sprintf("inventory-%d", n)); err == nil && other != first {
			err = fmt.Errorf("the first and number %d differ", n)
		}
	}
	return err
}

func (w *workshop) checkTime() error {
	var took []int
	for n := range 10 {
		text, err := os.ReadFile(filepath.Join(w.room, "out", fmt.Sprintf("inventory-%d.ms", n+1)))
		if err != nil {
			return err
		}
		ms, err := strconv.Atoi(strings.TrimSpace(string(text)))
		if err != nil {
			return err
		}
		took = append(took, ms)
	}
	slices.Sort(took)
	fmt.Printf("      a program that collects took %d ms, half of them %d or less, %d at most\n", took[0], took[len(took)/2], took[len(took)-1])
	if took[len(took)/2] >= w.limit {
		return errors.New("too slow")
	}
	return nil
}

func (w *workshop) checkEqual(a, b string) error {
	first, errA := w.output(a)
	second, errB := w.output(b)
	if err := errors.Join(errA, errB); err != nil {
		return err
	}
	if first != second || first == "" {
		return errors.New("they differ")
	}
	return nil
}
