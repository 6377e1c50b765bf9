package main

import (
	"errors"
	"io/fs"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// textOf is what this system says of a file that cannot be read.
func textOf(t *testing.T, file string) string {
	t.Helper()
	_, err := os.ReadFile(file)
	var path *fs.PathError
	require.True(t, errors.As(err, &path), "%v", err)
	return path.Err.Error()
}
