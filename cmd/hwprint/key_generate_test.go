package main

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/cmd/hwprint/internal/jsonl"
)

func TestKeyGenerate(t *testing.T) {
	for _, format := range []string{"base24", "base24n", "crockford32", shortFormat, "2x8/0123456789ABCDEFGHJKMNPQRSTVWXYZ/check"} {
		for n, args := range map[int][]string{1: {"key", "generate"}, 3: {"key", "generate", "3"}} {
			got := hwprint(t, "", append(args, "--format", format)...)
			require.Equal(t, cli.ExitOK, got.status)
			require.Empty(t, got.err)
			require.Len(t, lines(got.out), n)
			require.Equal(t, answer{cli.ExitOK, "ok: " + strings.ReplaceAll(strings.TrimSpace(got.out), "\n", "\nok: ") + "\n", ""},
				hwprint(t, got.out, "key", "parse", "--reveal", "--format", format))
		}
	}
}

func TestKeyGenerateDigests(t *testing.T) {
	file := pepperFile(t, ring2)
	for _, line := range lines(hwprint(t, "", "key", "generate", "5", "--digests", "--peppers", file).out) {
		key, digest, ok := strings.Cut(line, "\t")
		require.True(t, ok)
		require.Equal(t, digestOf(t, ring2, "base24", key).String(), digest)
	}
	for _, line := range lines(hwprint(t, "", "key", "generate", "5", "--digests", "--json", "--peppers", file).out) {
		var got struct{ Key, Digest string }
		require.NoError(t, json.Unmarshal([]byte(line), &got))
		require.Equal(t, digestOf(t, ring2, "base24", got.Key).String(), got.Digest)
		require.Equal(t, answer{cli.ExitOK, `{"ok":true,"stale":false}` + "\n", ""}, hwprint(t, line, "key", "verify", "--pairs", "--peppers", file))
	}
	got := hwprint(t, "", "key", "generate", "--json")
	require.Regexp(t, `^\{"key":"[2-9A-Z]{5}(-[2-9A-Z]{5}){4}"\}\n$`, got.out)
}

// 200,000 keys are all different, and so are those of a format that has few.
func TestKeyGenerateMany(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a second")
	}
	for _, test := range []struct{ format, count string }{{"base24", "200000"}, {"3x4/0123456789ABCDEF", "200000"}} {
		var out bytes.Buffer
		require.Equal(t, cli.ExitOK, run(t.Context(), []string{"key", "generate", "--format", test.format, test.count}, nil, &out, io.Discard))
		f, err := formatOf(test.format, nil)
		require.NoError(t, err)
		seen := map[string]bool{}
		for _, key := range lines(out.String()) {
			_, err := f.Parse(key)
			require.NoError(t, err)
			seen[key] = true
		}
		require.Equal(t, test.count, strings.TrimSpace(jsonOf(t, len(seen))))
	}
}

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	require.NoError(t, err)
	return string(text)
}

// Keys are written while they are made, and no more than are read.
func TestKeyGenerateEndsWithItsReader(t *testing.T) {
	status := run(t.Context(), []string{"key", "generate", "100000000"}, nil, broken{syscall.EPIPE}, io.Discard)
	require.Equal(t, cli.ExitUsage, status)
}

// wantedLines counts the lines written to it, and finds those that are wanted.
type wantedLines struct {
	mu           sync.Mutex
	want         map[int]string
	lines, found int
	rest         []byte
}

func (w *wantedLines) add(line int, text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.want == nil {
		w.want = map[int]string{}
	}
	w.want[line] = text
}

func (w *wantedLines) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.rest = append(w.rest, p...)
	for {
		line, rest, ok := bytes.Cut(w.rest, []byte("\n"))
		if !ok {
			return len(p), nil
		}
		if want, ok := w.want[w.lines]; ok && want == string(line) {
			w.found++
		}
		w.lines++
		w.rest = rest
	}
}

func TestOutputIsWiped(t *testing.T) {
	var out bytes.Buffer
	a := newApp(t)
	a.in, a.out = strings.NewReader(keyA), jsonl.NewWriter(&out)
	require.Equal(t, cli.ExitOK, a.run([]string{"key", "parse", "--json", "--reveal"}))
	require.Contains(t, out.String(), keyA)
	b := a.out.AvailableBuffer()
	require.Empty(t, strings.Trim(string(b[:cap(b)]), "\x00"))
}
