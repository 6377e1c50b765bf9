// Package forge signs what package activation never would: any payload, under
// any label. It is a second signer, written from the specification of PASETO
// (paseto.io, version 4) alone, for tests and for the vectors of refusals.
package forge

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/hwprint/hwprint/activation"
)

// The labels of docs/activation.md, written down again.
const (
	Request     = "hwprint 2026 v1 activation request"
	Answer      = "hwprint 2026 v1 activation answer"
	Certificate = "hwprint 2026 v1 activation certificate"
	Ring        = "hwprint 2026 v1 activation ring"
)

const header = "v4.public."

// Sign makes a v4.public token of a payload, with a footer unless it is empty.
func Sign(key activation.SigningKey, implicit string, payload []byte, footer string) string {
	seed, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(key.Reveal(), "sig1:"))
	if err != nil || len(seed) != ed25519.SeedSize {
		panic(fmt.Sprintf("forge: a key of %d bytes", len(seed)))
	}
	pae := binary.LittleEndian.AppendUint64(nil, 4) // pre-authentication encoding
	for _, part := range []string{header, string(payload), footer, implicit} {
		pae = binary.LittleEndian.AppendUint64(pae, uint64(len(part)))
		pae = append(pae, part...)
	}
	return Join(payload, ed25519.Sign(ed25519.NewKeyFromSeed(seed), pae), footer)
}

// Join puts a token together.
func Join(payload, signature []byte, footer string) string {
	token := header + base64.RawURLEncoding.EncodeToString([]byte(string(payload)+string(signature)))
	if footer != "" {
		token += "." + base64.RawURLEncoding.EncodeToString([]byte(footer))
	}
	return token
}

// Split takes a token apart. One that is no token gives nothing.
func Split(token string) (payload, signature []byte) {
	body, _, _ := strings.Cut(strings.TrimPrefix(token, header), ".")
	b, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil || len(b) < ed25519.SignatureSize {
		return nil, nil
	}
	at := len(b) - ed25519.SignatureSize
	return b[:at:at], b[at:]
}
