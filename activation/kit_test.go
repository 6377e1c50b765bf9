package activation_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/productkey"
)

const (
	product = "acme.example/editor"
	day     = 24 * 60 * 60
	now     = 1795617512 // 2026-11-25
)

// kit is a vendor with one product, and an installation of a customer.
type kit struct {
	t            testing.TB
	random       *rand.ChaCha8
	root         activation.SigningKey
	certificates activation.Signer
	answers      activation.Signer
	sealing      activation.SealingKey
	tickets      activation.TicketKey
	installation activation.SigningKey
	ring         activation.Ring
	ringToken    string
	hash         hwhash.Hash
}

func newKit(t testing.TB) *kit {
	k := &kit{t: t, random: rand.NewChaCha8([32]byte{1})}
	k.root, k.installation = k.signing(), k.signing()
	k.certificates = activation.Signer{KID: 1, Key: k.signing()}
	k.answers = activation.Signer{KID: 2, Key: k.signing()}
	var err error
	k.sealing, err = activation.NewSealingKey(3, k.random)
	require.NoError(t, err)
	k.tickets, err = activation.NewTicketKey(k.random)
	require.NoError(t, err)
	k.ring = activation.Ring{Issued: now, Keys: []activation.RingKey{
		{KID: 1, Use: activation.UseCertificates, Key: k.certificates.Key.Public(), From: now - 30*day, To: now + 1000*day},
		{KID: 2, Use: activation.UseAnswers, Key: k.answers.Key.Public(), From: now - 30*day, To: now + 1000*day},
		{KID: 3, Use: activation.UseSeal, Key: k.sealing.Public(), From: now - 30*day, To: now + 1000*day},
	}}
	k.ringToken, err = activation.SignRing(k.root, product, k.ring)
	require.NoError(t, err)
	k.hash = sum(t, machine())
	return k
}

// of returns the kit for another test.
func (k *kit) of(t testing.TB) *kit {
	other := *k
	other.t = t
	return &other
}

func (k *kit) signing() activation.SigningKey {
	key, err := activation.NewSigningKey(k.random)
	require.NoError(k.t, err)
	return key
}

func (k *kit) nonce() activation.Nonce {
	n, err := activation.NewNonce(k.random)
	require.NoError(k.t, err)
	return n
}

func (k *kit) serial() activation.Serial {
	s, err := activation.NewSerial(k.random)
	require.NoError(k.t, err)
	return s
}

// activate is a request to activate with a new product key.
func (k *kit) activate() activation.Request {
	r := activation.Request{
		Op: activation.OpActivate, Product: product, IPK: k.installation.Public(),
		Hash: k.hash, Now: now, Nonce: k.nonce(),
	}
	key, err := productkey.Base24.Generate(nil)
	require.NoError(k.t, err)
	require.NoError(k.t, activation.SealKey(k.ring.Keys[2], &r, key))
	return r
}

// certificate is a subscription's, for the kit's installation.
func (k *kit) certificate() activation.Certificate {
	ticket, err := k.tickets.Issue(k.random, k.installation.Public().IID(), activation.Ticket{})
	require.NoError(k.t, err)
	return activation.Certificate{
		Anchor: k.hash, End: now + 90*day, Features: []string{"export", "users=5"}, Grace: 14 * day,
		IID: k.installation.Public().IID(), Issued: now, Licence: "L-2026-0042", Policy: "standard",
		Product: product, Renew: now + 7*day, Serial: k.serial(), Terms: activation.Subscription, Ticket: ticket,
	}
}

func (k *kit) sign(c activation.Certificate) string {
	token, err := activation.SignCertificate(k.certificates, c)
	require.NoError(k.t, err)
	return token
}

// machine is an inventory of an invented laptop.
func machine() hwhash.Inventory {
	var inv hwhash.Inventory
	inv.Traits.Portable = true
	inv.Add(hwhash.SystemUUID, "2f6e8b1c-5d47-4c0a-9be3-71d5a6c4f082")
	inv.Add(hwhash.SystemSerial, "PF3XK7Q2")
	inv.Add(hwhash.OSInstall, "5d3ac1f0e5be4a04b4a7a0c2d5f1e6b9")
	inv.Add(hwhash.NIC, "3c:52:82:0a:11:07")
	inv.Add(hwhash.Disk, "S4EVNF0M813502")
	inv.Add(hwhash.MemorySize, "16265456 kB")
	return inv
}

func sum(t testing.TB, inv hwhash.Inventory) hwhash.Hash {
	h, err := hwhash.NewHasher(product)
	require.NoError(t, err)
	hash, err := h.Sum(&inv)
	require.NoError(t, err)
	return hash
}
