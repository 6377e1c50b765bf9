package cli

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEcho(t *testing.T) {
	for word, want := range map[string]string{
		"frobnicate":                    ` "frobnicate"`,
		"x":                             ` "x"`,
		"json-lines":                    ` "json-lines"`,
		"bcdfg":                         "",
		"bcdfg-hjkmp-qrtvw-bcdfg-hjkmp": "",
		"abcde-fghij-klmno":             "",
		"PF3ZQ8T1":                      "",
	} {
		require.Equal(t, want, echo(word), word)
	}
}

// table is a program whose commands write down what they are called with.
func table(out *bytes.Buffer, said *[]string, value *string) *Program {
	run := func(name string) func([]string) (int, error) {
		return func(operands []string) (int, error) {
			*said = append([]string{name, *value}, operands...)
			return ExitNo, nil
		}
	}
	var on bool
	flags := []Flag{
		Switch("on", "switch it on", &on),
		{Name: "value", Arg: "VALUE", Default: "usual", Set: func(v string) error {
			if *value = v; v == "bad" {
				return errors.New("it is bad")
			}
			return nil
		}},
	}
	return &Program{Out: out, Commands: []Command{
		{Flags: flags, Run: run("")},
		{Name: "one", Flags: flags, MaxOperands: 3, Run: run("one")},
		{Name: "one two", Flags: flags, MaxOperands: AnyOperands, Run: run("one two")},
	}}
}

func TestRun(t *testing.T) {
	for args, want := range map[string]string{
		"":                              " usual",
		"--on --value x":                " x",
		"one":                           "one usual",
		"one a --value=x b":             "one x a b",
		"one -value --on a":             "one --on a",
		"one - -- --on -h":              "one usual - --on -h",
		"one two three four five":       "one two usual three four five",
		"one --value one --value=x=y z": "one x=y z",
	} {
		var out bytes.Buffer
		var said []string
		var value string
		status, err := table(&out, &said, &value).Run(strings.Fields(args))
		require.NoError(t, err, args)
		require.Equal(t, ExitNo, status)
		require.Equal(t, want, strings.Join(said, " "), args)
		require.Empty(t, out.String())
	}
}

func TestRunRefuses(t *testing.T) {
	for args, says := range map[string]string{
		"PF3ZQ8T1":        "unknown command; the commands are one",
		"three":           `unknown command "three"; the commands are one`,
		"--on one":        "the command comes first: hwprint one ... (see: hwprint help)",
		"--on x":          "too many operands (see: hwprint help)",
		"one a b c d":     "too many operands (see: hwprint help one)",
		"one --on=x":      "--on takes no value (see: hwprint help one)",
		"one --value":     "--value needs a value (see: hwprint help one)",
		"one two --x":     `unknown flag "x" (see: hwprint help one two)`,
		"one --value bad": "--value: it is bad (see: hwprint help one)",
	} {
		var said []string
		var value string
		status, err := table(&bytes.Buffer{}, &said, &value).Run(strings.Fields(args))
		require.EqualError(t, err, says, args)
		require.Equal(t, ExitUsage, status)
		require.Nil(t, said)
	}
}

func TestWriteTable(t *testing.T) {
	var out strings.Builder
	WriteTable(&out, " ", [][]string{{"a", "bc", ""}, {"\u00e4\u00e4", "", "d"}})
	require.Equal(t, " a   bc\n \u00e4\u00e4      d\n", out.String())
}
