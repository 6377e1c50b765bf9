package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFind(t *testing.T) {
	const text = `package p

// mayBeOdd is false only if
// [odd] is.
func mayBeOdd(n int) bool { return n != 2 }

// isEven is true only if n is even.
func (c *counter) isEven(n int) bool { return n == 2 }

// half is [slowHalf], if it says that n is even.
func half(n int) (m int, ok bool) { return n / 2, n%2 == 0 }

// add is no shortcut.
func add(a, b int) int { return a + b }
`
	all, err := find([]byte(text))
	require.NoError(t, err)
	var names []string
	for _, s := range all {
		names = append(names, s.name)
	}
	require.Equal(t, []string{"mayBeOdd", "counter.isEven", "half"}, names)
	require.Contains(t, string(all[0].cut([]byte(text))), "bool { if true { return true };  return n != 2 }")
	require.Contains(t, string(all[2].cut([]byte(text))), "(m int, ok bool) { if true { return };  return n / 2")
	_, err = find([]byte("package"))
	require.Error(t, err)
}

// All files of shortcuts have some.
func TestSource(t *testing.T) {
	files, err := filepath.Glob("../../../hwhash/shortcuts_*.go")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		if all, err := find(text); filepath.Base(file) != "shortcuts_test.go" {
			require.NoError(t, err)
			require.NotEmpty(t, all, file)
		}
	}
}
