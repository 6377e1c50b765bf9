package hwhash

import (
	"bytes"
	"math/bits"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func newBlinder(t testing.TB, fill byte) *Blinder {
	t.Helper()
	b, err := NewBlinder(bytes.Repeat([]byte{fill}, 32))
	require.NoError(t, err)
	return b
}

func TestBlinderErrors(t *testing.T) {
	for _, n := range []int{0, 1, 31} {
		_, err := NewBlinder(make([]byte, n))
		require.ErrorIs(t, err, ErrPepper)
	}
	b := newBlinder(t, 1)
	_, err := b.Blind(Hash{})
	require.ErrorIs(t, err, ErrInvalid)
	once, err := b.Blind(sample(t))
	require.NoError(t, err)
	_, err = b.Blind(once)
	require.ErrorIs(t, err, ErrBlinded)
	_, err = new(Blinder).Blind(sample(t))
	require.ErrorIs(t, err, ErrPepper)
}

func TestBlindedHashIsWellFormed(t *testing.T) {
	h := sample(t)
	b := newBlinder(t, 1)
	blinded, err := b.Blind(h)
	require.NoError(t, err)
	require.True(t, blinded.Blinded())
	require.Equal(t, h.Traits(), blinded.Traits())
	require.Equal(t, h.Classes(), blinded.Classes())
	require.Equal(t, h.IdentityBits(), blinded.IdentityBits())
	again, err := Parse(blinded.String())
	require.NoError(t, err)
	require.Equal(t, blinded, again)
	same, err := b.Blind(h)
	require.NoError(t, err)
	require.Equal(t, blinded, same)
	require.Zero(t, testing.AllocsPerRun(100, func() { _, _ = b.Blind(h) }))
}

// Every mapping is a permutation, so blinding neither joins nor splits values.
func TestMappingsArePermutations(t *testing.T) {
	a, b := newBlinder(t, 1), newBlinder(t, 2)
	for _, c := range Classes() {
		n := 1<<classes[c].width - 1
		require.Len(t, a.mapping[c], n)
		seen := make([]bool, n+1)
		agree := 0
		for i, v := range a.mapping[c] {
			require.False(t, seen[v])
			seen[v] = true
			if v == b.mapping[c][i] {
				agree++
			}
		}
		require.False(t, seen[0], "0 is absent")
		require.Less(t, agree, 12, "two peppers agree on %s; one is expected by chance", c)
	}
	require.NotEqual(t, a.mapping[SystemSerial], a.mapping[BoardSerial], "classes share a mapping")
}

// Bits and verdicts of blinded pairs are those of the plain ones.
func TestBlindingKeepsComparisons(t *testing.T) {
	h, b := newHasher(t), newBlinder(t, 3)
	r := rand.New(rand.NewPCG(11, 12))
	base := fullInventory()
	verdicts := map[Verdict]int{}
	for range 3000 {
		changes := map[Class][]string{}
		for _, c := range Classes() {
			if values, ok := another[c]; ok && r.IntN(2) == 0 {
				changes[c] = values[:1+r.IntN(len(values))]
			}
		}
		x, err := h.Sum(base)
		require.NoError(t, err)
		y, err := h.Sum(change(changes))
		require.NoError(t, err)
		plain, err := Standard.Compare(x, y)
		require.NoError(t, err)
		bx, err := b.Blind(x)
		require.NoError(t, err)
		by, err := b.Blind(y)
		require.NoError(t, err)
		blind, err := Standard.Compare(bx, by)
		require.NoError(t, err)
		require.Equal(t, plain, blind)
		verdicts[plain.Verdict]++
	}
	require.Len(t, verdicts, 3, "the pairs reach every verdict")
}

func TestBlindIsSafeForConcurrentUse(t *testing.T) {
	h, b := sample(t), newBlinder(t, 4)
	want, err := b.Blind(h)
	require.NoError(t, err)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 500 {
				if got, err := b.Blind(h); err != nil || got != want {
					t.Error("another hash")
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestSortNetwork(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	for n := 2; n < 200; n++ {
		a := make([]uint64, n)
		for i := range a {
			a[i] = r.Uint64() >> r.IntN(64)
		}
		sortNetwork(a)
		for i := 1; i < n; i++ {
			require.LessOrEqual(t, a[i-1], a[i], "of %d", n)
		}
	}
}

// With a stolen table and no pepper, a guess of a serial tells nothing: over
// peppers, the slot that a right guess gives is as good as any other.
func TestWithoutPepperNoGuessCanBeTested(t *testing.T) {
	h := sample(t)
	i := classes[SystemModel].first // the narrowest width is the hardest case
	var counts [1 << 8]int
	const peppers = 2000
	var key [32]byte
	for p := range peppers {
		key[0], key[1] = byte(p), byte(p>>8)
		mapping, err := permutation(key[:], 255, byte(SystemModel))
		require.NoError(t, err)
		counts[mapping[h.slot(i)-1]]++
	}
	chi2 := 0.0
	const expected = float64(peppers) / 255
	for _, n := range counts[1:] {
		d := float64(n) - expected
		chi2 += d * d / expected
	}
	// 254 degrees of freedom: mean 254, deviation 22.5; five deviations.
	require.InDelta(t, 254, chi2, 5*22.5)
	require.Equal(t, 8, bits.Len(uint(len(counts)-1)))
}
