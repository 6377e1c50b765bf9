// Command shortcuts takes one shortcut of package hwhash out at a time, counts the
// instructions of the hot path without it, and writes what each saves into
// docs/performance.md:
//
//	cd bench && go run ./hotpath/shortcuts
//
// It needs valgrind, which .ci/install-valgrind installs, and takes some minutes.
// Linux on amd64 only.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hwprint/hwprint/bench/document"
)

// rows are the operations that are counted.
var rows = []string{"Sum/clean/16", "Sum/clean/40", "Sum/dirty/16"}

func main() {
	source := flag.String("source", "../hwhash", "the `folder` of the package")
	doc := flag.String("doc", "../docs/performance.md", "the `document` to write to")
	flag.Parse()
	if err := run(*source, *doc); err != nil {
		fmt.Fprintln(os.Stderr, "shortcuts:", err)
		os.Exit(1)
	}
}

func run(source, doc string) error {
	files, err := filepath.Glob(filepath.Join(source, "shortcuts_*.go"))
	if err != nil {
		return err
	}
	with, err := counts("", nil)
	if err != nil {
		return err
	}
	table := document.NewTable("without", rows[0], rows[1], rows[2])
	for _, file := range slices.DeleteFunc(files, func(f string) bool { return strings.HasSuffix(f, "_test.go") }) {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		shortcuts, err := find(text)
		if err != nil {
			return err
		}
		for _, s := range shortcuts {
			without, err := counts(file, s.cut(text))
			if err != nil {
				return fmt.Errorf("without %s: %w", s.name, err)
			}
			cells := []any{"`" + s.name + "`"}
			for i, n := range without {
				cells = append(cells, fmt.Sprintf("%+.1f %%", 100*float64(n-with[i])/float64(with[i])))
			}
			fmt.Println(cells...)
			table.Row(cells...)
		}
	}
	return document.Update(doc, map[string]string{"shortcuts": table.String()})
}

// counts builds hotpath/instructions, with another text of one file if it is not
// empty, and returns the instructions of the rows.
func counts(file string, text []byte) ([]int, error) {
	dir, err := os.MkdirTemp("", "shortcuts")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	program, overlay := filepath.Join(dir, "instructions"), filepath.Join(dir, "overlay.json")
	if err := writeOverlay(overlay, file, text); err != nil {
		return nil, err
	}
	if out, err := exec.Command("go", "build", "-overlay", overlay, "-o", program, "./hotpath/instructions").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	out, err := exec.Command(program, rows...).Output()
	if err != nil {
		return nil, err
	}
	all := make([]int, len(rows))
	for i, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		if _, err := fmt.Sscanf(line, rows[i]+" %d", &all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// writeOverlay writes what go build -overlay reads, and the file that it names.
func writeOverlay(overlay, file string, text []byte) error {
	replace := map[string]string{}
	if file != "" {
		real, err := filepath.Abs(file)
		if err != nil {
			return err
		}
		replace[real] = overlay + ".go"
		if err := os.WriteFile(replace[real], text, 0o644); err != nil {
			return err
		}
	}
	doc, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return err
	}
	return os.WriteFile(overlay, doc, 0o644)
}
