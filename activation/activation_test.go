package activation_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/productkey"
)

// From a product key to a licence that works, message by message.
func TestFromKeyToLicence(t *testing.T) {
	k := newKit(t)
	ring, err := activation.ParseRing([]activation.PublicKey{k.root.Public()}, product, k.ringToken)
	require.NoError(t, err)
	require.Equal(t, k.ring, ring)

	// The agent.
	key, err := productkey.Base24.Generate(nil)
	require.NoError(t, err)
	r := k.activate()
	to, ok := ring.Active(activation.UseSeal, now)
	require.True(t, ok)
	require.NoError(t, activation.SealKey(to, &r, key))
	request, err := activation.SignRequest(k.installation, r)
	require.NoError(t, err)

	// The server.
	got, err := activation.ParseRequest(request)
	require.NoError(t, err)
	require.Equal(t, r, got)
	opened, err := activation.OpenKey([]activation.SealingKey{k.sealing}, productkey.Base24, &got)
	require.NoError(t, err)
	require.True(t, key.Equal(opened))
	c := k.certificate()
	certificate := k.sign(c)
	answer, err := activation.SignAnswer(k.answers, product, activation.TokenDigest(request), activation.Answer{
		Outcome: activation.Granted, Now: now, Certificate: activation.TokenDigest(certificate),
	})
	require.NoError(t, err)
	text, err := activation.Message{Answer: answer, Certificate: certificate, Ring: k.ringToken}.MarshalText()
	require.NoError(t, err)

	// The agent again.
	m, err := activation.ParseMessage(text)
	require.NoError(t, err)
	a, mine, err := activation.ParseAnswer(ring, request, m)
	require.NoError(t, err)
	require.Equal(t, activation.Granted, a.Outcome)
	require.Equal(t, c, mine)
	status := activation.Check(ring, certificate, activation.Machine{
		Product: product, Installation: k.installation.Public(), Now: now + day, Hash: k.hash,
	})
	require.NoError(t, status.Err)
	require.Equal(t, activation.StateValid, status.State)
	require.True(t, status.Allowed())
	require.Equal(t, c.End, status.Until)
	t.Log(len(request), len(certificate), len(answer), len(k.ringToken))
}
