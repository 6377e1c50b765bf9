package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/cmd/hwprint/internal/jsonl"
)

func TestKeyVerify(t *testing.T) {
	file := pepperFile(t, ring2)
	now, old := digestOf(t, ring2, "base24", keyA).String(), digestOf(t, ring1, "base24", keyA).String()
	other := digestOf(t, strings.Replace(pepper1, "1:", "77:", 1), "base24", keyA).String()
	const (
		stale     = "ok, stale: replace the digest by what \"hwprint key hash\" prints now\n"
		staleJSON = `{"ok":true,"stale":true}`
	)
	for _, test := range []struct {
		name, input, digest string
		status              int
		text, json, err     string
	}{
		{"ok", keyA, now, cli.ExitOK, "ok\n", `{"ok":true,"stale":false}`, ""},
		{"as typed", "\n" + strings.ToLower(keyA) + "\r\n\n", now, cli.ExitOK, "ok\n", `{"ok":true,"stale":false}`, ""},
		{"stale", keyA, old, cli.ExitOK, stale, staleJSON, ""},
		{"no", keyB, now, cli.ExitNo, "no\n", `{"ok":false,"stale":false}`, ""},
		{"no, and old", keyB, old, cli.ExitNo, "no\n", `{"ok":false,"stale":false}`, ""},
		{"unknown pepper", keyA, other, cli.ExitUsage, "", "", "digest under a pepper that is not in the ring: it has the id 77"},
		{"malformed", "3BJ26", now, cli.ExitUsage, "", "", `malformed product key; "hwprint key parse" says where it is wrong`},
		{"long", strings.Repeat("x", 5000), now, cli.ExitUsage, "", "", "longer than 4 KiB"},
		{"two keys", keyA + "\n" + keyB, now, cli.ExitUsage, "", "", "there is more than one product key in the input"},
		{"a long line after it", keyA + "\n" + strings.Repeat("x", 5000), now, cli.ExitUsage, "", "", "there is more than one product key in the input"},
	} {
		t.Run(test.name, func(t *testing.T) {
			says := test.err
			if says != "" {
				says = "hwprint: " + says + "\n"
			}
			args := []string{"key", "verify", "--peppers", file, test.digest}
			require.Equal(t, answer{test.status, test.text, says}, hwprint(t, test.input, args...))
			json := test.json
			if json != "" {
				json += "\n"
			}
			require.Equal(t, answer{test.status, json, says}, hwprint(t, test.input, append(args, "--json")...))
		})
	}
}

func TestKeyPairs(t *testing.T) {
	file := pepperFile(t, ring2)
	now, old := digestOf(t, ring2, "base24", keyA).String(), digestOf(t, ring1, "base24", keyA).String()
	pair := func(key, digest string) string { return fmt.Sprintf(`{"key":%q,"digest":%q}`, key, digest) }
	ok, no := `{"ok":true,"stale":false}`, `{"ok":false,"stale":false}`
	for _, test := range []struct{ input, want string }{
		{pair(keyA, now), ok},
		{pair(strings.ToLower(keyA), now), ok},
		{`{"digest":"` + now + `","key":"\u0033BJ26\u002d76T9M-8QJBF-DJ4GQ-F9KQF"}`, ok},
		{pair(keyA, old), `{"ok":true,"stale":true}`},
		{pair(keyB, now), no},
		{pair("3BJ26", now), `{"error":"key: malformed product key"}`},
		{pair("", now), `{"error":"key: malformed product key"}`},
		{pair(keyA, keyA), `{"error":"digest: digest text does not begin with pk1"}`},
		{pair(keyA, now[:30]), `{"error":"digest: digest is too short or too long"}`},
		{`{"key":"` + keyA + `"}`, `{"error":"digest: missing"}`},
		{`{"digest":"` + now + `"}`, `{"error":"key: missing"}`},
		{`{"key":null,"digest":"` + now + `"}`, `{"error":"key: not a text"}`},
		{`{"key":["` + keyA + `"],"digest":"` + now + `"}`, `{"error":"key: not a text"}`},
		{`{"key":"` + keyA, `{"error":"not JSON at byte 37"}`},
		{keyA, `{"error":"not a JSON object"}`},
		{`{"key":"` + strings.Repeat("x", 5000) + `"}`, `{"error":"longer than 4 KiB"}`},
	} {
		status := cli.ExitOK
		if strings.Contains(test.want, "error") {
			status = cli.ExitUsage
		}
		// Between good ones, it is answered in its place, and takes nothing
		// from the one before.
		good := pair(keyB, now) + "\n"
		require.Equal(t, answer{status, no + "\n" + test.want + "\n" + no + "\n", ""},
			hwprint(t, good+test.input+"\r\n\n"+good, "key", "verify", "--pairs", "--peppers", file), test.input)
		require.Equal(t, answer{status, test.want + "\n", ""}, hwprint(t, test.input, "key", "verify", "--pairs", "-", "--peppers", file), test.input)
	}

	pairs := filepath.Join(t.TempDir(), "pairs.jsonl")
	require.NoError(t, os.WriteFile(pairs, []byte(pair(keyA, now)), 0o600))
	require.Equal(t, answer{cli.ExitOK, ok + "\n", ""}, hwprint(t, "", "key", "verify", "--peppers", file, "--pairs", pairs))
}

func TestKeyPairIsWiped(t *testing.T) {
	var p keyPair
	require.NoError(t, jsonl.Decode([]byte(`{"key":"`+keyA+`","digest":"x"}`), &p))
	text := p.Key
	require.Contains(t, string(text), keyA)
	p.wipe()
	require.Empty(t, strings.Trim(string(text), "\x00"))
	require.Empty(t, p.Key)
	require.Empty(t, p.Digest)
}
