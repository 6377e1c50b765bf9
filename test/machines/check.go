package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/hwhash/collect"
)

// check compares what a machine gave with what it has to give.
func check(m *machine, results map[string]result, update bool) error {
	r := results[m.name]
	if r.err != nil {
		return r.err
	}
	if err := checkMemory(m.hardware().memory, r.root); err != nil {
		return err
	}
	if err := checkFound(m.name, r, update); err != nil {
		return err
	}
	if err := checkUsers(r); err != nil {
		return err
	}
	if m.is == "" {
		return nil
	}
	other := results[m.beside]
	if other.err != nil {
		return fmt.Errorf("nothing to compare with: %s failed", m.beside)
	}
	is, bits, err := compare(other.root.Inventory, r.root.Inventory)
	if err == nil && is != m.is {
		err = fmt.Errorf("beside %s it is %s (%v bits), not %s", m.beside, is, bits, m.is)
	}
	return err
}

var hasher = func() *hwhash.Hasher {
	h, err := hwhash.NewHasher("example.com/machines")
	if err != nil {
		panic(err)
	}
	return h
}()

func compare(a, b hwhash.Inventory) (relation, hwhash.Bits, error) {
	enrolled, err := hasher.Sum(&a)
	if err != nil {
		return "", 0, err
	}
	presented, err := hasher.Sum(&b)
	if err != nil {
		return "", 0, err
	}
	match, err := hwhash.Standard().Compare(enrolled, presented)
	if err != nil {
		return "", 0, err
	}
	if enrolled == presented {
		return identical, match.Bits, nil
	}
	return verdicts[match.Verdict], match.Bits, nil
}

// checkUsers compares what nobody may read with what the superuser may. Both
// are the same machine, unless nobody may read nothing that tells one. The
// command has to come to the same end as the agent.
func checkUsers(r result) error {
	is, bits, err := compare(r.root.Inventory, r.nobody.Inventory)
	if err == nil && is != identical && is != same {
		err = fmt.Errorf("root and nobody are %s (%v bits)", is, bits)
	}
	if errors.Is(err, hwhash.ErrInsufficient) {
		err = nil
	}
	if len(r.hwprint) == 0 {
		return errors.Join(err, errors.New("hwprint said nothing"))
	}
	return err
}

// checkMemory allows for what firmware and kernel keep for themselves: less
// than a third of the memory, and less than 128 MiB.
func checkMemory(mib int, r collect.Result) error {
	var kib int
	for _, c := range r.Inventory.Components {
		if c.Class == hwhash.MemorySize {
			if _, err := fmt.Sscanf(c.Value, "%d kB", &kib); err != nil {
				return fmt.Errorf("memory: %w", err)
			}
		}
	}
	if kib > mib<<10 || kib < mib<<10*2/3 && kib < (mib-128)<<10 {
		return fmt.Errorf("memory: %d of %d KiB", kib, mib<<10)
	}
	return nil
}

// versions are what is no choice of ours: those of QEMU's firmware, the memory
// that the kernel leaves, and the key that a TPM draws.
var versions = regexp.MustCompile(`(?m)^(firmware \w+)\|(?:\d|rel-).*$|^(memory_size) \d.*$|^(- tpm|tpm) [0-9a-f]{64}$`)

// checkFound compares with a file of testdata.
func checkFound(name string, r result, update bool) error {
	got := versions.ReplaceAll([]byte(describe(r.root)+asNobody(r)), []byte("$1$2$3 ..."))
	file := filepath.Join("test", "machines", "testdata", name+".golden")
	if update {
		return os.WriteFile(file, got, 0o644)
	}
	want, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if !bytes.Equal(got, want) {
		return fmt.Errorf("not what %s has:\n%s", file, changes(string(want), string(got)))
	}
	return nil
}

// describe writes the inventory, the traits, and the report.
func describe(r collect.Result) string {
	var b strings.Builder
	for _, c := range r.Inventory.Components {
		fmt.Fprintf(&b, "%s %s\n", c.Class, c.Value)
	}
	fmt.Fprintf(&b, "%+v\n%s\n", r.Inventory.Traits, r)
	return b.String()
}

// asNobody is what is other for a plain user.
func asNobody(r result) string { return "as nobody:\n" + changes(describe(r.root), describe(r.nobody)) }

// changes are the lines that are in one text alone.
func changes(before, after string) string {
	old, now := strings.Split(before, "\n"), strings.Split(after, "\n")
	var b strings.Builder
	for _, line := range old {
		if !slices.Contains(now, line) {
			fmt.Fprintf(&b, "- %s\n", line)
		}
	}
	for _, line := range now {
		if !slices.Contains(old, line) {
			fmt.Fprintf(&b, "+ %s\n", line)
		}
	}
	return b.String()
}
