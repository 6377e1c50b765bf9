package main

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/productkey"
)

func TestKeyHash(t *testing.T) {
	file := pepperFile(t, ring2)
	a, b := digestOf(t, ring2, "base24", keyA).String(), digestOf(t, ring2, "base24", keyB).String()
	const malformed = `{"error":"malformed product key"}`
	input := keyA + "\r\n\n" + strings.ToLower(keyB) + "\nnonsense\n" + strings.Repeat("x", 5000) + "\n" + keyA
	want := strings.Join([]string{a, b, malformed, `{"error":"longer than 4 KiB"}`, a}, "\n") + "\n"
	require.Equal(t, answer{cli.ExitNo, want, ""}, hwprint(t, input, "key", "hash", "--peppers", file))

	h, f := hasherOf(t, ring2, "base24", productkey.NoStretch)
	k, err := f.Parse(keyA)
	require.NoError(t, err)
	id, err := h.ProductID(k)
	require.NoError(t, err)
	require.Equal(t, answer{cli.ExitNo, `{"digest":"` + a + `","product_id":"` + id + `"}` + "\n" + malformed + "\n", ""},
		hwprint(t, keyA+"\nx", "key", "hash", "--json", "--peppers", file))
}

func TestKeyHashOtherFormats(t *testing.T) {
	file := pepperFile(t, ring1)
	for _, test := range []struct{ format, key string }{
		{"base24n", keyN},
		{"crockford32", keyCheck},
		{"5x4/0123456789ABCDEF", keyShort + "-0123-4567"},
	} {
		want := digestOf(t, ring1, test.format, test.key).String() + "\n"
		require.Equal(t, answer{cli.ExitOK, want, ""}, hwprint(t, test.key, "key", "hash", "--peppers", file, "--format", test.format))
	}
}

func TestKeyHashStretched(t *testing.T) {
	if testing.Short() {
		t.Skip("Argon2id takes 64 MiB")
	}
	h, f := hasherOf(t, ring1, shortFormat, productkey.Argon2id64MiB)
	k, err := f.Parse(keyShort)
	require.NoError(t, err)
	d, err := h.Sum(k)
	require.NoError(t, err)
	flags := []string{"--stretch", "argon2id-64MiB", "--format", shortFormat, "--peppers", pepperFile(t, ring1)}
	require.Equal(t, answer{cli.ExitOK, d.String() + "\n", ""}, hwprint(t, keyShort, append([]string{"key", "hash"}, flags...)...))
	require.Equal(t, answer{cli.ExitOK, "ok\n", ""}, hwprint(t, keyShort, append([]string{"key", "verify", d.String()}, flags...)...))

	// Under another stretch the same digest is stale, or not allowed.
	flags[1] = "none"
	flags[3] = "5x4/0123456789ABCDEF"
	require.Equal(t, answer{cli.ExitUsage, "", "hwprint: stretch is unknown or not allowed: that of the digest is argon2id-64MiB\n"},
		hwprint(t, keyShort+keyShort[:9], append([]string{"key", "verify", d.String()}, flags...)...))
}

// Keys are hashed in order, in memory that does not grow with them.
func TestKeyHashMany(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	const keys = 200_000
	file := pepperFile(t, ring1)
	h, f := hasherOf(t, ring1, "base24", productkey.NoStretch)
	var before, during runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	grown := uint64(0)
	wanted := &wantedLines{}

	input, feed := io.Pipe()
	go func() {
		i := 0
		for k, err := range f.GenerateN(nil, keys) {
			if err != nil {
				break
			}
			if i%50_000 == 0 {
				d, _ := h.Sum(k)
				wanted.add(i, d.String())
				runtime.ReadMemStats(&during)
				grown = max(grown, during.HeapInuse-min(during.HeapInuse, before.HeapInuse))
			}
			fmt.Fprintln(feed, k.Reveal())
			i++
		}
		feed.Close()
	}()
	require.Equal(t, cli.ExitOK, run(t.Context(), []string{"key", "hash", "--peppers", file}, input, wanted, io.Discard))
	require.Equal(t, keys, wanted.lines)
	require.Equal(t, 4, wanted.found)
	require.Less(t, grown, uint64(32<<20))
}
