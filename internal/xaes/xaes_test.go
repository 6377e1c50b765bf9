package xaes

import (
	"bytes"
	"crypto/sha3"
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/require"
)

// The vectors of the specification.
func TestVectors(t *testing.T) {
	nonce, text := []byte("ABCDEFGHIJKLMNOPQRSTUVWX"), []byte("XAES-256-GCM")
	for _, c := range []struct {
		key        byte
		data, want string
	}{
		{1, "", "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"},
		{3, "c2sp.org/XAES-256-GCM", "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"},
	} {
		x := New((*[KeySize]byte)(bytes.Repeat([]byte{c.key}, KeySize)))
		sealed := x.Seal(nil, nonce, text, []byte(c.data))
		require.Equal(t, c.want, hex.EncodeToString(sealed))
		opened, err := x.Open(nil, nonce, sealed, []byte(c.data))
		require.NoError(t, err)
		require.Equal(t, text, opened)
	}
}

// The specification's 10,000 messages of SHAKE128, and the digest of all.
func TestAccumulated(t *testing.T) {
	source, digest := sha3.NewSHAKE128(), sha3.NewSHAKE128()
	read := func(n int) []byte {
		b := make([]byte, n)
		_, _ = source.Read(b)
		return b
	}
	for range 10_000 {
		key, nonce := read(KeySize), read(NonceSize)
		text := read(int(read(1)[0]))
		data := read(int(read(1)[0]))
		x := New((*[KeySize]byte)(key))
		sealed := x.Seal(nil, nonce, text, data)
		opened, err := x.Open(nil, nonce, sealed, data)
		require.NoError(t, err)
		require.True(t, bytes.Equal(text, opened))
		_, _ = digest.Write(sealed)
	}
	sum := make([]byte, 32)
	_, _ = digest.Read(sum)
	require.Equal(t, "e6b9edf2df6cec60c8cbd864e2211b597fb69a529160cd040d56c0c210081939", hex.EncodeToString(sum))
}
