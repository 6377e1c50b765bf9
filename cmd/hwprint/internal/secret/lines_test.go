package secret

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/text"
)

// readLines returns the lines of a stream, with ErrLong in place of
// those that are too long.
func readLines(in io.Reader) (got []string, err error) {
	k := NewLines(text.NewReader(in))
	defer k.Close()
	for {
		line, err := k.Next()
		switch err {
		case nil:
			got = append(got, string(line))
		case ErrLong:
			got = append(got, err.Error())
		case io.EOF:
			return got, nil
		default:
			return got, err
		}
	}
}

func TestLines(t *testing.T) {
	exact, over := strings.Repeat("x", maxLine), strings.Repeat("x", maxLine+1)
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
				got, err := readLines(in)
				require.NoError(t, err)
				require.True(t, strings.Join(test.want, "\n") == strings.Join(got, "\n") && len(got) == len(test.want), "%d lines", len(got))
			}
		})
	}
}

func TestLinesFail(t *testing.T) {
	failing := errors.New("input/output error")
	got, err := readLines(io.MultiReader(strings.NewReader("a\n3BJ26-7"), iotest.ErrReader(failing)))
	require.Equal(t, failing, err)
	require.Equal(t, []string{"a"}, got)
}

func TestLinesAreWiped(t *testing.T) {
	k := NewLines(strings.NewReader("3BJ26-76T9M\nJFV8W-XCXYF\n"))
	line, err := k.Next()
	require.NoError(t, err)
	require.Equal(t, "3BJ26-76T9M", string(line))
	k.Close()
	require.Zero(t, bytes.Trim(k.buf, "\x00"))
	require.NotContains(t, string(line), "3")
}

func FuzzLines(f *testing.F) {
	f.Add([]byte("a\r\n\n b"), 3)
	f.Add([]byte(strings.Repeat("x", 5000)+"\ny"), 1000)
	f.Add([]byte("\x00@"), 1)
	f.Fuzz(func(t *testing.T, input []byte, pieces int) {
		if bytes.HasPrefix(input, []byte("\xff\xfe")) || bytes.HasPrefix(input, []byte("\xfe\xff")) {
			return // UTF-16
		}
		var want []string
		for line := range bytes.SplitSeq(bytes.TrimPrefix(input, []byte("\ufeff")), []byte("\n")) {
			if len(line) > maxLine {
				want = append(want, ErrLong.Error())
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
		got, err := readLines(io.MultiReader(parts...))
		if errors.Is(err, text.ErrUnmarked) {
			require.Contains(t, string(input), "\x00")
			return
		}
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}
