package main

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

// readKeyLines returns the lines of a stream, with errLongLine in place of
// those that are too long.
func readKeyLines(in io.Reader) (got []string, err error) {
	k := newKeyLines(in)
	defer k.close()
	for {
		line, err := k.next()
		switch err {
		case nil:
			got = append(got, string(line))
		case errLongLine:
			got = append(got, err.Error())
		case io.EOF:
			return got, nil
		default:
			return got, err
		}
	}
}

func TestKeyLines(t *testing.T) {
	exact, over := strings.Repeat("x", maxKeyLine), strings.Repeat("x", maxKeyLine+1)
	huge := strings.Repeat("x", 1<<18)
	const long = "longer than 4 KiB"
	for _, test := range []struct {
		name, input string
		want        []string
	}{
		{"nothing", "", nil},
		{"line ends", "a\nb\r\nc", []string{"a", "b", "c"}},
		{"blank lines", "\n \t\r\na\n\n\nb\n\n", []string{"a", "b"}},
		{"white space", "  a b\t\n", []string{"a b"}},
		{"mark", "\ufeffa\nb", []string{"a", "b"}},
		{"only a mark", "\ufeff\n", nil},
		{"exact", exact + "\n" + exact, []string{exact, exact}},
		{"over", "a\n" + over + "\nb\n", []string{"a", long, "b"}},
		{"over at the end", over, []string{long}},
		{"over at first", over + "\n\nb", []string{long, "b"}},
		{"huge", huge + "\n" + huge + "\nb\n" + huge, []string{long, long, "b", long}},
		{"many", strings.Repeat("a\n", 70_000), strings.Split(strings.Repeat("a", 70_000), "")},
		{"bytes", "\x00\xff\n", []string{"\x00\xff"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			readers := []io.Reader{strings.NewReader(test.input), iotest.DataErrReader(strings.NewReader(test.input))}
			if len(test.input) < 1<<15 {
				readers = append(readers, iotest.OneByteReader(strings.NewReader(test.input)))
			}
			for _, in := range readers {
				got, err := readKeyLines(in)
				require.NoError(t, err)
				require.True(t, strings.Join(test.want, "\n") == strings.Join(got, "\n") && len(got) == len(test.want), "%d lines", len(got))
			}
		})
	}
}

func TestKeyLinesFail(t *testing.T) {
	failing := errors.New("input/output error")
	got, err := readKeyLines(io.MultiReader(strings.NewReader("a\n3BJ26-7"), iotest.ErrReader(failing)))
	require.Equal(t, failing, err)
	require.Equal(t, []string{"a"}, got)

	var out, says bytes.Buffer
	status := run(t.Context(), []string{"key", "parse"}, iotest.ErrReader(failing), &out, &says)
	require.Equal(t, exitUsage, status)
	require.Empty(t, out.String())
	require.Equal(t, "hwprint: cannot read the input: input/output error\n", says.String())
}

func TestKeyLinesAreWiped(t *testing.T) {
	k := newKeyLines(strings.NewReader(keyA + "\n" + keyB + "\n"))
	line, err := k.next()
	require.NoError(t, err)
	require.Equal(t, keyA, string(line))
	k.close()
	require.Zero(t, bytes.Trim(k.buf, "\x00"))
	require.NotContains(t, string(line), "3")
}

func FuzzKeyLines(f *testing.F) {
	f.Add([]byte("a\r\n\n b"), 3)
	f.Add([]byte(strings.Repeat("x", 5000)+"\ny"), 1000)
	f.Fuzz(func(t *testing.T, input []byte, pieces int) {
		var want []string
		for line := range bytes.SplitSeq(bytes.TrimPrefix(input, []byte("\ufeff")), []byte("\n")) {
			if len(line) > maxKeyLine {
				want = append(want, errLongLine.Error())
			} else if line = bytes.TrimSpace(line); len(line) > 0 {
				want = append(want, string(line))
			}
		}
		var parts []io.Reader
		for rest := input; len(rest) > 0; {
			n := min(len(rest), max(1, pieces))
			parts = append(parts, bytes.NewReader(rest[:n]))
			rest = rest[n:]
		}
		got, err := readKeyLines(io.MultiReader(parts...))
		require.NoError(t, err)
		if bytes.HasPrefix(input, []byte("\ufeff")) {
			return // the mark counts for the length of its line
		}
		require.Equal(t, want, got)
	})
}
