package activation

import (
	"crypto/ecdh"
	"crypto/hpke"
	"encoding/binary"
	"fmt"
	"io"
	"log/slog"

	"github.com/hwprint/hwprint/productkey"
)

const (
	sealedPrefix  = "pks1:"
	sealingPrefix = "sea1:"
	labelSeal     = "hwprint 2026 v1 product key"
)

// suite is DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305 (RFC
// 9180, section 7): its three numbers, big-endian.
var suite = []byte{0x00, 0x20, 0x00, 0x01, 0x00, 0x03}

// SealedKey is a product key, sealed for the server: 68 bytes, the number of the
// sealing key (4, big-endian), the encapsulated key (32), the ciphertext (16)
// and its tag (16). Its text is "pks1:" and 91 characters of base64url. The
// zero value is none.
type SealedKey [4 + 32 + 16 + 16]byte

// KID returns the number of the key that it was sealed for.
func (s SealedKey) KID() uint32 { return binary.BigEndian.Uint32(s[:4]) }

// String returns the text form, or "pks1:invalid".
func (s SealedKey) String() string { return textString(sealedPrefix, s[:]) }

// MarshalText returns the text form; the zero SealedKey is [ErrText].
func (s SealedKey) MarshalText() ([]byte, error) { return appendText(nil, sealedPrefix, s[:]) }

// UnmarshalText reads the text form, strictly. On an error s is unchanged.
func (s *SealedKey) UnmarshalText(text []byte) error { return parseText(s[:], sealedPrefix, text) }

// SealKey seals a product key for a request: for the product, the installation
// and the nonce in it, so that nobody can put it into another one. It sets
// Key of the request; Product, IPK and Nonce must be there. to is a key of the
// ring for [UseSeal].
func SealKey(to RingKey, r *Request, key productkey.Key) error {
	number := key.RevealNumber()
	defer clear(number[:])
	if to.Use != UseSeal || key.IsZero() || r.IPK == (PublicKey{}) || r.Nonce == (Nonce{}) {
		return ErrSealed
	}
	public, err := hpke.DHKEM(ecdh.X25519()).NewPublicKey(to.Key[:])
	if err != nil {
		return ErrSealed
	}
	box, err := hpke.Seal(public, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), sealInfo(to.KID, r), number[:])
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSealed, err)
	}
	binary.BigEndian.PutUint32(r.Key[:4], to.KID)
	copy(r.Key[4:], box)
	return nil
}

// OpenKey opens the product key of a request that [ParseRequest] returned. The
// error is [ErrSealingKey] if none of keys is the one that it was sealed for,
// [ErrSealed] if it does not open, or that of the format.
func OpenKey(keys []SealingKey, f *productkey.Format, r *Request) (productkey.Key, error) {
	for i := range keys {
		if keys[i].KID == r.Key.KID() && keys[i].some {
			return keys[i].open(f, r)
		}
	}
	return productkey.Key{}, ErrSealingKey
}

func (k *SealingKey) open(f *productkey.Format, r *Request) (productkey.Key, error) {
	private, err := hpke.DHKEM(ecdh.X25519()).NewPrivateKey(k.key[:])
	if err != nil {
		return productkey.Key{}, ErrSealed
	}
	plain, err := hpke.Open(private, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), sealInfo(k.KID, r), r.Key[4:])
	if err != nil || len(plain) != 16 {
		return productkey.Key{}, ErrSealed
	}
	defer clear(plain)
	number := [16]byte(plain)
	defer clear(number[:])
	return f.FromNumber(number)
}

// sealInfo is HPKE's info: the label, and then, each behind its length in two
// bytes, suite, key number, product, installation and nonce.
func sealInfo(kid uint32, r *Request) []byte {
	info := []byte(labelSeal)
	for _, part := range [][]byte{suite, binary.BigEndian.AppendUint32(nil, kid), []byte(r.Product), r.IPK[:], r.Nonce[:]} {
		info = binary.BigEndian.AppendUint16(info, uint16(len(part)))
		info = append(info, part...)
	}
	return info
}

// SealingKey is an X25519 private key of a server, with its number in the ring:
// what product keys are sealed for. It never signs. It prints, logs and marshals
// as "activation.SealingKey(redacted)". The zero value opens nothing.
type SealingKey struct {
	_    [0]func()
	KID  uint32
	key  [32]byte
	some bool
}

// NewSealingKey draws a key. random is a secure random source.
func NewSealingKey(kid uint32, random io.Reader) (SealingKey, error) {
	k := SealingKey{KID: kid, some: true}
	return k, draw(random, k.key[:])
}

// ParseSealingKey reads what [SealingKey.Reveal] returns.
func ParseSealingKey(kid uint32, text string) (SealingKey, error) {
	k := SealingKey{KID: kid, some: true}
	return k, parseText(k.key[:], sealingPrefix, []byte(text))
}

// Reveal returns the text of the key: "sea1:" and 43 characters of base64url.
func (k SealingKey) Reveal() string { return textString(sealingPrefix, k.key[:]) }

// Public returns the public half, which stands in the ring.
func (k SealingKey) Public() PublicKey {
	private, err := hpke.DHKEM(ecdh.X25519()).NewPrivateKey(k.key[:])
	if err != nil || !k.some {
		return PublicKey{}
	}
	return PublicKey(private.PublicKey().Bytes())
}

const redactedSealing = "activation.SealingKey(redacted)"

// String returns "activation.SealingKey(redacted)".
func (k SealingKey) String() string { return redactedSealing }

// GoString is String.
func (k SealingKey) GoString() string { return redactedSealing }

// Format prints String for every verb of package fmt.
func (k SealingKey) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, redactedSealing) }

// LogValue is String for slog.
func (k SealingKey) LogValue() slog.Value { return slog.StringValue(redactedSealing) }

// MarshalText is String. JSON uses it too.
func (k SealingKey) MarshalText() ([]byte, error) { return []byte(redactedSealing), nil }
