package activation_test

import (
	"encoding/json"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/forge"
)

// payload returns the claims of a token.
func (k *kit) payload(token string) []byte {
	payload, _ := forge.Split(token)
	require.NotNil(k.t, payload)
	return payload
}

// members returns the claims of a token by name.
func (k *kit) members(token string) map[string]json.RawMessage {
	m := map[string]json.RawMessage{}
	require.NoError(k.t, json.Unmarshal(k.payload(token), &m))
	return m
}

// species is a kind of token with what it takes to make and read one.
type species struct {
	name, token, label, footer string
	implicit                   string // besides the label
	key                        activation.SigningKey
	read                       func(token string) error
}

// all returns a token of each kind, all members in use.
func (k *kit) all() []species {
	r := k.activate()
	r.File, r.Free, r.Language, r.Region = true, "seat-7", "pt-BR", "BR"
	request, err := activation.SignRequest(k.installation, r)
	require.NoError(k.t, err)

	c := k.certificate()
	renew := activation.Request{Op: activation.OpRenew, Product: product, Hash: k.hash, Now: now, Nonce: k.nonce(), Serial: c.Serial, Ticket: c.Ticket}
	renewal, err := activation.SignRequest(k.installation, renew)
	require.NoError(k.t, err)

	changed := machine()
	changed.Components = changed.Components[:4]
	c.Last = sum(k.t, changed)
	c.Terms, c.Maintained = activation.Perpetual, now+365*day
	certificate := k.sign(c)

	digest := activation.TokenDigest(request)
	refusal, err := activation.SignAnswer(k.answers, product, digest, activation.Answer{
		Outcome: activation.NotGranted, Now: now, Back: now + 3*day,
		May:   []activation.Option{activation.AskVendor, activation.ComeBack, activation.FreeSeat},
		Seats: []activation.Seat{{Ref: "seat-7", Month: 202611}},
	})
	require.NoError(k.t, err)
	grant, err := activation.SignAnswer(k.answers, product, digest, activation.Answer{
		Outcome: activation.Granted, Now: now, Certificate: activation.TokenDigest(certificate),
	})
	require.NoError(k.t, err)
	released, err := activation.SignAnswer(k.answers, product, digest, activation.Answer{
		Outcome: activation.Released, Now: now, Until: now + 3*day,
	})
	require.NoError(k.t, err)

	readRequest := func(token string) error {
		_, err := activation.ParseRequest(token)
		return err
	}
	readAnswer := func(token string) error {
		_, _, err := activation.ParseAnswer(k.ring, request, activation.Message{Answer: token, Certificate: certificate})
		return err
	}
	answering := product + "\x00" + string(digest[:])
	return []species{
		{"activate", request, forge.Request, "", product, k.installation, readRequest},
		{"renew", renewal, forge.Request, "", product, k.installation, readRequest},
		{"refusal", refusal, forge.Answer, "2", answering, k.answers.Key, readAnswer},
		{"grant", grant, forge.Answer, "2", answering, k.answers.Key, readAnswer},
		{"released", released, forge.Answer, "2", answering, k.answers.Key, readAnswer},
		{"certificate", certificate, forge.Certificate, "1", product, k.certificates.Key, func(token string) error {
			_, err := activation.ParseCertificate(k.ring, product, token)
			return err
		}},
		{"ring", k.ringToken, forge.Ring, "", "acme.example", k.root, func(token string) error {
			_, err := activation.ParseRing([]activation.PublicKey{k.root.Public()}, product, token)
			return err
		}},
	}
}

// resign signs other claims as the species would be.
func (k *kit) resign(s species, payload []byte) string {
	return forge.Sign(s.key, s.label+"\x00"+s.implicit, payload, s.footer)
}

// normal is the text of a message with the ends of lines that the package writes.
func normal(text string) string {
	return strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), "\n") + "\n"
}
