package api

import (
	"bufio"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// ErrTokens says that a text is no list of tokens. It never repeats the text.
var ErrTokens = errors.New("api: not a list of tokens")

// Tokens are the digests of those who may call, with their names. The zero value
// admits nobody but who has a client's certificate.
type Tokens []Token

// Token is one of them.
type Token struct {
	Name   string
	Digest [32]byte // SHA-256 of the token, which has 256 random bits
}

// NewToken draws a token for somebody, and returns its text, which is a secret,
// and the line for ReadTokens, which is not.
func NewToken(name string) (text, line string, err error) {
	if name == "" || strings.ContainsAny(name, " \t\r\n#") || len(name) > 64 {
		return "", "", fmt.Errorf("%w: a name has 1 to 64 characters without spaces", ErrTokens)
	}
	var b [32]byte
	rand.Read(b[:]) // never fails
	text = "hwv1_" + base64.RawURLEncoding.EncodeToString(b[:])
	return text, fmt.Sprintf("%s %x", name, sha256.Sum256([]byte(text))), nil
}

// ReadTokens reads lines of a name and a digest in hexadecimal. Empty lines, and
// those that begin with #, are left out.
func ReadTokens(r io.Reader) (all Tokens, err error) {
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		text := strings.TrimSpace(lines.Text())
		if text == "" || text[0] == '#' {
			continue
		}
		fields := strings.Fields(text)
		t := Token{Name: fields[0]}
		if len(fields) != 2 || len(fields[1]) != 64 {
			return nil, fmt.Errorf("%w: line %d", ErrTokens, n)
		}
		if _, err := hex.Decode(t.Digest[:], []byte(fields[1])); err != nil {
			return nil, fmt.Errorf("%w: line %d", ErrTokens, n)
		}
		all = append(all, t)
	}
	return all, lines.Err()
}

// who returns the name of who calls, "" for nobody.
func (all Tokens) who(r *http.Request) (name string) {
	if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
		return r.TLS.VerifiedChains[0][0].Subject.CommonName
	}
	text, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return ""
	}
	digest := sha256.Sum256([]byte(text))
	for _, t := range all {
		if subtle.ConstantTimeCompare(digest[:], t.Digest[:]) == 1 {
			name = t.Name
		}
	}
	return name
}
