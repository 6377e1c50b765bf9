package names

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

type colour uint8

func TestNames(t *testing.T) {
	err := errors.New("no colour")
	colours := Names[colour]{First: 1, Texts: []string{1: "red", 2: "blue"}, Err: err}
	for v := colour(1); v <= 2; v++ {
		text, err := colours.Marshal(v)
		require.NoError(t, err)
		require.Equal(t, colours.String(v), string(text))
		var back colour
		require.NoError(t, colours.Unmarshal(&back, text))
		require.Equal(t, v, back)
	}
	for _, v := range []colour{0, 3, 255} {
		require.Equal(t, "invalid", colours.String(v))
		_, got := colours.Marshal(v)
		require.Equal(t, err, got)
	}
	v := colour(2)
	for _, text := range []string{"", "invalid", "Red", "red ", "green"} {
		require.Equal(t, err, colours.Unmarshal(&v, []byte(text)))
		require.Equal(t, colour(2), v)
	}
}
