package main

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/hwprint/hwprint/bench/hotpath"
	"golang.org/x/sys/cpu"
)

// calls is how many calls of each operation are counted. The least counts:
// what the scheduler does meanwhile can only add to it.
const calls = 10

// environment makes runs repeat: one thread, no collector, no preemption.
var environment = []string{"GOMAXPROCS=1", "GOGC=off", "GODEBUG=asyncpreemptoff=1"}

// circumstances are what figures depend on besides the code: the release of
// Go, without the patch, and whether there is AVX2, because valgrind shows one
// and the same processor to programs wherever there is, and lesser ones elsewhere.
func circumstances() string {
	release := regexp.MustCompile(`^go\d+\.\d+`).FindString(runtime.Version())
	return fmt.Sprintf("%s %s/%s, AVX2 %t", cmp.Or(release, runtime.Version()), runtime.GOOS, runtime.GOARCH, cpu.X86.HasAVX2)
}

// allocations of a call, counted without valgrind.
func allocations(call func()) int {
	call()
	return int(testing.AllocsPerRun(100, call))
}

// count runs this program under callgrind and returns the instructions of some
// operations, in their order.
func count(names []string) ([]int, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "callgrind")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	cmd := exec.Command("valgrind", "--tool=callgrind", "--toggle-collect=main.counted", "--dump-after=main.counted",
		"--callgrind-out-file="+filepath.Join(dir, "dump"), program, "-drive")
	cmd.Args = append(cmd.Args, names...)
	cmd.Env = append(os.Environ(), environment...)
	if output, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("valgrind: %w\n%s", err, output)
	}
	counts := make([]int, len(names))
	for i := range counts {
		for j := range calls {
			n, err := total(filepath.Join(dir, fmt.Sprintf("dump.%d", i*calls+j+1)))
			if err != nil {
				return nil, err
			}
			if counts[i] == 0 || n < counts[i] {
				counts[i] = n
			}
		}
	}
	if extra, _ := filepath.Glob(filepath.Join(dir, fmt.Sprintf("dump.%d", len(counts)*calls+1))); extra != nil {
		return nil, fmt.Errorf("callgrind saw more calls than there were")
	}
	return counts, nil
}

// total reads the number of instructions from a dump of callgrind.
func total(dump string) (n int, err error) {
	text, err := os.ReadFile(dump)
	if err != nil {
		return 0, fmt.Errorf("callgrind saw too few calls: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		if _, err := fmt.Sscanf(line, "totals: %d", &n); err == nil && n > 0 {
			return n, nil
		}
	}
	return 0, fmt.Errorf("callgrind: %s has no total", filepath.Base(dump))
}

// driver makes the calls of some operations, which are counted.
func driver(names []string) {
	debug.SetGCPercent(-1)
	runtime.LockOSThread()
	growStack()
	for _, op := range hotpath.Named(names...) {
		call := op.New()
		for range 3 { // fills the pools
			call()
		}
		for range calls {
			runtime.Gosched() // so that the scheduler does not want to interrupt the call
			counted(call)
		}
	}
}

// counted is what callgrind looks for.
//
//go:noinline
func counted(call func()) { call() }

// growStack makes the stack so large that no call has to.
//
//go:noinline
func growStack() byte {
	var large [64 << 10]byte
	return large[len(os.Args)]
}
