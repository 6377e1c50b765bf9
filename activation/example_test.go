package activation_test

import (
	"crypto/rand"
	"fmt"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/productkey"
)

// must is for examples alone.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// From a product key to a licence that works: a vendor, its server, an agent.
func Example() {
	const day = 24 * 60 * 60
	const product, now = "acme.example/editor", int64(1795617512)

	// The vendor, once: a root that is kept off line, and the server's keys.
	root := must(activation.NewSigningKey(rand.Reader))
	certificates := activation.Signer{KID: 1, Key: must(activation.NewSigningKey(rand.Reader))}
	answers := activation.Signer{KID: 2, Key: must(activation.NewSigningKey(rand.Reader))}
	sealing := must(activation.NewSealingKey(3, rand.Reader))
	tickets := must(activation.NewTicketKey(rand.Reader))
	ringToken := must(activation.SignRing(root, product, activation.Ring{Issued: now, Keys: []activation.RingKey{
		{KID: 1, Use: activation.UseCertificates, Key: certificates.Key.Public(), From: now, To: now + 730*day},
		{KID: 2, Use: activation.UseAnswers, Key: answers.Key.Public(), From: now, To: now + 730*day},
		{KID: 3, Use: activation.UseSeal, Key: sealing.Public(), From: now, To: now + 1095*day},
	}}))

	// The agent has the root's public half compiled in, and draws its own key.
	ring := must(activation.ParseRing([]activation.PublicKey{root.Public()}, product, ringToken))
	installation := must(activation.NewSigningKey(rand.Reader))
	var inv hwhash.Inventory
	inv.Add(hwhash.SystemSerial, "PF3XK7Q2")
	inv.Add(hwhash.NIC, "3c:52:82:0a:11:07")
	hash := must(must(hwhash.NewHasher(product)).Sum(&inv))
	key := must(productkey.Base24.Parse("BCDFG-HJKMP-QRTVW-XY234-67892"))
	r := activation.Request{
		Op: activation.OpActivate, Product: product, IPK: installation.Public(),
		Hash: hash, Now: now, Nonce: must(activation.NewNonce(rand.Reader)),
	}
	to, _ := ring.Active(activation.UseSeal, now)
	if err := activation.SealKey(to, &r, key); err != nil {
		panic(err)
	}
	request := must(activation.SignRequest(installation, r))

	// The server reads it, decides, and signs.
	asked := must(activation.ParseRequest(request))
	opened := must(activation.OpenKey([]activation.SealingKey{sealing}, productkey.Base24, &asked))
	fmt.Println("the key arrived:", opened.Equal(key))
	certificate := must(activation.SignCertificate(certificates, activation.Certificate{
		Product: product, Licence: "L-2026-0042", Terms: activation.Subscription, Policy: "standard",
		IID: asked.IPK.IID(), Anchor: asked.Hash, Serial: must(activation.NewSerial(rand.Reader)),
		Ticket: must(tickets.Issue(rand.Reader, asked.IPK.IID(), activation.Ticket{})),
		Issued: now, Renew: now + 7*day, End: now + 90*day, Grace: 14 * day,
	}))
	answer := must(activation.SignAnswer(answers, product, activation.TokenDigest(request), activation.Answer{
		Outcome: activation.Granted, Now: now, Certificate: activation.TokenDigest(certificate),
	}))
	body := must(activation.Message{Answer: answer, Certificate: certificate}.MarshalText())

	// The agent reads the answer, and from then on needs no network.
	a, _, err := activation.ParseAnswer(ring, request, must(activation.ParseMessage(body)))
	fmt.Println(a.Outcome, err)
	for _, days := range []int64{1, 30, 95, 110} {
		status := activation.Check(ring, certificate, activation.Machine{
			Product: product, Installation: installation.Public(), Now: now + days*day, Hash: hash,
		})
		fmt.Println(days, status.State, status.Allowed(), status.Reasons)
	}
	// Output:
	// the key arrived: true
	// granted <nil>
	// 1 valid true []
	// 30 valid true [renew]
	// 95 grace true [renew grace]
	// 110 ended false [renew grace]
}

func ExampleMessage() {
	text := must(activation.Message{Request: "v4.public.a", Certificate: "v4.public.b"}.MarshalText())
	fmt.Print(string(text))
	// Output:
	// hwprint request certificate
	// v4.public.a
	// v4.public.b
}

func ExampleClock() {
	const day, now = 24 * 60 * 60, int64(1795617512)
	var c activation.Clock
	c = c.Answered(now)           // a server told the time
	c = c.Started(now + 3650*day) // one start with a wrong clock
	fmt.Println(c.Floor() - now)  // is not believed
	c = c.Started(now + 2*day)    // the clock was set right
	fmt.Println(c.Floor() - now)  // and the floor follows
	// Output:
	// 0
	// 172800
}

func ExampleTicketKey() {
	key := must(activation.NewTicketKey(rand.Reader))
	iid := must(activation.NewSigningKey(rand.Reader)).Public().IID()
	first := must(key.Issue(rand.Reader, iid, activation.Ticket{}))
	second := must(key.Issue(rand.Reader, iid, first))
	fmt.Println(second.Seq(), second.Parent() == first.ID(), key.Verify(iid, second))
	second[0]++
	fmt.Println(key.Verify(iid, second))
	// Output:
	// 2 true true
	// false
}
