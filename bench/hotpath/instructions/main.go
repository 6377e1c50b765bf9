// Command instructions counts the instructions and allocations of the hot path
// and compares them with figures.txt, which is a part of the repository:
//
//	.ci/instructions               # fails if something got worse
//	.ci/instructions -update       # writes figures.txt, to be committed with the change
//	.ci/instructions Sum/clean/16  # only prints how many instructions these operations take
//
// Instructions are counted by valgrind's callgrind, so that a busy machine
// changes nothing. It is to be built by go build, because go run leaves out the
// symbols that callgrind needs. Linux on amd64 only.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/hwprint/hwprint/bench/hotpath"
)

func main() {
	update := flag.Bool("update", false, "write the figures instead of comparing with them")
	file := flag.String("figures", "hotpath/instructions/figures.txt", "the `file` of figures")
	drive := flag.Bool("drive", false, "make the calls that are counted, and nothing else")
	flag.Parse()
	if *drive {
		driver(flag.Args())
		return
	}
	err := error(nil)
	if flag.NArg() > 0 {
		err = printCounts(flag.Args())
	} else {
		err = run(*file, *update)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "instructions:", err)
		os.Exit(1)
	}
}

func run(file string, update bool) error {
	now, err := measure()
	if err != nil {
		return err
	}
	if update {
		fmt.Print(now)
		return os.WriteFile(file, []byte(now.String()), 0o644)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	was, err := parseFigures(string(text))
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if was.made != now.made {
		fmt.Printf("WARNING: NOTHING IS COMPARED. The figures are for\n\t%s\nand this is\n\t%s\n", was.made, now.made)
		return nil
	}
	report, verdict := compare(was, now)
	fmt.Print(report)
	switch verdict {
	case worse:
		return errors.New("the hot path got worse. If it is meant to, run .ci/instructions -update and commit the figures with the change")
	case better:
		fmt.Println("the hot path got better: run .ci/instructions -update and commit the figures, or a later loss goes unnoticed")
	}
	return nil
}

// printCounts prints a line for each operation.
func printCounts(names []string) error {
	counts, err := count(names)
	for i, n := range counts {
		fmt.Println(names[i], n)
	}
	return err
}

// measure returns the figures of this build.
func measure() (figures, error) {
	counts, err := count(hotpath.Gated)
	if err != nil {
		return figures{}, err
	}
	f := figures{made: circumstances()}
	for i, op := range hotpath.Named(hotpath.Gated...) {
		f.rows = append(f.rows, row{op.Name, counts[i], allocations(op.New())})
	}
	return f, nil
}
