package collect

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os/exec"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

func systemJobs(ctx context.Context, root string) ([]job, func(), error) {
	if root != "/" {
		return nil, nil, fmt.Errorf("collect: another root folder: %w", errors.ErrUnsupported)
	}
	m := macSystem{ioreg: func(args ...string) (string, error) { return ioreg(ctx, args...) }, sysctl: sysctl, address: address}
	return m.jobs(), func() {}, nil
}

// ioreg runs the command, by its full path. IOKit can be asked without it only
// with cgo, or by calls that Go does not know how to make.
func ioreg(ctx context.Context, args ...string) (string, error) {
	const maxOutput = 1 << 20
	cmd := exec.CommandContext(ctx, "/usr/sbin/ioreg", args...)
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	var output strings.Builder
	_, err = io.Copy(&output, io.LimitReader(pipe, maxOutput))
	_ = pipe.Close() // ends an ioreg that has more to say
	_ = cmd.Wait()
	return output.String(), err
}

// sysctl returns a text, or a number as text.
func sysctl(name string) string {
	switch name {
	case "hw.memsize":
		if n, err := unix.SysctlUint64(name); err == nil {
			return strconv.FormatUint(n, 10)
		}
		return ""
	case "kern.hv_vmm_present":
		if n, err := unix.SysctlUint32(name); err == nil {
			return strconv.FormatUint(uint64(n), 10)
		}
		return ""
	}
	text, _ := unix.Sysctl(name)
	return text
}

func address(name string) string {
	i, err := net.InterfaceByName(name)
	if err != nil {
		return ""
	}
	return i.HardwareAddr.String()
}
