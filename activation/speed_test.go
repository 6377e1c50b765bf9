package activation_test

import (
	"crypto/ed25519"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
)

// A check is a verification of an Ed25519 signature and little else. The least
// of many runs is compared, so that a busy machine does not matter.
func TestCheckIsFast(t *testing.T) {
	k := newKit(t)
	s := k.situation()
	k.check(s)
	public, private, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	message := make([]byte, 700)
	signature := ed25519.Sign(private, message)
	least := func(f func()) time.Duration {
		best := time.Hour
		for range 300 {
			start := time.Now()
			f()
			best = min(best, time.Since(start))
		}
		return best
	}
	check := least(func() { k.check(s) })
	verify := least(func() { ed25519.Verify(public, message, signature) })
	t.Logf("check %v, a signature %v", check, verify)
	require.Less(t, check, 3*verify)
	if !race && strconv.IntSize == 64 {
		require.Less(t, check, 200*time.Microsecond)
	}
}

func BenchmarkCheck(b *testing.B) {
	k := newKit(b)
	s := k.situation()
	require.Equal(b, activation.StateValid, k.check(s).State)
	b.ReportAllocs()
	for b.Loop() {
		k.check(s)
	}
}

func BenchmarkVerifyAlone(b *testing.B) {
	public, private, err := ed25519.GenerateKey(nil)
	require.NoError(b, err)
	message := make([]byte, 700)
	signature := ed25519.Sign(private, message)
	for b.Loop() {
		ed25519.Verify(public, message, signature)
	}
}

func BenchmarkParseRequest(b *testing.B) {
	k := newKit(b)
	token, err := activation.SignRequest(k.installation, k.activate())
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := activation.ParseRequest(token); err != nil {
			b.Fatal(err)
		}
	}
}
