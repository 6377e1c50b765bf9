package text

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// utf16Text returns text in UTF-16 with a mark, as Windows PowerShell 5.1 writes it.
func utf16Text(order binary.AppendByteOrder, s string) []byte {
	b := order.AppendUint16(nil, 0xfeff)
	for _, unit := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, unit)
	}
	return b
}

// readAll reads in several ways, which must agree.
func readAll(t *testing.T, input []byte) string {
	t.Helper()
	want, err := io.ReadAll(NewReader(bytes.NewReader(input)))
	require.NoError(t, err)
	for _, in := range []io.Reader{
		NewReader(iotest.OneByteReader(bytes.NewReader(input))),
		NewReader(iotest.DataErrReader(bytes.NewReader(input))),
		iotest.OneByteReader(NewReader(bytes.NewReader(input))),
	} {
		got, err := io.ReadAll(in)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	return string(want)
}

func TestReader(t *testing.T) {
	for name, want := range map[string]string{
		"nothing":       "",
		"one":           "x",
		"two":           "xy",
		"lines":         "{\"class\":\"nic\"}\r\n\r\n{}\r\n",
		"wide":          "\u00e4\u20ac\U0001f512\uffff x",
		"long":          strings.Repeat("\u00e4b\U0001f512", 5000),
		"second mark":   "a\ufeffb",
		"null":          "a\x00b",
		"nulls":         "ab\x00c\x00",
		"null first":    "\x00abc",
		"only nulls":    "\x00\x00\x00\x00",
		"an odd length": strings.Repeat("x", 4095) + "\U0001f512",
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, want, readAll(t, []byte(want)))
			require.Equal(t, want, readAll(t, []byte("\ufeff"+want)))
			require.Equal(t, want, readAll(t, utf16Text(binary.LittleEndian, want)))
			require.Equal(t, want, readAll(t, utf16Text(binary.BigEndian, want)))
		})
	}
}

// What is no text comes out as no text: it is not replaced in silence.
func TestReaderBroken(t *testing.T) {
	for name, input := range map[string]string{
		"half a character":  "\xff\xfea\x00b",
		"a lone high half":  "\xff\xfe\x3d\xd8a\x00",
		"a lone low half":   "\xff\xfe\x12\xdda\x00",
		"a high half, last": "\xff\xfea\x00\x3d\xd8",
		"two high halves":   "\xfe\xff\xd8\x3d\xd8\x3d\xdd\x12",
		"not UTF-8":         "a\xff",
	} {
		t.Run(name, func(t *testing.T) {
			got := readAll(t, []byte(input))
			require.False(t, utf8.ValidString(got), "%q", got)
			require.True(t, strings.Contains(got, "a") || strings.Contains(got, "\U0001f512"), "%q", got)
		})
	}
}

// Who wrote UTF-16 without a mark is told so.
func TestReaderUnmarked(t *testing.T) {
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		for _, s := range []string{"x", "xy", `{"class":"nic"}`, "PF3XK7Q2\u00e4"} {
			input := utf16Text(order, s)[2:]
			for _, in := range []io.Reader{bytes.NewReader(input), iotest.OneByteReader(bytes.NewReader(input))} {
				got, err := io.ReadAll(NewReader(in))
				require.Equal(t, ErrUnmarked, err, "%q", input)
				require.Empty(t, got)
			}
		}
	}
}

// A short line is given out at once.
func TestReaderDoesNotWait(t *testing.T) {
	in, out := io.Pipe()
	defer out.Close()
	go func() { _, _ = out.Write([]byte("ab\n")) }()
	var line [3]byte
	_, err := io.ReadFull(NewReader(in), line[:])
	require.NoError(t, err)
	require.Equal(t, "ab\n", string(line[:]))
}

func TestReaderFails(t *testing.T) {
	got, err := io.ReadAll(NewReader(io.MultiReader(strings.NewReader("\xff\xfea\x00"), iotest.ErrReader(io.ErrClosedPipe))))
	require.Equal(t, "a", string(got))
	require.Equal(t, io.ErrClosedPipe, err)
}

func TestReaderIsWiped(t *testing.T) {
	r := NewReader(bytes.NewReader(utf16Text(binary.LittleEndian, "secret")))
	_, err := io.ReadAll(r)
	require.NoError(t, err)
	require.Contains(t, string(r.buf), "s\x00e\x00c")
	r.Wipe()
	require.Empty(t, bytes.Trim(r.buf, "\x00"))
}

func FuzzReader(f *testing.F) {
	f.Add("text", true)
	f.Add("\U0001f512\ufeff\x00", false)
	f.Fuzz(func(t *testing.T, s string, little bool) {
		s = strings.ToValidUTF8(s, "?")
		var order binary.AppendByteOrder = binary.BigEndian
		if little {
			order = binary.LittleEndian
		}
		require.Equal(t, s, readAll(t, utf16Text(order, s)))
		require.Equal(t, s, readAll(t, []byte("\ufeff"+s)))
	})
}

// Characters that hide something, each from a class of its own.
const hiddenOnes = "\x1b\x7f\u0085\u00a0\u00ad\u034f\u061c\u115f\u180e\u200b\u200e\u2028\u202e\u2066\u2069\u3000\u3164\ufe0f\ufeff\U000e0041\U000e0100"

func TestVisible(t *testing.T) {
	for _, c := range hiddenOnes {
		got := Visible("PF3" + string(c) + "ZQ")
		require.NotContains(t, got, string(c))
		require.True(t, strings.HasPrefix(got, `"PF3\`), got)
		require.Equal(t, "a remark that cannot be shown", Remark("x"+string(c)))
	}
	require.Equal(t, `"\xff"`, Visible("\xff"))
	for _, s := range []string{"", "To be filled by O.E.M.", "Gerät", "主板"} {
		require.Equal(t, s, Visible(s))
	}
}

func TestVisibleJSON(t *testing.T) {
	line, err := json.Marshal(map[string]string{"value": "a" + hiddenOnes + "z"})
	require.NoError(t, err)
	got := AppendVisibleJSON(nil, line)
	for _, c := range got {
		require.True(t, c >= ' ' && c < 0x7f, "%q", got)
	}
	require.JSONEq(t, string(line), string(got))
	require.Equal(t, `{"v":"Gerät \"\\"}`, string(AppendVisibleJSON(nil, []byte(`{"v":"Gerät \"\\"}`))))
}

func TestRemark(t *testing.T) {
	require.Equal(t, "run as root, or let the installer read it once", Remark("run as root, or let the installer read it once"))
	require.Equal(t, "values dropped as malformed: 12", Remark("values dropped as malformed: 12"))
	require.Equal(t, "the serial number ... is bad", Remark("the serial number PF3ZQ8T1 is bad"))
	require.Equal(t, "a remark that cannot be shown", Remark(strings.Repeat("x", 300)))
}
