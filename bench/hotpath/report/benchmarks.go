package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/hwprint/hwprint/bench/hotpath"
)

// cost is what one call takes, at its least.
type cost struct {
	ns          float64
	allocations int
}

// benchmarks are costs by the name of the operation; names of those on several
// cores begin with "Parallel/", and end with "-" and the number of cores.
type benchmarks struct {
	processor string
	rounds    int
	costs     map[string]cost
}

// of returns the cost of an operation. A name that was not measured panics.
func (b *benchmarks) of(format string, args ...any) cost {
	name := fmt.Sprintf(format, args...)
	c, measured := b.costs[name]
	if !measured {
		panic("report: no benchmark of " + name)
	}
	return c
}

// each is of for one of the things of which a call does many.
func (b *benchmarks) each(operation string) cost {
	c := b.of("%s", operation)
	c.ns /= float64(max(1, hotpath.Named(operation)[0].Times))
	return c
}

// layouts is how many times the benchmarks are linked, with their functions in
// another order each time: where a function happens to lie can make it take
// twice its time.
const layouts = 5

// measure runs all benchmarks in turn, many times, each for a moment only:
// what compares with each other is measured side by side, and a moment is
// easily free of disturbance where a second never is.
func measure(dir string, rounds int) (*benchmarks, error) {
	var binaries []string
	for i := range layouts {
		binary := filepath.Join(dir, fmt.Sprintf("hotpath%d.test", i))
		cmd := exec.Command("go", "test", "-c", fmt.Sprintf("-ldflags=-randlayout=%d", i), "-o", binary, "./hotpath")
		if out, err := cmd.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("go test -c: %w\n%s", err, out)
		}
		binaries = append(binaries, binary)
	}
	b := &benchmarks{costs: map[string]cost{}, rounds: rounds}
	for i := range rounds {
		for _, args := range [][]string{
			{"-test.bench=^Benchmark$", "-test.benchtime=1ms", "-test.cpu=1"},
			{"-test.bench=^BenchmarkParallel$", "-test.benchtime=2ms", "-test.cpu=" + strings.Join(cores(), ",")},
		} {
			cmd := exec.Command(binaries[i%layouts], append(args, "-test.run=^$", "-test.benchmem")...)
			cmd.Stderr = os.Stderr
			out, err := cmd.Output()
			if err != nil {
				return nil, fmt.Errorf("benchmarks: %w\n%s", err, out)
			}
			if err := b.read(out); err != nil {
				return nil, err
			}
		}
	}
	return b, nil
}

// cores are 1, 2, 4 and so on, up to those of this machine.
func cores() (counts []string) {
	for n := 1; n < runtime.NumCPU(); n *= 2 {
		counts = append(counts, strconv.Itoa(n))
	}
	return append(counts, strconv.Itoa(runtime.NumCPU()))
}

// read takes the least of what it has and of the output of go test -bench
// -benchmem.
func (b *benchmarks) read(output []byte) error {
	for line := range bytes.Lines(output) {
		if processor, found := strings.CutPrefix(string(line), "cpu: "); found {
			b.processor = strings.TrimSpace(processor)
			continue
		}
		fields := strings.Fields(string(line))
		if len(fields) < 2 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		var c cost
		var err [3]error
		if len(fields) == 8 && fields[3] == "ns/op" && fields[5] == "B/op" && fields[7] == "allocs/op" {
			c.ns, err[0] = strconv.ParseFloat(fields[2], 64)
			_, err[1] = strconv.Atoi(fields[4])
			c.allocations, err[2] = strconv.Atoi(fields[6])
		} else {
			err[0] = strconv.ErrSyntax
		}
		for _, err := range err {
			if err != nil {
				return fmt.Errorf("not a line of a benchmark: %q", line)
			}
		}
		name := operation(fields[0])
		if was, measured := b.costs[name]; measured {
			c = cost{min(was.ns, c.ns), min(was.allocations, c.allocations)}
		}
		b.costs[name] = c
	}
	return nil
}

// operation turns the name of a benchmark into that of its operation. With one
// core package testing adds no number.
func operation(benchmark string) string {
	if name, parallel := strings.CutPrefix(benchmark, "BenchmarkParallel/"); parallel {
		if at := strings.LastIndexByte(name, '-'); at >= 0 {
			if _, err := strconv.Atoi(name[at+1:]); err == nil {
				return "Parallel/" + name
			}
		}
		return "Parallel/" + name + "-1"
	}
	return strings.TrimPrefix(benchmark, "Benchmark/")
}
