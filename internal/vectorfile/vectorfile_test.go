package vectorfile

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLines(t *testing.T) {
	type vector struct{ ID string }
	for want, all := range map[string][]vector{
		"[\n]\n":                 nil,
		"[\n{\"ID\":\"a\"}\n]\n": {{"a"}},
		"[\n{\"ID\":\"a<\\n\"},\n{\"ID\":\"b\"}\n]\n": {{"a<\n"}, {"b"}},
	} {
		doc, err := Lines(all, nil)
		require.NoError(t, err)
		require.Equal(t, want, string(doc))
		var back []vector
		require.NoError(t, json.Unmarshal(doc, &back))
		require.Len(t, back, len(all))
	}
	_, err := Lines([]vector{{"a"}}, io.EOF)
	require.ErrorIs(t, err, io.EOF)
	_, err = Lines([]chan int{nil}, nil)
	require.Error(t, err)
}

func TestBuildAndWrite(t *testing.T) {
	files, err := Build(map[string]func() ([]byte, error){"a.json": func() ([]byte, error) { return []byte("[]"), nil }})
	require.NoError(t, err)
	dir := t.TempDir()
	require.NoError(t, Write(dir, files))
	doc, err := os.ReadFile(filepath.Join(dir, "a.json"))
	require.NoError(t, err)
	require.Equal(t, "[]", string(doc))
	require.Error(t, Write(filepath.Join(dir, "none"), files))

	_, err = Build(map[string]func() ([]byte, error){"b.json": func() ([]byte, error) { return nil, io.EOF }})
	require.EqualError(t, err, "b.json: EOF")
}

func TestFailures(t *testing.T) {
	f := Failures{{"end", io.EOF}, {"closed", io.ErrClosedPipe}}
	name, ok := f.Name(fmt.Errorf("x: %w", io.ErrClosedPipe))
	require.True(t, ok)
	require.Equal(t, "closed", name)
	_, ok = f.Name(errors.New("another"))
	require.False(t, ok)
}
