package productkey

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestStretchNames(t *testing.T) {
	require.Equal(t, "none", NoStretch.String())
	require.Equal(t, "argon2id-64MiB", Argon2id64MiB.String())
	require.Equal(t, "argon2id-2GiB", Argon2id2GiB.String())
	require.Equal(t, "unknown", Stretch(3).String())
}

// Stretches wait for each other, so that many requests at once cannot take all
// memory, and their digests are right. The vectors have their values.
func TestStretchesTakeTurns(t *testing.T) {
	short, err := NewFormat(Layout{Alphabet: "0123456789", Groups: 4, Size: 4})
	require.NoError(t, err)
	h, err := NewHasher(ringOf(t, 1), short, Argon2id64MiB)
	require.NoError(t, err)
	require.LessOrEqual(t, cap(h.gate), 1+cap(newGate()))
	k := keyOf(t, short, "0123-4567-8901-2345")
	want, err := h.Sum(k)
	require.NoError(t, err)
	require.Equal(t, Argon2id64MiB, want.Stretch())
	rounds := 6
	if testing.Short() || raceEnabled {
		rounds = 2
	}
	var wg sync.WaitGroup
	for range rounds {
		wg.Go(func() {
			if d, err := h.Sum(k); err != nil || !d.Equal(want) {
				t.Errorf("another digest: %v", err)
			}
			if len(h.gate) > cap(h.gate) {
				t.Error("too many at once")
			}
		})
	}
	wg.Wait()
	require.Empty(t, h.gate)
}
