//go:build linux && amd64 && ctgrind

package productkey_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/hwprint/hwprint/internal/ctgrind"
	"github.com/hwprint/hwprint/productkey"
	"github.com/stretchr/testify/require"
)

var outInt int

// TestControls: what leaks is found. Without this the other tests could pass
// because the detector is broken.
func TestControls(t *testing.T) {
	const text = "BCDFG-HJKMP-QRTVW-XY234-67892"
	h := flowHasher(t, productkey.Base24, 1)
	k, err := productkey.Base24.Parse(text)
	require.NoError(t, err)
	stored, err := h.Sum(k)
	require.NoError(t, err)
	table, set := [256]byte{}, map[string]int{text: 1}

	for name, leak := range map[string]func(secret []byte) int{
		"a table": func(secret []byte) int { return int(table[secret[0]]) },
		"a return at a wrong letter": func(secret []byte) int {
			for i, c := range secret {
				if c < '2' && c != '-' || c > 'Y' {
					return i
				}
			}
			return -1
		},
		"a return at a wrong dash": func(secret []byte) int {
			for i := 5; i < len(secret); i += 6 {
				if secret[i] != '-' {
					return i
				}
			}
			return -1
		},
		"bytes.Equal": func(secret []byte) int { return len(text) * boolInt(bytes.Equal(secret, []byte(text))) },
		"a map":       func(secret []byte) int { return set[string(secret)] },
		"decoding of runes": func(secret []byte) int {
			r, _ := utf8.DecodeRune(append(secret[:1:1], 0x80))
			return int(r)
		},
		"strings.ToUpper": func(secret []byte) int { return len(strings.ToUpper(string(secret))) },
		"a branch on the verdict": func(secret []byte) int {
			k, _ := productkey.Base24.ParseBytes(secret)
			d, _ := h.Sum(k)
			if bytes.Equal(memory(&d)[4:36], memory(&stored)[4:36]) {
				return 1
			}
			return 2
		},
	} {
		t.Run(name, func(t *testing.T) {
			secret := []byte(text)
			found, _ := leaks(secret, func() {
				outInt = leak(secret)
				ctgrind.Reveal(memory(&outInt))
			})
			require.NotZero(t, found)
		})
	}
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
