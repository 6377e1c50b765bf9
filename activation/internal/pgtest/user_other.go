//go:build !unix

package pgtest

import "os/exec"

func asUser(string) func(*exec.Cmd) *exec.Cmd {
	return func(c *exec.Cmd) *exec.Cmd { return c }
}
