package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/acttest"
	"github.com/hwprint/hwprint/activation/internal/pgtest"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/productkey"
)

const scope = "acme.example/editor"

// TestMain is hwactd itself if the test asks for it.
func TestMain(m *testing.M) {
	if os.Getenv("TEST_IS_HWACTD") != "" {
		main()
		return
	}
	os.Exit(pgtest.Main(m))
}

// hwactd returns a process of it that works in a folder.
func hwactd(t testing.TB, dir string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	c := exec.Command(self, args...)
	c.Env = append(os.Environ(), "TEST_IS_HWACTD=1", "HWACTD_DIR="+dir)
	return c
}

// do runs hwactd to its end, and returns the lines of its output.
func do(t testing.TB, dir, in string, args ...string) []map[string]any {
	t.Helper()
	c := hwactd(t, dir, args...)
	var out, errs bytes.Buffer
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(in), &out, &errs
	require.NoError(t, c.Run(), "%s", errs.String())
	var all []map[string]any
	for d := json.NewDecoder(&out); d.More(); {
		var line map[string]any
		require.NoError(t, d.Decode(&line))
		all = append(all, line)
	}
	return all
}

// processes leaves out a test of many processes, whose code is tested elsewhere
// too, where tests are to be short.
func processes(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("many processes")
	}
}

// process is a hwactd that serves.
type process struct {
	*exec.Cmd
	t   testing.TB
	url string
	// api and metrics are the addresses of the listeners that are not for agents.
	api, metrics string
	log          *bytes.Buffer
}

func serve(t testing.TB, dir string, args ...string) *process {
	t.Helper()
	p := &process{Cmd: hwactd(t, dir, append([]string{"serve", "-listen", "127.0.0.1:0"}, args...)...), t: t, log: new(bytes.Buffer)}
	p.Stderr = p.log
	out, err := p.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, p.Start())
	t.Cleanup(func() {
		if p.ProcessState == nil {
			_ = p.Process.Kill()
			_ = p.Wait()
		}
	})
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		_ = p.Wait()
		t.Fatalf("hwactd serve: %s", p.log)
	}
	var first struct{ Listening, API, Metrics string }
	require.NoError(t, json.Unmarshal(line, &first))
	p.url, p.api, p.metrics = "http://"+first.Listening, first.API, first.Metrics
	return p
}

// end ends the process by a signal, and waits for it.
func (p *process) end(s syscall.Signal) error {
	require.NoError(p.t, p.Process.Signal(s))
	return p.Wait()
}

// vendor is a folder with a product for tests.
type vendor struct {
	t    testing.TB
	dir  string
	ring activation.Ring
}

func newVendor(t testing.TB) *vendor {
	t.Helper()
	v := &vendor{t: t, dir: t.TempDir()}
	made := do(t, v.dir, "", "init", "-product", scope, "-test")[0]
	var root activation.PublicKey
	require.NoError(t, root.UnmarshalText([]byte(made["root"].(string))))
	var err error
	v.ring, err = activation.ParseRing([]activation.PublicKey{root}, scope, made["ring"].(string))
	require.NoError(t, err)
	return v
}

// issue issues a licence.
func (v *vendor) issue(args ...string) (key productkey.Key, licence string) {
	v.t.Helper()
	line := do(v.t, v.dir, "", append([]string{"issue", "-product", scope}, args...)...)[0]
	key, err := productkey.Base24.Parse(line["key"].(string))
	require.NoError(v.t, err)
	return key, line["licence"].(string)
}

func (v *vendor) client(url string) *acttest.Client {
	now := func() int64 { return time.Now().Unix() }
	return acttest.NewClient(acttest.ToURL(http.DefaultClient, url), v.ring, scope, now)
}

func (v *vendor) show(args ...string) server.LicenceView {
	v.t.Helper()
	doc, err := json.Marshal(do(v.t, v.dir, "", append([]string{"show", "-product", scope}, args...)...)[0])
	require.NoError(v.t, err)
	var view server.LicenceView
	require.NoError(v.t, json.Unmarshal(bytes.ReplaceAll(doc, []byte(`"compared"`), []byte(`"-"`)), &view))
	return view
}

func machine(i uint64) hwhash.Hash { return acttest.Machine(scope, i) }

func TestDay(t *testing.T) { testDay(t, newVendor(t)) }

// testDay is a customer's day, and what support does for him.
func testDay(t *testing.T, v *vendor) {
	key, licence := v.issue("-features", "export,users=5")
	p := serve(t, v.dir)
	c := v.client(p.url)
	got, err := c.Activate(key, machine(1), "")
	require.NoError(t, err)
	require.Equal(t, activation.Granted, got.Outcome)
	require.Equal(t, []string{"export", "users=5"}, c.Certificate.Features)
	require.Equal(t, licence, c.Certificate.Licence)
	_, err = c.Renew(machine(1))
	require.NoError(t, err)

	stranger := v.client(p.url)
	got, err = stranger.Activate(key, machine(2), "")
	require.NoError(t, err)
	require.Equal(t, activation.NotGranted, got.Outcome)

	// The customer sends the request to support, which sees why, while it serves.
	token, err := stranger.ActivateRequest(key, machine(2), "")
	require.NoError(t, err)
	text, err := activation.Message{Request: token}.MarshalText()
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "request")
	require.NoError(t, os.WriteFile(file, text, 0o600))
	why := do(t, v.dir, "", "show", "-request", file)[0]["machines"].([]any)[0].(map[string]any)
	compared := why["compared"].(map[string]any)
	require.Equal(t, "different", compared["verdict"])
	nic := compared["classes"].(map[string]any)["nic"].(map[string]any)
	require.Equal(t, "differs", nic["agreement"])

	view := v.show("-licence", licence)
	require.EqualValues(t, 1, view.Used)
	require.Equal(t, "active", view.Machines[0].State)
	byKey := do(t, v.dir, key.Reveal()+"\n", "show", "-product", scope, "-key")[0]
	require.Equal(t, licence, byKey["licence"])
	do(t, v.dir, "", "release", "-product", scope, "-licence", licence, "-seat", view.Machines[0].Seat)
	got, err = stranger.Activate(key, machine(2), "")
	require.NoError(t, err)
	require.Equal(t, activation.Granted, got.Outcome)
	require.Nil(t, do(t, v.dir, "", "check")[0]["faults"])
	require.NoError(t, p.end(syscall.SIGTERM))
	require.Contains(t, p.log.String(), view.Mark)
	require.NotContains(t, p.log.String(), licence)
	require.NotContains(t, p.log.String(), "127.0.0.1")
	require.NotContains(t, p.log.String(), "hw1:")
}

func TestClockOfATest(t *testing.T) {
	v := newVendor(t)
	p := serve(t, v.dir, "-test")
	set := func(to string) int64 {
		res, err := http.PostForm(p.url+"/test/clock", url.Values{"to": {to}})
		require.NoError(t, err)
		defer func() { _ = res.Body.Close() }()
		require.Equal(t, http.StatusOK, res.StatusCode)
		var got struct{ Now int64 }
		require.NoError(t, json.NewDecoder(res.Body).Decode(&got))
		return got.Now
	}
	key, _ := v.issue("-kind", "trial", "-seats", "0", "-terms", `{"trial":3600}`)
	c := v.client(p.url)
	var ahead int64
	c.Now = func() int64 { return time.Now().Unix() + ahead }
	_, err := c.Activate(key, machine(1), "")
	require.NoError(t, err)
	require.InDelta(t, time.Now().Unix()+3600, c.Certificate.End, 5)
	require.InDelta(t, time.Now().Unix()+3601, set("+3601"), 5)
	ahead = 3601
	got, err := c.Renew(machine(1))
	require.NoError(t, err)
	require.Equal(t, activation.NotGranted, got.Outcome)

	without := serve(t, v.dir)
	res, err := http.PostForm(without.url+"/test/clock", url.Values{"to": {"+1"}})
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, http.StatusNotFound, res.StatusCode, "only with -test")

	do(t, v.dir, "", "init", "-product", "acme.example/viewer")
	require.Error(t, hwactd(t, v.dir, "serve", "-test").Run(), "a product that is not for tests")
}

func TestImport(t *testing.T) {
	v := newVendor(t)
	lines := do(t, v.dir, "key,seats,ends\nBCDFG-HJKMP-QRTVW-XY234-67892,7,\nbcdfg hjkmp qrtvw xy234 67893,,2030-01-01\n",
		"issue", "-product", scope, "-import", "-")
	require.Len(t, lines, 2)
	require.NotContains(t, lines[0], "key")
	require.EqualValues(t, 7, v.show("-licence", lines[0]["licence"].(string)).Seats)
	second := v.show("-licence", lines[1]["licence"].(string))
	require.EqualValues(t, 1, second.Seats)
	require.Equal(t, "2030-01-01T00:00:00Z", second.Ends)

	for name, doc := range map[string]string{
		"twice":       "key\nBCDFG-HJKMP-QRTVW-XY234-67892\n",
		"malformed":   "key\nBCDFG-HJKMP\n",
		"no key":      "seats\n1\n",
		"two columns": "key,digest\nBCDFG-HJKMP-QRTVW-XY234-67894,pk1:\n",
		"unknown":     "key,colour\nBCDFG-HJKMP-QRTVW-XY234-67894,red\n",
		"empty":       "",
	} {
		c := hwactd(t, v.dir, "issue", "-product", scope, "-import", "-")
		var errs bytes.Buffer
		c.Stdin, c.Stderr = strings.NewReader(doc), &errs
		require.Error(t, c.Run(), name)
		require.NotContains(t, errs.String(), "BCDFG", name)
	}
}

func TestOtherFormatsAndDigests(t *testing.T) {
	v := newVendor(t)
	const short = "acme.example/short"
	do(t, v.dir, "", "init", "-product", short, "-format", `{"Alphabet":"BCDFGHJKMPQRTVWXY2346789","Groups":4,"Size":6}`)
	line := do(t, v.dir, "", "issue", "-product", short)[0]
	require.Len(t, line["key"], 4*6+3)

	// A digest that another program made under the same peppers.
	doc, err := os.ReadFile(filepath.Join(v.dir, keysFile))
	require.NoError(t, err)
	var keys struct{ Peppers string }
	require.NoError(t, json.Unmarshal(doc, &keys))
	ring, err := productkey.ParseRing(keys.Peppers)
	require.NoError(t, err)
	hasher, err := productkey.NewHasher(productkey.Base24, ring)
	require.NoError(t, err)
	key, err := productkey.Base24.Generate(nil)
	require.NoError(t, err)
	digest, err := hasher.Sum(key)
	require.NoError(t, err)
	line = do(t, v.dir, "digest\n"+digest.String()+"\n", "issue", "-product", scope, "-import", "-")[0]
	found := do(t, v.dir, key.Reveal(), "show", "-product", scope, "-key")[0]
	require.Equal(t, line["licence"], found["licence"])
}

func TestWrongCalls(t *testing.T) {
	dir := t.TempDir()
	for _, args := range [][]string{{}, {"other"}, {"init"}, {"serve", "-nonsense"}, {"check", "argument"}} {
		var exit *exec.ExitError
		require.ErrorAs(t, hwactd(t, dir, args...).Run(), &exit, args)
		require.Equal(t, 2, exit.ExitCode(), args)
	}
	var errs bytes.Buffer
	c := hwactd(t, dir, "serve")
	c.Stderr = &errs
	require.Error(t, c.Run())
	require.Contains(t, errs.String(), "hwactd init")
}
