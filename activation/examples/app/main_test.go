package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/activation/server/servertest"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/hwhash/collect"
)

// program is the example, built for a vendor, and the home of its user.
type program struct {
	t          *testing.T
	path, home string
}

func build(t *testing.T, v *servertest.Vendor) *program {
	p := &program{t: t, path: filepath.Join(t.TempDir(), "app"), home: t.TempDir()}
	pin := "-X main.root=" + v.Root.String() + " -X main.url=" + v.URL
	out, err := exec.Command("go", "build", "-ldflags", pin, "-o", p.path, ".").CombinedOutput()
	require.NoError(t, err, "%s", out)
	return p
}

// starts starts it, and returns what it says and its exit status.
func (p *program) starts(in string) (string, int) {
	c := exec.Command(p.path)
	c.Env = append(os.Environ(), "HOME="+p.home, "XDG_STATE_HOME="+p.home, "LocalAppData="+p.home)
	var out bytes.Buffer
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(in), &out, &out
	err := c.Run()
	var exit *exec.ExitError
	if err != nil {
		require.True(p.t, errors.As(err, &exit), "%v", err)
		return out.String(), exit.ExitCode()
	}
	return out.String(), 0
}

// licence is one that this machine can have: a container may have nothing that
// identifies it, and then floats.
func licence(t *testing.T) server.Licence {
	found, err := collect.Inventory(t.Context())
	require.NoError(t, err)
	hasher, err := hwhash.NewHasher(product)
	require.NoError(t, err)
	if _, err := hasher.Sum(&found.Inventory); err != nil {
		return server.Licence{Kind: activation.Floating, Seats: 1}
	}
	return server.Licence{Kind: activation.Perpetual, Seats: 1}
}

func TestFirstStartAndLaterOnes(t *testing.T) {
	v := servertest.New(t, product)
	v.Set(time.Now().Unix())
	key := v.Issue(t, licence(t))
	p := build(t, v)

	said, exit := p.starts("BCDFG-HJKMP-QRTVW-XY234-67892\n") // well-formed, and nobody's
	require.Equal(t, 1, exit, said)
	require.Contains(t, said, "not licensed here: none [activate]")

	said, exit = p.starts(key.Reveal() + "\n")
	require.Zero(t, exit, said)
	require.Contains(t, said, "the product key, encrypted")
	require.Contains(t, said, "is valid")
	require.NotContains(t, said, key.Reveal())

	said, exit = p.starts("") // asks for nothing, needs no network
	require.Zero(t, exit, said)
	require.NotContains(t, said, "Product key")
	require.EqualValues(t, 1, v.Rows(t, key).Licence.Used)

	// Another user of the machine, who has no state: the same seat.
	if v.Rows(t, key).Licence.Kind == activation.Perpetual {
		p.home = t.TempDir()
		said, exit = p.starts(key.Reveal() + "\n")
		require.Zero(t, exit, said)
		require.EqualValues(t, 1, v.Rows(t, key).Licence.Used)
	}
}
