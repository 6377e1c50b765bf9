package activation

import (
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"

	"aidanwoods.dev/go-paseto"
)

const (
	publicPrefix  = "pub1:"
	signingPrefix = "sig1:"

	labelInstallation = "hwprint 2026 v1 installation"
)

// PublicKey is the public half of a [SigningKey] (Ed25519) or of a [SealingKey]
// (X25519). Its text is "pub1:" and 43 characters of base64url. It is no
// secret. The zero value is none, and verifies nothing.
type PublicKey [32]byte

// IID returns the number of the installation that has this key: the first 16
// bytes of SHA-256("hwprint 2026 v1 installation" || key).
func (k PublicKey) IID() (id IID) {
	sum := sha256.Sum256(append([]byte(labelInstallation), k[:]...))
	copy(id[:], sum[:])
	return id
}

// String returns the text form, or "pub1:invalid".
func (k PublicKey) String() string { return textString(publicPrefix, k[:]) }

// MarshalText returns the text form; the zero PublicKey is [ErrText].
func (k PublicKey) MarshalText() ([]byte, error) { return appendText(nil, publicPrefix, k[:]) }

// UnmarshalText reads the text form, strictly. On an error k is unchanged.
func (k *PublicKey) UnmarshalText(text []byte) error { return parseText(k[:], publicPrefix, text) }

// SigningKey is an Ed25519 private key: an installation's, a server's, or a
// root's. It prints, logs and marshals as "activation.SigningKey(redacted)";
// only [SigningKey.Reveal] gives its text. The zero value signs nothing.
type SigningKey struct {
	_    [0]func()
	key  paseto.V4AsymmetricSecretKey
	pub  PublicKey
	some bool
}

// NewSigningKey draws a key. random is a secure random source.
func NewSigningKey(random io.Reader) (SigningKey, error) {
	var seed [ed25519.SeedSize]byte
	defer clear(seed[:])
	if err := draw(random, seed[:]); err != nil {
		return SigningKey{}, err
	}
	return signingKey(seed[:])
}

// ParseSigningKey reads what [SigningKey.Reveal] returns.
func ParseSigningKey(text string) (SigningKey, error) {
	var seed [ed25519.SeedSize]byte
	defer clear(seed[:])
	if err := parseText(seed[:], signingPrefix, []byte(text)); err != nil {
		return SigningKey{}, err
	}
	return signingKey(seed[:])
}

func signingKey(seed []byte) (SigningKey, error) {
	key, err := paseto.NewV4AsymmetricSecretKeyFromEd25519(ed25519.NewKeyFromSeed(seed))
	if err != nil {
		return SigningKey{}, ErrText
	}
	return SigningKey{key: key, pub: PublicKey(key.Public().ExportBytes()), some: true}, nil
}

// Reveal returns the text of the key: "sig1:" and the 43 characters of its seed
// (RFC 8032) in base64url. The caller now has a secret that nothing redacts.
func (k SigningKey) Reveal() string {
	if !k.some {
		return ""
	}
	return textString(signingPrefix, ed25519.PrivateKey(k.key.ExportBytes()).Seed())
}

// Public returns the public half; the zero PublicKey for the zero SigningKey.
func (k SigningKey) Public() PublicKey { return k.pub }

// IsZero reports whether k is the zero SigningKey.
func (k SigningKey) IsZero() bool { return !k.some }

const redactedSigning = "activation.SigningKey(redacted)"

// String returns "activation.SigningKey(redacted)".
func (k SigningKey) String() string { return redactedSigning }

// GoString is String.
func (k SigningKey) GoString() string { return redactedSigning }

// Format prints String for every verb of package fmt.
func (k SigningKey) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, redactedSigning) }

// LogValue is String for slog.
func (k SigningKey) LogValue() slog.Value { return slog.StringValue(redactedSigning) }

// MarshalText is String. JSON uses it too.
func (k SigningKey) MarshalText() ([]byte, error) { return []byte(redactedSigning), nil }

// Signer is a signing key of a server with its number in the [Ring].
type Signer struct {
	KID uint32
	Key SigningKey
}

func draw(random io.Reader, b []byte) error {
	if _, err := io.ReadFull(random, b); err != nil {
		clear(b)
		return fmt.Errorf("%w: %w", ErrRandom, err)
	}
	if isZero(b) {
		return ErrRandom
	}
	return nil
}
