package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/hwhash/collect"
)

// world is a vendor with hwactd on SQLite, and customers with hwact: processes
// all of them, whose clocks a test sets.
type world struct {
	t, whole testing.TB // the part of a test that is running, and all of it
	hwactd   string     // the program
	maketree string
	dir      string // hwactd's
	vendor   string // file for customers
	url      string
	server   *exec.Cmd
	log      bytes.Buffer
	ahead    int64
}

func newWorld(t testing.TB) *world {
	t.Helper()
	bin, err := programs()
	require.NoError(t, err)
	w := &world{t: t, whole: t, dir: t.TempDir(), vendor: filepath.Join(t.TempDir(), "vendor.json")}
	w.hwactd, w.maketree = filepath.Join(bin, "hwactd"), filepath.Join(bin, "maketree")
	made := w.operator("init", "-product", scope, "-test")
	require.NoError(t, os.WriteFile(w.vendor, made, 0o600))
	w.serve()
	return w
}

const root = "../../.." // of the repository

// programs builds what a world needs, once, into a folder that TestMain removes.
var programs = sync.OnceValues(func() (string, error) {
	bin, err := os.MkdirTemp("", "hwact")
	if err != nil {
		return "", err
	}
	built = bin
	for _, args := range [][]string{
		{"build", "-o", filepath.Join(bin, "hwactd"), "../hwactd"},
		{"build", "-C", root, "-o", filepath.Join(bin, "maketree"), "./hwhash/collect/internal/maketree"},
	} {
		if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
			return "", fmt.Errorf("%w: %s", err, out)
		}
	}
	return bin, nil
})

// runs runs a program to its end, and returns what it prints.
func (w *world) runs(c *exec.Cmd) []byte {
	w.t.Helper()
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.Output()
	require.NoError(w.t, err, "%v: %s", c.Args, errs.String())
	return out
}

func (w *world) operator(args ...string) []byte {
	w.t.Helper()
	c := exec.Command(w.hwactd, args...)
	c.Env = append(os.Environ(), "HWACTD_DIR="+w.dir)
	return w.runs(c)
}

// serve starts the server.
func (w *world) serve() {
	w.server = exec.Command(w.hwactd, "serve", "-test", "-listen", "127.0.0.1:0")
	w.server.Env, w.server.Stderr = append(os.Environ(), "HWACTD_DIR="+w.dir), &w.log
	out, err := w.server.StdoutPipe()
	require.NoError(w.t, err)
	require.NoError(w.t, w.server.Start())
	w.whole.Cleanup(func() {
		if w.server.ProcessState == nil {
			_ = w.server.Process.Kill()
			_ = w.server.Wait()
		}
	})
	line, err := bufio.NewReader(out).ReadBytes('\n')
	require.NoError(w.t, err)
	var first struct{ Listening string }
	require.NoError(w.t, json.Unmarshal(line, &first))
	w.url = "http://" + first.Listening
}

// stop ends the server as an operator does, and returns its log.
func (w *world) stop() string {
	require.NoError(w.t, w.server.Process.Signal(syscall.SIGTERM))
	require.NoError(w.t, w.server.Wait())
	return w.log.String()
}

// days lets days pass, for the server and all customers.
func (w *world) days(n int64) {
	w.t.Helper()
	w.ahead += n * 86400
	res, err := http.PostForm(w.url+"/test/clock", url.Values{"to": {"+" + strconv.FormatInt(n*86400, 10)}})
	require.NoError(w.t, err)
	require.NoError(w.t, res.Body.Close())
	require.Equal(w.t, http.StatusOK, res.StatusCode)
}

// sold is a licence and its key.
type sold struct{ Licence, Key string }

// sell issues licences.
func (w *world) sell(args ...string) (all []sold) {
	w.t.Helper()
	for d := json.NewDecoder(bytes.NewReader(w.operator(append([]string{"issue", "-product", scope}, args...)...))); d.More(); {
		var s sold
		require.NoError(w.t, d.Decode(&s))
		all = append(all, s)
	}
	return all
}

// machineView is what hwactd shows of a seat.
type machineView struct {
	Seat, State   string
	Flags         []string
	Takeovers     int
	Installations []struct{ State string }
}

// seats returns the seats in use, after comparing counts with rows.
func (w *world) seats(s sold) (all []machineView) {
	w.t.Helper()
	var checked struct{ Faults []string }
	require.NoError(w.t, json.Unmarshal(w.operator("check"), &checked))
	require.Empty(w.t, checked.Faults)
	var shown struct {
		Used     int
		Machines []machineView
	}
	require.NoError(w.t, json.Unmarshal(w.operator("show", "-product", scope, "-licence", s.Licence), &shown))
	for _, m := range shown.Machines {
		if m.State == "active" {
			all = append(all, m)
		}
	}
	require.Len(w.t, all, shown.Used)
	return all
}

// pc returns a customer's installation, on the machine of a tree: one of
// collect's test data, changed by lines.
func (w *world) pc(tree string, changes ...string) *traveller {
	w.t.Helper()
	c := &traveller{world: w, tree: tree, pc: pc{t: w.t}, state: w.t.TempDir()}
	c.becomes(changes...)
	return c
}

// traveller is an installation whose time passes with the world's.
type traveller struct {
	*world
	pc
	tree, state, folder string
}

// becomes changes the machine: it is the tree, changed by these lines and no
// others.
func (c *traveller) becomes(changes ...string) {
	c.world.t.Helper()
	c.folder = c.world.t.TempDir()
	make := exec.Command(c.maketree, append([]string{c.tree, c.folder}, changes...)...)
	make.Dir = root
	c.runs(make)
}

// reinstalled returns another installation, on the same machine.
func (c *traveller) reinstalled(changes ...string) *traveller {
	c.world.t.Helper()
	again := &traveller{world: c.world, tree: c.tree, pc: c.pc, state: c.world.t.TempDir()}
	again.becomes(changes...)
	return again
}

// does runs hwact there.
func (c *traveller) does(in string, args ...string) ran {
	c.world.t.Helper()
	c.env = append(os.Environ(), "TEST_IS_HWACT=1", "HWACT_VENDOR="+c.vendor, "HWACT_SERVER="+c.url, "HWACT_STATE="+c.state,
		"HWACT_PRIVILEGED=true", "HWACT_QUIET=true", "HWACT_TEST_CLOCK="+strconv.FormatInt(c.ahead, 10))
	if c.inventory != "" {
		c.env = append(c.env, "HWACT_INVENTORY="+c.inventory)
	} else {
		c.env = append(c.env, "HWACT_MACHINE="+c.folder)
	}
	return c.hwact(in, args...)
}

func (c *traveller) activates(s sold) ran { return c.does(s.Key, "activate") }

// is checks what the licence is worth there.
func (c *traveller) is(want activation.State, why string) ran {
	c.world.t.Helper()
	got := c.does("", "status")
	require.Equal(c.world.t, want, got.State, "%s: %s%s", why, got.out, got.err)
	require.Equal(c.world.t, got.Allowed, got.exit == 0)
	return got
}

// granted checks that something was.
func (c *traveller) granted(r ran, why string) ran {
	c.world.t.Helper()
	require.Equal(c.world.t, activation.Granted, r.Outcome, "%s: %s%s", why, r.out, r.err)
	require.Zero(c.world.t, r.exit)
	return r
}

// denied checks that something was not granted.
func (c *traveller) denied(r ran, why string) ran {
	c.world.t.Helper()
	require.Equal(c.world.t, activation.NotGranted, r.Outcome, "%s: %s%s", why, r.out, r.err)
	require.Equal(c.world.t, 3, r.exit)
	return r
}

// farFuture is the end of what is sold.
func farFuture() string { return time.Now().AddDate(20, 0, 0).Format(time.DateOnly) }

func has[T comparable](all []T, one T) bool {
	for _, v := range all {
		if v == one {
			return true
		}
	}
	return false
}

// noneOf checks that a text holds none of some values.
func noneOf(t testing.TB, text string, values ...string) {
	t.Helper()
	for _, v := range values {
		require.NotContains(t, strings.ToLower(text), strings.ToLower(v))
	}
}

// identifiable reports whether this machine has a hash: containers may have none.
func identifiable(t testing.TB) bool {
	t.Helper()
	found, err := collect.Inventory(t.Context())
	require.NoError(t, err)
	hasher, err := hwhash.NewHasher(scope)
	require.NoError(t, err)
	_, err = hasher.Sum(&found.Inventory)
	return err == nil
}
