package collect

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/hwhash"
)

// Windows' own calls answer in time, and alike, ten times, and every class has
// its line in the report. It also runs under Wine.
func TestWindowsTenTimesAlike(t *testing.T) {
	first, err := Inventory(t.Context(), Timeout(30*time.Second))
	require.NoError(t, err)
	require.NotEmpty(t, first.Inventory.Components)
	for _, c := range append(hwhash.Classes(), 0) {
		found := false
		for _, s := range first.Sources {
			found = found || s.Class == c
		}
		require.True(t, found, c)
	}
	slowest := time.Duration(0)
	for range 10 {
		start := time.Now()
		again, err := Inventory(t.Context(), Timeout(30*time.Second))
		require.NoError(t, err)
		slowest = max(slowest, time.Since(start))
		require.Equal(t, first.Inventory, again.Inventory)
		require.Equal(t, first.Sources, again.Sources)
	}
	t.Logf("the slowest of ten took %v", slowest)
}

// A 32-bit program reads the identifier that a 64-bit one reads, and no text
// comes from outside what was asked for.
func TestWindowsRegistry(t *testing.T) {
	guid, err := registryText(keyInstall, "MachineGuid")
	require.NoError(t, err)
	require.Len(t, guid, 36)
	_, err = registryText(keyInstall, "there is no such value")
	require.Error(t, err)
	_, err = registryKeys(`there\is\no\such\key`)
	require.Error(t, err)
}
