//go:build !linux

package pgtest

import "os/exec"

func spawn(c *exec.Cmd) error { return c.Start() }
