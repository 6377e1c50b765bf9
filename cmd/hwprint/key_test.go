package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/productkey"
)

// Keys, and peppers as files have them.
const (
	keyA     = "3BJ26-76T9M-8QJBF-DJ4GQ-F9KQF"
	keyB     = "JFV8W-XCXYF-CF6GD-XPYK3-GT3MB"
	keyN     = "QBX2P-9NXYB-TGYWQ-3Y6MV-6XCCX" // base24n
	keyCheck = "SQEM2-K4SJZ-YR7VE-5SH6H-1WR5A" // crockford32
	keyShort = "050E-971C-6D7B"                // of shortFormat

	shortFormat = "3x4/0123456789ABCDEF"

	pepper1 = "1:5f0c2f6a9d3e4b8f8a517be0c4d2a9138c1e44cc31d711b2a85cd2f09b7710e4"
	pepper2 = "2:e41077b9f0d25ca8b211d731cc441e8c13a9d2c4e07b518a8f4b3e9d6a2f0c5f"
	ring1   = pepper1 + "\n"
	ring2   = "# the newest first\n" + pepper2 + "\n" + pepper1 + "\n"
)

// pepperFile returns the name of a file that nobody else can read.
func pepperFile(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "peppers")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	return file
}

// hasherOf is the Hasher of a ring and a format, as package productkey makes it.
func hasherOf(t *testing.T, ring, format string, s productkey.Stretch) (*productkey.Hasher, *productkey.Format) {
	t.Helper()
	f, err := formatOf(format, nil)
	require.NoError(t, err)
	r, err := productkey.ParseRing([]byte(ring))
	require.NoError(t, err)
	h, err := productkey.NewHasher(f, r, productkey.WithStretch(s))
	require.NoError(t, err)
	return h, f
}

// digestOf is the digest of a key as package productkey makes it.
func digestOf(t *testing.T, ring, format, key string) productkey.Digest {
	t.Helper()
	h, f := hasherOf(t, ring, format, productkey.NoStretch)
	k, err := f.Parse(key)
	require.NoError(t, err)
	d, err := h.Sum(k)
	require.NoError(t, err)
	return d
}

const (
	noArgument = `a product key is no argument, since those stand in the list of processes and the shell's history: give it on standard input`
	noPepper   = `a pepper is no argument, since those stand in the list of processes and the shell's history`
	subs       = `key parse, key hash, key verify, key generate`
)

func TestKeyUsage(t *testing.T) {
	t.Setenv("HWPRINT_PEPPERS", "")
	t.Setenv("EMPTY", "")
	file := pepperFile(t, ring1)
	digest := digestOf(t, ring1, "base24", keyA).String()
	for _, test := range []struct{ name, args, err string }{
		{"a key as command", "key " + keyA, `unknown command; the commands are ` + subs + `; ` + noArgument + ` (see: hwprint help key)`},
		{"unknown command", "key frobnicate", `unknown command; the commands are ` + subs + `; ` + noArgument + ` (see: hwprint help key)`},
		{"flag before the command", "key --json hash", `unknown flag "json" (see: hwprint help key)`},
		{"a key for parse", "key parse " + keyA, noArgument + ` (see: hwprint help key parse)`},
		{"groups of a key", "key parse 3bj26 76t9m", noArgument + ` (see: hwprint help key parse)`},
		{"a key for hash", "key hash --json " + keyA, noArgument + ` (see: hwprint help key hash)`},
		{"a key for verify", "key verify " + keyA, `a digest is needed, pk1:...; ` + noArgument + ` (see: hwprint help key verify)`},
		{"digest and key", "key verify " + digest + " " + keyA, `one digest is needed, pk1:..., and no more; ` + noArgument + ` (see: hwprint help key verify)`},
		{"no digest", "key verify", `a digest is needed, pk1:... (see: hwprint help key verify)`},
		{"digest cut short", "key verify " + digest[:20], `digest is too short or too long`},
		{"later digest", "key verify pk2:x", `digest of an unknown version`},
		{"two files of pairs", "key verify --pairs a b", `--pairs reads one file; ` + noArgument + ` (see: hwprint help key verify)`},
		{"no such pairs", "key verify --pairs /no/such/file --peppers " + file, `cannot read the input: ` + textOf(t, "/no/such/file")},
		{"a key for generate", "key generate " + keyA, `N is one number, from 1 to 100000000 (see: hwprint help key generate)`},
		{"no keys", "key generate 0", `N is one number, from 1 to 100000000 (see: hwprint help key generate)`},
		{"too many keys", "key generate 100000001", `N is one number, from 1 to 100000000 (see: hwprint help key generate)`},
		{"two numbers", "key generate 1 2", `N is one number, from 1 to 100000000 (see: hwprint help key generate)`},
		{"so few keys that they can be tried", "key generate --format 3x3/0123456789", `--format: impossible format: under 40 bits (see: hwprint help key generate)`},
		{"no peppers", "key hash", `there are no peppers: name a file with --peppers, or set HWPRINT_PEPPERS (see: hwprint help key hash)`},
		{"no peppers for pairs", "key verify --pairs", `there are no peppers: name a file with --peppers, or set HWPRINT_PEPPERS (see: hwprint help key verify)`},
		{"no peppers for digests", "key generate --digests", `there are no peppers: name a file with --peppers, or set HWPRINT_PEPPERS (see: hwprint help key generate)`},
		{"no such variable", "key hash --peppers-env EMPTY", `--peppers-env: there is no such environment variable, or it is empty (see: hwprint help key hash)`},
		{"a pepper for a variable", "key hash --peppers-env " + pepper1, `--peppers-env: ` + noPepper + ` (see: hwprint help key hash)`},
		{"a pepper for a file", "key hash --peppers " + pepper1, `--peppers: ` + noPepper + ` (see: hwprint help key hash)`},
		{"no name", "key hash --peppers=", `--peppers: it is empty (see: hwprint help key hash)`},
		{"no such file", "key hash --peppers /no/such/file", `cannot read the peppers: ` + textOf(t, "/no/such/file")},
		{"a folder", "key hash --peppers .", `cannot read the peppers: ` + textOf(t, ".")},
		{"short keys", "key hash --format " + shortFormat + " --peppers " + file, `--stretch: keys of under 80 bits need a stretch (see: hwprint help key hash)`},
		{"unknown stretch", "key hash --stretch md5", `--stretch: not one of none, argon2id-64MiB, argon2id-2GiB (see: hwprint help key hash)`},
		{"unknown format", "key parse --format hex", `--format: not base24, base24n, crockford32, or GROUPSxSIZE/ALPHABET such as 4x5/0123456789ABCDEF (see: hwprint help key parse)`},
		{"impossible format", "key parse --format 1x2/ABC", `--format: impossible format: it needs 8 to 32 letters (see: hwprint help key parse)`},
		{"odd aliases", "key parse --aliases I1L", `--aliases: not pairs of a letter outside the alphabet and one in it, such as I1L1O0 (see: hwprint help key parse)`},
		{"aliases in the alphabet", "key parse --aliases A1 --format " + shortFormat, `--aliases: not pairs of a letter outside the alphabet and one in it, such as I1L1O0 (see: hwprint help key parse)`},
		{"aliases of a named format", "key parse --aliases O0", `--aliases: it is for a FORMAT without a name (see: hwprint help key parse)`},
		{"help on nothing", "help key frobnicate", `no help on; the commands are inventory, hash, compare, doctor, key, ` + subs + `, completion, version, help (see: hwprint help help)`},
		{"help on too much", "help hash compare", `no help on; the commands are inventory, hash, compare, doctor, key, ` + subs + `, completion, version, help (see: hwprint help help)`},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := hwprint(t, keyA+"\n", strings.Fields(test.args)...)
			require.Equal(t, answer{cli.ExitUsage, "", "hwprint: " + test.err + "\n"}, got)
		})
	}
}

func TestKeyAlone(t *testing.T) {
	want := hwprint(t, "", "help", "key")
	require.Equal(t, want, hwprint(t, "", "key"))
	for _, sub := range []string{"parse", "hash", "verify", "generate"} {
		require.Contains(t, want.out, "\n  key "+sub+" ")
	}
}
