package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"

	"github.com/hwprint/hwprint/bench/document"
	"github.com/hwprint/hwprint/bench/hotpath"
	"github.com/hwprint/hwprint/hwhash"
)

// tables returns the blocks of the document by their names.
func tables(b *benchmarks, p map[string]program) map[string]string {
	return map[string]string{
		"circumstances": circumstances(b),
		"sum":           sums(b),
		"values":        values(b),
		"calls":         calls(b),
		"rivals":        hashRivals(b),
		"batches":       batches(b),
		"comparing":     comparingRivals(b),
		"keys":          keyRivals(b),
		"cores":         scaling(b),
		"server":        server(b),
		"agent":         agent(b, p),
	}
}

func circumstances(b *benchmarks) string {
	load, err := os.ReadFile("/proc/loadavg") // of the last 15 minutes; of Linux only
	busy := ""
	if fields := strings.Fields(string(load)); err == nil && len(fields) > 2 {
		busy = ", while " + fields[2] + " programs wanted to run"
	}
	return fmt.Sprintf("%s, %d cores, %s on %s/%s; the least of %d rounds%s.",
		b.processor, runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH, b.rounds, busy)
}

// ns writes a time with three digits.
func ns(v float64) string {
	switch {
	case v < 10:
		return strconv.FormatFloat(v, 'f', 1, 64)
	case v < 1000:
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return thousands(v)
}

// thousands writes a number rounded to three digits, with commas.
func thousands(v float64) string {
	unit := 1.0
	for v/unit >= 1000 {
		unit *= 10
	}
	digits := strconv.Itoa(int(v/unit+0.5) * int(unit))
	var out strings.Builder
	for i, c := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			out.WriteByte(',')
		}
		out.WriteRune(c)
	}
	return out.String()
}

func ratio(a, b cost) string { return fmt.Sprintf("%.2f", a.ns/b.ns) }

func sums(b *benchmarks) string {
	t := document.NewTable("components", "values", "`Sum`, ns", "compressions", "one by one, ns", "ratio", "side by side, ns", "allocations")
	for _, n := range []int{5, 16, 40} {
		for _, spelled := range []string{"clean", "dirty"} {
			digested := n
			if spelled == "dirty" {
				digested = hotpath.Digested(n)
			}
			sumRow(t, b, n, spelled, b.of("Sum/%s/%d", spelled, n), digested)
		}
	}
	sumRow(t, b, 16, "clean, another machine each time", b.of("Sum/varied/16"), 16)
	sumRow(t, b, 16, "clean, with `NewHasher`", b.of("Sum/cold/16"), 16)
	return t.String()
}

// sum writes the row of a call of Sum beside the compressions that it needs.
func sumRow(t *document.Table, b *benchmarks, n int, spelled string, sum cost, digested int) {
	bare, lanes := b.of("%s", hotpath.Bare(digested)), b.of("%s", hotpath.BareLanes(digested))
	t.Row(n, spelled, ns(sum.ns), digested, ns(bare.ns), ratio(sum, bare), ns(lanes.ns), sum.allocations)
}

// values are what a value of each class costs beside an empty inventory.
func values(b *benchmarks) string {
	t := document.NewTable("class", "value", "ns")
	none := b.of("%s", hotpath.Value(0))
	t.Row("an empty inventory", "", ns(none.ns))
	for _, c := range hwhash.Classes() {
		sample := strings.ReplaceAll(hotpath.SampleOf(c), "|", "\\|")
		t.Row(c, "`"+sample+"`", ns(b.of("%s", hotpath.Value(c)).ns-none.ns))
	}
	return t.String()
}

// calls are the other operations, each beside the bare work that it contains.
func calls(b *benchmarks) string {
	t := document.NewTable("call", "ns", "allocations", "beside", "ns", "ratio")
	for _, c := range []struct{ name, operation, bareName, bare string }{
		{"`Policy.Compare`, the same hash", "Compare/same", "one compression", "Bare/1"},
		{"a machine that drifted", "Compare/drifted", "one compression", "Bare/1"},
		{"another machine", "Compare/other", "one compression", "Bare/1"},
		{"another pair each time", "Compare/varied", "one compression", "Bare/1"},
		{"`NewHasher`", "NewHasher", "two compressions", "Bare/2"},
		{"`Sealer.Seal`", "Seal", "", ""},
		{"`Sealer.Open`", "Open", "", ""},
		{"`NewSealer`, one key", "NewSealer", "", ""},
		{"256 keys", "NewSealer/256", "", ""},
		{"`Hash` from text", "Decode/text", "base64 of 64 bytes", "Bare/decode"},
		{"from binary", "Decode/binary", "", ""},
		{"from JSON", "Decode/json", "", ""},
		{"`Hash` to text", "Encode/text", "base64 of 64 bytes", "Bare/encode"},
		{"to binary", "Encode/binary", "", ""},
		{"to JSON", "Encode/json", "", ""},
		{"`Format.Parse`, as printed", "Key/parse", "", ""},
		{"in lower case, with blanks", "Key/parse/typed", "", ""},
		{"`productkey.Hasher.Sum`", "Key/sum", "one compression, wiped", "Bare/wiped"},
		{"`SumAll` of 1,000 keys, for each", "Key/sumall", "one compression, wiped", "Bare/wiped"},
		{"`Verify`", "Key/verify", "one compression, wiped", "Bare/wiped"},
		{"another key each time", "Key/verify/varied", "one compression, wiped", "Bare/wiped"},
		{"`Parse` and `Verify`", "Key/parse+verify", "one compression, wiped", "Bare/wiped"},
		{"with `NewHasher`", "Key/parse+verify/cold", "", ""},
		{"**an activation**", "Mix", "one compression, wiped; base64 both ways", "Bare/mix"},
		{"another one each time", "Mix/varied", "one compression, wiped; base64 both ways", "Bare/mix"},
	} {
		is := b.each(c.operation)
		if c.bare == "" {
			t.Row(c.name, ns(is.ns), is.allocations, "", "", "")
			continue
		}
		bare := b.of("%s", c.bare)
		t.Row(c.name, ns(is.ns), is.allocations, c.bareName, ns(bare.ns), ratio(is, bare))
	}
	return t.String()
}

// hashRows are those of the table of rivals, and the bars of the plot.
var hashRows = []rival{
	{"**`Hasher.Sum`**", "Sum/clean", "normalises, drops what is no evidence, relates values, bounds what each tells"},
	{"bare compressions", "Bare", "one by one, what the ratios above are to: blocks that are ready, and nothing kept"},
	{"the same, read from a Digest", "BareDigest", "zeebo/blake3 is faster so than by its Sum"},
	{"the same, side by side", "BareLanes", "the limit: `internal/blockhash`, which `Sum` uses"},
	{"SHA-256 of each", "Rival/sha256", "no key; the processor has instructions for it; full hashes, which are found by trying"},
	{"HMAC-SHA256 of each", "Rival/hmac-sha256", "the same with a key, one HMAC used again"},
	{"lukechampine.com/blake3 of each", "Rival/lukechampine-blake3", "keyed, one Hasher used again; full hashes"},
	{"SHA-256 of all", "Rival/joined-sha256", "one hash of the sorted and joined values, as slashdevops/machineid describes its own: any change gives another machine"},
}

func hashRivals(b *benchmarks) string {
	t := document.NewTable("", "5, ns", "16, ns", "40, ns", "allocations", "`Sum` of 16 takes", "what differs")
	for _, r := range hashRows {
		sixteen := b.of("%s/16", r.operation)
		t.Row(r.name, ns(b.of("%s/5", r.operation).ns), ns(sixteen.ns), ns(b.of("%s/40", r.operation).ns), sixteen.allocations,
			ratio(b.of("Sum/clean/16"), sixteen)+" times that", r.differs)
	}
	one := b.of("Rival/machineid/hmac")
	t.Row("HMAC-SHA256 of the machine-id", ns(one.ns), "", "", one.allocations, "", "one value, as denisbrodbeck/machineid hashes it, without reading it")
	if read, measured := b.costs["Rival/machineid/ProtectedID"]; measured {
		t.Row("denisbrodbeck/machineid, `ProtectedID`", ns(read.ns), "", "", read.allocations, "", "the same as its users call it: it reads a file each time")
	}
	return t.String()
}

// batches are what one core does in a second when it does nothing else.
func batches(b *benchmarks) string {
	t := document.NewTable("", "ns for each", "thousand a second", "allocations", "how many times as many as in the first row")
	rows := func(operations [][2]string) {
		first := b.each(operations[0][1])
		for _, op := range operations {
			c := b.each(op[1])
			t.Row(op[0], ns(c.ns), thousands(1e6/c.ns), c.allocations, ratio(first, c))
		}
	}
	var machines [][2]string
	for _, r := range hashRows {
		name := "16 components: " + r.name
		if r.operation == "Sum/clean" {
			machines = append(machines, [2]string{name + ", another machine each time", "Sum/varied/16"})
			continue
		}
		machines = append(machines, [2]string{name, r.operation + "/16"})
	}
	rows(machines)
	rows([][2]string{
		{"1,000 keys: **`SumAll`**", "Key/sumall"},
		{"`Sum` of each", "Key/sum"},
		{"HMAC-SHA256 of each, pooled, parses nothing", "Rival/key/hmac-sha256"},
		{"one compression after the other, wiped", "Bare/wiped"},
		{"bare compressions side by side, the limit", "BareLanes/keys"},
	})
	return t.String()
}

// rival is a row of a table of what others do.
type rival struct{ name, operation, differs string }

func rivals(b *benchmarks, rows ...rival) string {
	t := document.NewTable("", "ns", "allocations", "what differs")
	for _, r := range rows {
		c := b.of("%s", r.operation)
		t.Row(r.name, ns(c.ns), c.allocations, r.differs)
	}
	return t.String()
}

func comparingRivals(b *benchmarks) string {
	return rivals(b,
		rival{"**`Policy.Compare`**", "Compare/drifted", "weighs each class, with verdict and explanation"},
		rival{"a set of strings", "Rival/string-set", "16 full hashes in hexadecimal looked up in a map that is ready, and counted, as by Keygen's MATCH_MOST"},
		rival{"building the set, too", "Rival/string-set/build", "what a server does that has read the strings from its database; `Compare` has nothing to build"},
	)
}

func keyRivals(b *benchmarks) string {
	return rivals(b,
		rival{"**`Parse` and `Verify`**", "Key/parse+verify", "of any layout, in constant time; nothing stays in memory"},
		rival{"HMAC-SHA256 and comparing", "Rival/key/hmac-sha256", "pooled; parses nothing: a key in lower case is another; the text stays in the pool"},
		rival{"one compression, wiped", "Bare/wiped", "the limit"},
	)
}

func scaling(b *benchmarks) string {
	heads := []any{"million calls a second, on cores:"}
	for _, n := range cores() {
		heads = append(heads, n)
	}
	t := document.NewTable(append(heads, "scales")...)
	for _, name := range hotpath.Parallel {
		cells := []any{"`" + name + "`"}
		var last cost
		for _, n := range cores() {
			last = b.of("Parallel/%s-%s", name, n)
			cells = append(cells, fmt.Sprintf("%.2f", 1e3/last.ns))
		}
		t.Row(append(cells, ratio(b.of("Parallel/%s-1", name), last))...)
	}
	return t.String()
}

func server(b *benchmarks) string {
	mix, request := b.of("Mix/varied"), b.of("Mix/http")
	return fmt.Sprintf(`One core does %s activations a second, %s ns for each: %.1f %% of what a request to net/http over a local connection takes, client and
server together, without TLS and without a database (%s ns). So hashing and comparing are nothing that a server has to be sized for.
Looking for one machine among a million, one comparison after the other, takes %.2f s on one core.

A server minds neither many scopes nor many keys: a `+"`Hasher`"+` for each of 1,000 scopes takes %.1f ms and 200 KB at its start, a `+"`Sealer`"+` of the most
keys, 256, %.1f ms. Sealing a hash takes %s ns and opening it %s ns, which is little beside reading a row of a database.`,
		thousands(1e9/mix.ns), ns(mix.ns), 100*mix.ns/request.ns, ns(request.ns), b.of("Compare/varied").ns/1e3,
		b.of("NewHasher").ns/1e3, b.of("NewSealer/256").ns/1e6, ns(b.of("Seal").ns), ns(b.of("Open").ns))
}

func agent(b *benchmarks, p map[string]program) string {
	t := document.NewTable("program", "size, MB", "stripped", "from start to end, ms")
	megabytes := func(n int64) string { return fmt.Sprintf("%.1f", float64(n)/1e6) }
	for _, r := range []struct{ name, says string }{
		{"nothing", "prints a line"},
		{"hash", "hashes an inventory, without the collector"},
		{"agent", "collects and hashes"},
		{"server", "verifies a key and compares two hashes"},
	} {
		is := p[r.name]
		if is.start == 0 {
			t.Row(r.says, megabytes(is.size), megabytes(is.stripped), "")
			continue
		}
		t.Row(r.says, megabytes(is.size), megabytes(is.stripped), fmt.Sprintf("%.1f", is.start.Seconds()*1e3))
	}
	return t.String()
}
