package activation_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/forge"
	"github.com/hwprint/hwprint/productkey"
)

// Each member of a request is replaced by that of another valid one and the
// whole is signed afresh, by either installation. It never activates with the
// product key of the other, and never speaks for the other.
func TestSpliceRequests(t *testing.T) {
	k := newKit(t)
	mine, theirs := k.installation, k.signing()
	r := k.activate()
	request, err := activation.SignRequest(mine, r)
	require.NoError(t, err)

	// The victim: another installation, product, moment and key.
	k.installation = theirs
	v := k.activate()
	v.Product, v.Now = "acme.example/viewer", now+1
	key, err := productkey.Base24.Generate(nil)
	require.NoError(t, err)
	require.NoError(t, activation.SealKey(k.ring.Keys[2], &v, key))
	victim, err := activation.SignRequest(theirs, v)
	require.NoError(t, err)

	names := sortedKeys(k.members(victim))
	opened := func(token string) bool {
		got, err := activation.ParseRequest(token)
		if err != nil {
			require.ErrorIs(t, err, activation.ErrToken)
			return false
		}
		require.Equal(t, mine.Public(), got.IPK, "only its own key speaks for an installation")
		found, err := activation.OpenKey([]activation.SealingKey{k.sealing}, productkey.Base24, &got)
		return err == nil && found.Equal(key)
	}
	// Any selection of members of the victim's, not just one: 2^7 of them.
	for mask := range 1 << len(names) {
		m, from := k.members(request), k.members(victim)
		for i, name := range names {
			if mask>>i&1 != 0 {
				m[name] = from[name]
			}
		}
		for _, claims := range []string{product, v.Product} {
			token := forge.Sign(mine, forge.Request+"\x00"+claims, k.rawObject(m), "")
			require.False(t, opened(token), "%b", mask)
		}
	}
}

// Sealed keys open in the request that they were sealed for, and in no other.
func TestSealedKeyIsOfOneRequest(t *testing.T) {
	k := newKit(t)
	r := k.activate()
	keys := []activation.SealingKey{k.sealing}
	_, err := activation.OpenKey(keys, productkey.Base24, &r)
	require.NoError(t, err)

	for name, change := range map[string]func(*activation.Request){
		"product":    func(r *activation.Request) { r.Product += "2" },
		"ipk":        func(r *activation.Request) { r.IPK = k.root.Public() },
		"nonce":      func(r *activation.Request) { r.Nonce = k.nonce() },
		"ciphertext": func(r *activation.Request) { r.Key[40] ^= 1 },
		"tag":        func(r *activation.Request) { r.Key[67] ^= 1 },
		"enc":        func(r *activation.Request) { r.Key[5] ^= 1 },
	} {
		other := r
		change(&other)
		_, err := activation.OpenKey(keys, productkey.Base24, &other)
		require.ErrorIs(t, err, activation.ErrSealed, name)
	}
	// Another server's key with the same number, and a number that is gone.
	wrong, err := activation.NewSealingKey(3, k.random)
	require.NoError(t, err)
	_, err = activation.OpenKey([]activation.SealingKey{wrong}, productkey.Base24, &r)
	require.ErrorIs(t, err, activation.ErrSealed)
	gone, err := activation.NewSealingKey(4, k.random)
	require.NoError(t, err)
	for _, keys := range [][]activation.SealingKey{nil, {gone}, {{KID: 3}}} {
		_, err = activation.OpenKey(keys, productkey.Base24, &r)
		require.ErrorIs(t, err, activation.ErrSealingKey)
	}
	// A key of another format is none of this: one in 32 has the check letter by
	// chance, and then no digest.
	refused := 0
	for range 20 {
		other := k.activate()
		if _, err = activation.OpenKey(keys, productkey.Crockford32, &other); err != nil {
			require.ErrorIs(t, err, productkey.ErrMalformed)
			refused++
		}
	}
	require.Positive(t, refused)
	// A key for signing seals nothing, nor does half a request.
	key, err := productkey.Base24.Generate(nil)
	require.NoError(t, err)
	require.ErrorIs(t, activation.SealKey(k.ring.Keys[0], &r, key), activation.ErrSealed)
	require.ErrorIs(t, activation.SealKey(k.ring.Keys[2], &activation.Request{Product: product}, key), activation.ErrSealed)
	require.ErrorIs(t, activation.SealKey(k.ring.Keys[2], &r, productkey.Key{}), activation.ErrSealed)
}

// An answer is one to its request, by a key for answers, with its certificate.
func TestSpliceAnswers(t *testing.T) {
	k := newKit(t)
	sign := func(key activation.SigningKey, at int64) (string, activation.Digest) {
		r := k.activate()
		r.IPK, r.Now, r.Nonce = key.Public(), at, k.nonce()
		token, err := activation.SignRequest(key, r)
		require.NoError(t, err)
		return token, activation.TokenDigest(token)
	}
	grant := func(d activation.Digest, certificate string) string {
		token, err := activation.SignAnswer(k.answers, product, d, activation.Answer{
			Outcome: activation.Granted, Now: now, Certificate: activation.TokenDigest(certificate),
		})
		require.NoError(t, err)
		return token
	}
	request, digest := sign(k.installation, now)
	again, digestAgain := sign(k.installation, now+1)
	stranger := k.signing()
	elsewhere, _ := sign(stranger, now)
	certificate, later := k.sign(k.certificate()), k.sign(k.certificate())
	foreign := k.certificate()
	foreign.IID = stranger.Public().IID()
	notMine := k.sign(foreign)

	answer := grant(digest, certificate)
	read := func(request, answer, certificate string) error {
		_, _, err := activation.ParseAnswer(k.ring, request, activation.Message{Answer: answer, Certificate: certificate})
		return err
	}
	require.NoError(t, read(request, answer, certificate))
	require.NoError(t, read(again, grant(digestAgain, certificate), certificate))
	require.ErrorIs(t, read(again, answer, certificate), activation.ErrSignature)
	require.ErrorIs(t, read(elsewhere, answer, certificate), activation.ErrSignature)
	require.ErrorIs(t, read(request, answer, later), activation.ErrClaims)
	require.ErrorIs(t, read(request, answer, ""), activation.ErrClaims)
	require.ErrorIs(t, read(request, grant(digest, notMine), notMine), activation.ErrInstallation)
	require.ErrorIs(t, read(request, "", certificate), activation.ErrEncoding)
	require.ErrorIs(t, read("", answer, certificate), activation.ErrToken)

	// Keys of the ring, each for its use and its time.
	other := k.answers
	other.KID = 1
	token, err := activation.SignAnswer(other, product, digest, activation.Answer{Outcome: activation.ClockOff, Now: now})
	require.NoError(t, err)
	require.ErrorIs(t, read(request, token, ""), activation.ErrKey)
	other = k.certificates
	other.KID = 2
	token, err = activation.SignAnswer(other, product, digest, activation.Answer{Outcome: activation.ClockOff, Now: now})
	require.NoError(t, err)
	require.ErrorIs(t, read(request, token, ""), activation.ErrSignature)
	token, err = activation.SignAnswer(k.answers, product, digest, activation.Answer{Outcome: activation.ClockOff, Now: now + 2000*day})
	require.NoError(t, err)
	require.ErrorIs(t, read(request, token, ""), activation.ErrKey)
	k.ring.Keys[1].Bad = true
	require.ErrorIs(t, read(request, answer, certificate), activation.ErrKey)
}

// Each member of a certificate is replaced by that of another installation's:
// only a server could sign it, and whoever does has a certificate of the one or
// of the other, never of both.
func TestSpliceCertificates(t *testing.T) {
	k := newKit(t)
	victim := k.signing()
	mine := k.sign(k.certificate())
	c := k.certificate()
	c.IID, c.Licence, c.Issued = victim.Public().IID(), "L-2026-0043", now+1
	theirs := k.sign(c)
	for _, name := range sortedKeys(k.members(mine)) {
		m := k.members(mine)
		m[name] = k.members(theirs)[name]
		payload := k.rawObject(m)
		if string(payload) == string(k.payload(mine)) {
			continue
		}
		// The signature is that of the one or of the other.
		for _, token := range []string{mine, theirs} {
			_, err := activation.ParseCertificate(k.ring, product, k.withPayload(token, payload))
			require.ErrorIs(t, err, activation.ErrSignature, name)
		}
		// By an installation's own key.
		for _, key := range []activation.SigningKey{k.installation, victim, k.answers.Key} {
			token := forge.Sign(key, forge.Certificate+"\x00"+product, payload, "1")
			_, err := activation.ParseCertificate(k.ring, product, token)
			require.ErrorIs(t, err, activation.ErrSignature, name)
		}
		// By the server's: good for the IID that is in it alone.
		token := forge.Sign(k.certificates.Key, forge.Certificate+"\x00"+product, payload, "1")
		s := activation.Check(k.ring, token, activation.Machine{Product: product, Installation: k.installation.Public(), Now: now, Hash: k.hash})
		require.Equal(t, name != "iid", s.State != activation.StateInvalid, name)
	}
}

// withPayload puts another payload before the signature of a token.
func (k *kit) withPayload(token string, payload []byte) string {
	_, signature := forge.Split(token)
	return forge.Join(payload, signature, "1")
}
