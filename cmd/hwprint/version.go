package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

func (a *app) version(options, []string) (int, error) {
	version := "(unknown)"
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
	}
	fmt.Fprintf(a.out, "hwprint %s (%s, %s/%s)\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return exitOK, nil
}
