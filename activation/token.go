package activation

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"strconv"
	"strings"

	"aidanwoods.dev/go-paseto"
)

const header = "v4.public."

// kind is a kind of token. The label is signed, so that none passes for another.
type kind struct {
	label string
	limit int // of the text in bytes
}

var (
	kindRequest     = kind{"hwprint 2026 v1 activation request", 2048}
	kindAnswer      = kind{"hwprint 2026 v1 activation answer", 8192}
	kindCertificate = kind{"hwprint 2026 v1 activation certificate", 4096}
	kindRing        = kind{"hwprint 2026 v1 activation ring", 32768}
)

// implicit is what a signature covers besides the token: label, scope, and for
// answers the digest of the request. A scope has no zero byte.
func (k kind) implicit(scope string, request *Digest) []byte {
	b := append([]byte(k.label), 0)
	b = append(b, scope...)
	if request != nil {
		b = append(b, 0)
		b = append(b, request[:]...)
	}
	return b
}

// sign makes a token of claims, which are checked by the caller. kid goes into
// the footer unless it is 0.
func (k kind) sign(key SigningKey, kid uint32, implicit []byte, claims any) (string, error) {
	if key.IsZero() {
		return "", ErrKey
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", ErrClaims
	}
	var footer []byte
	if kid != 0 {
		footer = strconv.AppendUint(nil, uint64(kid), 10)
	}
	token, err := paseto.NewTokenFromClaimsJSON(payload, footer)
	if err != nil {
		return "", ErrClaims
	}
	text := token.V4Sign(key.key, implicit)
	if len(text) > k.limit {
		return "", ErrLength
	}
	return text, nil
}

// parts are those of a token's text, of which nothing is verified yet.
type parts struct {
	payload []byte
	kid     uint32
}

// split takes a token apart, and refuses any but the canonical text.
func (k kind) split(token string) (p parts, err error) {
	if len(token) > k.limit {
		return p, ErrLength
	}
	rest, ok := strings.CutPrefix(token, header)
	if !ok || strings.ContainsAny(rest, "\r\n") {
		return p, ErrEncoding
	}
	body, footer, has := strings.Cut(rest, ".")
	b, err := b64.DecodeString(body)
	if err != nil || len(b) < ed25519.SignatureSize {
		return p, ErrEncoding
	}
	p.payload = b[:len(b)-ed25519.SignatureSize]
	if !bytes.HasPrefix(p.payload, []byte("{")) || !json.Valid(p.payload) {
		return p, ErrEncoding
	}
	if !has {
		return p, nil
	}
	f, err := b64.DecodeString(footer)
	if err != nil {
		return p, ErrEncoding
	}
	n, err := strconv.ParseUint(string(f), 10, 32)
	if err != nil || n == 0 || strconv.FormatUint(n, 10) != string(f) {
		return p, ErrEncoding
	}
	p.kid = uint32(n)
	return p, nil
}

// verify checks the signature of a token that was split. There is no rule of
// expiry: what a time means is for the claims.
func (k kind) verify(key PublicKey, implicit []byte, token string) error {
	public, err := paseto.NewV4AsymmetricPublicKeyFromBytes(key[:])
	if err != nil || key == (PublicKey{}) {
		return ErrKey
	}
	parser := paseto.NewParserWithoutExpiryCheck()
	if _, err := parser.ParseV4Public(public, token, implicit); err != nil {
		return ErrSignature
	}
	return nil
}

// decode reads a payload into claims, and encodes it again: members in one
// order, none twice, none unknown, no spaces, no other spelling.
func decode[T any](payload []byte, claims *T) error {
	if err := json.Unmarshal(payload, claims); err != nil {
		return ErrEncoding
	}
	again, err := json.Marshal(claims)
	if err != nil || !bytes.Equal(again, payload) {
		return ErrEncoding
	}
	return nil
}
