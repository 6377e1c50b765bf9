package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/acttest"
	"github.com/hwprint/hwprint/activation/internal/pgtest"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/activation/server/servertest"
	"github.com/hwprint/hwprint/productkey"
)

const scope = "acme.example/editor"

// TestMain is hwact itself if the test asks for it.
func TestMain(m *testing.M) {
	if os.Getenv("TEST_IS_HWACT") != "" {
		main()
		return
	}
	code := pgtest.Main(m)
	if built != "" {
		_ = os.RemoveAll(built)
	}
	os.Exit(code)
}

var built string // folder of programs that tests built

// processes skips what is all processes where they take long, as with the race
// detector, and it finds nothing.
func processes(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("many processes")
	}
}

// pc is a customer's machine: what hwact is told there.
type pc struct {
	t         testing.TB
	env       []string
	inventory string
}

// newPC returns machine i of a fleet, for a vendor.
func newPC(t testing.TB, v *servertest.Vendor, i uint64) *pc {
	t.Helper()
	doc, err := json.Marshal(map[string]any{"product": scope, "root": v.Root, "ring": v.Keys.Ring, "server": v.URL, "keys": "unknown members"})
	require.NoError(t, err)
	p := &pc{t: t, inventory: filepath.Join(t.TempDir(), "inventory.json")}
	file := filepath.Join(t.TempDir(), "vendor.json")
	require.NoError(t, os.WriteFile(file, doc, 0o600))
	p.is(i)
	p.env = append(os.Environ(), "TEST_IS_HWACT=1", "HWACT_VENDOR="+file, "HWACT_STATE="+t.TempDir(),
		"HWACT_INVENTORY="+p.inventory, "HWACT_PRIVILEGED=true")
	return p
}

// is makes it machine i.
func (p *pc) is(i uint64) {
	doc, err := json.Marshal(acttest.Laptop(i).Inventory)
	require.NoError(p.t, err)
	require.NoError(p.t, os.WriteFile(p.inventory, doc, 0o600))
}

// ran is what a call of hwact did.
type ran struct {
	view
	exit     int
	out, err string
}

func (p *pc) command(args ...string) *exec.Cmd {
	self, err := os.Executable()
	require.NoError(p.t, err)
	c := exec.Command(self, args...)
	c.Env = p.env
	return c
}

func (p *pc) hwact(in string, args ...string) (r ran) {
	p.t.Helper()
	c := p.command(args...)
	var out, errs bytes.Buffer
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(in), &out, &errs
	if err := c.Run(); err != nil {
		var exit *exec.ExitError
		require.True(p.t, errors.As(err, &exit), "%v", err)
		r.exit = exit.ExitCode()
	}
	r.out, r.err = out.String(), errs.String()
	if strings.HasPrefix(r.out, "{") {
		require.NoError(p.t, json.Unmarshal(out.Bytes(), &r.view), r.out)
	}
	return r
}

func newVendor(t testing.TB) *servertest.Vendor {
	v := servertest.New(t, scope)
	v.Set(time.Now().Unix())
	return v
}

func issue(t testing.TB, v *servertest.Vendor) productkey.Key {
	return v.Issue(t, server.Licence{Kind: activation.Subscription, Seats: 1, Ends: 1 << 35, Features: "export"})
}

func TestDay(t *testing.T) {
	v := newVendor(t)
	key := issue(t, v)
	p := newPC(t, v, 1)
	got := p.hwact("", "status")
	require.Equal(t, 3, got.exit)
	require.Equal(t, activation.StateNone, got.State)
	require.Equal(t, []activation.Help{activation.HelpActivate}, got.Help)

	got = p.hwact(key.Reveal()+"\n", "activate")
	require.Zero(t, got.exit, got.err)
	require.Equal(t, activation.Granted, got.Outcome)
	require.True(t, got.Allowed)
	require.Equal(t, []string{"export"}, got.Features)
	require.Contains(t, got.err, "the product key, encrypted", "what is sent is said")
	require.NotContains(t, got.out+got.err, key.Reveal())
	require.NotContains(t, got.out, "hw1:")

	got = p.hwact("", "status")
	require.Zero(t, got.exit, got.err)
	require.Equal(t, activation.StateValid, got.State)
	require.Empty(t, got.err)
	require.Zero(t, p.hwact("", "renew", "-quiet").exit)
	ended := p.hwact("", "status", "-test-clock", "10000000")
	require.Equal(t, 3, ended.exit)
	require.Equal(t, activation.StateEnded, ended.State)

	thief := newPC(t, v, 2)
	got = thief.hwact(`{"licence":"L","key":"`+key.Reveal()+`"}`, "activate")
	require.Equal(t, 3, got.exit)
	require.Equal(t, activation.NotGranted, got.Outcome)
	require.Len(t, got.Seats, 1)
	require.Zero(t, p.hwact("", "release").exit)
	require.Equal(t, activation.StateNone, p.hwact("", "status").State)
	require.Zero(t, thief.hwact(key.Reveal(), "activate").exit)
}

func TestWhereTheKeyMayBe(t *testing.T) {
	v := newVendor(t)
	key := issue(t, v)
	p := newPC(t, v, 1)
	file := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(file, []byte(key.Reveal()+"\n"), 0o600))
	require.Zero(t, p.hwact("", "activate", "-key-file", file).exit)
	p.env = append(p.env, "HWACT_KEY_FILE="+file)
	require.Zero(t, p.hwact("", "activate").exit)
	p.env = append(p.env, "HWACT_KEY="+key.Reveal())
	require.Zero(t, p.hwact("", "activate", "-key-file", "/nonexistent").exit)

	p = newPC(t, v, 1)
	got := p.hwact("", "activate", key.Reveal())
	require.Equal(t, 2, got.exit)
	require.NotContains(t, got.out+got.err, key.Reveal()[:5])
	got = p.hwact("BCDFG-HJKMP-nonsense\n", "activate")
	require.Equal(t, 1, got.exit)
	require.NotContains(t, got.err, "BCDFG")
}

func TestRequestsAsFilesAndCodes(t *testing.T) {
	v := newVendor(t)
	key := issue(t, v)
	p := newPC(t, v, 1)
	text := p.hwact(key.Reveal(), "request", "-server", "http://127.0.0.1:1")
	require.Zero(t, text.exit, text.err)
	require.True(t, strings.HasPrefix(text.out, "hwprint request\nv4.public."))
	require.Equal(t, text.out, p.hwact("", "request").out, "the open one again, without a key")
	code := p.hwact("", "request", "-qr").out
	require.Contains(t, code, "▀")
	picture := filepath.Join(t.TempDir(), "request.png")
	require.Zero(t, p.hwact("", "request", "-png", picture).exit)
	png, err := os.ReadFile(picture)
	require.NoError(t, err)
	require.Equal(t, "\x89PNG", string(png[:4]))

	var shown openView
	require.NoError(t, json.Unmarshal([]byte(p.hwact("", "request", "-show").out), &shown))
	require.Equal(t, text.out, shown.Text)
	require.Equal(t, 17, shown.Version)
	require.NotEmpty(t, shown.Sends)
	require.True(t, shown.Claims.File)

	// Whoever carries it needs no agent: curl --data-binary @request URL/v1/activate
	res, err := http.Post(v.URL+"/v1/activate", "application/x-www-form-urlencoded", strings.NewReader(text.out))
	require.NoError(t, err)
	reply, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	got := p.hwact(string(reply), "answer")
	require.Zero(t, got.exit, got.err)
	require.Equal(t, activation.StateValid, got.State)
	require.Equal(t, 1, p.hwact(string(reply), "answer").exit, "once")

	file := filepath.Join(t.TempDir(), "renew")
	require.Zero(t, p.hwact("", "request", "-op", "renew", "-out", file).exit)
	require.FileExists(t, file)
}

func TestWrongCalls(t *testing.T) {
	p := newPC(t, newVendor(t), 1)
	for _, c := range []struct {
		args string
		exit int
	}{
		{"", 2}, {"other", 2}, {"status -nonsense", 2}, {"status argument", 2},
		{"status -vendor /nonexistent", 1}, {"status -root pub1:x", 1}, {"status -only colour", 1}, {"status -built yesterday", 1},
		{"renew", 1}, {"release", 1}, {"request -op dance", 1}, {"answer -in /nonexistent", 1},
	} {
		got := p.hwact("", strings.Fields(c.args)...)
		require.Equal(t, c.exit, got.exit, c.args)
		require.NotEmpty(t, got.err, c.args)
		require.Empty(t, got.out, c.args)
	}
}

// Where the server cannot be reached there is no verdict, and the status stays.
func TestNoServer(t *testing.T) {
	v := newVendor(t)
	p := newPC(t, v, 1)
	key := issue(t, v)
	require.Zero(t, p.hwact(key.Reveal(), "activate").exit)
	start := time.Now()
	got := p.hwact("", "renew", "-server", "http://127.0.0.1:1", "-patience", "1s")
	require.Equal(t, 1, got.exit)
	require.Contains(t, got.err, "no answer of the server")
	require.Less(t, time.Since(start), 10*time.Second)
	require.Zero(t, p.hwact("", "status").exit)
}
