package activation

import (
	"encoding/json"

	"github.com/hwprint/hwprint/hwhash"
)

// Op is what a request asks for.
type Op string

// The operations.
const (
	OpActivate Op = "activate"
	OpRenew    Op = "renew"
	OpRelease  Op = "release"
)

// Request is what an agent sends: all of it, and nothing besides. Its fields are
// in the order of the members of the token.
type Request struct {
	// File says that the request travels as a file, and may be 30 days old.
	File bool `json:"file,omitzero"`
	// Free names a seat that is to be freed for this machine: one of
	// [Answer.Seats]. With OpActivate alone.
	Free string `json:"free,omitzero"`
	// Hash is the machine's now. It may be missing on a floating licence, which
	// compares none, and on release.
	Hash hwhash.Hash `json:"hash,omitzero"`
	// IPK is the installation's key. [SignRequest] sets it.
	IPK PublicKey `json:"ipk"`
	// Key is the product key, sealed. With OpActivate alone, and always there.
	Key SealedKey `json:"key,omitzero"`
	// Language (as in "de" or "pt-BR", RFC 5646) and Region ("DE", ISO 3166-1)
	// are optional, and never stored.
	Language string `json:"language,omitzero"`
	Nonce    Nonce  `json:"nonce"`
	// Now is the time by the agent's clock.
	Now int64 `json:"now"`
	Op  Op    `json:"op"`
	// Product is the scope of the hash, as in "acme.example/editor".
	Product string `json:"product"`
	Region  string `json:"region,omitzero"`
	// Serial is the certificate's. With OpRenew and OpRelease, and always there.
	Serial Serial `json:"serial,omitzero"`
	// Ticket is the last one; a floating licence has none.
	Ticket Ticket `json:"ticket,omitzero"`
}

// SignRequest signs r with the key of the installation, and sets IPK. The error
// is [ErrClaims] if r is not as its fields say, or [ErrLength].
func SignRequest(key SigningKey, r Request) (string, error) {
	r.IPK = key.Public()
	if err := r.check(); err != nil {
		return "", err
	}
	return kindRequest.sign(key, 0, kindRequest.implicit(r.Product, nil), &r)
}

// ParseRequest reads a request and verifies it with the key in it: that proves
// that the installation made it for that product, not that either is known.
// Its digest is [TokenDigest].
func ParseRequest(token string) (Request, error) {
	p, err := kindRequest.split(token)
	if err != nil {
		return Request{}, err
	}
	if p.kid != 0 {
		return Request{}, ErrEncoding
	}
	ipk, product, err := claimed(p.payload)
	if err != nil {
		return Request{}, err
	}
	if err := kindRequest.verify(ipk, kindRequest.implicit(product, nil), token); err != nil {
		return Request{}, err
	}
	var r Request
	if err := decode(p.payload, &r); err != nil {
		return Request{}, err
	}
	return r, r.check()
}

// claimed returns who says that it signed a request, and for which product. It
// is used to verify that, and for nothing else.
func claimed(payload []byte) (PublicKey, string, error) {
	var claims struct {
		IPK     PublicKey `json:"ipk"`
		Product string    `json:"product"`
	}
	if err := json.Unmarshal(payload, &claims); err != nil {
		return PublicKey{}, "", ErrEncoding
	}
	if claims.IPK == (PublicKey{}) {
		return PublicKey{}, "", badClaim("ipk")
	}
	if !isScope(claims.Product) {
		return PublicKey{}, "", badClaim("product")
	}
	return claims.IPK, claims.Product, nil
}

func (r *Request) check() error {
	activate := r.Op == OpActivate
	switch {
	case !oneOf(r.Op, OpActivate, OpRenew, OpRelease):
		return badClaim("op")
	case !isScope(r.Product):
		return badClaim("product")
	case r.IPK == (PublicKey{}):
		return badClaim("ipk")
	case r.Nonce == (Nonce{}):
		return badClaim("nonce")
	case !isTime(r.Now):
		return badClaim("now")
	case activate != (r.Key != SealedKey{}):
		return badClaim("key")
	case activate == (r.Serial != Serial{}):
		return badClaim("serial")
	case activate && r.Ticket != (Ticket{}):
		return badClaim("ticket")
	case r.Free != "" && (!activate || !isSeatRef(r.Free)):
		return badClaim("free")
	case r.Language != "" && !isName(r.Language, 35, "-"):
		return badClaim("language")
	case r.Region != "" && !isRegion(r.Region):
		return badClaim("region")
	}
	return nil
}

// isRegion is for two letters of ISO 3166-1 or three digits of UN M.49.
func isRegion(s string) bool {
	return len(s) == 2 && onlyOf(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") || len(s) == 3 && onlyOf(s, "0123456789")
}
