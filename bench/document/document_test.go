package document

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFill(t *testing.T) {
	const text = "a\n<!-- x -->\nold\n<!-- end of x -->\nb\n"
	filled, err := Fill(text, map[string]string{"x": "new\n"})
	require.NoError(t, err)
	require.Equal(t, "a\n<!-- x -->\nnew\n<!-- end of x -->\nb\n", filled)
	_, err = Fill(text, map[string]string{"x": "", "y": ""})
	require.Error(t, err)
	same, err := Fill(text, map[string]string{})
	require.NoError(t, err)
	require.Equal(t, text, same)
}

func TestUpdate(t *testing.T) {
	file := filepath.Join(t.TempDir(), "doc.md")
	require.NoError(t, os.WriteFile(file, []byte("a\n<!-- x -->\n<!-- end of x -->\n"), 0o644))
	require.NoError(t, Update(file, map[string]string{"x": "new"}))
	require.Error(t, Update(file, map[string]string{"y": "new"}))
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, "a\n<!-- x -->\nnew\n<!-- end of x -->\n", string(text))
}
