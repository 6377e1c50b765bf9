// Package python holds the Python client to the vectors and to a real server.
package python_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/activation/server/servertest"
	"github.com/hwprint/hwprint/fixtures"
	"github.com/hwprint/hwprint/hwhash"
)

const product = "acme.example/editor"

// python returns a command, and skips the test where Python or the package is
// missing, but never in CI. The distribution's Python may not be the first.
func python(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	for _, name := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(name, "-c", "import cryptography").Run() == nil {
			cmd := exec.Command(name, args...)
			cmd.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1")
			return cmd
		}
	}
	const missing = "python3 with the package cryptography is not here"
	require.Empty(t, os.Getenv("CI"), missing)
	t.Skip(missing)
	return nil
}

// vectors runs the vectors in a folder, and wants these files to be there.
func vectors(t *testing.T, folder string, names ...string) {
	out, err := python(t, "vectors.py", folder).CombinedOutput()
	require.NoError(t, err, "%s", out)
	for _, name := range names {
		require.Regexp(t, name+": [1-9][0-9]* vectors", string(out))
	}
	t.Logf("%s", out)
}

func TestVectors(t *testing.T) {
	vectors(t, filepath.Join("..", "..", "vectors"), "tokens", "messages", "texts", "seal", "tickets", "check", "clock")
}

func TestVectorsOfHashes(t *testing.T) {
	vectors(t, filepath.Join("..", "..", "..", "fixtures", "data", "vectors"), "decode", "compare")
}

// The port of Policy.Compare decides as hwhash does, of machines of a fleet and
// of their twins.
func TestCompare(t *testing.T) {
	type outcome struct {
		Agreement string `json:"agreement"`
		Agreeing  uint8  `json:"agreeing"`
		Enrolled  uint8  `json:"enrolled"`
		Presented uint8  `json:"presented"`
	}
	type result struct {
		Bits     hwhash.Bits        `json:"bits"`
		Verdicts map[string]string  `json:"verdicts"`
		Enrolled int                `json:"groups_enrolled"`
		Agreeing int                `json:"groups_agreeing"`
		Classes  map[string]outcome `json:"classes"`
	}
	type vector struct {
		ID        string      `json:"id"`
		Enrolled  hwhash.Hash `json:"enrolled"`
		Presented hwhash.Hash `json:"presented"`
		Result    result      `json:"result"`
	}
	var all []vector
	hasher, err := hwhash.NewHasher(product)
	require.NoError(t, err)
	hash := func(inv hwhash.Inventory) hwhash.Hash {
		h, err := hasher.Sum(&inv)
		if err != nil {
			require.ErrorIs(t, err, hwhash.ErrInsufficient)
		}
		return h
	}
	add := func(id string, a, b hwhash.Hash) {
		if a.IsZero() || b.IsZero() {
			return
		}
		v := vector{id, a, b, result{Verdicts: map[string]string{}, Classes: map[string]outcome{}}}
		for _, name := range []string{"lenient", "standard", "strict"} {
			policy, err := hwhash.ParsePolicy(name)
			require.NoError(t, err)
			m, err := policy.Compare(a, b)
			require.NoError(t, err)
			v.Result.Verdicts[name] = m.Verdict.String()
			v.Result.Bits, v.Result.Enrolled, v.Result.Agreeing = m.Bits, m.GroupsEnrolled, m.GroupsAgreeing
			for _, c := range m.Compared() {
				o := m.Class(c)
				v.Result.Classes[c.String()] = outcome{o.Agreement.String(), o.Agreeing, o.Enrolled, o.Presented}
			}
		}
		all = append(all, v)
	}
	for kind := fixtures.Server; kind <= fixtures.VirtualMachine; kind++ {
		fleet := fixtures.Population{Kind: kind, Seed: 1}
		for i := range uint64(100) {
			enrolled := hash(fleet.Machine(i, fixtures.State{}))
			add(fmt.Sprintf("%v-%d-later", kind, i), enrolled, hash(fleet.Machine(i, fixtures.State{Years: 3, Boot: 1})))
			add(fmt.Sprintf("%v-%d-twin", kind, i), enrolled, hash(fleet.Machine(i+1, fixtures.State{})))
			// A port more than is presented: adapters that only overlap.
			more := fleet.Machine(i, fixtures.State{})
			more.Add(hwhash.NIC, fmt.Sprintf("3c:52:82:0a:11:%02x", 2*i))
			one := hash(more)
			more.Add(hwhash.NIC, fmt.Sprintf("3c:52:82:0a:11:%02x", 2*i+1))
			add(fmt.Sprintf("%v-%d-port", kind, i), hash(more), one)
		}
	}
	for _, d := range fixtures.Drifts() {
		add(d.ID, hash(d.Before), hash(d.After))
	}
	require.Greater(t, len(all), 500)
	doc, err := json.Marshal(all)
	require.NoError(t, err)
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "compare.json"), doc, 0o600))
	vectors(t, folder, "compare")
}

// customer runs hwact.py with a state folder of its own.
type customer struct {
	t      *testing.T
	vendor *servertest.Vendor
	state  string
}

// run returns what the command prints, and its exit code.
func (c *customer) run(command, stdin string, hash hwhash.Hash) (map[string]any, int) {
	cmd := python(c.t, "hwact.py", command, "--server", c.vendor.URL, "--product", product, "--root", c.vendor.Root.String(),
		"--state", c.state, "--hash", hash.String(), "--now", strconv.FormatInt(c.vendor.Now(), 10))
	cmd.Stdin = strings.NewReader(stdin)
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		require.Empty(c.t, string(exit.Stderr))
	} else {
		require.NoError(c.t, err)
	}
	var printed map[string]any
	require.NoError(c.t, json.Unmarshal(out, &printed), "%s", out)
	return printed, cmd.ProcessState.ExitCode()
}

func hashOf(t *testing.T, serial, disk string) hwhash.Hash {
	var inv hwhash.Inventory
	inv.Add(hwhash.SystemSerial, serial)
	inv.Add(hwhash.SystemUUID, "2f6e8b1c-5d47-4c0a-9be3-71d5a6c4f082")
	inv.Add(hwhash.OSInstall, "5d3ac1f0e5be4a04b4a7a0c2d5f1e6b9")
	inv.Add(hwhash.NIC, "3c:52:82:0a:11:07")
	inv.Add(hwhash.Disk, disk)
	h, err := hwhash.NewHasher(product)
	require.NoError(t, err)
	hash, err := h.Sum(&inv)
	require.NoError(t, err)
	return hash
}

// The life of a licence: activated, checked, off line too long, renewed on a
// machine with a new disk, released.
func TestLifeOfALicence(t *testing.T) {
	vendor := servertest.New(t, product)
	key := vendor.Issue(t, server.Licence{Kind: activation.Subscription, Seats: 1, Ends: servertest.Start + 1000*24*60*60})
	c := &customer{t, vendor, t.TempDir()}
	hash := hashOf(t, "PF3XK7Q2", "S4EVNF0M813502")

	status, code := c.run("status", "", hash)
	require.Equal(t, "none", status["state"])
	require.Equal(t, 1, code)

	answer, _ := c.run("activate", key.Reveal()+"\n", hash)
	require.Equal(t, "granted", answer["outcome"], answer)
	status, code = c.run("status", "", hash)
	require.Equal(t, "valid", status["state"], status)
	require.Zero(t, code)

	// A second machine finds no seat.
	other := &customer{t, vendor, t.TempDir()}
	answer, _ = other.run("activate", key.Reveal()+"\n", otherHash(t))
	require.Equal(t, "not_granted", answer["outcome"])
	require.NotEmpty(t, answer["may"])

	// Off line, until grace and after it.
	vendor.Sleep(95 * 24 * time.Hour)
	status, code = c.run("status", "", hash)
	require.Equal(t, "grace", status["state"], status)
	require.Zero(t, code)
	vendor.Sleep(20 * 24 * time.Hour)
	status, code = c.run("status", "", hash)
	require.Equal(t, "ended", status["state"], status)
	require.Equal(t, 1, code)

	// On line again, with a new disk.
	hash = hashOf(t, "PF3XK7Q2", "S5H7NS0N604871")
	answer, _ = c.run("renew", "", hash)
	require.Equal(t, "granted", answer["outcome"], answer)
	status, _ = c.run("status", "", hash)
	require.Equal(t, "valid", status["state"], status)

	answer, _ = c.run("release", "", hash)
	require.Equal(t, "released", answer["outcome"], answer)
	status, _ = c.run("status", "", hash)
	require.Equal(t, "none", status["state"])
	info, err := os.Stat(filepath.Join(c.state, "activation.json"))
	require.NoError(t, err)
	require.Zero(t, info.Mode().Perm()&0o077)
}

func otherHash(t *testing.T) hwhash.Hash {
	var inv hwhash.Inventory
	inv.Add(hwhash.SystemSerial, "PF4QW9ZD")
	inv.Add(hwhash.NIC, "98:fa:9b:44:d2:10")
	inv.Add(hwhash.Disk, "S5H7NS0N604999")
	h, err := hwhash.NewHasher(product)
	require.NoError(t, err)
	hash, err := h.Sum(&inv)
	require.NoError(t, err)
	return hash
}
