// Package xaes is XAES-256-GCM, AES-256-GCM with a nonce of 24 bytes and a key
// of its own for each message (C2SP, "XAES-256-GCM", c2sp.org/XAES-256-GCM).
// 2^80 messages can have random nonces under one key; with plain AES-256-GCM it
// is 2^32.
package xaes

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"
)

const (
	// KeySize, NonceSize and Overhead are in bytes. Overhead is how much longer
	// a ciphertext is than its plaintext.
	KeySize   = 32
	NonceSize = 24
	Overhead  = 16
)

// Cipher has a key. It is immutable and safe for concurrent use.
//
// The key stands behind two pointers. Package fmt follows one of them where it
// gets a wrong verb for a Cipher in an unexported field.
type Cipher struct{ key **expanded }

// expanded is what one key comes to for all messages.
type expanded struct {
	block  cipher.Block
	subkey [aes.BlockSize]byte // K1 of CMAC
}

// New returns the Cipher of a key of 32 bytes, which it does not keep.
func New(key *[KeySize]byte) Cipher {
	e := &expanded{block: blockOf(key)}
	e.block.Encrypt(e.subkey[:], e.subkey[:])
	double(&e.subkey)
	return Cipher{&e}
}

func blockOf(key *[KeySize]byte) cipher.Block {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // the length is right
	}
	return block
}

// Seal appends the ciphertext of a plaintext to dst. No nonce may be used twice.
func (c Cipher) Seal(dst, nonce, plaintext, data []byte) []byte {
	return c.message(nonce).Seal(dst, nonce[NonceSize/2:], plaintext, data)
}

// Open appends the plaintext of a ciphertext to dst, if it is genuine.
func (c Cipher) Open(dst, nonce, ciphertext, data []byte) ([]byte, error) {
	return c.message(nonce).Open(dst, nonce[NonceSize/2:], ciphertext, data)
}

// message returns AES-256-GCM under the key of one message: the first half of
// the nonce by CMAC (NIST SP 800-108, in counter mode).
func (c Cipher) message(nonce []byte) cipher.AEAD {
	e := *c.key
	var key [KeySize]byte
	defer clear(key[:])
	for i := range 2 {
		half := key[i*aes.BlockSize:][:aes.BlockSize]
		copy(half, []byte{0, byte(i + 1), 'X', 0})
		copy(half[4:], nonce[:NonceSize/2])
		subtle.XORBytes(half, half, e.subkey[:])
		e.block.Encrypt(half, half)
	}
	aead, err := cipher.NewGCM(blockOf(&key))
	if err != nil {
		panic(err) // the block size is right
	}
	return aead
}

// double multiplies by x in GF(2^128), as CMAC does.
func double(b *[aes.BlockSize]byte) {
	var carry byte
	for i := len(b) - 1; i >= 0; i-- {
		b[i], carry = b[i]<<1|carry, b[i]>>7
	}
	b[len(b)-1] ^= 0x87 & -carry
}
