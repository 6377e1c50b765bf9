package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"golang.org/x/sys/unix"
)

// terminal is a pseudo-terminal. What the program at its other end shows, and
// what it echoes, is gathered.
type terminal struct {
	*os.File
	program *os.File // its other end

	mu    sync.Mutex
	shown bytes.Buffer
}

func newTerminal(t *testing.T) *terminal {
	t.Helper()
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		t.Skip("there is no /dev/ptmx: ", err)
	}
	master := os.NewFile(uintptr(fd), "/dev/ptmx")
	t.Cleanup(func() { master.Close() })
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Skip("no pseudo-terminal: ", err)
	}
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	require.NoError(t, err)
	program, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("no pseudo-terminal: ", err)
	}
	t.Cleanup(func() { program.Close() })
	term := &terminal{File: master, program: program}
	go func() {
		buf := make([]byte, 1<<12)
		for {
			n, err := master.Read(buf)
			term.mu.Lock()
			term.shown.Write(buf[:n])
			term.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	return term
}

// start starts "key parse" in a session of its own at the terminal, and waits
// for its prompt.
func (term *terminal) start(t *testing.T, program string) *exec.Cmd {
	t.Helper()
	c := exec.Command(program, "key", "parse")
	c.Stdin, c.Stdout, c.Stderr = term.program, term.program, term.program
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	require.NoError(t, c.Start())
	term.waitForPrompt(t, 1, term.screen)
	return c
}

func (term *terminal) settings(t *testing.T) unix.Termios {
	t.Helper()
	raw, err := term.SyscallConn()
	require.NoError(t, err)
	var got *unix.Termios
	require.NoError(t, raw.Control(func(fd uintptr) { got, err = unix.IoctlGetTermios(int(fd), unix.TCGETS) }))
	require.NoError(t, err)
	return *got
}

func (term *terminal) screen() string {
	term.mu.Lock()
	defer term.mu.Unlock()
	return term.shown.String()
}

// waitForPrompt waits until the program has asked so many times, and shows no
// longer what is typed.
func (term *terminal) waitForPrompt(t *testing.T, asked int, screen func() string) {
	t.Helper()
	require.Eventually(t, func() bool {
		return strings.Count(screen(), "Product key") == asked && term.settings(t).Lflag&unix.ECHO == 0
	}, 20*time.Second, time.Millisecond)
}

func (term *terminal) enter(t *testing.T, text string) {
	t.Helper()
	_, err := term.WriteString(text)
	require.NoError(t, err)
}

// safeBuffer is a standard output or error that is read while it is written.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// At a terminal keys are asked for one after the other, and not shown.
func TestPrompt(t *testing.T) {
	t.Setenv("HWPRINT_PEPPERS", ring1)
	digest := digestOf(t, ring1, "base24", keyA).String()
	const ask, once = "Product key, or nothing to end: \n", "Product key: \n"
	for _, test := range []struct {
		args  string
		typed []string // an answer to each prompt
		want  answer
	}{
		{"key parse", []string{keyA + "\n", "3bj26\r", "\n"}, answer{cli.ExitNo, "ok: well-formed, ends in F9KQF\nmalformed: there are too few characters\n", ask + ask + ask}},
		{"key parse", []string{keyA + "\n", "\x04"}, answer{cli.ExitOK, "ok: well-formed, ends in F9KQF\n", ask + ask}},
		{"key parse", []string{"\x04"}, answer{cli.ExitNo, "", ask + "hwprint: there is no product key in the input\n"}},
		{"key hash", []string{strings.ToLower(keyA) + "\n", "\n"}, answer{cli.ExitOK, digest + "\n", ask + ask}},
		{"key hash", []string{"x" + keyA + "\n", keyA + "\n", "\n"}, answer{cli.ExitNo, `{"error":"malformed product key"}` + "\n" + digest + "\n", ask + ask + ask}},
		{"key verify " + digest, []string{keyA + "\n"}, answer{cli.ExitOK, "ok\n", once}},
		{"key verify " + digest, []string{keyB + "\n"}, answer{cli.ExitNo, "no\n", once}},
		{"key verify " + digest, []string{"\n"}, answer{cli.ExitUsage, "", once + "hwprint: there is no product key in the input\n"}},
		{"key verify " + digest, []string{"X" + keyA + "\n"}, answer{cli.ExitUsage, "", once + "hwprint: malformed product key; \"hwprint key parse\" says where it is wrong\n"}},
	} {
		t.Run(test.args, func(t *testing.T) {
			term := newTerminal(t)
			before := term.settings(t)
			var out, says safeBuffer
			done := make(chan int, 1)
			go func() { done <- run(t.Context(), strings.Fields(test.args), term.program, &out, &says) }()
			for i, typed := range test.typed {
				term.waitForPrompt(t, i+1, says.String)
				term.enter(t, typed)
			}
			require.Equal(t, test.want, answer{<-done, out.String(), says.String()})
			require.Equal(t, before, term.settings(t))
			require.Empty(t, strings.TrimSpace(term.screen()))
		})
	}
}

// The answer to a key is there before the next is asked for.
func TestPromptAnswersAtOnce(t *testing.T) {
	term := newTerminal(t)
	var out, says safeBuffer
	done := make(chan int, 1)
	go func() { done <- run(t.Context(), []string{"key", "parse"}, term.program, &out, &says) }()
	term.waitForPrompt(t, 1, says.String)
	term.enter(t, keyA+"\n")
	term.waitForPrompt(t, 2, says.String)
	require.Equal(t, "ok: well-formed, ends in F9KQF\n", out.String())
	term.enter(t, "\n")
	require.Equal(t, cli.ExitOK, <-done)
}

func TestPromptOfPairs(t *testing.T) {
	t.Setenv("HWPRINT_PEPPERS", ring1)
	term := newTerminal(t)
	var out, says safeBuffer
	done := make(chan int, 1)
	go func() { done <- run(t.Context(), []string{"key", "verify", "--pairs"}, term.program, &out, &says) }()
	require.Eventually(t, func() bool {
		return says.String() != "" && term.settings(t).Lflag&unix.ECHO == 0
	}, 20*time.Second, time.Millisecond)
	term.enter(t, `{"key":"`+keyA+`","digest":"`+digestOf(t, ring1, "base24", keyA).String()+`"}`+"\n\n\n")
	require.Equal(t, cli.ExitOK, <-done)
	require.Equal(t, `{"ok":true,"stale":false}`+"\n", out.String())
	require.Equal(t, "Pair, or nothing to end: \nPair, or nothing to end: \n", says.String())
}

// A process that is interrupted while it asks dies of that, and leaves the
// terminal as it was.
func TestInterruptedPrompt(t *testing.T) {
	program := build(t)
	// Who runs this test may ignore signals, as nohup does, and the program would
	// inherit that. What is handled here it does not inherit.
	handled := make(chan os.Signal, 1)
	signal.Notify(handled, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Stop(handled)
	const ctrlC = "\x03"
	for name, interrupt := range map[string]func(t *testing.T, term *terminal, c *exec.Cmd) syscall.Signal{
		"control C": func(t *testing.T, term *terminal, _ *exec.Cmd) syscall.Signal {
			term.enter(t, keyA+ctrlC)
			return syscall.SIGINT
		},
		"terminated": func(t *testing.T, term *terminal, c *exec.Cmd) syscall.Signal {
			term.enter(t, keyA)
			require.NoError(t, c.Process.Signal(syscall.SIGTERM))
			return syscall.SIGTERM
		},
		"hung up": func(t *testing.T, term *terminal, c *exec.Cmd) syscall.Signal {
			require.NoError(t, c.Process.Signal(syscall.SIGHUP))
			return syscall.SIGHUP
		},
	} {
		t.Run(name, func(t *testing.T) {
			term := newTerminal(t)
			before := term.settings(t)
			c := term.start(t, program)
			sent := interrupt(t, term, c)
			_ = c.Wait()
			status := c.ProcessState.Sys().(syscall.WaitStatus)
			require.True(t, status.Signaled(), c.ProcessState.String())
			require.Equal(t, sent, status.Signal())
			require.Equal(t, before, term.settings(t))
			requireSilent(t, keySecrets(), answer{out: term.screen()})
		})
	}
}

// What was pasted beyond the key that was asked for is not left to the shell.
func TestPasted(t *testing.T) {
	t.Setenv("HWPRINT_PEPPERS", ring1)
	term := newTerminal(t)
	var out, says safeBuffer
	done := make(chan int, 1)
	go func() {
		done <- run(t.Context(), []string{"key", "verify", digestOf(t, ring1, "base24", keyA).String()}, term.program, &out, &says)
	}()
	term.waitForPrompt(t, 1, says.String)
	term.enter(t, strings.Repeat(keyA+"\n", 20))
	require.Equal(t, cli.ExitOK, <-done)
	fd := int(term.program.Fd())
	require.NoError(t, unix.SetNonblock(fd, true))
	n, err := unix.Read(fd, make([]byte, 100))
	require.Equal(t, unix.EAGAIN, err, n)
	require.Empty(t, term.screen())
}

// Many pasted keys are never shown, between their prompts neither.
func TestPastedMany(t *testing.T) {
	term := newTerminal(t)
	var out, says safeBuffer
	done := make(chan int, 1)
	go func() { done <- run(t.Context(), []string{"key", "parse"}, term.program, &out, &says) }()
	term.waitForPrompt(t, 1, says.String)
	for range 50 {
		term.enter(t, strings.Repeat(keyA+"\n", 20))
	}
	term.enter(t, "\n")
	require.Equal(t, cli.ExitOK, <-done)
	require.Equal(t, strings.Repeat("ok: well-formed, ends in F9KQF\n", 1000), out.String())
	require.Empty(t, term.screen())
}

// A shell lets a stopped process's terminal show what is typed.
func TestResumedPrompt(t *testing.T) {
	program := build(t)
	term := newTerminal(t)
	before := term.settings(t)
	c := exec.Command(program, "key", "parse")
	c.Stdin, c.Stdout, c.Stderr = term.program, term.program, term.program
	require.NoError(t, c.Start())
	term.waitForPrompt(t, 1, term.screen)
	require.NoError(t, c.Process.Signal(syscall.SIGSTOP))
	require.NoError(t, unix.IoctlSetTermios(int(term.program.Fd()), unix.TCSETS, &before))
	require.NoError(t, c.Process.Signal(syscall.SIGCONT))
	term.waitForPrompt(t, 1, term.screen)
	term.enter(t, keyA+"\n\n")
	require.NoError(t, c.Wait())
	require.Equal(t, before, term.settings(t))
	requireSilent(t, keySecrets(), withoutPartial(answer{out: term.screen()}))
}

// A whole session at a terminal: nothing of the key is on the screen but what
// "key parse" says of it.
func TestProcessAtTerminal(t *testing.T) {
	program := build(t)
	term := newTerminal(t)
	before := term.settings(t)
	c := term.start(t, program)
	term.enter(t, keyA+"\n")
	term.waitForPrompt(t, 2, term.screen)
	term.enter(t, keyA[:18]+"\n")
	term.waitForPrompt(t, 3, term.screen)
	term.enter(t, "\x04")
	require.Error(t, c.Wait())
	require.Equal(t, cli.ExitNo, c.ProcessState.ExitCode())
	require.Equal(t, before, term.settings(t))
	require.Eventually(t, func() bool { return strings.Count(term.screen(), "\n") == 5 }, 20*time.Second, time.Millisecond)
	got := withoutPartial(answer{out: term.screen()})
	require.Contains(t, got.out, "ok: well-formed, \r\n")
	require.Contains(t, got.out, "malformed: there are too few characters\r\n")
	requireSilent(t, keySecrets(), got)
}

// Not a terminal: nothing is asked.
func TestNoPromptWithoutTerminal(t *testing.T) {
	reader, writer, err := os.Pipe()
	require.NoError(t, err)
	defer reader.Close()
	_, err = io.WriteString(writer, keyA+"\n")
	require.NoError(t, err)
	require.NoError(t, writer.Close())
	var out, says bytes.Buffer
	require.Equal(t, cli.ExitOK, run(t.Context(), []string{"key", "parse"}, reader, &out, &says))
	require.Empty(t, says.String())
}
