// Command report runs the benchmarks of the hot path and writes the tables and
// the plot of docs/performance.md:
//
//	cd bench && go run ./hotpath/report
//
// Text outside of the marks in that file is left as it is. It takes about a
// minute on a quiet machine; on a busy one take more -rounds.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/hwprint/hwprint/bench/document"
)

func main() {
	rounds := flag.Int("rounds", 60, "how many `times` every benchmark runs; the least counts")
	docs := flag.String("docs", "../docs", "the `folder` to write to")
	flag.Parse()
	if err := run(*rounds, *docs); err != nil {
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(1)
	}
}

func run(rounds int, docs string) error {
	dir, err := os.MkdirTemp("", "report")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b, err := measure(dir, rounds)
	if err != nil {
		return err
	}
	p, err := measurePrograms(dir)
	if err != nil {
		return err
	}
	if err := draw(b, filepath.Join(docs, "performance.svg")); err != nil {
		return err
	}
	return document.Update(filepath.Join(docs, "performance.md"), tables(b, p))
}
