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

// Package keyring has the tests of what a ring is; here is what becomes of it.
func TestNewPepper(t *testing.T) {
	secret := pepperOf(7)
	p, err := NewPepper(7, secret)
	require.NoError(t, err)
	require.Equal(t, uint16(7), p.ID())
	clear(secret) // it has a copy
	h, err := NewHasher(Base24, Ring{p})
	require.NoError(t, err)
	d, err := h.Sum(keyOf(t, Base24, goodText))
	require.NoError(t, err)
	require.True(t, d.Equal(digestOf(t, goodText, 7)))

	for _, c := range []struct {
		id     uint16
		secret []byte
		says   string
	}{
		{0, pepperOf(1), "the id is not from 1 to 65535"},
		{1, nil, "the secret is not 32 bytes"},
		{1, append(pepperOf(1), 0), "the secret is not 32 bytes"},
		{1, make([]byte, PepperSize), "the secret is not random"},
		{1, bytes.Repeat([]byte{0x5a}, PepperSize), "the secret is not random"},
	} {
		p, err := NewPepper(c.id, c.secret)
		require.ErrorIs(t, err, ErrPepper)
		require.EqualError(t, err, ErrPepper.Error()+": "+c.says)
		require.Zero(t, p.ID())
	}
}

func TestPepperIsRedacted(t *testing.T) {
	p := ringOf(t, 7)[0]
	const want = "productkey.Pepper(7, redacted)"
	type exported struct{ Pepper Pepper }
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%d"} {
		require.Equal(t, want, fmt.Sprintf(verb, p))
		for _, v := range []any{&p, exported{p}, Ring{p}, []any{p}} {
			require.Contains(t, fmt.Sprintf(verb, v), want)
		}
	}
	raw, err := json.Marshal(Ring{p})
	require.NoError(t, err)
	require.JSONEq(t, `["`+want+`"]`, string(raw))
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("m", "pepper", p)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("m", "ring", Ring{p})
	requireRedacted(t, log.String(), hex.EncodeToString(pepperOf(7)[:4]))
	require.Contains(t, log.String(), want)
}

func TestParseRing(t *testing.T) {
	one, two := "1:"+hex.EncodeToString(pepperOf(1)), "2:"+strings.ToUpper(hex.EncodeToString(pepperOf(2)))
	for _, read := range []func() (Ring, error){
		func() (Ring, error) { return ParseRing("# newest first\n" + two + "\n" + one + "\n") },
		func() (Ring, error) { return ParseRing([]byte(two + ", " + one)) },
	} {
		r, err := read()
		require.NoError(t, err)
		require.Equal(t, []uint16{2, 1}, []uint16{r[0].ID(), r[1].ID()})
		h, err := NewHasher(Base24, r)
		require.NoError(t, err)
		d, err := h.Sum(keyOf(t, Base24, goodText))
		require.NoError(t, err)
		require.True(t, d.Equal(digestOf(t, goodText, 2)))
	}
	for text, want := range map[string]struct {
		err  error
		says string
	}{
		"":                             {ErrRing, "it is empty"},
		one + " " + one:                {ErrRing, "the id 1 is used twice"},
		"65536:" + one[2:]:             {ErrRing, "entry 1: the id is over 65535"},
		one + " x":                     {ErrRing, "entry 2: it is no ID:HEX"},
		"0:" + one[2:]:                 {ErrPepper, "entry 1: the id is not from 1 to 65535"},
		two + " " + one[:60]:           {ErrPepper, "entry 2: it does not have 64 hexadecimal digits"},
		"3:" + strings.Repeat("0", 64): {ErrPepper, "entry 1: the secret is not random"},
	} {
		r, err := ParseRing(text)
		require.ErrorIs(t, err, want.err, text)
		require.EqualError(t, err, want.err.Error()+": "+want.says)
		require.Nil(t, r)
	}
}

func TestWipeRing(t *testing.T) {
	r := ringOf(t, 2, 1)
	h, err := NewHasher(Base24, r)
	require.NoError(t, err)
	kept := r[0]
	r.Wipe()
	require.Zero(t, r[0].ID())
	_, err = NewHasher(Base24, r)
	require.ErrorIs(t, err, ErrRing)
	_, err = NewHasher(Base24, Ring{kept})
	require.ErrorIs(t, err, ErrPepper, "a copy has its id, and no secret")
	d, err := h.Sum(keyOf(t, Base24, goodText))
	require.NoError(t, err)
	require.True(t, d.Equal(digestOf(t, goodText, 2)))
}
