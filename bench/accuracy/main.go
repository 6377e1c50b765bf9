// Command accuracy measures how often verdicts are wrong, on generated
// machines, and writes the figures of docs/accuracy.md and its plot:
//
//	cd bench && go run ./accuracy
//	cd bench && ./accuracy/cost
//
// The second writes what privacy cost, beside the rules of before.
// The same machines are drawn every time, so the files change only when
// hwhash or fixtures do.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/hwprint/hwprint/bench/document"
)

func main() {
	dir := flag.String("docs", "../docs", "the `folder` to write to")
	share := flag.Float64("share", 1, "draw only this `part` of the machines, for a first look")
	beside := flag.Bool("cost", false, "write only what privacy cost, as the script cost does")
	flag.Parse()
	write := figures
	if *beside {
		write = costFigures
	}
	if err := write(*dir, effort(*share)); err != nil {
		fmt.Fprintln(os.Stderr, "accuracy:", err)
		os.Exit(1)
	}
}

func figures(dir string, e effort) error {
	s := run(e)
	if err := drawCurves(s, filepath.Join(dir, "accuracy.png")); err != nil {
		return err
	}
	return document.Update(filepath.Join(dir, "accuracy.md"), blocks(s))
}

func costFigures(dir string, e effort) error {
	table, err := cost(e)
	if err != nil {
		return err
	}
	return document.Update(filepath.Join(dir, "accuracy.md"), map[string]string{"cost": table})
}
