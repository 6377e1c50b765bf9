package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/hwhash"
)

const (
	machineA = `{"components":[{"class":"system_serial","value":"PF3ZQ8T1"},{"class":"nic","value":"3c:18:a0:5e:91:7c"},{"class":"nic","value":"f4:26:79:3b:d8:05"},{"class":"disk","value":"S676NF0R914420"},{"class":"cpu","value":"GenuineIntel|i5-1145G7"}]}`
	// another disk, one adapter less, and a graphics processor
	laterA    = `{"components":[{"class":"system_serial","value":"PF3ZQ8T1"},{"class":"nic","value":"3c:18:a0:5e:91:7c"},{"class":"disk","value":"WD-WXB1A87K2HF3"},{"class":"gpu","value":"pci:8086:9a49"},{"class":"cpu","value":"GenuineIntel|i5-1145G7"}]}`
	machineB  = `{"components":[{"class":"system_serial","value":"R90XK4M2"},{"class":"nic","value":"3c:18:a0:77:02:e1"},{"class":"disk","value":"S676NF0R208817"}]}`
	unrelated = `{"components":[{"class":"memory_module","value":"3A91C04E"}]}`
)

// match is what package hwhash makes of two hashes.
func match(t *testing.T, enrolled, presented string) hwhash.Match {
	t.Helper()
	a, err := hwhash.Parse(enrolled)
	require.NoError(t, err)
	b, err := hwhash.Parse(presented)
	require.NoError(t, err)
	m, err := hwhash.Standard().Compare(a, b)
	require.NoError(t, err)
	return m
}

// evidence is that in bits.
func evidence(t *testing.T, enrolled, presented string) string {
	t.Helper()
	return match(t, enrolled, presented).Bits.String()
}

func TestCompare(t *testing.T) {
	a, later := sumOf(t, defaultScope, machineA), sumOf(t, defaultScope, laterA)
	b, other := sumOf(t, defaultScope, machineB), sumOf(t, defaultScope, unrelated)
	near, far := evidence(t, a, later), evidence(t, a, b)
	for _, test := range []struct {
		name, a, b string
		status     int
		out        string
	}{
		{"same", a, later, cli.ExitOK, `CLASS          OUTCOME  VALUES
system_serial  agrees   1 of 1
nic            agrees   1 of 2 (B has 1)
disk           differs  0 of 1
cpu            agrees   1 of 1
gpu            absent   only in B

Verdict: same. Evidence: ` + near + ` bits. Identity groups that agree: 2 of 3.
`},
		{"different", a, b, cli.ExitNo, `CLASS          OUTCOME  VALUES
system_serial  differs  0 of 1
nic            differs  0 of 2 (B has 1)
disk           differs  0 of 1
cpu            absent   only in A

Verdict: different. Evidence: ` + far + ` bits. Identity groups that agree: 0 of 3.
`},
		{"review", a, other, cli.ExitReview, `CLASS          OUTCOME  VALUES
system_serial  absent   only in A
nic            absent   only in A
disk           absent   only in A
memory_module  absent   only in B
cpu            absent   only in A

Verdict: review. Evidence: 0.00 bits. Identity groups that agree: 0 of 3.
`},
	} {
		t.Run(test.name, func(t *testing.T) {
			require.Equal(t, answer{test.status, test.out, ""}, hwprint(t, "", "compare", test.a, test.b))
		})
	}
}

func TestComparePolicy(t *testing.T) {
	a := sumOf(t, defaultScope, `{"components":[{"class":"nic","value":"3c:18:a0:5e:91:7c"},{"class":"disk","value":"S676NF0R914420"}]}`)
	later := sumOf(t, defaultScope, `{"components":[{"class":"nic","value":"3c:18:a0:5e:91:7c"}]}`) // one group of two
	for policy, status := range map[string]int{"lenient": cli.ExitOK, "standard": cli.ExitOK, "strict": cli.ExitReview} {
		require.Equal(t, status, hwprint(t, "", "compare", a, later, "--policy", policy).status, policy)
	}
}

func TestCompareFiles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "later.json")
	require.NoError(t, os.WriteFile(file, []byte(pretty(t, laterA, "  ")), 0o644))
	want := hwprint(t, "", "compare", sumOf(t, "acme", machineA), sumOf(t, "acme", laterA))
	require.Equal(t, cli.ExitOK, want.status)
	require.Equal(t, want, hwprint(t, machineA, "compare", "-", file, "--scope", "acme"))
	require.Equal(t, want, hwprint(t, "", "compare", "--scope", "acme", sumOf(t, "acme", machineA), file))
}

func TestCompareJSON(t *testing.T) {
	a, later := sumOf(t, defaultScope, machineA), sumOf(t, defaultScope, laterA)
	same := matchOf(t, a, later)
	got := hwprint(t, "", "compare", "--json", a, later)
	require.Equal(t, answer{cli.ExitOK, same + "\n", ""}, got)
}

func TestCompareBadSides(t *testing.T) {
	good := sumOf(t, defaultScope, machineA)
	damaged := good[:20] + "zz" + good[22:]
	for _, test := range []struct{ name, a, b, stdin, err string }{
		{"damaged", damaged, good, "", "A: checksum does not match: damaged"},
		{"cut", good, good[:50], "", "B: wrong length"},
		{"later version", good, "hw2:x", "", "B: unknown version"},
		{"other scope", good, sumOf(t, "acme", machineA), "", "hashes are of different scopes"},
		{"nothing", good, "-", "\n", "B: there is no inventory in the input"},
		{"two inventories", "-", good, machineA + "\n" + machineA, "A: there is more than one inventory in the input"},
		{"no inventory", "-", good, "nonsense", "A: not a JSON object"},
		{"cut short", "-", good, "{\n", "A: not JSON: cut short"},
		{"no identity", "-", good, "{}", "A: " + noIdentity},
	} {
		t.Run(test.name, func(t *testing.T) {
			require.Equal(t, answer{cli.ExitUsage, "", "hwprint: " + test.err + "\n"}, hwprint(t, test.stdin, "compare", test.a, test.b))
		})
	}
}

// matchOf is the JSON of a comparison as package hwhash makes it.
func matchOf(t *testing.T, enrolled, presented string) string {
	t.Helper()
	text, err := json.Marshal(match(t, enrolled, presented))
	require.NoError(t, err)
	return string(text)
}

func TestComparePairs(t *testing.T) {
	a, later, b := sumOf(t, defaultScope, machineA), sumOf(t, defaultScope, laterA), sumOf(t, defaultScope, machineB)
	pair := func(enrolled, presented string) string {
		return fmt.Sprintf(`{"enrolled":%s,"presented":%s}`, enrolled, presented)
	}
	quoted := func(text string) string { return `"` + text + `"` }
	same, different := matchOf(t, a, later), matchOf(t, a, b)
	require.Contains(t, same, `{"verdict":"same","bits":`)
	require.Contains(t, different, `{"verdict":"different","bits":`)
	for _, test := range []struct{ input, want string }{
		{pair(quoted(a), quoted(later)), same},
		{pair(machineA, quoted(later)), same},
		{pair(quoted(a), laterA), same},
		{pair(quoted(a), quoted(b)), different},
		{pair(quoted(a), `"PF3ZQ8T1"`), `{"error":"presented: text does not begin with \"hw1:\""}`},
		{pair(quoted(a), `17`), `{"error":"presented: neither a hash nor an inventory"}`},
		{pair(`{}`, quoted(a)), `{"error":"enrolled: ` + noIdentity + `"}`},
		{pair(`{"components":[{"class":"x"}]}`, quoted(a)), `{"error":"enrolled: not an inventory: components[0]: unknown class"}`},
		{pair(quoted(sumOf(t, "acme", machineA)), quoted(a)), `{"error":"hashes are of different scopes"}`},
		{`{"enrolled":` + quoted(a) + `}`, `{"error":"presented: missing"}`},
		{`{"enrolled":`, `{"error":"not JSON at byte 12"}`},
		{`PF3ZQ8T1`, `{"error":"not a JSON object"}`},
		{pair(quoted(a), quoted(later)), same},
	} {
		status := cli.ExitOK
		if strings.Contains(test.want, "error") {
			status = cli.ExitUsage
		}
		// Between good ones, it is answered in its place.
		good := pair(quoted(a), quoted(b)) + "\n"
		require.Equal(t, answer{status, different + "\n" + test.want + "\n" + different + "\n", ""},
			hwprint(t, good+test.input+"\n\n"+good, "compare", "--pairs"), test.input)
		require.Equal(t, answer{status, test.want + "\n", ""}, hwprint(t, test.input, "compare", "--pairs", "-"), test.input)
	}
	require.Equal(t, answer{cli.ExitOK, "", ""}, hwprint(t, "", "compare", "--pairs"))
}

// A side may be what was saved of a machine, with and without values.
func TestCompareSaved(t *testing.T) {
	hash := lines(hwprintOn(t, workstation(), "").out)[0]
	want := hwprint(t, "", "compare", hash, hash)
	require.Equal(t, cli.ExitOK, want.status)
	for _, args := range []string{"--json", "--json --reveal", "inventory --json --reveal"} {
		require.Equal(t, want, hwprint(t, "", "compare", hash, save(t, workstation(), strings.Fields(args)...)), args)
	}
	got := hwprint(t, "", "compare", hash, save(t, workstation(), "inventory", "--json"))
	require.Equal(t, answer{cli.ExitUsage, "", "hwprint: B: there is neither a hash nor an inventory with values in it\n"}, got)
	got = hwprint(t, "", "compare", save(t, found{}, "--json"), hash)
	require.Equal(t, answer{cli.ExitUsage, "", "hwprint: A: " + noIdentity + "\n"}, got)
	got = hwprint(t, "", "compare", hash, save(t, workstation(), "--json", "--scope", "acme.example/editor"))
	require.Equal(t, answer{cli.ExitUsage, "", "hwprint: hashes are of different scopes\n"}, got)
}
