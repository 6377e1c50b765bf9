package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
)

// keySecrets returns the parts of what must not be said: the groups of keyA,
// as they stand in its last line too, and the peppers in pieces.
func keySecrets() []string {
	list := strings.Split(keyA, "-")
	for _, pepper := range []string{pepper1, pepper2} {
		for i := 2; i < len(pepper); i += 8 {
			list = append(list, pepper[i:i+8])
		}
	}
	return list
}

// withoutPartial removes what "key parse" may say of a key.
func withoutPartial(got answer) answer {
	got.out = strings.NewReplacer("ends in F9KQF", "", `"partial":"F9KQF"`, "").Replace(got.out)
	return got
}

// keyCommandLines are all that reads keys.
func keyCommandLines(t *testing.T, peppers string) []string {
	digest := digestOf(t, ring1, "base24", keyB).String()
	return []string{
		"key parse", "key parse --json", "key parse --format base24n", "key parse --format crockford32 --json",
		"key hash --peppers " + peppers, "key hash --json --peppers " + peppers,
		"key hash", "key hash --peppers-env PEPPERS_OF_THE_TEST --format " + shortFormat,
		"key verify --peppers " + peppers + " " + digest, "key verify --json --peppers " + peppers + " " + digest,
		"key verify --peppers " + peppers + " --pairs", "key verify " + digest, "key generate --json",
	}
}

// oddKeys are inputs with parts of keyA.
func oddKeys() []string {
	bare := strings.ReplaceAll(keyA, "-", "")
	list := []string{
		keyA, strings.ToLower(keyA), bare, strings.ReplaceAll(keyA, "-", " "), keyA + "\n" + keyA, keyA + "X", "\ufeff" + keyA,
		strings.ReplaceAll(keyA, "-", "\n"), keyA + "\x00", keyA + "\xff", "\x00" + keyA, `"` + keyA + `"`, "'" + keyA + "'", keyA + ";",
		keyA + strings.Repeat(" ", 5000), strings.Repeat(keyA, 200), keyA + strings.Repeat("\r\n", 3000) + bare,
		`{"key":"` + keyA + `"}`, `{"key":` + keyA + `}`, `{"key":"\` + keyA + `"}`, `{"` + keyA + `":"` + keyA + `"}`, `["` + keyA + `"]`,
		`{"key":"` + keyA + `","digest":"` + keyA + `"}`, `{"key":"` + keyA + `","digest":"pk1:` + bare + `"}`, `{"key":{"` + keyA + `":1},"digest":"pk9:` + bare + `"}`,
		`{"key":"` + keyA + `","digest":17}`, pepper1, `{"key":"` + pepper1 + `","digest":"` + pepper1 + `"}`,
	}
	for cut := range keyA {
		list = append(list, keyA[:cut], keyA[cut:], keyA[:cut]+"?"+keyA[cut:], keyA[:cut]+"\u00e4"+keyA[cut+1:])
	}
	return list
}

func TestKeysAreNotRepeated(t *testing.T) {
	t.Setenv("HWPRINT_PEPPERS", "")
	t.Setenv("PEPPERS_OF_THE_TEST", ring2)
	for _, args := range keyCommandLines(t, pepperFile(t, ring2)) {
		for _, input := range oddKeys() {
			requireSilent(t, keySecrets(), withoutPartial(hwprint(t, input, strings.Fields(args)...)), args, input)
		}
	}
}

// Peppers that are no good are not repeated either.
func TestPeppersAreNotRepeated(t *testing.T) {
	bad := []string{pepper1 + pepper2, pepper1[2:], pepper1 + "\n" + pepper1, "0:" + pepper1[2:], pepper1[:len(pepper1)-1] + "g", pepper1 + ";", strings.ReplaceAll(pepper1, "1:", "x:"), "{" + pepper1 + "}", strings.Repeat(ring2, 10_000)}
	for cut := range len(pepper1) - 1 {
		bad = append(bad, pepper1[:cut], pepper1[cut+1:])
	}
	digest := digestOf(t, ring1, "base24", keyA).String()
	for _, text := range bad {
		file := pepperFile(t, text)
		t.Setenv("HWPRINT_PEPPERS", text)
		for _, args := range []string{"key hash", "key hash --json", "key generate --digests", "key verify --pairs", "key verify " + digest} {
			for _, from := range []string{"", " --peppers " + file} {
				got := hwprint(t, keyA+"\n", strings.Fields(args+from)...)
				require.Equal(t, cli.ExitUsage, got.status, text)
				requireSilent(t, keySecrets(), got, args, text)
			}
		}
	}
}

// A key or a pepper may also have ended up on the command line.
func TestKeyArgumentsAreNotRepeated(t *testing.T) {
	t.Setenv("HWPRINT_PEPPERS", ring2)
	digest := digestOf(t, ring1, "base24", keyA).String()
	for _, value := range []string{
		keyA, strings.ToLower(keyA), strings.ReplaceAll(keyA, "-", ""), strings.ReplaceAll(keyA, "-", " "), keyA[:5], keyN, keyCheck,
		"bcdfg-hjkmp-qrtvw-xybcd-fghjk", "bcdfghjkmpqrtvwxybcdfghjk", "bcdfg hjkmp qrtvw xybcd fghjk", "hjkmp",
		pepper1, pepper1[2:], pepper2, pepper1 + "," + pepper2,
	} {
		for _, args := range []string{
			"X", "--X", "--X=X", "X key", "key X", "key X hash", "key --X", "help X", "help key X", "help X key", "completion X", "version X", "hash X",
			"key parse X", "key parse --X", "key parse --X=X", "key parse --reveal X", "key parse --reveal=X", "key parse --format X", "key parse --aliases X",
			"key hash X", "key hash - X", "key hash --peppers X", "key hash --peppers-env X", "key hash --peppers=X --json", "key hash --stretch X", "key hash --stretch=X",
			"key verify X", "key verify X " + digest, "key verify " + digest + " X", "key verify pk1:X", "key verify pk7:X", "key verify --pairs X", "key verify --pairs - X",
			"key generate X", "key generate 1 X", "key generate --digests=X", "key generate --digests --peppers X", "key generate --format X",
		} {
			words := strings.Fields(args)
			if strings.Contains(value, " ") { // unquoted, as a careless person would
				words = strings.Fields(strings.ReplaceAll(args, "X", value))
			} else {
				for i := range words {
					words[i] = strings.ReplaceAll(words[i], "X", value)
				}
			}
			got := hwprint(t, keyB, words...)
			require.Equal(t, cli.ExitUsage, got.status, words)
			require.Empty(t, got.out)
			parts := strings.FieldsFunc(value, func(r rune) bool { return r == '-' || r == ' ' || r == ',' || r == ':' })
			for _, part := range parts {
				if len(part) > 1 { // not the id of a pepper
					requireSilent(t, []string{part}, got, words)
				}
			}
		}
	}
}

// The same of the program itself.
func TestProcessRepeatsNoKey(t *testing.T) {
	program := build(t)
	file := pepperFile(t, ring2)
	env := []string{"HWPRINT_PEPPERS=" + ring1, "PEPPERS_OF_THE_TEST=" + pepper1[:40], "GOTRACEBACK=all"}
	for _, args := range keyCommandLines(t, file) {
		for _, input := range oddKeys()[:16] {
			got := startOn(t, program, input, env, strings.Fields(args)...)
			require.Contains(t, []int{cli.ExitOK, cli.ExitNo, cli.ExitUsage}, got.status, args)
			requireSilent(t, keySecrets(), withoutPartial(got), args, input)
		}
	}
	for _, args := range []string{"key parse " + keyA, "key " + keyA, "key hash " + keyA, "key verify " + keyA, "key hash --peppers " + pepper1, "key hash --peppers-env " + pepper1} {
		got := startOn(t, program, keyA, env, strings.Fields(args)...)
		require.Equal(t, cli.ExitUsage, got.status)
		requireSilent(t, keySecrets(), got, args)
	}
}

// A vendor's run: keys are made, hashed, verified, and their peppers rotated.
func TestProcessOfKeys(t *testing.T) {
	program := build(t)
	dir := t.TempDir()
	peppers := filepath.Join(dir, "peppers")
	require.NoError(t, os.WriteFile(peppers, []byte(ring1), 0o600))

	made := startOn(t, program, "", nil, "key", "generate", "100", "--digests", "--peppers", peppers)
	require.Equal(t, cli.ExitOK, made.status)
	require.Empty(t, made.err)
	var keys, digests, pairs string
	for _, line := range lines(made.out) {
		key, digest, _ := strings.Cut(line, "\t")
		keys += key + "\n"
		digests += digest + "\n"
		pairs += `{"key":"` + key + `","digest":"` + digest + `"}` + "\n"
	}
	require.Equal(t, answer{cli.ExitOK, digests, ""}, startOn(t, program, keys, nil, "key", "hash", "--peppers", peppers))
	require.Equal(t, answer{cli.ExitOK, digests, ""}, startOn(t, program, keys, []string{"HWPRINT_PEPPERS=" + ring1}, "key", "hash"))
	require.Equal(t, cli.ExitOK, startOn(t, program, keys, nil, "key", "parse").status)
	require.Equal(t, answer{cli.ExitOK, "ok\n", ""}, startOn(t, program, lines(keys)[0], nil, "key", "verify", "--peppers", peppers, lines(digests)[0]))
	require.Equal(t, answer{cli.ExitNo, "no\n", ""}, startOn(t, program, lines(keys)[1], nil, "key", "verify", "--peppers", peppers, lines(digests)[0]))

	require.NoError(t, os.WriteFile(peppers, []byte(ring2), 0o600))
	require.Equal(t, answer{cli.ExitOK, strings.Repeat(`{"ok":true,"stale":true}`+"\n", 100), ""}, startOn(t, program, pairs, nil, "key", "verify", "--pairs", "--peppers", peppers))
	require.NoError(t, os.WriteFile(peppers, []byte(pepper2), 0o600))
	require.Equal(t, answer{cli.ExitUsage, "", "hwprint: digest under a pepper that is not in the ring: it has the id 1\n"},
		startOn(t, program, lines(keys)[0], nil, "key", "verify", "--peppers", peppers, lines(digests)[0]))
}
