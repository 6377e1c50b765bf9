package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
)

// bareRoot makes a root file system with nothing in it but the program, which
// needs no library.
func bareRoot(t *testing.T) string {
	t.Helper()
	t.Setenv("CGO_ENABLED", "0")
	program := build(t)
	root := t.TempDir()
	require.NoError(t, os.Chmod(filepath.Dir(root), 0o755))
	require.NoError(t, os.Chmod(root, 0o755))
	content, err := os.ReadFile(program)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(root, "hwprint"), content, 0o755))
	return root
}

// confined runs the program in a root file system, as a user who owns nothing,
// with no environment: the superuser by giving up all rights, others in a
// namespace of their own, where the system lets them make one.
func confined(t *testing.T, root string, args ...string) answer {
	t.Helper()
	const nobody = 65534
	c := exec.Command("/hwprint", args...)
	c.Dir, c.Env = "/", []string{}
	c.SysProcAttr = &syscall.SysProcAttr{Chroot: root}
	if os.Getuid() == 0 {
		c.SysProcAttr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
	} else {
		c.SysProcAttr.Cloneflags = syscall.CLONE_NEWUSER
		c.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: nobody, HostID: os.Getuid(), Size: 1}}
		c.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: nobody, HostID: os.Getgid(), Size: 1}}
	}
	var out, says bytes.Buffer
	c.Stdout, c.Stderr = &out, &says
	err := c.Run()
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		t.Skipf("this user may not make a root file system: %v", err)
	}
	return answer{c.ProcessState.ExitCode(), out.String(), says.String()}
}

// A user without rights in a root file system without anything gets no hash,
// and is told what is missing and what would help; with one file more, a hash
// and how little it is worth.
func TestBareRoot(t *testing.T) {
	root := bareRoot(t)
	got := confined(t, root)
	require.Equal(t, cli.ExitNo, got.status)
	require.Empty(t, got.err)
	golden(t, "bare_root", got.out)

	got = confined(t, root, "inventory", "--json")
	require.Equal(t, cli.ExitOK, got.status)
	require.Contains(t, got.out, `"components":[]`)

	require.NoError(t, os.Mkdir(filepath.Join(root, "etc"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(root, "etc/machine-id"), []byte("5f0c2f6a9d3e4b8f8a517be0c4d2a913\n"), 0o444))
	got = confined(t, root)
	require.Equal(t, cli.ExitOK, got.status)
	require.Empty(t, got.err)
	require.Regexp(t, hashText, lines(got.out)[0])
	require.Contains(t, got.out, "Weak: only the operating system installation identifies this machine; ")
	require.False(t, strings.Contains(got.out, "5f0c2f6a"))
}
