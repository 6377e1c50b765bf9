package main

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
)

func TestKeyParse(t *testing.T) {
	const (
		letter  = "this character is in no key of this kind"
		few     = "there are too few characters"
		many    = "there are too many characters"
		long    = `{"error":"longer than 4 KiB"}`
		okA     = "ok: well-formed, ends in F9KQF"
		okAJSON = `{"ok":true,"partial":"F9KQF"}`
	)
	for _, test := range []struct{ name, args, input, text, json string }{
		{"canonical", "", keyA, okA, okAJSON},
		{"as typed", "", " 3bj2676t9m 8qjbf\u2013dj4gq f9kqf\r\n", okA, okAJSON},
		{"a mark first", "", "\ufeff" + keyA, okA, okAJSON},
		{"revealed", "--reveal", strings.ToLower(keyA), "ok: " + keyA, `{"ok":true,"partial":"F9KQF","key":"` + keyA + `"}`},
		{"base24n", "--format base24n", keyN, "ok: well-formed, ends in 6XCCX", `{"ok":true,"partial":"6XCCX"}`},
		{"crockford32", "--format crockford32", strings.ReplaceAll(keyCheck, "1", "l"), "ok: well-formed, ends in 1WR5A", `{"ok":true,"partial":"1WR5A"}`},
		{"a vendor's own", "--format " + shortFormat, keyShort, "ok: well-formed, ends in 6D7B", `{"ok":true,"partial":"6D7B"}`},
		{"of one group", "--format 1x12/0123456789ABCDEF", keyShort, "ok: well-formed", `{"ok":true}`},
		{"wrong letters", "", "3BJ26-7AT9M-8QJBF-DJ4GQ-F9KQ0",
			"malformed: group 2, character 2: " + letter + "; group 5, character 5: " + letter,
			`{"ok":false,"typos":[{"kind":"letter","group":2,"place":2,"message":"group 2, character 2: ` + letter + `"},{"kind":"letter","group":5,"place":5,"message":"group 5, character 5: ` + letter + `"}]}`},
		{"too short", "", keyA[:20], "malformed: " + few, `{"ok":false,"typos":[{"kind":"missing","message":"` + few + `"}]}`},
		{"too long", "", keyA + "-B", "malformed: " + many, `{"ok":false,"typos":[{"kind":"extra","message":"` + many + `"}]}`},
		{"two N", "--format base24n", "N" + keyN[1:], "malformed: there must be exactly one N, and not at the very end", `{"ok":false,"typos":[{"kind":"marker","message":"there must be exactly one N, and not at the very end"}]}`},
		{"exchanged", "--format crockford32", "QS" + keyCheck[2:], "malformed: a character is wrong, or two are exchanged", `{"ok":false,"typos":[{"kind":"check","message":"a character is wrong, or two are exchanged"}]}`},
		{"over 4 KiB", "", strings.Repeat(" ", 4<<10) + keyA, long, long},
	} {
		t.Run(test.name, func(t *testing.T) {
			status := cli.ExitOK
			if !strings.HasPrefix(test.text, "ok") {
				status = cli.ExitNo
			}
			args := append([]string{"key", "parse"}, strings.Fields(test.args)...)
			require.Equal(t, answer{status, test.text + "\n", ""}, hwprint(t, test.input, args...))
			require.Equal(t, answer{status, test.json + "\n", ""}, hwprint(t, test.input, append(args, "--json")...))
			// It stands in its place between others.
			both := hwprint(t, test.input+"\n\n"+test.input+"\n", args...)
			require.Equal(t, answer{status, test.text + "\n" + test.text + "\n", ""}, both)
		})
	}
}

// One malformed key of many is enough for the exit status.
func TestKeyParseMany(t *testing.T) {
	got := hwprint(t, keyA+"\r\nx\r\n"+keyB+"\r\n", "key", "parse")
	require.Equal(t, cli.ExitNo, got.status)
	require.Regexp(t, `^ok: .* F9KQF\nmalformed: .*\nok: .* GT3MB\n$`, got.out)
}

func TestNoKeys(t *testing.T) {
	t.Setenv("HWPRINT_PEPPERS", ring1)
	none := "hwprint: there is no product key in the input\n"
	for _, input := range []string{"", "\n \r\n"} {
		require.Equal(t, answer{cli.ExitNo, "", none}, hwprint(t, input, "key", "parse"))
		require.Equal(t, answer{cli.ExitNo, "", none}, hwprint(t, input, "key", "hash"))
		require.Equal(t, answer{cli.ExitUsage, "", none}, hwprint(t, input, "key", "verify", digestOf(t, ring1, "base24", keyA).String()))
		require.Equal(t, answer{cli.ExitOK, "", ""}, hwprint(t, input, "key", "verify", "--pairs"))
	}
}

// Keys as people paste them: marks of direction, wide spaces and hyphens,
// full-width letters, quotation marks.
func TestKeyParsePasted(t *testing.T) {
	input := strings.Join([]string{
		"\u200e" + keyA, "\u2066" + keyA + "\u2069", keyA + "\u2060", strings.ReplaceAll(keyA, "-", "\u3000"), strings.ReplaceAll(keyA, "-", "\uff0d"),
		strings.ReplaceAll(keyA, "-", "\u30fc"), fullWidth(keyA), "\u201c" + keyA + "\u201d", keyA + ",",
	}, "\r\n")
	want := strings.Repeat("ok: well-formed, ends in F9KQF\n", 9)
	require.Equal(t, answer{cli.ExitOK, want, ""}, hwprint(t, input, "key", "parse"))
	require.Equal(t, answer{cli.ExitOK, want, ""}, hwprint(t, powershell(binary.LittleEndian, input), "key", "parse"))
}

// fullWidth returns ASCII as input methods of Asian languages make it.
func fullWidth(text string) string {
	return strings.Map(func(c rune) rune { return c + 0xfee0 }, text)
}
