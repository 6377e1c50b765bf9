package jsonl

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

func TestAnswer(t *testing.T) {
	docs := NewDocuments(strings.NewReader("1\n2\n"+strings.Repeat("x", maxDocument+1)+"\n3\n"), true)
	var out bytes.Buffer
	w := NewWriter(&out)
	total, bad, err := Answer(w, docs, func(doc []byte) error {
		switch string(doc) {
		case "1\n":
			_, _ = w.WriteString("yes\n")
			return nil
		case "2\n":
			_, _ = w.WriteString("no\n")
			return ErrNo
		}
		return errors.New("odd")
	}, func(err error) any { return err.Error() })
	require.NoError(t, err)
	require.Equal(t, []int{4, 3}, []int{total, bad})
	require.NoError(t, w.Flush())
	require.Equal(t, "yes\nno\n\"longer than 8 MiB\"\n\"odd\"\n", out.String())
}

func TestAnswerFails(t *testing.T) {
	docs := NewDocuments(io.MultiReader(strings.NewReader("1\n"), iotest.ErrReader(io.ErrClosedPipe)), true)
	total, _, err := Answer(NewWriter(io.Discard), docs, func([]byte) error { return nil }, nil)
	require.Equal(t, io.ErrClosedPipe, err)
	require.Equal(t, 1, total)
}

func TestWriterIsWiped(t *testing.T) {
	var out bytes.Buffer
	w := NewWriter(&out)
	require.NoError(t, w.JSON(map[string]string{"key": "3BJ26-76T9M", "hidden": "\u202e"}))
	require.NoError(t, w.Flush())
	require.Equal(t, `{"hidden":"\u202e","key":"3BJ26-76T9M"}`+"\n", out.String())
	w.Wipe()
	for _, b := range [][]byte{w.AvailableBuffer(), w.line.AvailableBuffer(), w.visible} {
		require.Empty(t, bytes.Trim(b[:cap(b)], "\x00"))
	}
}
