package productkey

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNewPepper(t *testing.T) {
	secret := pepperOf(7)
	p, err := NewPepper(7, secret)
	require.NoError(t, err)
	require.Equal(t, uint16(7), p.ID())
	clear(secret) // it has a copy
	require.Equal(t, pepperOf(7), p.secret[:])

	for _, c := range []struct {
		id     uint16
		secret []byte
	}{{0, pepperOf(1)}, {1, nil}, {1, pepperOf(1)[1:]}, {1, append(pepperOf(1), 0)}, {1, make([]byte, PepperSize)}} {
		p, err := NewPepper(c.id, c.secret)
		require.Equal(t, ErrPepper, err)
		require.Zero(t, p.ID())
	}
}

func TestPepperIsRedacted(t *testing.T) {
	p := ringOf(t, 7)[0]
	const want = "productkey.Pepper(7, redacted)"
	type exported struct{ Pepper Pepper }
	secret := hex.EncodeToString(p.secret[:8])
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%d"} {
		require.Equal(t, want, fmt.Sprintf(verb, p))
		for _, v := range []any{&p, exported{p}, Ring{p}, []any{p}} {
			said := fmt.Sprintf(verb, v)
			require.Contains(t, said, want)
			requireRedacted(t, said, secret, fmt.Sprint(p.secret[:4])[1:])
		}
	}
	raw, err := json.Marshal(Ring{p})
	require.NoError(t, err)
	require.JSONEq(t, `["`+want+`"]`, string(raw))
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("m", "pepper", p)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("m", "ring", Ring{p})
	requireRedacted(t, log.String(), secret)
	require.Contains(t, log.String(), want)
}

func TestParseRing(t *testing.T) {
	one, two := "1:"+hex.EncodeToString(pepperOf(1)), "2:"+strings.ToUpper(hex.EncodeToString(pepperOf(2)))
	for _, text := range []string{two + " " + one, two + "\n" + one + "\n", "\t" + two + ",\r\n" + one, "# peppers\n" + two + " # newest\n\n" + one + "#", two + "," + one,
		"00002:" + two[2:] + " " + one} {
		r, err := ParseRing(text)
		require.NoError(t, err)
		require.Len(t, r, 2)
		require.Equal(t, []uint16{2, 1}, []uint16{r[0].ID(), r[1].ID()})
		require.Equal(t, pepperOf(2), r[0].secret[:])
		require.Equal(t, pepperOf(1), r[1].secret[:])
		fromBytes, err := ParseRing([]byte(text))
		require.NoError(t, err)
		require.Equal(t, r[1].secret, fromBytes[1].secret)
	}

	for text, want := range map[string]struct {
		err  error
		says string
	}{
		"":                             {ErrRing, "it is empty"},
		" # 1:" + one[2:]:              {ErrRing, "it is empty"},
		one + " " + one:                {ErrRing, "the id 1 is used twice"},
		"0:" + one[2:]:                 {ErrPepper, "entry 1"},
		"65536:" + one[2:]:             {ErrRing, "entry 1"},
		"99999999999:" + one[2:]:       {ErrRing, "entry 1"},
		"-1:" + one[2:]:                {ErrRing, "entry 1"},
		one[2:]:                        {ErrRing, "entry 1"},
		":" + one[2:]:                  {ErrRing, "entry 1"},
		"3":                            {ErrRing, "entry 1"},
		"3:":                           {ErrPepper, "entry 1"},
		"3: " + one[2:]:                {ErrPepper, "entry 1"},
		two + " " + one[:60]:           {ErrPepper, "entry 2"},
		two + " " + one + "0":          {ErrPepper, "entry 2"},
		two + " " + one + ":":          {ErrPepper, "entry 2"},
		two + one:                      {ErrPepper, "entry 1"},
		"3:" + strings.Repeat("0", 64): {ErrPepper, "entry 1"},
		"3:" + one[2:65] + "g":         {ErrPepper, "entry 1"},
		"3:" + one[2:64] + "\u00e9":    {ErrPepper, "entry 1"},
		"x" + two:                      {ErrRing, "entry 1"},
	} {
		r, err := ParseRing(text)
		require.ErrorIs(t, err, want.err, text)
		require.ErrorContains(t, err, want.says, text)
		require.Nil(t, r)
		requireRedacted(t, err.Error(), one[2:10], two[2:10])
	}
}

// Every byte at every place of the digits is a digit or an error.
func TestParseRingDigits(t *testing.T) {
	for at := range 4 {
		for b := range 256 {
			text := []byte("1:" + hex.EncodeToString(pepperOf(1)))
			text[2+at] = byte(b)
			want, err := hex.DecodeString(string(text[2:]))
			r, ringErr := ParseRing(text)
			require.Equal(t, err == nil, ringErr == nil, "%q", b)
			if err == nil {
				require.Equal(t, want, r[0].secret[:])
			}
		}
	}
}

func TestWipeRing(t *testing.T) {
	r := ringOf(t, 2, 1)
	h, err := NewHasher(r, Base24, NoStretch)
	require.NoError(t, err)
	r.Wipe()
	require.Equal(t, [PepperSize]byte{}, r[0].secret)
	require.Zero(t, r[1].ID())
	_, err = NewHasher(r, Base24, NoStretch)
	require.ErrorIs(t, err, ErrRing)
	d, err := h.Sum(keyOf(t, Base24, goodText))
	require.NoError(t, err)
	require.True(t, d.Equal(digestOf(t, goodText, 2)))
}
