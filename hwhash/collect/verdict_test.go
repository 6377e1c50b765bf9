//go:build linux

package collect

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/hwhash"
)

// hashOf returns the hash of a machine.
func hashOf(t testing.TB, inv hwhash.Inventory) hwhash.Hash {
	t.Helper()
	h, err := hwhash.NewHasher("example.com/test")
	require.NoError(t, err)
	sum, err := h.Sum(&inv)
	require.NoError(t, err)
	return sum
}

// No machine of the corpus is taken for another, and each is itself.
func TestMachinesAreTold(t *testing.T) {
	hashes := map[string]hwhash.Hash{}
	for _, name := range []string{"laptop", "desktop", "blade", "microvm", "board"} {
		hashes[name] = hashOf(t, collectFrom(t, makeTree(t, name)).Inventory)
	}
	for a, enrolled := range hashes {
		for b, presented := range hashes {
			m, err := hwhash.Standard().Compare(enrolled, presented)
			require.NoError(t, err)
			require.Equal(t, a == b, m.Verdict == hwhash.Same, "%s and %s", a, b)
		}
	}
}
