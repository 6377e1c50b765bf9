package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
)

func TestPeppers(t *testing.T) {
	file := pepperFile(t, ring2)
	withMark := pepperFile(t, "\ufeff"+strings.ReplaceAll(ring2, "\n", "\r\n"))
	want := answer{cli.ExitOK, digestOf(t, ring2, "base24", keyA).String() + "\n", ""}
	hash := func(args ...string) answer { return hwprint(t, keyA, append([]string{"key", "hash"}, args...)...) }

	t.Setenv("HWPRINT_PEPPERS", pepper1)
	t.Setenv("OTHER", pepper2+","+pepper1)
	require.Equal(t, want, hash("--peppers", file))
	require.Equal(t, want, hash("--peppers", withMark))
	require.Equal(t, want, hash("--peppers-env", "OTHER"))
	require.Equal(t, want, hash("--peppers-env", "HWPRINT_PEPPERS", "--peppers", file)) // the file comes first
	require.Equal(t, answer{cli.ExitOK, digestOf(t, ring1, "base24", keyA).String() + "\n", ""}, hash())
}

func TestBadPeppers(t *testing.T) {
	for _, test := range []struct{ text, err string }{
		{"", "unusable ring of peppers: it is empty"},
		{"# nothing", "unusable ring of peppers: it is empty"},
		{pepper1 + "\n" + pepper1[2:], "unusable ring of peppers: entry 2: it is no ID:HEX"},
		{pepper1[:50], "unusable pepper: entry 1: it does not have 64 hexadecimal digits"},
		{pepper1 + " " + pepper1, "unusable ring of peppers: the id 1 is used twice"},
	} {
		got := hwprint(t, keyA, "key", "hash", "--peppers", pepperFile(t, test.text))
		require.Equal(t, answer{cli.ExitUsage, "", "hwprint: the peppers: " + test.err + "\n"}, got)
	}
	got := hwprint(t, keyA, "key", "hash", "--peppers", pepperFile(t, strings.Repeat("#", maxPeppers+1)))
	require.Equal(t, answer{cli.ExitUsage, "", "hwprint: cannot read the peppers: longer than 1 MiB\n"}, got)
}

func TestPeppersThatOthersMayRead(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("has no modes")
	}
	for mode, warned := range map[os.FileMode]bool{0o600: false, 0o400: false, 0o640: true, 0o604: true, 0o620: true, 0o644: true} {
		file := filepath.Join(t.TempDir(), "peppers")
		require.NoError(t, os.WriteFile(file, []byte(ring1), 0o600))
		require.NoError(t, os.Chmod(file, mode))
		want := answer{cli.ExitOK, digestOf(t, ring1, "base24", keyA).String() + "\n", ""}
		if warned {
			want.err = "hwprint: warning: others may use the file of the peppers, \"chmod 600\" would stop that\n"
		}
		require.Equal(t, want, hwprint(t, keyA, "key", "hash", "--peppers", file), mode)
	}
}
