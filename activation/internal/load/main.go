// Command load measures what hwactd does in a second, and writes that into
// docs/performance.md: renewals of machines in a table of many, over HTTP, by real
// processes, on SQLite and on PostgreSQL that sync each commit to the disk.
//
//	cd activation && go run ./internal/load -n 1000000 -for 30s -write ../docs/performance.md
//
// It takes turns of the same two cores as the servers do; the requests are signed
// before the clock starts, and one answer in a hundred is verified.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/hwprint/hwprint/activation/internal/pgtest"
)

// plan is what is to be measured.
type plan struct {
	n       int           // activations in the table
	clients int           // at once
	length  time.Duration // of each measurement
	hwactd  string        // the program
}

func main() {
	log.SetFlags(0)
	var p plan
	flag.IntVar(&p.n, "n", 20_000, "activations in the table")
	flag.IntVar(&p.clients, "clients", 64, "connections at once")
	flag.DurationVar(&p.length, "for", 5*time.Second, "length of each measurement")
	write := flag.String("write", "", "document to write the table into; standard output without it")
	flag.Parse()
	if err := run(context.Background(), p, *write); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, p plan, write string) error {
	dir, err := os.MkdirTemp("", "load")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	p.hwactd = filepath.Join(dir, "hwactd")
	build := exec.CommandContext(ctx, "go", "build", "-o", p.hwactd, "./cmd/hwactd")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("run it in the folder of the module: %w", err)
	}
	before := busy()
	var all []measured
	for _, open := range []func(context.Context, plan, string) (*vendor, error){onSQLite, onPostgres} {
		v, err := open(ctx, p, dir)
		if err != nil {
			return err
		}
		for _, processes := range []int{1, 2} {
			m, err := v.measure(ctx, p, processes)
			if err != nil {
				return errors.Join(err, v.end())
			}
			log.Printf("%+v", m)
			all = append(all, m)
		}
		if err := v.end(); err != nil {
			return err
		}
	}
	synced, err := syncs(dir)
	if err != nil {
		return err
	}
	text := table(p, all, synced, before)
	if write == "" {
		fmt.Print(text)
		return nil
	}
	return fill(write, text)
}

// syncs measures the disk: how long it takes to append a page and sync it.
func syncs(dir string) (time.Duration, error) {
	f, err := os.Create(filepath.Join(dir, "syncs"))
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }()
	const times = 200
	page := make([]byte, 4096)
	began := time.Now()
	for range times {
		if _, err := f.Write(page); err != nil {
			return 0, err
		}
		if err := f.Sync(); err != nil {
			return 0, err
		}
	}
	return time.Since(began) / times, nil
}

// postgres is the server of a measurement, which ends with it.
func postgres() (url string, stop func(), err error) {
	s, err := pgtest.Start(true)
	if err != nil {
		return "", nil, err
	}
	url, err = s.Database()
	return url, s.Stop, err
}

// cores is how many this machine has.
func cores() int { return runtime.NumCPU() }
