package vectors

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/forge"
	"github.com/hwprint/hwprint/hwhash"
)

// Token is a vector of tokens.json: a token, what it takes to read it, and its
// claims or the class of failure.
type Token struct {
	ID      string `json:"id"`
	Reason  string `json:"reason"`
	Kind    string `json:"kind"` // request, answer, certificate or ring
	Product string `json:"product"`
	// What a reader has besides: the ring (for answers and certificates), the
	// pinned roots (for rings), the request and the certificate beside an
	// answer.
	Ring        *activation.Ring       `json:"ring,omitempty"`
	Roots       []activation.PublicKey `json:"roots,omitempty"`
	Request     string                 `json:"request,omitempty"`
	Certificate string                 `json:"certificate,omitempty"`
	Token       string                 `json:"token"`
	Claims      json.RawMessage        `json:"claims,omitempty"`
	// Signer and KID make the token again of the claims.
	Signer  string `json:"signer,omitempty"`
	KID     uint32 `json:"kid,omitempty"`
	Failure string `json:"failure,omitempty"`
}

// specimen is a token that is good, and how its kind is read and signed.
type specimen struct {
	Token
	key      activation.SigningKey
	label    string
	implicit string // besides the label
}

func (s *specimen) footer() string {
	if s.KID == 0 {
		return ""
	}
	return fmt.Sprint(s.KID)
}

func (s *specimen) sign(payload string) string {
	return forge.Sign(s.key, s.label+"\x00"+s.implicit, []byte(payload), s.footer())
}

// read reads a vector as the package does, and returns its claims.
func (v *Token) read() (claims any, err error) {
	switch v.Kind {
	case "request":
		return activation.ParseRequest(v.Token)
	case "certificate":
		return activation.ParseCertificate(*v.Ring, v.Product, v.Token)
	case "ring":
		return activation.ParseRing(v.Roots, v.Product, v.Token)
	case "answer":
		a, _, err := activation.ParseAnswer(*v.Ring, v.Request, activation.Message{Answer: v.Token, Certificate: v.Certificate})
		return a, err
	}
	return nil, fmt.Errorf("kind %q", v.Kind)
}

// specimens are the good tokens, of each kind with each outcome.
func (w *world) specimens() []specimen {
	var all []specimen
	add := func(id, reason, kind, label, implicit string, key activation.SigningKey, kid uint32, claims any) *specimen {
		s := specimen{Token{ID: id, Reason: reason, Kind: kind, Product: Product, Claims: object(claims), Signer: key.Reveal(), KID: kid}, key, label, implicit}
		s.Token.Token = s.sign(string(s.Claims))
		all = append(all, s)
		return &all[len(all)-1]
	}
	request := func(id, reason string, r activation.Request) string {
		r.IPK = w.installation.Public()
		s := add(id, reason, "request", forge.Request, r.Product, w.installation, 0, &r)
		s.Product = r.Product
		return s.Token.Token
	}
	r := w.activate()
	activating := request("request-activate", "everything that is optional is there", r)
	r.File, r.Free, r.Language, r.Region = false, "", "", ""
	request("request-activate-least", "nothing that is optional is there", r)
	request("request-renew", "", w.renew())
	r = w.renew()
	r.Product = "acme.example/\"<é & \\>\u2028\u2029'\U0001F511"
	request("request-escapes", "characters that JSON, or Go's encoder, escapes; and others that they do not", r)
	r = w.renew()
	r.Op, r.Hash = activation.OpRelease, hwhash.Hash{}
	request("request-release", "no hash is needed", r)

	certificate := func(id, reason string, c activation.Certificate) string {
		s := add(id, reason, "certificate", forge.Certificate, Product, w.certificates.Key, w.certificates.KID, &c)
		s.Ring = &w.ring
		return s.Token.Token
	}
	c := w.certificate()
	granted := certificate("certificate-subscription", "with grace for late payment", c)
	c.Last, c.Features = w.same, nil
	certificate("certificate-last", "the last hash is not the anchor", c)
	c.Last, c.Terms, c.Grace = hwhash.Hash{}, activation.Trial, 0
	certificate("certificate-trial", "", c)
	c.Terms, c.End, c.Grace = activation.Perpetual, 0, 14*day
	certificate("certificate-perpetual", "it never ends", c)
	c.Maintained = Now + 365*day
	certificate("certificate-maintained", "builds from a year on are not covered", c)
	c.Maintained, c.Renew = 0, 0
	certificate("certificate-air-gapped", "it is never renewed", c)
	certificate("certificate-floating", "no hash, no policy, no ticket", w.floating())

	answer := func(id, reason string, a activation.Answer) {
		digest := activation.TokenDigest(activating)
		s := add(id, reason, "answer", forge.Answer, Product+"\x00"+string(digest[:]), w.answers.Key, w.answers.KID, &a)
		s.Ring, s.Request = &w.ring, activating
		if a.Outcome == activation.Granted {
			s.Certificate = granted
		}
	}
	answer("answer-granted", "", activation.Answer{Now: Now, Outcome: activation.Granted, Certificate: activation.TokenDigest(granted)})
	answer("answer-seats", "no seat is free", activation.Answer{
		Now: Now, Outcome: activation.NotGranted, Back: Now + 3*day,
		May:   []activation.Option{activation.AskVendor, activation.ComeBack, activation.FreeSeat},
		Seats: []activation.Seat{{Month: 202611, Ref: "seat-7"}, {Month: 202604, Ref: "seat-9"}},
	})
	answer("answer-key", "unknown, malformed and revoked keys alike", activation.Answer{Now: Now, Outcome: activation.NotGranted, May: []activation.Option{activation.CheckKey}})
	answer("answer-released", "the seat is free later", activation.Answer{Now: Now, Outcome: activation.Released, Until: Now + 30*day})
	for _, o := range []activation.Outcome{activation.Revoked, activation.ClockOff, activation.Resend, activation.ShowCertificate} {
		answer("answer-"+strings.ReplaceAll(string(o), "_", "-"), "", activation.Answer{Now: Now, Outcome: o})
	}

	s := add("ring", "a key of each use", "ring", forge.Ring, "acme.example", w.root, 0, &w.ring)
	s.Roots = []activation.PublicKey{w.second.Public(), w.root.Public()}
	bad := w.ring
	bad.Issued++
	bad.Keys = slices.Clone(bad.Keys)
	bad.Keys[0].Bad = true
	s = add("ring-bad", "a key that was stolen", "ring", forge.Ring, "acme.example", w.root, 0, &bad)
	s.Roots = []activation.PublicKey{w.root.Public()}
	return all
}

func (w *world) floating() activation.Certificate {
	c := w.certificate()
	c.Terms, c.End, c.Renew, c.Grace = activation.Floating, Now+2*60*60, Now+60*60, 0
	c.Anchor, c.Policy, c.Ticket = hwhash.Hash{}, "", activation.Ticket{}
	return c
}

// tokens are the good ones and what is refused.
func (w *world) tokens() ([]Token, error) {
	var all []Token
	for _, s := range w.specimens() {
		all = append(all, s.Token)
	}
	all = append(all, w.refusals()...)
	for i := range all {
		v := &all[i]
		claims, err := v.read()
		if err := expect(v.ID, v.Failure, err); err != nil {
			return nil, err
		}
		if v.Failure != "" {
			v.Claims, v.Signer, v.KID = nil, "", 0
		} else if got := object(claims); string(got) != string(v.Claims) {
			return nil, fmt.Errorf("%s: other claims", v.ID)
		}
	}
	return all, nil
}
