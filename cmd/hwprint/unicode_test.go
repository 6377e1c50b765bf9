package main

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/hwhash"
)

// powershell returns text as ">" writes it in Windows PowerShell 5.1, or the
// same with the other order of bytes.
func powershell(order binary.AppendByteOrder, text string) string {
	b := order.AppendUint16(nil, 0xfeff)
	for _, unit := range utf16.Encode([]rune(strings.ReplaceAll(text, "\n", "\r\n"))) {
		b = order.AppendUint16(b, unit)
	}
	return string(b)
}

// What was written in UTF-16 is read as if it were UTF-8.
func TestUTF16(t *testing.T) {
	machine := `{"components":[{"class":"nic","value":"3c:52:82:0a:11:07"}],"traits":{}}` + "\n"
	saved := hwprintOn(t, workstation(), "", "--json").out
	key := keyA + "\n" + keyB + "\n"
	t.Setenv("HWPRINT_PEPPERS", ring1)
	pairs := `{"key":"` + keyA + `","digest":"` + digestOf(t, ring1, "base24", keyA).String() + `"}` + "\n"
	for args, input := range map[string]string{
		"hash":        machine,
		"hash --json": machine + machine,
		"compare - " + sumOf(t, defaultScope, machine): machine,
		"doctor -": saved,
		"compare - " + hashText.FindString(saved): saved,
		"key parse":          key,
		"key hash":           key,
		"key verify --pairs": pairs,
	} {
		want := hwprint(t, input, strings.Fields(args)...)
		require.NotContains(t, want.out, "error", args)
		require.Empty(t, want.err, args)
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			require.Equal(t, want, hwprint(t, powershell(order, input), strings.Fields(args)...), args)
			file := filepath.Join(t.TempDir(), "in")
			require.NoError(t, os.WriteFile(file, []byte(powershell(order, input)), 0o600))
			if strings.Contains(args, " - ") || strings.HasSuffix(args, " -") {
				require.Equal(t, want, hwprint(t, input, strings.Fields(strings.Replace(args, "-", file, 1))...), args)
			}
		}
	}
	peppers := pepperFile(t, powershell(binary.LittleEndian, ring2))
	require.Equal(t, hwprint(t, key, "key", "hash", "--peppers", pepperFile(t, ring2)), hwprint(t, key, "key", "hash", "--peppers", peppers))
}

// Half a pair of surrogates is not replaced in silence.
func TestBrokenUTF16(t *testing.T) {
	got := hwprint(t, powershell(binary.LittleEndian, `{"x":"`)+"\x3d\xd8\"\x00}\x00", "hash")
	require.Equal(t, answer{cli.ExitNo, `{"error":"not UTF-8 at byte 7"}` + "\n", ""}, got)
}

func TestAmbiguousJSON(t *testing.T) {
	for _, args := range []string{"compare --pairs", "doctor -", "compare - -", "key verify --pairs"} {
		t.Setenv("HWPRINT_PEPPERS", ring1)
		got := hwprint(t, `{"enrolled":"x","enrolled":"y","key":"x","traits":{}}`, strings.Fields(args)...)
		require.Equal(t, cli.ExitUsage, got.status)
		require.Contains(t, got.out+got.err, "a member that is there twice at byte 17", args)
	}
}

// A value that turns the direction of text around is escaped everywhere.
func TestHiddenCharacters(t *testing.T) {
	f := laptop()
	f.inventory.Add(hwhash.GPU, "8086\u202e:0a16\u200b\u2066")
	for _, args := range []string{"--reveal", "--json --reveal", "inventory --reveal", "inventory --json --reveal"} {
		got := hwprintOn(t, f, "", strings.Fields(args)...)
		require.Equal(t, cli.ExitOK, got.status)
		require.Contains(t, got.out, `8086\u202e:0a16\u200b\u2066`)
		for _, c := range got.out {
			require.True(t, c == '\n' || c >= ' ' && c < 0x7f, "%q in %q", c, args)
		}
	}
}
