//go:build linux

package collect

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// The test binary is also the program that collects, in a process of its own
// whose every system call, byte of memory and word to standard error can be
// seen. The environment tells it what to do.
const (
	childRoot    = "COLLECT_TEST_ROOT"    // collect below that folder and print it
	childProbe   = "COLLECT_TEST_PROBE"   // do one forbidden thing before
	childTimeout = "COLLECT_TEST_TIMEOUT" // with that deadline
)

// childMain is what the process does.
func childMain(root string) error {
	if err := sandbox(); err != nil {
		return err
	}
	switch os.Getenv(childProbe) {
	case "command":
		_ = exec.Command("/bin/true").Run()
	case "connection":
		socket, _ := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
		_ = syscall.Connect(socket, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}, Port: 9})
	case "file":
		_, _ = os.Create(os.DevNull)
	}
	timeout, err := time.ParseDuration(os.Getenv(childTimeout))
	if err != nil {
		return err
	}
	return printCollected(root, timeout)
}

const noSandbox = "no sandbox"

// sandbox makes the kernel kill this process if it starts a program, opens a
// socket that is not to the kernel, connects one, or opens a file to write.
func sandbox() error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	program := forbidden()
	filter := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&filter)))
	if errno != 0 {
		return fmt.Errorf("%s: %w", noSandbox, errno)
	}
	return nil
}

// forbidden is the kernel's filter of system calls.
func forbidden() []unix.SockFilter {
	const write = unix.O_WRONLY | unix.O_RDWR | unix.O_CREAT | unix.O_TRUNC
	kill := unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_KILL_PROCESS}
	allow := unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW}
	load := func(offset uint32) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: offset}
	}
	// unless skips so many instructions if the test of what was loaded fails.
	unless := func(test uint16, k uint32, skip uint8) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_JMP | test | unix.BPF_K, Jf: skip, K: k}
	}
	program := []unix.SockFilter{
		load(0), // the number of the call
		unless(unix.BPF_JEQ, unix.SYS_EXECVE, 1), kill,
		unless(unix.BPF_JEQ, unix.SYS_EXECVEAT, 1), kill,
		unless(unix.BPF_JEQ, unix.SYS_CONNECT, 1), kill,
		unless(unix.BPF_JEQ, unix.SYS_SOCKET, 4), load(argument(0)), unless(unix.BPF_JEQ, unix.AF_NETLINK, 1), allow, kill,
		unless(unix.BPF_JEQ, unix.SYS_OPENAT, 4), load(argument(2)), unless(unix.BPF_JSET, write, 1), kill, allow,
	}
	if oneSocketCall {
		program = append(program, unless(unix.BPF_JEQ, 102, 7), load(argument(0)))
		for _, call := range []uint32{3, 16, 20} { // connect, sendmsg, sendmmsg
			program = append(program, unless(unix.BPF_JEQ, call, 1), kill)
		}
	}
	return append(program, allow)
}

// argument is where the lower half of an argument is in struct seccomp_data.
func argument(n uint32) uint32 {
	if binary.NativeEndian.Uint16([]byte{0, 1}) == 1 { // most significant first
		return 20 + 8*n
	}
	return 16 + 8*n
}

// On these the calls for sockets are one, socketcall(2), and whom a socket is
// to stands in memory, which a filter does not see. To connect is what it sees.
const oneSocketCall = runtime.GOARCH == "386" || runtime.GOARCH == "s390x"

// child runs the process and returns what it collected.
func child(t *testing.T, root string, as *syscall.SysProcAttr, env ...string) (got collected, err error) {
	t.Helper()
	// By way of /proc the binary can be run whoever may see the folder that
	// it was built in.
	cmd := exec.CommandContext(t.Context(), "/proc/self/exe")
	cmd.Env = append(os.Environ(), append([]string{childRoot + "=" + root, childTimeout + "=" + patience.String()}, env...)...)
	cmd.Dir = "/"
	cmd.SysProcAttr = as
	var output, says bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &says
	if err = cmd.Run(); err != nil {
		if strings.HasPrefix(says.String(), noSandbox) {
			t.Skip("the system gives a process no way to restrict itself: " + says.String())
		}
		return got, fmt.Errorf("%w: %s", err, &says)
	}
	require.Empty(t, says.String(), "standard error")
	require.NoError(t, json.Unmarshal(output.Bytes(), &got))
	return got, nil
}

// The sandbox is one: what is forbidden ends the process.
func TestSandbox(t *testing.T) {
	root := makeTree(t, "empty")
	_, err := child(t, root, nil)
	require.NoError(t, err)
	for _, probe := range []string{"command", "connection", "file"} {
		_, err := child(t, root, nil, childProbe+"="+probe)
		require.ErrorContains(t, err, "bad system call", probe)
	}
}

// maxMemory is what a process that collects may use, all in all, in kibibytes.
const maxMemory = 64 << 10

// Every machine of testdata is collected by default, whatever is wrong with
// it, within the time and memory that are promised, without a command, a
// connection, a file written or a word to standard error. So is this machine;
// what it is, is nobody's business.
func TestMachinesInSandbox(t *testing.T) {
	for _, name := range append(machineNames(t), "this machine") {
		t.Run(name, func(t *testing.T) {
			root := "/"
			if name != "this machine" {
				root = makeTree(t, name)
			}
			var got collected
			atLeastOnce(t, func() bool {
				var err error
				got, err = child(t, root, nil, childTimeout+"="+DefaultTimeout.String())
				require.NoError(t, err)
				return raceDetector || got.Took < DefaultTimeout+late
			})
			require.NotEmpty(t, got.Sources)
			t.Logf("%v, %d KiB", got.Took.Round(time.Millisecond), got.Memory)
			require.Positive(t, got.Memory)
			require.True(t, raceDetector || got.Memory < maxMemory, "KiB")
		})
	}
}

// peakMemory returns the most memory that this process had, in kibibytes.
func peakMemory() (peak int, err error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	_, err = fmt.Sscan(after, &peak)
	return peak, err
}

// machineNames returns the names of the machines of testdata, in short tests
// without those that have thousands of devices.
func machineNames(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.tree")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var names []string
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".tree")
		if huge := name == "hostile-10000-interfaces" || name == "hostile-5000-disks"; !huge || !testing.Short() {
			names = append(names, name)
		}
	}
	return names
}
