package productkey_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"hash"
	"sync"
	"testing"

	"github.com/hwprint/hwprint/productkey"
	"github.com/stretchr/testify/require"
	"github.com/zeebo/blake3"
)

const benchText = "BCDFG-HJKMP-QRTVW-XY234-67892"

func benchHasher(b testing.TB, f *productkey.Format) *productkey.Hasher {
	secret := []byte("32 bytes from openssl rand would.")[:productkey.PepperSize]
	p, err := productkey.NewPepper(1, secret)
	require.NoError(b, err)
	h, err := productkey.NewHasher(f, productkey.Ring{p})
	require.NoError(b, err)
	return h
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := productkey.Base24.Parse(benchText); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseSum(b *testing.B) {
	h := benchHasher(b, productkey.Base24)
	b.ReportAllocs()
	for b.Loop() {
		k, err := productkey.Base24.Parse(benchText)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := h.Sum(k); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseVerify(b *testing.B) {
	h := benchHasher(b, productkey.Base24)
	k, err := productkey.Base24.Parse(benchText)
	require.NoError(b, err)
	d, err := h.Sum(k)
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		k, err := productkey.Base24.Parse(benchText)
		if err != nil {
			b.Fatal(err)
		}
		if v, _ := h.Verify(k, d); v != productkey.Match {
			b.Fatal("a wrong verdict")
		}
	}
}

// BenchmarkHMAC is what a server does that hashes the text of a key with the
// standard library, without parsing it.
func BenchmarkHMAC(b *testing.B) {
	key := make([]byte, 32)
	pool := sync.Pool{New: func() any { return hmac.New(sha256.New, key) }}
	text := []byte(benchText)
	var tag, stored [sha256.Size]byte
	b.ReportAllocs()
	for b.Loop() {
		mac := pool.Get().(hash.Hash)
		mac.Reset()
		mac.Write(text)
		mac.Sum(tag[:0])
		pool.Put(mac)
		subtle.ConstantTimeCompare(tag[:], stored[:])
	}
}

// BenchmarkCompression is what no digest can do without: one keyed
// compression, and wiping what was hashed.
func BenchmarkCompression(b *testing.B) {
	hasher, err := blake3.NewKeyed(make([]byte, 32))
	require.NoError(b, err)
	var message, zeros [64]byte
	var tag [32]byte
	b.ReportAllocs()
	for b.Loop() {
		message[0]++
		hasher.Write(message[:])
		hasher.Sum(tag[:0])
		hasher.Reset()
		hasher.Write(zeros[:])
		hasher.Reset()
	}
}
