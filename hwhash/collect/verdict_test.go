package collect

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/hwhash"
)

// hashOf returns the hash of what a recorded machine gave.
func hashOf(t *testing.T, name string) hwhash.Hash {
	t.Helper()
	doc, err := os.ReadFile(filepath.Join("testdata", name+".golden.json"))
	require.NoError(t, err)
	var recorded struct{ Inventory hwhash.Inventory }
	require.NoError(t, json.Unmarshal(doc, &recorded))
	h, err := hwhash.NewHasher("example.com/test")
	require.NoError(t, err)
	sum, err := h.Sum(&recorded.Inventory)
	require.NoError(t, err)
	return sum
}

// What becomes of recorded machines end to end: a machine is itself in a dock
// and without privileges, and no other machine is.
func TestRecordedMachinesCompare(t *testing.T) {
	same := [][2]string{{"laptop", "laptop-user"}, {"laptop-user", "laptop"}, {"laptop", "docked"}}
	for _, pair := range same {
		m, err := hwhash.Standard.Compare(hashOf(t, pair[0]), hashOf(t, pair[1]))
		require.NoError(t, err)
		require.Equal(t, hwhash.Same, m.Verdict, pair)
	}
	machines := []string{"laptop", "desktop", "blade", "microvm", "board"}
	for _, a := range machines {
		for _, b := range machines {
			m, err := hwhash.Standard.Compare(hashOf(t, a), hashOf(t, b))
			require.NoError(t, err)
			require.Equal(t, a == b, m.Verdict == hwhash.Same, "%s and %s", a, b)
		}
	}
}
