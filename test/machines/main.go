// Command machines boots virtual machines with a real kernel and chosen
// hardware, collects in each as the superuser and as nobody, and compares what
// was found with what has to be found, and the hashes with each other:
//
//	test/machines/setup /var/tmp/machines           # once: QEMU, a kernel, busybox
//	go run ./test/machines -in /var/tmp/machines    # all of them, two at a time
//	go run ./test/machines -in /var/tmp/machines -quick
//	go run ./test/machines -in /var/tmp/machines twin new-disk
//
// The machines are in table.go, what has to be found in testdata. There is no
// KVM in it: the processor is emulated, so that any host will do.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

func main() {
	var o options
	flag.StringVar(&o.folder, "in", "/var/tmp/machines", "the `folder` that setup filled")
	flag.IntVar(&o.atOnce, "j", 2, "how many machines run at a time")
	flag.BoolVar(&o.quick, "quick", false, "only the machines that every change is tried on")
	flag.BoolVar(&o.update, "update", false, "write what was found to testdata, instead of comparing")
	flag.DurationVar(&o.patience, "patience", 10*time.Minute, "how long one machine may take")
	list := flag.Bool("list", false, "print the table and stop")
	flag.Parse()
	o.names = flag.Args()
	if *list {
		for i := range table {
			fmt.Printf("%-20s %s\n", table[i].name, table[i].about)
		}
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	failed, err := runAll(ctx, o)
	if err != nil {
		fmt.Fprintln(os.Stderr, "machines:", err)
	}
	if failed > 0 || err != nil {
		os.Exit(1)
	}
}

type options struct {
	folder        string
	atOnce        int
	quick, update bool
	patience      time.Duration
	names         []string
}

// choose returns the machines to boot: those asked for and those that they are
// compared with, of the architectures that setup was run for.
func choose(o options) ([]*machine, error) {
	wanted := map[string]bool{}
	for _, name := range o.names {
		if find(name) == nil {
			return nil, fmt.Errorf("no machine %q, see -list", name)
		}
		wanted[name] = true
	}
	for i := range table {
		m := &table[i]
		_, err := os.Stat(filepath.Join(o.folder, m.hardware().arch, "ready"))
		if len(o.names) == 0 && err == nil && (m.quick || !o.quick) || wanted[m.name] {
			wanted[m.name] = true
			if m.beside != "" {
				wanted[m.beside] = true
			}
		}
	}
	var chosen []*machine
	for i := range table {
		if wanted[table[i].name] {
			chosen = append(chosen, &table[i])
		}
	}
	if len(chosen) == 0 {
		return nil, fmt.Errorf("nothing to boot in %s: run test/machines/setup first", o.folder)
	}
	return chosen, nil
}

func find(name string) *machine {
	i := slices.IndexFunc(table, func(m machine) bool { return m.name == name })
	if i < 0 {
		return nil
	}
	return &table[i]
}

func runAll(ctx context.Context, o options) (failed int, err error) {
	machines, err := choose(o)
	if err != nil {
		return 0, err
	}
	w, err := openWorkshop(ctx, o.folder, machines)
	if err != nil {
		return 0, err
	}
	defer w.close()
	start := time.Now()
	results := w.bootAll(ctx, o, machines)
	for _, m := range machines {
		if err := check(m, results, o.update); err != nil {
			failed++
			fmt.Printf("FAIL %-20s %v\n", m.name, err)
		}
	}
	fmt.Printf("%v, %d at a time\n%d passed, %d failed\n", time.Since(start).Round(time.Second), o.atOnce, len(machines)-failed, failed)
	return failed, ctx.Err()
}

// result is what became of a machine.
type result struct {
	seen
	err error
}

// bootAll boots the machines, some at a time, and says how far it is.
func (w *workshop) bootAll(ctx context.Context, o options, machines []*machine) map[string]result {
	var mu sync.Mutex
	results := map[string]result{}
	queue := make(chan *machine)
	var workers sync.WaitGroup
	for range max(o.atOnce, 1) {
		workers.Go(func() {
			for m := range queue {
				limited, stop := context.WithTimeout(ctx, o.patience)
				s, err := w.boot(limited, m)
				stop()
				mu.Lock()
				results[m.name] = result{s, err}
				fmt.Printf("%2d of %d  %-20s %5.1f s  %s\n", len(results), len(machines), m.name, s.took.Seconds(), m.about)
				mu.Unlock()
			}
		})
	}
	for _, m := range machines {
		queue <- m
	}
	close(queue)
	workers.Wait()
	return results
}

// workshop is a folder for the files of one run.
type workshop struct {
	folder  string
	kernels map[string]string // by architecture
}

func openWorkshop(ctx context.Context, folder string, machines []*machine) (*workshop, error) {
	temporary, err := os.MkdirTemp("", "machines")
	if err != nil {
		return nil, err
	}
	w := &workshop{temporary, map[string]string{}}
	needed := map[string][]string{} // modules, by architecture
	for _, m := range machines {
		h := m.hardware()
		needed[h.arch] = append(needed[h.arch], h.driversOf()...)
	}
	if err := os.WriteFile(w.disk(), nil, 0o644); err != nil {
		return nil, err
	}
	if err := os.Truncate(w.disk(), 64<<20); err != nil {
		return nil, err
	}
	for arch, names := range needed {
		kernel, modules, err := kernelOf(filepath.Join(folder, arch))
		if err != nil {
			return nil, err
		}
		w.kernels[arch] = kernel
		programs, err := w.build(ctx, arch)
		if err != nil {
			return nil, err
		}
		slices.Sort(names)
		if err := makeInitramfs(w.initramfs(arch), filepath.Join(folder, arch), modules, programs, slices.Compact(names)); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// build builds the programs that run in the guests.
func (w *workshop) build(ctx context.Context, arch string) (map[string]string, error) {
	programs := map[string]string{}
	for name, source := range map[string]string{
		"agent":   "github.com/hwprint/hwprint/test/machines/agent",
		"hwprint": "github.com/hwprint/hwprint/cmd/hwprint",
	} {
		programs[name] = w.file(name + "-" + arch)
		build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", programs[name], source)
		build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+strings.ReplaceAll(arch, "ppc64el", "ppc64le"))
		if out, err := build.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("building %s: %w: %s", name, err, out)
		}
	}
	return programs, nil
}

func (w *workshop) file(name string) string      { return filepath.Join(w.folder, name) }
func (w *workshop) disk() string                 { return w.file("disk") }
func (w *workshop) initramfs(arch string) string { return w.file("initramfs-" + arch) }

// close removes the files, but not those of the consoles.
func (w *workshop) close() {
	entries, _ := os.ReadDir(w.folder)
	for _, e := range entries {
		if filepath.Ext(e.Name()) != ".log" {
			_ = os.RemoveAll(w.file(e.Name()))
		}
	}
}
