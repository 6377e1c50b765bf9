package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/hwhash"
)

// fleetLine is the inventory of machine i of a fleet, in one line.
func fleetLine(i int) string {
	return fmt.Sprintf(`{"components":[{"class":"nic","value":"3c:18:a0:%02x:%02x:%02x"},{"class":"disk","value":"S676NF0R%06d"},{"class":"cpu","value":"GenuineIntel|i5-1145G7"}],"traits":{"portable":true}}`,
		i>>16&0xff, i>>8&0xff, i&0xff, i*7919%1000000)
}

// sumOf is the hash of an inventory as package hwhash makes it.
func sumOf(t *testing.T, scope, inventory string) string {
	t.Helper()
	var inv hwhash.Inventory
	require.NoError(t, json.Unmarshal([]byte(inventory), &inv))
	hasher, err := hwhash.NewHasher(scope)
	require.NoError(t, err)
	hash, err := hasher.Sum(&inv)
	require.NoError(t, err)
	return hash.String()
}

func pretty(t *testing.T, line, indent string) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, json.Indent(&b, []byte(line), "", indent))
	return b.String() + "\n"
}

const noIdentity = `no evidence of identity: no platform, TPM, operating system, network, storage or memory value can be used`

func TestHash(t *testing.T) {
	one, two, three := fleetLine(1), fleetLine(2), fleetLine(3)
	hash := func(line string) string { return sumOf(t, defaultScope, line) }
	failed := func(text string) string { return `{"error":"` + text + `"}` }
	for _, test := range []struct {
		name, input string
		want        []string
	}{
		{"one line", one + "\n", []string{hash(one)}},
		{"no newline at the end", one, []string{hash(one)}},
		{"lines in order", one + "\n" + two + "\n" + three + "\n", []string{hash(one), hash(two), hash(three)}},
		{"blank lines", "\n \t\n" + one + "\r\n\r\n" + two + "\n\n", []string{hash(one), hash(two)}},
		{"byte order mark", "\ufeff" + one + "\n" + two, []string{hash(one), hash(two)}},
		{"indented document", pretty(t, one, "  "), []string{hash(one)}},
		{"document without indentation", pretty(t, one, ""), []string{hash(one)}},
		{"documents", "\n" + pretty(t, one, "\t") + pretty(t, two, " ") + three + "\n", []string{hash(one), hash(two), hash(three)}},
		{"bad line between", one + "\nnonsense\n" + two + "\n", []string{hash(one), failed("not a JSON object"), hash(two)}},
		{"bad first line", "nonsense\n" + two + "\n", []string{failed("not a JSON object"), hash(two)}},
		{"first line cut in a string", one[:40] + "\n" + two + "\n", []string{failed("not JSON at byte 40"), hash(two)}},
		{"first line cut between brackets", `{"components":[` + "\n" + two + "\n" + three, []string{failed("not JSON: cut short"), hash(two), hash(three)}},
		{"first two lines cut", `{"components":[` + "\n" + `{"components":` + "\n" + two + "\n{\n" + three, []string{failed("not JSON: cut short"), failed("not JSON: cut short"), hash(two), failed("not JSON at byte 1"), hash(three)}},
		{"later line cut between brackets", one + "\n" + `{"components":[` + "\n" + two + "\n", []string{hash(one), failed("not JSON at byte 15"), hash(two)}},
		{"document cut", pretty(t, one, "  ")[:60], []string{failed("not JSON: cut short")}},
		{"bad document between", pretty(t, one, " ") + "{\n \"components\": [,]\n}\n" + pretty(t, two, " "), []string{hash(one), failed("not JSON at line 2 of the document, byte 17"), hash(two)}},
		{"closing bracket", "}\n" + two, []string{failed("not a JSON object"), hash(two)}},
		{"two values in a line", one + two + "\n" + three, []string{failed(fmt.Sprintf("not JSON at byte %d", len(one)+1)), hash(three)}},
		{"other values", "null\n[]\n3\n\"x\"\n" + one, []string{failed("not a JSON object"), failed("not a JSON object"), failed("not a JSON object"), failed("not a JSON object"), hash(one)}},
		{"unknown members", `{"name":"x",` + one[1:], []string{hash(one)}},
		{"no identity", "{}\n" + one, []string{failed(noIdentity), hash(one)}},
		{"unknown class", `{"components":[{"class":"nic","value":"1"},{"class":"PF3ZQ8T1","value":"x"},{"class":"gpu"}]}` + "\n" + one, []string{failed("not an inventory: components[1]: unknown class"), hash(one)}},
		{"blank line in a document", "{\n\n\"components\": [,]\n}\n" + one, []string{failed("not JSON at line 3 of the document, byte 16"), hash(one)}},
		{"no class", `{"components":[{"class":"nic","value":"3c:18:a0:5e:91:7c"},{"value":"x"}]}` + "\n" + one, []string{failed("not an inventory: components[1]: unknown class"), hash(one)}},
		{"wrong kind", `{"components":[{"class":"nic","value":71834029}]}` + "\n" + one, []string{failed("not an inventory: a value of the wrong kind before byte 46"), hash(one)}},
		{"not UTF-8", "{\"components\":[{\"class\":\"nic\",\"value\":\"\xff\"}]}\n" + one, []string{failed("not UTF-8 at byte 40"), hash(one)}},
		{"too many components", `{"components":[{"class":"gpu"}` + strings.Repeat(`,{"class":"gpu"}`, hwhash.MaxComponents) + "]}\n" + one, []string{failed("too many components"), hash(one)}},
		// What a component lacks is not taken from the inventory before.
		{"nothing is left behind", one + "\n" + `{"components":[{"class":"nic"}]}`, []string{hash(one), failed(noIdentity)}},
	} {
		t.Run(test.name, func(t *testing.T) {
			status := cli.ExitOK
			if strings.Contains(strings.Join(test.want, ""), "error") {
				status = cli.ExitNo
			}
			want := answer{status, strings.Join(test.want, "\n") + "\n", ""}
			require.Equal(t, want, hwprint(t, test.input, "hash"))
			require.Equal(t, want, hwprint(t, test.input, "hash", "-"))

			asJSON := lines(hwprint(t, test.input, "hash", "--json").out)
			require.Len(t, asJSON, len(test.want))
			for i, line := range asJSON {
				require.True(t, json.Valid([]byte(line)), line)
				require.Contains(t, line, strings.Trim(test.want[i], `{}"`))
			}
		})
	}
}

func TestHashJSON(t *testing.T) {
	input := `{"components":[{"class":"nic","value":"3c:18:a0:5e:91:7c"},{"class":"disk","value":"None"}]}
{"components":[{"class":"disk","value":"None"}]}
`
	got := hwprint(t, input, "hash", "--json")
	got.out = masked(got.out)
	require.Equal(t, answer{cli.ExitNo, `{"hash":"HASH","identity_bits":11,"findings":[{"index":0,"class":"nic","status":"used"},{"index":1,"class":"disk","status":"placeholder","rule":"E4","reason":"words that say there is no value"}]}
{"error":"` + noIdentity + `","findings":[{"index":0,"class":"disk","status":"placeholder","rule":"E4","reason":"words that say there is no value"}]}
`, ""}, got)
}

func TestHashFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "machine.json")
	require.NoError(t, os.WriteFile(file, []byte(pretty(t, fleetLine(1), "  ")), 0o644))
	want := answer{cli.ExitOK, sumOf(t, "acme", fleetLine(1)) + "\n", ""}
	require.Equal(t, want, hwprint(t, "", "hash", "--scope", "acme", file))
	require.Equal(t, want, hwprint(t, "", "hash", file, "--scope=acme"))
}

func TestHashOfNothing(t *testing.T) {
	for _, input := range []string{"", "\n \n"} {
		require.Equal(t, answer{cli.ExitNo, "", "hwprint: there is no inventory in the input\n"}, hwprint(t, input, "hash"))
	}
}

// A fleet is hashed in order, in memory that does not grow with it.
func TestHashFleet(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	const machines = 100_000
	var before, during runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	grown := uint64(0)

	input, feed := io.Pipe()
	go func() {
		for i := range machines {
			fmt.Fprintln(feed, fleetLine(i))
			if i%5000 == 0 {
				runtime.ReadMemStats(&during)
				grown = max(grown, during.HeapInuse-min(during.HeapInuse, before.HeapInuse))
			}
		}
		feed.Close()
	}()
	out := &orderCheck{want: map[int]string{}}
	for _, i := range []int{0, 1, 4999, 50_000, machines - 1} {
		out.want[i] = sumOf(t, defaultScope, fleetLine(i))
	}
	require.Equal(t, cli.ExitOK, run(t.Context(), []string{"hash"}, input, out, io.Discard))
	require.Equal(t, machines, out.lines)
	require.Zero(t, out.wrong)
	require.Less(t, grown, uint64(32<<20))
}

// orderCheck counts the lines written to it, and those that are not as wanted.
type orderCheck struct {
	want         map[int]string
	lines, wrong int
	rest         string
}

func (o *orderCheck) Write(p []byte) (int, error) {
	o.rest += string(p)
	for {
		line, rest, ok := strings.Cut(o.rest, "\n")
		if !ok {
			return len(p), nil
		}
		if want, ok := o.want[o.lines]; ok && want != line || len(line) != hwhash.TextSize {
			o.wrong++
		}
		o.lines++
		o.rest = rest
	}
}
