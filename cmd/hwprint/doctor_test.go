package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/cmd/hwprint/internal/jsonl"
	"github.com/hwprint/hwprint/cmd/hwprint/internal/text"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/hwhash/collect"
	"github.com/hwprint/hwprint/hwhash/explain"
)

// workstation is a machine with a value of every identity class but the TPM.
func workstation() found {
	var f found
	for _, c := range []hwhash.Component{
		{Class: hwhash.SystemSerial, Value: "PF3ZQ8T1"},
		{Class: hwhash.BoardSerial, Value: "L1HF1AB02QX"},
		{Class: hwhash.OSInstall, Value: "5f0c2f6a9d3e4b8f8a517be0c4d2a913"},
		{Class: hwhash.NIC, Value: "3c:18:a0:5e:91:7c"},
		{Class: hwhash.NIC, Value: "f4:26:79:3b:d8:05"},
		{Class: hwhash.Disk, Value: "S676NF0R914420"},
		{Class: hwhash.Disk, Value: "WD-WX61A88R0F2T"},
		{Class: hwhash.MemoryModule, Value: "3A91C04E"},
		{Class: hwhash.SystemModel, Value: "LENOVO|30E0S2KJ00|"},
		{Class: hwhash.Firmware, Value: "LENOVO|S07KT52A|03/01/2023"},
		{Class: hwhash.MemorySize, Value: "16131072 kB"},
	} {
		f.inventory.Add(c.Class, c.Value)
		f.sources = append(f.sources, collect.Source{Name: "x", Class: c.Class, Outcome: collect.OutcomeRead, Found: 1})
	}
	return f
}

// changed returns a workstation with other values of some classes; with none,
// the class is gone.
func changed(values map[hwhash.Class][]string) found {
	f := workstation()
	var kept hwhash.Inventory
	for _, c := range f.inventory.Components {
		if _, ok := values[c.Class]; !ok {
			kept.Add(c.Class, c.Value)
		}
	}
	for _, class := range hwhash.Classes() {
		for _, value := range values[class] {
			kept.Add(class, value)
		}
	}
	f.inventory = kept
	return f
}

// unread is a workstation that a user without rights reads.
func unread() found {
	f := changed(map[hwhash.Class][]string{hwhash.SystemSerial: nil, hwhash.BoardSerial: nil, hwhash.MemoryModule: nil})
	for i, s := range f.sources {
		if s.Class == hwhash.SystemSerial || s.Class == hwhash.BoardSerial || s.Class == hwhash.MemoryModule {
			f.sources[i] = collect.Source{Name: "x", Class: s.Class, Outcome: collect.OutcomeUnreadable, Hint: "run as root, or let the installer read it once"}
		}
	}
	return f
}

func contained() found {
	f := changed(map[hwhash.Class][]string{hwhash.NIC: nil, hwhash.MemoryModule: nil})
	f.inventory.Traits.Container = true
	return f
}

// save returns a file with what a command printed of a machine.
func save(t *testing.T, f found, args ...string) string {
	t.Helper()
	got := hwprintOn(t, f, "", args...)
	require.NotEqual(t, cli.ExitUsage, got.status)
	return saveText(t, got.out)
}

func saveText(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "saved.json")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	return file
}

// another is another workstation of the model.
func another() found {
	return changed(map[hwhash.Class][]string{
		hwhash.SystemSerial: {"PF4R7XK2"}, hwhash.BoardSerial: {"L1HF38P00QZ"}, hwhash.OSInstall: {"d3918a0c62b74e5f81c47f0ea95b26d1"},
		hwhash.NIC: {"88:a4:c2:d0:7b:15"}, hwhash.Disk: {"2147E5D0FFAA"}, hwhash.MemoryModule: {"9F0131A2"},
	})
}

var doctorCases = []struct {
	name string
	now  found
}{
	{"nothing", workstation()},
	{"reinstalled", changed(map[hwhash.Class][]string{hwhash.OSInstall: {"d3918a0c62b74e5f81c47f0ea95b26d1"}, hwhash.Firmware: {"LENOVO|S07KT61A|11/20/2024"}})},
	{"new board", changed(map[hwhash.Class][]string{hwhash.SystemSerial: {"PF4R7XK2"}, hwhash.BoardSerial: {"L1HF38P00QZ"}})},
	{"new disk", changed(map[hwhash.Class][]string{hwhash.OSInstall: {"d3918a0c62b74e5f81c47f0ea95b26d1"}, hwhash.Disk: {"2147E5D0FFAA"}})},
	{"one disk less", changed(map[hwhash.Class][]string{hwhash.Disk: {"S676NF0R914420"}})},
	{"no rights", unread()},
	{"container", contained()},
	{"another", another()},
}

var bitsText = regexp.MustCompile(`-?\d+(\.\d+)? bits`)

// verdictText is what depends on the weights of a policy.
var verdictText = regexp.MustCompile(`(?m)^.* same machine: .*$`)

func maskedBits(text string) string {
	return verdictText.ReplaceAllString(bitsText.ReplaceAllString(text, "N bits"), "VERDICT")
}

// What the doctor says of two records does not depend on whether values were
// saved with them, and is none of the values.
func TestDoctorTwo(t *testing.T) {
	var all strings.Builder
	then := save(t, workstation(), "--json")
	for _, test := range doctorCases {
		t.Run(test.name, func(t *testing.T) {
			now := save(t, test.now, "--json")
			got := hwprint(t, "", "doctor", then, now)
			require.Empty(t, got.err)
			compared := hwprint(t, "", "compare", hashIn(t, then), hashIn(t, now))
			require.Equal(t, compared.status, got.status, got.out)
			all.WriteString("# " + test.name + "\n" + got.out + "\n")
			requireSilent(t, secretsOf(test.now.inventory), got)

			for _, args := range [][]string{{"--json", "--reveal"}, {"inventory", "--json", "--reveal"}} {
				again := hwprint(t, "", "doctor", save(t, workstation(), args...), save(t, test.now, args...))
				require.Equal(t, got, again, args)
			}
		})
	}
	golden(t, "doctor", maskedBits(all.String()))
}

// hashIn returns the hash that was saved.
func hashIn(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	return hashText.FindString(string(text))
}

func TestDoctorOne(t *testing.T) {
	for _, test := range doctorCases {
		direct := hwprintOn(t, test.now, "", "doctor")
		for _, args := range [][]string{{"--json"}, {"--json", "--reveal"}, {"inventory", "--json", "--reveal"}} {
			require.Equal(t, direct, hwprint(t, "", "doctor", save(t, test.now, args...)), "%s %s", test.name, args)
		}
	}
	got := hwprintOn(t, unread(), "", "doctor")
	require.Equal(t, cli.ExitOK, got.status)
	require.Contains(t, got.out, "Strong")

	weak := changed(map[hwhash.Class][]string{hwhash.NIC: {"02:00:00:00:00:01"}, hwhash.Disk: {"0000000000"}, hwhash.MemoryModule: nil,
		hwhash.SystemSerial: nil, hwhash.BoardSerial: nil})
	weak.sources = unread().sources
	weak.sources = append(weak.sources, collect.Source{Name: "tpm", Class: hwhash.TPM, Outcome: collect.OutcomeLate})
	got = hwprintOn(t, weak, "", "doctor")
	require.Equal(t, cli.ExitNo, got.status)
	golden(t, "doctor_weak", maskedBits(got.out))

	got = hwprint(t, "", "doctor")
	require.Equal(t, cli.ExitNo, got.status)
	require.Contains(t, got.out, "No hash: ")
}

// Without hashes, the doctor goes by what became of the components.
func TestDoctorWithoutHashes(t *testing.T) {
	then, now := save(t, workstation(), "inventory", "--json"), save(t, unread(), "inventory", "--json")
	got := hwprint(t, "", "doctor", then, now)
	require.Equal(t, cli.ExitReview, got.status)
	golden(t, "doctor_without", got.out)
	got = hwprint(t, "", "doctor", then)
	require.Equal(t, cli.ExitOK, got.status)
}

func TestDoctorHashes(t *testing.T) {
	hash := lines(hwprintOn(t, workstation(), "").out)[0]
	got := hwprint(t, "", "doctor", hash, save(t, workstation(), "--json"))
	require.Equal(t, cli.ExitOK, got.status)
	require.Contains(t, got.out, "The same machine: ")
	require.Contains(t, got.out, "Nothing that counts has changed.\n")
	got = hwprint(t, "", "doctor", hash)
	require.Equal(t, cli.ExitOK, got.status)

	got = hwprint(t, "", "doctor", hash, save(t, workstation(), "--json", "--scope", "acme.example/editor"))
	require.Equal(t, answer{cli.ExitUsage, "", "hwprint: hashes are of different scopes: the files were made with different --scope\n"}, got)
}

func TestDoctorJSON(t *testing.T) {
	then, now := save(t, workstation(), "--json"), save(t, unread(), "--json")
	var d struct {
		Verdict, Strength string
		Bits              float64
		Summary           []string
		Changes           []struct {
			Class     string
			Then, Now int
			What      string
		}
		Groups []struct {
			Group  string
			Counts bool
			Why    []string
		}
		Help []struct {
			What   string
			Groups []string
		}
	}
	got := hwprint(t, "", "doctor", "--json", then, now)
	require.NoError(t, json.Unmarshal([]byte(got.out), &d))
	require.NotEmpty(t, d.Verdict)
	require.Positive(t, d.Bits)
	require.Equal(t, "strong", d.Strength)
	require.Equal(t, "system_serial", d.Changes[0].Class)
	require.Equal(t, "does not count any more: cannot be read", d.Changes[0].What)
	require.Len(t, d.Groups, 6)
	require.Equal(t, []string{"platform", "memory"}, d.Help[0].Groups)
}

// A file may say anything: none of it can do something to a terminal, and what
// is no record is said to be none.
func TestDoctorHostileFiles(t *testing.T) {
	evil := `{"traits":{},"findings":[{"class":"nic","status":"\u001b[2J","reason":"\u001b[31mred"},{"class":"disk","reason":"` + strings.Repeat("x", 300) + `"}],
"sources":[{"name":"\u001b[0m","class":"tpm","outcome":"failed","detail":"\u202ealert","hint":"rm -rf \u0000"},{"name":"net","class":"nic","outcome":"read","detail":"serial PF3ZQ8T1"}]}`
	got := hwprint(t, "", "doctor", saveText(t, evil))
	require.Equal(t, cli.ExitNo, got.status)
	require.NotContains(t, got.out, "\x1b")
	require.NotContains(t, got.out, "\u202e")
	require.NotContains(t, got.out, "xxx")
	require.NotContains(t, got.out, "PF3ZQ8T1")
	require.Contains(t, got.out, "a remark that cannot be shown")

	for text, says := range map[string]string{
		"":                                 "there is no document in the input",
		"{}":                               errNotSaved.Error(),
		`{"traits":{}}`:                    errNotSaved.Error(),
		`{"findings":[]}`:                  errNotSaved.Error(),
		`{"traits":{},"components":[{}]}`:  "components[0]: unknown class",
		`{"traits":{},"components":7}`:     "a value of the wrong kind before byte 28",
		"{\"a\":1}\n{\"a\":1}":             "there is more than one document in the input",
		`[]`:                               "not a JSON object",
		`{"hash":"hw1:x","components":[]}`: "wrong length",
		`{"traits":{},"components":[{"class":"frob"}]}`:                "unknown class",
		`{"traits":{},"components":[],"sources":[{"outcome":"frob"}]}`: "not an outcome",
	} {
		got := hwprint(t, "", "doctor", saveText(t, text))
		require.Equal(t, answer{cli.ExitUsage, "", "hwprint: NOW: " + says + "\n"}, got, text)
	}
}

func FuzzDoctor(f *testing.F) {
	f.Add([]byte(`{"traits":{},"components":[{"class":"nic","value":"3c:18:a0:5e:91:7c"}]}`))
	f.Add([]byte(`{"traits":{"container":true},"findings":[{"class":"nic","status":"used"}],"sources":[{"name":"x","class":"tpm","outcome":"late"}]}`))
	f.Add([]byte(`{"hash":"hw1:AQAAAAAA","error":"x","traits":{},"components":[{"class":"disk"}],"inventory":{"components":[]}}`))
	hasher, err := hwhash.NewHasher("x")
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, doc []byte) {
		var s saved
		if jsonl.Decode(doc, &s) != nil {
			return
		}
		r, err := s.record(hasher)
		if err != nil {
			return
		}
		d, err := explain.Changes(hwhash.Standard(), r, r)
		require.NoError(t, err)
		require.NotEmpty(t, d.Summary)
		for _, sentence := range d.Summary {
			require.Equal(t, sentence, text.Visible(sentence))
		}
	})
}
