package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/productkey"
)

// The text of a format is that format again.
func TestFormatOf(t *testing.T) {
	for _, f := range formats {
		for _, text := range []string{f.name, f.format.String()} {
			got, err := formatOf(text, nil)
			require.NoError(t, err, text)
			require.Same(t, f.format, got)
		}
	}
	for _, text := range []string{shortFormat, "4x5/BCDFGHJKMPQRTVWXY2346789", "2x8/0123456789ABCDEFGHJKMNPQRSTVWXYZ/check"} {
		f, err := formatOf(text, nil)
		require.NoError(t, err, text)
		require.Equal(t, text, f.String())
	}
}

func TestNoFormat(t *testing.T) {
	for _, text := range []string{"", "base25", "Base24", "/", "x/", "5x5", "5x5/", "x5/ABC", "5x/ABC", "ax5/AB", "4x4/abcd", "4x4/AAB", "4x4/A-B",
		"-4x4/AB", "4x99999999999999999999/AB", "99x99/AB", "4x4/0123456789ABCDEF/check", "5x5/BCDFGHJKMPQRTVWXY234678/N", keyA} {
		_, err := formatOf(text, nil)
		require.Error(t, err, text)
	}
}

func TestAliases(t *testing.T) {
	aliases, err := parseAliases("I1L1O0")
	require.NoError(t, err)
	require.Equal(t, map[byte]byte{'I': '1', 'L': '1', 'O': '0'}, aliases)
	f, err := formatOf(shortFormat, aliases)
	require.NoError(t, err)
	got, err := f.Parse("OSOE-97IC-6D7B")
	require.ErrorIs(t, err, productkey.ErrMalformed)
	require.True(t, got.IsZero())
	got, err = f.Parse("O5OE-97LC-6D7B")
	require.NoError(t, err)
	require.Equal(t, keyShort, got.Reveal())

	for _, text := range []string{"", "I", "I1L", "I1I0", "i1", "A1", "IZ", "I-"} {
		aliases, err := parseAliases(text)
		if err == nil {
			_, err = formatOf(shortFormat, aliases)
		}
		require.Equal(t, errAliases, err, text)
	}
	_, err = formatOf("base24", aliases)
	require.EqualError(t, err, "it is for a FORMAT without a name")

	// The order of the flags does not matter.
	want := answer{cli.ExitOK, "ok: " + keyShort + "\n", ""}
	require.Equal(t, want, hwprint(t, "o5oe97lc6d7b", "key", "parse", "--reveal", "--aliases", "I1L1O0", "--format", shortFormat))
	require.Equal(t, want, hwprint(t, "o5oe97lc6d7b", "key", "parse", "--format="+shortFormat, "--aliases=I1L1O0", "--reveal"))
}
