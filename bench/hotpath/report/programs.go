package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// program is one of hotpath/programs, built.
type program struct {
	size, stripped int64         // bytes; without symbols and debugging information
	start          time.Duration // from its start to its end, at the least
}

const starts = 30

// measurePrograms builds all programs and runs those that take no arguments.
func measurePrograms(dir string) (map[string]program, error) {
	programs := map[string]program{}
	for _, name := range []string{"nothing", "hash", "agent", "server"} {
		var p program
		var err error
		if p.stripped, err = build(dir, name, "-s -w"); err != nil {
			return nil, err
		}
		if p.size, err = build(dir, name, ""); err != nil {
			return nil, err
		}
		if name != "server" {
			if p.start, err = start(filepath.Join(dir, name)); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
		programs[name] = p
	}
	return programs, nil
}

func build(dir, name, flags string) (int64, error) {
	file := filepath.Join(dir, name)
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", flags, "-o", file, "./hotpath/programs/"+name)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("go build: %w\n%s", err, out)
	}
	info, err := os.Stat(file)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func start(file string) (least time.Duration, err error) {
	for i := range starts {
		cmd := exec.Command(file)
		began := time.Now()
		if err := cmd.Run(); err != nil {
			return 0, err
		}
		took := time.Since(began)
		if i == 0 || took < least {
			least = took
		}
	}
	return least, nil
}
