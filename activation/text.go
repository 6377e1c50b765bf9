package activation

import (
	"encoding/base64"
	"strings"
)

var b64 = base64.RawURLEncoding.Strict()

// appendText appends a prefix and b in base64url. All zero is no value.
func appendText(dst []byte, prefix string, b []byte) ([]byte, error) {
	if isZero(b) {
		return dst, ErrText
	}
	return b64.AppendEncode(append(dst, prefix...), b), nil
}

// parseText reads into dst what appendText writes, and nothing else; on an error
// dst is unchanged.
func parseText(dst []byte, prefix string, text []byte) error {
	rest, ok := strings.CutPrefix(string(text), prefix)
	if !ok || len(rest) != b64.EncodedLen(len(dst)) || strings.ContainsAny(rest, "\r\n") {
		return ErrText
	}
	b, err := b64.DecodeString(rest)
	if err != nil || isZero(b) {
		return ErrText
	}
	copy(dst, b)
	return nil
}

func isZero(b []byte) bool {
	var all byte
	for _, c := range b {
		all |= c
	}
	return all == 0
}

func textString(prefix string, b []byte) string {
	text, err := appendText(nil, prefix, b)
	if err != nil {
		return prefix + "invalid"
	}
	return string(text)
}
