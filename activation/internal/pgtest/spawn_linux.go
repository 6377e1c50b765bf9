package pgtest

import (
	"os/exec"
	"runtime"
	"syscall"
)

// spawn starts a server that ends when the test is killed: the kernel signals it
// when the thread that started it ends, so a thread is kept for that.
func spawn(c *exec.Cmd) error {
	if c.SysProcAttr == nil {
		c.SysProcAttr = &syscall.SysProcAttr{}
	}
	c.SysProcAttr.Pdeathsig = syscall.SIGQUIT
	begun := make(chan error)
	go func() {
		runtime.LockOSThread()
		begun <- c.Start()
		select {}
	}()
	return <-begun
}
