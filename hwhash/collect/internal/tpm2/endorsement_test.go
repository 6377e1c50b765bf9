//go:build linux

package tpm2

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// software starts a software TPM with a state of its own, certified by a maker
// of its own if asked, and returns its socket.
func software(t *testing.T, certified bool) net.Conn {
	t.Helper()
	for _, program := range []string{"swtpm", "swtpm_setup", "swtpm_localca"} {
		if _, err := exec.LookPath(program); err != nil {
			require.Empty(t, os.Getenv("NEED_SWTPM"), "the gate has a software TPM: %v", err)
			t.Skip("there is no software TPM here: " + program)
		}
	}
	state, err := os.MkdirTemp("", "tpm") // a socket's path is short
	require.NoError(t, err)
	t.Cleanup(func() { os.RemoveAll(state) })
	if certified {
		certify(t, state)
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(stop)
	socket := filepath.Join(state, "s")
	server := exec.CommandContext(ctx, "swtpm", "socket", "--tpm2", "--tpmstate", "dir="+state,
		"--server", "type=unixio,path="+socket, "--ctrl", "type=unixio,path="+filepath.Join(state, "c"),
		"--flags", "not-need-init,startup-clear")
	require.NoError(t, server.Start())
	t.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	var conn net.Conn
	require.Eventually(t, func() bool {
		conn, err = net.Dial("unix", socket)
		return err == nil
	}, 10*time.Second, 10*time.Millisecond)
	t.Cleanup(func() { conn.Close() })
	return conn
}

// certify makes a TPM as its maker would, with an authority of the test's.
func certify(t *testing.T, state string) {
	t.Helper()
	write := func(name, text string) string {
		file := filepath.Join(state, name)
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		return file
	}
	authority := write("ca.conf", "statedir = "+state+"\nsigningkey = "+state+"/key.pem\nissuercert = "+state+"/ca.pem\ncertserial = "+state+"/serial\n")
	options := write("ca.options", "--platform-manufacturer Maker\n--platform-version 1\n--platform-model TPM\n")
	tool, err := exec.LookPath("swtpm_localca")
	require.NoError(t, err)
	config := write("setup.conf", "create_certs_tool = "+tool+"\ncreate_certs_tool_config = "+authority+"\ncreate_certs_tool_options = "+options+"\n")
	setup := exec.CommandContext(t.Context(), "swtpm_setup", "--tpm2", "--tpmstate", state, "--create-ek-cert", "--config", config)
	if os.Getuid() == 0 {
		setup.Args = append(setup.Args, "--runas", "root")
	}
	output, err := setup.CombinedOutput()
	require.NoError(t, err, "%s", output)
}

// handles returns what of a kind the TPM has: keys in its memory (0x80), stored
// ones (0x81), places with data (0x01).
func handles(t *testing.T, device io.ReadWriter, kind byte) []byte {
	t.Helper()
	const commandGetCapability, capabilityHandles = 0x17a, 1
	body := binary.BigEndian.AppendUint32(nil, capabilityHandles)
	body = append(body, kind, 0, 0, 0, 0, 0, 0, 100)
	response, err := tpm{device}.run(noSessions, commandGetCapability, body)
	require.NoError(t, err)
	return response[9:] // after more, the capability and the number
}

// asked counts the commands that reach a TPM, by their codes.
type asked struct {
	io.ReadWriter
	codes map[uint32]int
}

func (a *asked) Write(command []byte) (int, error) {
	a.codes[binary.BigEndian.Uint32(command[6:])]++
	return a.ReadWriter.Write(command)
}

func watch(device io.ReadWriter) *asked { return &asked{device, map[uint32]int{}} }

// One TPM has one key, whether it has it stored, has a certificate of it, or
// makes it; another TPM has another. Nothing in it changes.
func TestEndorsement(t *testing.T) {
	device := software(t, true)
	state := func() [3]string {
		return [3]string{string(handles(t, device, 0x80)), string(handles(t, device, 0x81)), string(handles(t, device, 0x01))}
	}
	before := state()
	digests := map[string]bool{}
	ask := func(codes map[uint32]int) {
		t.Helper()
		watched := watch(device)
		digest, err := Endorsement(watched)
		require.NoError(t, err)
		require.Len(t, digest, 64)
		for code, n := range codes {
			require.Equal(t, n, watched.codes[code], "%#x", code)
		}
		digests[digest] = true
	}
	ask(map[uint32]int{commandReadPublic: 1, commandNVRead: 0, commandCreatePrimary: 0}) // its maker has stored it
	require.Equal(t, before, state())

	remove(t, device)
	before = state()
	ask(map[uint32]int{commandCreatePrimary: 0})
	made, err := tpm{device}.createEndorsement()
	require.NoError(t, err)
	key, err := tpm{device}.certified(certificate)
	require.NoError(t, err)
	require.Equal(t, made, key)
	require.Equal(t, before, state())
	require.Len(t, digests, 1)

	device = software(t, false)
	before = state()
	ask(map[uint32]int{commandCreatePrimary: 1, commandFlushContext: 1})
	ask(map[uint32]int{commandCreatePrimary: 1, commandFlushContext: 1})
	require.Equal(t, before, state())
	require.Len(t, digests, 2)
}

// remove takes the stored endorsement key away.
func remove(t *testing.T, device io.ReadWriter) {
	t.Helper()
	const commandEvictControl, owner = 0x120, 0x40000001
	evict := append(append(handle(owner), handle(storedKey)...), password()...)
	_, err := tpm{device}.run(withSessions, commandEvictControl, append(evict, handle(storedKey)...))
	require.NoError(t, err)
}

// script answers each command with the next response.
type script struct{ responses [][]byte }

func (s *script) Write(command []byte) (int, error) { return len(command), nil }

func (s *script) Read(b []byte) (int, error) {
	if len(s.responses) == 0 {
		return 0, io.EOF
	}
	n := copy(b, s.responses[0])
	s.responses = s.responses[1:]
	return n, nil
}

func success(body ...byte) []byte {
	return append(binary.BigEndian.AppendUint32([]byte{0x80, 1}, uint32(headerLen+len(body))), append(make([]byte, 4), body...)...)
}

// A key that somebody stored where the endorsement key belongs is none.
func TestAnotherKeyIsNone(t *testing.T) {
	good := bytes.Clone(template()[:len(template())-keyBytes])
	modulus := bytes.Repeat([]byte{0xc5}, keyBytes)
	public := append(bytes.Clone(good), modulus...)
	key, err := parsePublic(public)
	require.NoError(t, err)
	require.Equal(t, modulus, key.modulus)
	for at := range good {
		odd := bytes.Clone(public)
		odd[at] ^= 1
		_, err := parsePublic(odd)
		require.ErrorIs(t, err, ErrNoKey, at)
	}
	_, err = parsePublic(append(good, make([]byte, keyBytes)...)) // no key at all
	require.ErrorIs(t, err, ErrNoKey)
}

func TestDeviceFails(t *testing.T) {
	_, err := Endorsement(&script{})
	require.ErrorIs(t, err, io.EOF)
	refused := []byte{0x80, 1, 0, 0, 0, 10, 0, 0, 1, 0x8b}
	_, err = Endorsement(&script{[][]byte{refused, refused, refused}})
	require.ErrorIs(t, err, ErrNoKey)
	require.False(t, errors.Is(err, io.EOF))
}

// FuzzEndorsement answers with anything: nothing panics, hangs, or is taken for
// a key that it is not.
func FuzzEndorsement(f *testing.F) {
	f.Add([]byte(nil), []byte(nil), []byte(nil))
	f.Add(success(), success(0, 0), success(0x80, 0, 0, 0))
	f.Add(success(template()...), success(0, 14, 1, 0xc0, 0, 2, 0, 0xb, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0), success(0, 0, 0, 4, 0, 2, 0x30, 0))
	f.Fuzz(func(t *testing.T, a, b, c []byte) {
		digest, err := Endorsement(&script{[][]byte{a, b, c, a, b, c}})
		require.Equal(t, err == nil, len(digest) == 64)
		_, _ = parseCertificate(a)
		_, _ = parseSize(b)
	})
}
