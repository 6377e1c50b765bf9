package productkey

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Every key comes back from its number, and no other number makes one.
func TestNumbers(t *testing.T) {
	for _, f := range []*Format{Base24, Base24N, Crockford32} {
		for range 1000 {
			k, err := f.Generate(nil)
			require.NoError(t, err)
			again, err := f.FromNumber(k.RevealNumber())
			require.NoError(t, err)
			require.True(t, k.Equal(again))
			require.Equal(t, k.Reveal(), again.Reveal())
		}
		over := f.max.plus(1)
		if f.check != nil {
			over = number{^uint64(0), ^uint64(0)}
		}
		for _, n := range []number{over, {^uint64(0), ^uint64(0)}} {
			k, err := f.FromNumber(Key{format: f, masked: n.mask()}.RevealNumber())
			require.ErrorIs(t, err, ErrMalformed)
			require.True(t, k.IsZero())
		}
	}
	// One flipped bit, and the check letter is wrong.
	k, err := Crockford32.Generate(nil)
	require.NoError(t, err)
	b := k.RevealNumber()
	b[15] ^= 1
	_, err = Crockford32.FromNumber(b)
	require.ErrorIs(t, err, ErrMalformed)

	_, err = (*Format)(nil).FromNumber(b)
	require.ErrorIs(t, err, ErrFormat)
	require.Zero(t, Key{}.RevealNumber())
}
