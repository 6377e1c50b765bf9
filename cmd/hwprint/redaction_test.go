package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
)

// requireSilent fails if an answer contains a secret, in any case.
func requireSilent(t *testing.T, secrets []string, got answer, what ...any) {
	t.Helper()
	said := strings.ToLower(got.out + got.err)
	for _, secret := range secrets {
		require.NotContains(t, said, strings.ToLower(secret), what...)
	}
}

func TestNothingIsRevealed(t *testing.T) {
	for _, args := range []string{"", "--json", "inventory", "inventory --json", "doctor", "doctor --json"} {
		got := hwprintOn(t, laptop(), "", strings.Fields(args)...)
		require.Equal(t, cli.ExitOK, got.status)
		requireSilent(t, secretsOf(laptop().inventory), got, args)
	}
}

// The values of machineA, and the same as they stand in the odd inputs below.
var secrets = []string{"PF3ZQ8T1", "3c:18:a0:5e:91:7c", "f4:26:79:3b:d8:05", "S676NF0R914420", "i5-1145G7", "71834029", "914420", "zq8t1"}

// feed gives an input to everything that reads one.
func feed(t *testing.T, input string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "in")
	require.NoError(t, os.WriteFile(file, []byte(input), 0o600))
	for _, args := range []string{"hash", "hash --json", "compare --pairs", "compare - -", "compare --json - -", "compare " + file + " " + file,
		"doctor -", "doctor --json " + file + " " + file} {
		requireSilent(t, secrets, hwprint(t, input, strings.Fields(args)...), args, input)
	}
	pairs := `{"enrolled":` + input + `,"presented":` + input + "}\n"
	requireSilent(t, secrets, hwprint(t, pairs, "compare", "--pairs"), pairs)
}

func TestMalformedInputIsNotRepeated(t *testing.T) {
	for _, input := range []string{
		machineA,
		`PF3ZQ8T1`,
		`"PF3ZQ8T1"`,
		`71834029`,
		`{"PF3ZQ8T1":"PF3ZQ8T1"}`,
		`{"components":"PF3ZQ8T1"}`,
		`{"components":71834029}`,
		`{"components":["PF3ZQ8T1"]}`,
		`{"components":{"PF3ZQ8T1":1}}`,
		`{"components":[71834029]}`,
		`{"components":[{"class":"PF3ZQ8T1","value":"nic"}]}`,
		`{"components":[{"class":71834029,"value":"nic"}]}`,
		`{"components":[{"class":"nic","value":71834029}]}`,
		`{"components":[{"class":"nic","value":["PF3ZQ8T1"]}]}`,
		`{"components":[{"class":"system_serial","value":"\PF3ZQ8T1"}]}`,
		`{"components":[{"class":"system_serial","value":"\uZQ8T1"}]}`,
		`{"components":[{"class":"system_serial","value":PF3ZQ8T1}]}`,
		`{"components":[{"class":"cpu","value":"GenuineIntel|i5-1145G7"}]}`,
		`{"traits":"PF3ZQ8T1"}`,
		`{"traits":{"virtual":"PF3ZQ8T1"}}`,
		`{"enrolled":"PF3ZQ8T1","presented":"S676NF0R914420"}`,
		`{"enrolled":"hw1:PF3ZQ8T1","presented":"hw9:PF3ZQ8T1"}`,
		`{"enrolled":71834029,"presented":["PF3ZQ8T1"]}`,
		"{\n\"PF3ZQ8T1\n" + machineA,
		"\x00PF3ZQ8T1",
		"PF3ZQ8T1\xff",
	} {
		feed(t, input)
		feed(t, inPieces(input))
	}
}

// inPieces breaks an input into lines without regard to JSON.
func inPieces(input string) string {
	return strings.NewReplacer("{", "{\n", "[", "[\n", ",", ",\n", ":", ":\n").Replace(input)
}

func TestCutInputIsNotRepeated(t *testing.T) {
	for cut := range machineA {
		feed(t, machineA[:cut])
		requireSilent(t, secrets, hwprint(t, machineA[cut:]+"\n"+machineA[:cut]+"\n"+machineA, "hash"))
	}
}

// A value may also have ended up on the command line.
func TestArgumentsAreNotRepeated(t *testing.T) {
	for _, value := range secrets[:7] {
		for _, args := range []string{
			"X", "--X", "--X=X", "--json=X", "--only X", "--only nic,X", "--without=X", "--timeout X", "X --json",
			"inventory X", "inventory -X", "hash X", "hash - X", "hash --X",
			"compare X", "compare X X", "compare - X", "compare --policy X - -", "compare --pairs X", "compare hw1:X hw1:X",
			"doctor X", "doctor X X", "doctor --X", "doctor --policy X", "help X", "completion X", "version X",
		} {
			got := hwprint(t, "", strings.Fields(strings.ReplaceAll(args, "X", value))...)
			require.Equal(t, cli.ExitUsage, got.status, args)
			requireSilent(t, []string{value}, got, args)
		}
	}
}
