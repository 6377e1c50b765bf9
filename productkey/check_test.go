package productkey

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// The check letter finds every one wrong letter and every exchange of two.
func TestCheckLetter(t *testing.T) {
	random := rand.NewChaCha8([32]byte{2})
	for _, s := range specs(t) {
		if !s.layout.Check {
			continue
		}
		for range 20 {
			k, err := s.format.Generate(random)
			require.NoError(t, err)
			good := k.Reveal()
			wrong := func(text []byte) {
				_, err := s.format.ParseBytes(text)
				require.Equal(t, ErrMalformed, err, "%s for %s", text, good)
				require.Len(t, s.format.Diagnose(string(text)), 1)
				require.Equal(t, TypoCheck, s.format.Diagnose(string(text))[0].Kind)
			}
			for i := range good {
				if good[i] == '-' {
					continue
				}
				for _, c := range []byte(s.layout.Alphabet) {
					if c != good[i] {
						text := []byte(good)
						text[i] = c
						wrong(text)
					}
				}
				for j := range i {
					if good[j] != '-' && good[j] != good[i] {
						text := []byte(good)
						text[i], text[j] = text[j], text[i]
						wrong(text)
					}
				}
			}
		}
	}
}
