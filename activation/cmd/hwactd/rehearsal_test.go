package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/acttest"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/productkey"
)

// page are the commands of a block of docs/operating.md.
func page(t *testing.T, block string) (commands []string) {
	text, err := os.ReadFile("../../../docs/operating.md")
	require.NoError(t, err)
	_, after, ok := strings.Cut(string(text), "<!-- rehearsed: "+block+" -->\n```sh\n")
	require.True(t, ok)
	body, _, ok := strings.Cut(after, "```")
	require.True(t, ok)
	for line := range strings.Lines(body) {
		command, ok := strings.CutPrefix(strings.TrimSpace(line), "hwactd ")
		require.True(t, ok, line)
		commands = append(commands, command)
	}
	return commands
}

// night is a vendor whose database will be gone, with his shop and customers.
type night struct {
	*vendor
	t       *testing.T
	p       *process
	token   string
	calls   []shopCall
	random  *rand.Rand
	sold    []*soldLicence
	clients []*seated
	told    []map[string]any
}

type shopCall struct{ path, once, body string }

type soldLicence struct {
	ref, key string
	refunded bool
}

// seated is an installation on a machine.
type seated struct {
	*acttest.Client
	of       *soldLicence
	hash     hwhash.Hash
	released bool
}

// call makes the shop call, and remember the call.
func (n *night) call(path, body string) map[string]any {
	c := shopCall{path, fmt.Sprintf("call %d", len(n.calls)), body}
	n.calls = append(n.calls, c)
	return n.make(c)
}

func (c shopCall) method() string {
	if strings.HasPrefix(c.body, `{"seats"`) {
		return http.MethodPatch
	}
	return http.MethodPost
}

func (n *night) make(c shopCall) map[string]any {
	n.t.Helper()
	return callAPI(n.t, http.DefaultClient, c.method(), "http://"+n.p.api+c.path, n.token, c.once, c.body)
}

func (n *night) status(c shopCall) int {
	n.t.Helper()
	status, _ := tryAPI(n.t, http.DefaultClient, c.method(), "http://"+n.p.api+c.path, n.token, c.once, c.body)
	return status
}

func (n *night) sell() *soldLicence {
	got := n.call("/v1/licences", `{"product":"`+scope+`","kind":"perpetual","seats":1000,"terms":{"freed":100000}}`)
	l := &soldLicence{ref: got["licence"].(map[string]any)["licence"].(string), key: got["key"].(string)}
	n.sold = append(n.sold, l)
	return l
}

// open is a licence that was not refunded.
func (n *night) open() *soldLicence {
	for {
		if l := n.sold[n.random.IntN(len(n.sold))]; !l.refunded {
			return l
		}
	}
}

func (n *night) activate(c *seated) {
	n.t.Helper()
	key, err := productkey.Base24.Parse(c.of.key)
	require.NoError(n.t, err)
	got, err := c.Activate(key, c.hash, "")
	require.NoError(n.t, err)
	require.Equal(n.t, activation.Granted, got.Outcome)
	c.released = false
}

func (n *night) arrive(l *soldLicence) {
	n.t.Helper()
	c := &seated{Client: n.client(n.p.url), of: l, hash: machine(uint64(len(n.clients)))}
	n.activate(c)
	n.clients = append(n.clients, c)
}

// one is a customer on a licence that was not refunded, whose seat is released or
// not; nil if there is none near.
func (n *night) one(released bool) *seated {
	for range 50 {
		if c := n.clients[n.random.IntN(len(n.clients))]; c.released == released && !c.of.refunded {
			return c
		}
	}
	return nil
}

// operation does something that happens in a day.
func (n *night) operation(i int) {
	n.t.Helper()
	switch {
	case i%40 == 7:
		l := n.open()
		l.refunded = true
		n.call("/v1/licences/"+l.ref+"/refund", "")
		return
	case i%40 == 27:
		l := n.open()
		l.key = n.call("/v1/licences/"+l.ref+"/key", "")["key"].(string)
		return
	}
	switch n.random.IntN(8) {
	case 0, 1:
		n.arrive(n.open())
	case 2:
		n.arrive(n.sell())
	case 3:
		n.call("/v1/licences/"+n.open().ref, fmt.Sprintf(`{"seats":%d}`, 1000+i))
	case 4, 5:
		if c := n.one(false); c != nil {
			got, err := c.Release(c.hash)
			require.NoError(n.t, err)
			require.Equal(n.t, activation.Released, got.Outcome)
			c.released = true
		}
	case 6:
		if c := n.one(true); c != nil {
			n.activate(c)
		}
	default:
		if c := n.one(false); c != nil {
			got, err := c.Renew(c.hash)
			require.NoError(n.t, err)
			require.Equal(n.t, activation.Granted, got.Outcome)
		}
	}
}

// TestRehearsal rehearses docs/operating.md from the backup to the last client.
func TestRehearsal(t *testing.T) {
	processes(t)
	size := 40
	if os.Getenv("FULL") != "" {
		size = 1000
	}
	n := &night{vendor: newVendor(t), t: t, random: rand.New(rand.NewPCG(1, 2))}
	n.token = do(t, n.dir, "", "token", "-name", "shop")[0]["token"].(string)
	n.p = serve(t, n.dir, "-api", "127.0.0.1:0")
	follow := n.follow()
	for range size / 10 {
		n.sell()
	}
	for range size {
		n.arrive(n.open())
	}
	vars := map[string]string{
		"BACKUP": filepath.Join(t.TempDir(), "backup"), "EVENTS": follow.Name(),
		"SINCE": time.Now().UTC().Format(time.RFC3339),
	}
	n.run("backup", vars)
	before := len(n.calls)
	for i := range size {
		n.operation(i)
	}
	n.crash(follow)

	n.run("restore", vars)
	n.p = serve(t, n.dir, "-api", "127.0.0.1:0")
	for _, c := range n.calls[before:] {
		n.makeAgain(c)
	}
	n.everybodyRenews()
	n.exact()
}

// follow writes the events to a file for as long as the vendor has a database.
func (n *night) follow() *os.File {
	f, err := os.Create(filepath.Join(n.t.TempDir(), "events"))
	require.NoError(n.t, err)
	c := hwactd(n.t, n.dir, "events", "-follow")
	c.Stdout = f
	require.NoError(n.t, c.Start())
	n.t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
	return f
}

// run runs the commands of a block of the page.
func (n *night) run(block string, vars map[string]string) {
	n.t.Helper()
	for _, command := range page(n.t, block) {
		args := strings.Fields(os.Expand(command, func(name string) string { return vars[name] }))
		lines := do(n.t, n.dir, "", args...)
		if args[0] == "restored" {
			n.told = lines
		}
	}
}

// crash ends the server in the middle, and deletes the database.
func (n *night) crash(events *os.File) {
	want := len(do(n.t, n.dir, "", "events"))
	require.Eventually(n.t, func() bool {
		text, err := os.ReadFile(events.Name())
		return err == nil && strings.Count(string(text), "\n") == want
	}, 20*time.Second, 50*time.Millisecond)
	require.Error(n.t, n.p.end(syscall.SIGKILL))
	all, err := filepath.Glob(filepath.Join(n.dir, databaseFile+"*"))
	require.NoError(n.t, err)
	for _, name := range all {
		require.NoError(n.t, os.Remove(name))
	}
}

// makeAgain repeats a call of the shop. One about a licence that was refunded again
// already is refused.
func (n *night) makeAgain(c shopCall) {
	n.t.Helper()
	for _, l := range n.sold {
		if l.refunded && strings.HasPrefix(c.path, "/v1/licences/"+l.ref) {
			require.Contains(n.t, []int{http.StatusOK, http.StatusConflict}, n.status(c))
			return
		}
	}
	got := n.make(c)
	if key, ok := got["key"]; ok && c.path == "/v1/licences" {
		ref := got["licence"].(map[string]any)["licence"]
		for _, l := range n.sold {
			if l.ref == ref {
				return
			}
		}
		n.t.Fatalf("a repeated call sold another licence than the first time: %T", key)
	}
}

// everybodyRenews has all customers who hold a certificate come back.
func (n *night) everybodyRenews() {
	adopted, revoked := 0, 0
	for i, c := range n.clients {
		if c.released {
			continue
		}
		c.Send = acttest.ToURL(http.DefaultClient, n.p.url)
		got, err := c.Renew(c.hash)
		require.NoError(n.t, err)
		if got.Outcome == activation.ShowCertificate {
			adopted++
			got, err = c.RenewShowing(c.hash)
			require.NoError(n.t, err)
		}
		if c.of.refunded {
			revoked++
			require.Equal(n.t, activation.Revoked, got.Outcome)
			continue
		}
		require.Equal(n.t, activation.Granted, got.Outcome, "customer %d", i)
		renewed, err := c.Renew(c.hash) // and again, as known ones
		require.NoError(n.t, err)
		require.Equal(n.t, activation.Granted, renewed.Outcome)
	}
	n.t.Logf("%d customers, %d shown their certificates, %d hear of a refund; %d things named", len(n.clients), adopted, revoked, len(n.told))
	require.NotZero(n.t, adopted)
	require.NotZero(n.t, revoked)
}

// exact compares the database with what is so.
func (n *night) exact() {
	require.Nil(n.t, do(n.t, n.dir, "", "check")[0]["faults"])
	require.Empty(n.t, do(n.t, n.dir, "", "review", "list", "-product", scope), "no clone suspect, no review")
	used := map[*soldLicence]int{}
	for _, c := range n.clients {
		if !c.released {
			used[c.of]++
		}
	}
	refunds := map[string]bool{}
	for _, e := range n.told {
		if e["what"] == "refunded" {
			refunds[e["licence"].(string)] = true
		}
	}
	for _, l := range n.sold {
		view := n.show("-licence", l.ref)
		if l.refunded {
			require.Equal(n.t, "revoked", view.State)
			require.True(n.t, refunds[l.ref], "a refund was not named")
			continue
		}
		require.EqualValues(n.t, used[l], view.Used, "licence %s", l.ref)
		key, err := productkey.Base24.Parse(l.key)
		require.NoError(n.t, err)
		c := n.client(n.p.url)
		got, err := c.Activate(key, machine(99999), "")
		require.NoError(n.t, err)
		require.Equal(n.t, activation.Granted, got.Outcome, "the key that was sold or put in place opens it")
	}
}
