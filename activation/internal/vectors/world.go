package vectors

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/hwhash"
)

// Product is the scope of the vectors, Now their time: 2026-11-25.
const (
	Product = "acme.example/editor"
	Now     = 1795617512
	day     = 24 * 60 * 60
)

// world is a vendor and the installation of a customer, with keys that are public
// and of no use elsewhere.
type world struct {
	root, second                activation.SigningKey // two roots are pinned
	installation, stranger      activation.SigningKey
	certificates, answers       activation.Signer
	sealing                     activation.SealingKey
	tickets                     activation.TicketKey
	ring                        activation.Ring
	anchor, same, review, other hwhash.Hash
	partial                     hwhash.Hash // few classes, as an ordinary user reads
}

// secret is the 32 bytes that a name stands for.
func secret(name string) []byte {
	b := sha256.Sum256([]byte("hwprint activation vectors v1 " + name))
	return b[:]
}

func text(prefix, name string) string {
	return prefix + base64.RawURLEncoding.EncodeToString(secret(name))
}

func newWorld() (w *world, err error) {
	w = &world{certificates: activation.Signer{KID: 1}, answers: activation.Signer{KID: 2}}
	for name, key := range map[string]*activation.SigningKey{
		"root": &w.root, "second root": &w.second, "installation": &w.installation, "stranger": &w.stranger,
		"certificates": &w.certificates.Key, "answers": &w.answers.Key,
	} {
		if *key, err = activation.ParseSigningKey(text("sig1:", name)); err != nil {
			return nil, err
		}
	}
	if w.sealing, err = activation.ParseSealingKey(3, text("sea1:", "sealing")); err != nil {
		return nil, err
	}
	if w.tickets, err = activation.ParseTicketKey(text("tik1:", "tickets")); err != nil {
		return nil, err
	}
	const from, to = Now - 30*day, Now + 1000*day
	w.ring = activation.Ring{Issued: Now, Keys: []activation.RingKey{
		{KID: 1, Use: activation.UseCertificates, Key: w.certificates.Key.Public(), From: from, To: to},
		{KID: 2, Use: activation.UseAnswers, Key: w.answers.Key.Public(), From: from, To: to},
		{KID: 3, Use: activation.UseSeal, Key: w.sealing.Public(), From: from, To: to},
	}}
	return w, w.hashes()
}

// machine is an inventory of an invented laptop, or of another where others are
// set: bit i for component i.
func machine(others int) hwhash.Inventory {
	inv := hwhash.Inventory{Traits: hwhash.Traits{Portable: true}}
	for i, c := range []struct {
		class      hwhash.Class
		own, other string
	}{
		{hwhash.SystemUUID, "2f6e8b1c-5d47-4c0a-9be3-71d5a6c4f082", "8f1d6c2a-77b3-4e19-9c5d-02a6f3b8e714"},
		{hwhash.SystemSerial, "PF3XK7Q2", "PF4QW9ZD"},
		{hwhash.OSInstall, "5d3ac1f0e5be4a04b4a7a0c2d5f1e6b9", "c3b7f08e21d94a6fb5e0d1728a94c6fe"},
		{hwhash.NIC, "3c:52:82:0a:11:07", "98:fa:9b:44:d2:10"},
		{hwhash.Disk, "S4EVNF0M813502", "S5H7NS0N604871"},
		{hwhash.MemorySize, "16265456 kB", "32531000 kB"},
	} {
		if others>>i&1 != 0 {
			c.own = c.other
		}
		inv.Add(c.class, c.own)
	}
	return inv
}

func sum(scope string, inv hwhash.Inventory) (hwhash.Hash, error) {
	h, err := hwhash.NewHasher(scope)
	if err != nil {
		return hwhash.Hash{}, err
	}
	return h.Sum(&inv)
}

// hashes finds machines that the standard policy calls the same, doubtful and
// different, whatever its weights are.
func (w *world) hashes() (err error) {
	if w.anchor, err = sum(Product, machine(0)); err != nil {
		return err
	}
	few := machine(0)
	few.Components = few.Components[2:5]
	if w.partial, err = sum(Product, few); err != nil {
		return err
	}
	for verdict, h := range map[hwhash.Verdict]*hwhash.Hash{hwhash.Same: &w.same, hwhash.Review: &w.review, hwhash.Different: &w.other} {
		for others := 1; h.IsZero(); others++ {
			if others == 1<<6 {
				return fmt.Errorf("no machine is %v", verdict)
			}
			candidate, err := sum(Product, machine(others))
			if err != nil {
				return err
			}
			match, err := hwhash.Standard().Compare(w.anchor, candidate)
			if err != nil {
				return err
			}
			if match.Verdict == verdict {
				*h = candidate
			}
		}
	}
	return nil
}

// certificate is a subscription's.
func (w *world) certificate() activation.Certificate {
	iid := w.installation.Public().IID()
	ticket, err := w.tickets.Issue(fixed("ticket"), iid, activation.Ticket{})
	must(err)
	return activation.Certificate{
		Anchor: w.anchor, End: Now + 90*day, Features: []string{"export", "users=5"}, Grace: 14 * day,
		IID: iid, Issued: Now, Licence: "L-2026-0042", Policy: "standard", Product: Product,
		Renew: Now + 7*day, Serial: activation.Serial(secret("serial")), Terms: activation.Subscription, Ticket: ticket,
	}
}

// activate is a request to activate, complete with all that is optional.
func (w *world) activate() activation.Request {
	return activation.Request{
		File: true, Free: "seat-7", Hash: w.anchor, IPK: w.installation.Public(), Key: sealed(), Language: "pt-BR",
		Nonce: activation.Nonce(secret("nonce")), Now: Now, Op: activation.OpActivate, Product: Product, Region: "BR",
	}
}

// renew is a request to renew.
func (w *world) renew() activation.Request {
	c := w.certificate()
	return activation.Request{
		Hash: w.anchor, Nonce: activation.Nonce(secret("renew")), Now: Now + 7*day, Op: activation.OpRenew, Product: Product,
		Serial: c.Serial, Ticket: c.Ticket,
	}
}

// fixed is a random source that is not random.
type fixed string

func (f fixed) Read(b []byte) (int, error) { return copy(b, secret(string(f))), nil }

// must is for what cannot fail with inputs that are written down here.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

func object(v any) json.RawMessage {
	b, err := json.Marshal(v)
	must(err)
	return b
}
