package vectors

import (
	"slices"

	"github.com/hwprint/hwprint/activation"
)

// rings are faults of rings, and of what is read with another ring.
func (w *world) rings() (all []Token) {
	change := func(f func(*activation.Ring)) *activation.Ring {
		r := w.ring
		r.Keys = slices.Clone(r.Keys)
		f(&r)
		return &r
	}
	for _, s := range w.specimens() {
		other := func(id, reason, failure string, f func(*activation.Ring)) {
			v := s.fault(id, reason, failure, s.Token.Token)
			v.Ring = change(f)
			all = append(all, v)
		}
		signed := func(id, reason string, f func(*activation.Ring)) {
			all = append(all, s.fault(id, reason, "claims", s.sign(string(object(change(f))))))
		}
		switch s.ID {
		case "certificate-subscription":
			other("unknown-key", "the ring has no such key", "key", func(r *activation.Ring) { r.Keys = r.Keys[1:] })
			other("other-use", "the key is for answers", "key", func(r *activation.Ring) { r.Keys[0].Use = activation.UseAnswers })
			other("began-later", "the key began after it was issued", "key", func(r *activation.Ring) { r.Keys[0].From = Now + 1 })
			other("ended-before", "the key had ended when it was issued", "key", func(r *activation.Ring) { r.Keys[0].To = Now })
			v := s.Token
			v.ID, v.Reason = s.ID+"/bad-key", "of a key that is bad: it reads, and the check says so"
			v.Ring = change(func(r *activation.Ring) { r.Keys[0].Bad = true })
			all = append(all, v)
		case "answer-granted":
			other("bad-key", "answers of a stolen key count for nothing", "key", func(r *activation.Ring) { r.Keys[1].Bad = true })
			v := s.fault("other-request", "it answers another request", "signature", s.Token.Token)
			r := w.activate()
			r.Now++
			v.Request, _ = activation.SignRequest(w.installation, r)
			all = append(all, v)
			v = s.fault("no-certificate", "the certificate is not there", "claims", s.Token.Token)
			v.Certificate = ""
			all = append(all, v)
			all = append(all, w.foreign(s))
		case "ring":
			v := s.fault("no-root", "no root is pinned", "key", s.Token.Token)
			v.Roots = nil
			all = append(all, v)
			v = s.fault("other-vendor", "the ring of another vendor", "signature", s.Token.Token)
			v.Product = "other.example/editor"
			all = append(all, v)
			v = s.Token
			v.ID, v.Reason, v.Product = "ring/other-product", "one ring serves all products of a vendor", "acme.example/viewer"
			all = append(all, v)
			signed("kid-twice", "a number twice", func(r *activation.Ring) { r.Keys[1].KID = 1 })
			signed("kid-zero", "", func(r *activation.Ring) { r.Keys[0].KID = 0 })
			signed("use", "an unknown use", func(r *activation.Ring) { r.Keys[0].Use = "all" })
			signed("times", "it ends when it begins", func(r *activation.Ring) { r.Keys[0].To = r.Keys[0].From })
			signed("many", "65 keys", func(r *activation.Ring) {
				for kid := uint32(4); kid <= 65; kid++ {
					k := r.Keys[0]
					k.KID = kid
					r.Keys = append(r.Keys, k)
				}
			})
		}
	}
	return all
}

// foreign is an answer with the certificate of another installation.
func (w *world) foreign(s specimen) Token {
	c := w.certificate()
	c.IID = w.stranger.Public().IID()
	token, err := activation.SignCertificate(w.certificates, c)
	must(err)
	answer, err := activation.SignAnswer(w.answers, Product, activation.TokenDigest(s.Request), activation.Answer{
		Now: Now, Outcome: activation.Granted, Certificate: activation.TokenDigest(token),
	})
	must(err)
	v := s.fault("foreign", "the certificate is another installation's", "installation", answer)
	v.Certificate = token
	return v
}
