package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/hwprint/hwprint/hwhash/collect"
)

// seen is what a guest said.
type seen struct {
	root, nobody collect.Result
	hwprint      []string            // lines of the command
	said         map[string][]string // all lines, by their name
	took         time.Duration
}

var (
	errNotEnded = errors.New("the guest did not come to its end")
	errTrouble  = errors.New("the guest's kernel reports a fault")
	errAgent    = errors.New("the agent failed")
)

// boot starts a machine, waits until it is off, and returns what it said. Its
// console is kept in a file beside its disk.
func (w *workshop) boot(ctx context.Context, m *machine) (seen, error) {
	h := m.hardware()
	args := h.args(w.kernels[h.arch], w.initramfs(h.arch), w.disk())
	if h.tpm != "" {
		more, stop, err := w.startTPM(ctx, m.name, h.tpm)
		if err != nil {
			return seen{}, err
		}
		defer stop()
		args = append(args, more...)
	}
	start := time.Now()
	command := exec.CommandContext(ctx, emulators[h.arch].command, args...)
	console, err := command.CombinedOutput()
	took := time.Since(start)
	log := strings.Join(command.Args, " ") + "\n" + string(console)
	if err := os.WriteFile(w.file(m.name+".log"), []byte(log), 0o644); err != nil {
		return seen{}, err
	}
	s := parse(string(console))
	s.took = took
	switch {
	case err != nil && ctx.Err() == nil:
		return s, fmt.Errorf("%w, see %s", err, w.file(m.name+".log"))
	case s.said["done"] == nil:
		return s, fmt.Errorf("%w: see %s", errNotEnded, w.file(m.name+".log"))
	}
	return s, s.decode()
}

// parse takes the lines of the console that are for the host: "@@NAME TEXT".
func parse(console string) seen {
	s := seen{said: map[string][]string{}}
	for line := range strings.Lines(console) {
		if _, line, ok := strings.Cut(line, "@@"); ok {
			name, text, _ := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
			s.said[name] = append(s.said[name], text)
		}
	}
	return s
}

// decode reads what the agent and the command printed.
func (s *seen) decode() error {
	for who, result := range map[string]*collect.Result{"root": &s.root, "nobody": &s.nobody} {
		text := strings.Join(s.said[who], "\n")
		if err := json.Unmarshal([]byte(text), result); err != nil {
			return fmt.Errorf("%w as %s: %s", errAgent, who, strings.Join(s.said[who+".error"], " "))
		}
		if result.Late() {
			return fmt.Errorf("%w as %s: it was late", errAgent, who)
		}
	}
	s.hwprint = s.said["hwprint"]
	if trouble := s.said["trouble"]; len(trouble) != 1 || trouble[0] != "0" {
		return errTrouble
	}
	return nil
}

// startTPM starts the emulator of a TPM, with an endorsement key of its own.
func (w *workshop) startTPM(ctx context.Context, name, device string) (args []string, stop func(), err error) {
	state := w.file(name + ".tpm")
	if err := os.RemoveAll(state); err != nil {
		return nil, nil, err
	}
	if err := os.MkdirAll(state, 0o755); err != nil {
		return nil, nil, err
	}
	setup := exec.CommandContext(ctx, "swtpm_setup", "--tpm2", "--tpmstate", state, "--createek", "--overwrite", "--config", "/dev/null")
	if out, err := setup.CombinedOutput(); err != nil {
		return nil, nil, fmt.Errorf("swtpm_setup: %w: %s", err, bytes.TrimSpace(out))
	}
	socket := filepath.Join(state, "socket")
	server := exec.Command("swtpm", "socket", "--tpm2", "--tpmstate", "dir="+state, "--ctrl", "type=unixio,path="+socket, "--terminate")
	if err := server.Start(); err != nil {
		return nil, nil, err
	}
	stop = func() { _ = server.Process.Kill(); _ = server.Wait() }
	for range 100 {
		if _, err := os.Stat(socket); err == nil {
			return []string{
				"-chardev", "socket,id=tpm,path=" + socket, "-tpmdev", "emulator,id=tpm0,chardev=tpm", "-device", device + ",tpmdev=tpm0",
			}, stop, nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	stop()
	return nil, nil, fmt.Errorf("swtpm does not answer")
}
