package jsonl

import (
	"encoding/json"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/text"
)

// readAll returns the documents of a stream, with errors in their places.
func readAll(r io.Reader, byLine bool) (docs []string, err error) {
	d := NewDocuments(r, byLine)
	for {
		doc, err := d.Next()
		switch err {
		case nil:
			docs = append(docs, string(doc))
		case ErrTooLong, ErrCutShort:
			docs = append(docs, err.Error())
		case io.EOF:
			return docs, nil
		default:
			return docs, err
		}
	}
}

// endless is input that never ends.
type endless struct{ line string }

func (e endless) Read(p []byte) (int, error) {
	n := 0
	for n+len(e.line) <= len(p) {
		n += copy(p[n:], e.line)
	}
	return n, nil
}

func TestLongLines(t *testing.T) {
	long := `{"components":[],"x":"` + strings.Repeat("x", 9<<20) + `"}`
	fits := `{"components":[],"x":"` + strings.Repeat("x", 7<<20) + `"}`
	exact := `{"x":"` + strings.Repeat("x", maxDocument-9) + `"}` + "\n"
	over := " " + exact
	const tooLong = "longer than 8 MiB"
	for _, test := range []struct {
		name, input string
		want        []string
	}{
		{"between", "{}\n" + long + "\n{}\n", []string{"{}\n", tooLong, "{}\n"}},
		{"first", long + "\n{}\n[\n{}\n", []string{tooLong, "{}\n", "[\n", "{}\n"}},
		{"last", "{}\n" + long, []string{"{}\n", tooLong}},
		{"two", long + "\n" + long + "\n", []string{tooLong, tooLong}},
		{"fits", "{}\n" + fits + "\n{}\n", []string{"{}\n", fits + "\n", "{}\n"}},
		{"exact", exact + over + exact, []string{exact, tooLong, exact}},
		{"in a document", "{\n\"x\":\n\"" + long + "\n}\n{}\n", []string{tooLong, "{}\n"}},
		{"document", "{\n" + strings.Repeat("\"x\": 1,\n", 2<<20) + "\"x\": 1\n}\n{\n}\n", []string{tooLong, "{\n}\n"}},
		{"in a document, then lines", "{\n" + long + "\n" + `{"components":[]}` + "\n", []string{"not JSON: cut short", "not JSON: cut short", `{"components":[]}` + "\n"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := readAll(strings.NewReader(test.input), false)
			require.NoError(t, err)
			require.Len(t, got, len(test.want))
			for i := range got { // not Equal: it would print megabytes
				require.True(t, got[i] == test.want[i], "document %d of %d bytes", i, len(got[i]))
			}
		})
	}
}

// Whatever is cut off the first line of JSON Lines, the others come out, and
// in their places.
func TestFirstLineCut(t *testing.T) {
	const (
		one = `{"components":[{"class":"nic","value":"3c:18:a0:00:00:01"},{"class":"cpu","value":"GenuineIntel|i5-1145G7"}],"traits":{"portable":true}}`
		two = `{"components":[{"class":"nic","value":"3c:18:a0:00:00:02"}],"traits":{}}`
	)
	for cut := 1; cut < len(one); cut++ {
		got, err := readAll(strings.NewReader(one[:cut]+"\n"+two+"\n"+two+"\n"), false)
		require.NoError(t, err)
		require.Len(t, got, 3, one[:cut])
		require.False(t, json.Valid([]byte(got[0])))
		require.Equal(t, []string{two + "\n", two + "\n"}, got[1:], one[:cut])
	}
}

func TestByLine(t *testing.T) {
	got, err := readAll(strings.NewReader("{\n}\n"), true)
	require.NoError(t, err)
	require.Equal(t, []string{"{\n", "}\n"}, got)
}

func TestReadError(t *testing.T) {
	failing := errors.New("input/output error")
	got, err := readAll(io.MultiReader(strings.NewReader("{}\n{"), iotest.ErrReader(failing)), false)
	require.Equal(t, []string{"{}\n"}, got)
	require.ErrorIs(t, err, failing)
}

// A document that never ends costs no more memory than the longest allowed.
func TestEndlessDocument(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 64 MiB")
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	input := io.MultiReader(strings.NewReader("{\n"), io.LimitReader(endless{"{\"xxx\":\n"}, 64<<20))
	d := NewDocuments(input, false)
	_, err := d.Next()
	require.Equal(t, ErrCutShort, err)
	runtime.ReadMemStats(&after)
	require.Less(t, int64(after.HeapSys)-int64(before.HeapSys), int64(64<<20), "it may shrink")
	runtime.KeepAlive(d)
}

func FuzzDocuments(f *testing.F) {
	for _, seed := range []string{"{}\n{}\n", "{\n}\n", `{"components":[` + "\n" + `{"components":[]}` + "\n", "\ufeff{", "\"\n}]\n", "\x00@"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) {
		if strings.HasPrefix(input, "\xff\xfe") || strings.HasPrefix(input, "\xfe\xff") {
			return // UTF-16
		}
		docs, err := readAll(strings.NewReader(input), false)
		if errors.Is(err, text.ErrUnmarked) {
			require.Contains(t, input, "\x00")
			return
		}
		require.NoError(t, err)
		for _, doc := range docs {
			require.NotEmpty(t, strings.TrimSpace(doc))
		}
		// JSON Lines come out as they went in.
		all := true
		for _, line := range strings.Split(strings.TrimSuffix(input, "\n"), "\n") {
			all = all && json.Valid([]byte(line))
		}
		if all {
			require.Equal(t, strings.TrimSuffix(input, "\n"), strings.TrimSuffix(strings.Join(docs, ""), "\n"))
		}
	})
}
