package vectors

import (
	"slices"
	"strings"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/hwhash"
)

// at is a day after the certificate of the situations was issued.
func at(days int64) int64 { return Now + days*day }

// start is a good certificate a day after it was issued.
type start struct {
	cert activation.Certificate
	ring activation.Ring
	activation.Machine
	token string // instead of the certificate
}

func (s *start) float() {
	s.cert.Terms, s.cert.End, s.cert.Renew, s.cert.Grace = activation.Floating, at(2), at(2), 0
	s.cert.Anchor, s.cert.Policy, s.cert.Ticket = hwhash.Hash{}, "", activation.Ticket{}
}

func (s *start) perpetual() { s.cert.Terms, s.cert.End = activation.Perpetual, 0 }

// situation is a row of the table below. Reasons and Help are words.
type situation struct {
	name          string
	change        func(s *start)
	state         activation.State
	until         int64
	reasons, help string
}

func (w *world) situations() (all []Situation, err error) {
	foreign, err := sum("other.example/editor", machine(0))
	if err != nil {
		return nil, err
	}
	few, err := sum(Product, hwhash.Inventory{Components: machine(0).Components[3:4]})
	if err != nil {
		return nil, err
	}
	rows := slices.Concat(w.times(), w.machines(few), w.keysAndClocks(), w.invalid(foreign))
	for _, row := range rows {
		s := start{cert: w.certificate(), ring: w.ring, Machine: activation.Machine{
			Product: Product, Installation: w.installation.Public(), Now: at(1), Hash: w.anchor,
			Memory: activation.Memory{Clock: activation.Clock{Signed: Now}},
		}}
		s.ring.Keys = slices.Clone(s.ring.Keys)
		row.change(&s)
		if s.token == "" {
			if s.token, err = activation.SignCertificate(w.certificates, s.cert); err != nil {
				return nil, err
			}
		}
		out := Situation{Name: row.name, State: row.state, Until: row.until, Ring: s.ring, Certificate: strings.TrimSpace(s.token), Machine: s.Machine}
		for _, r := range strings.Fields(row.reasons) {
			out.Reasons = append(out.Reasons, activation.Reason(r))
		}
		for _, h := range strings.Fields(row.help) {
			out.Help = append(out.Help, activation.Help(h))
		}
		all = append(all, out)
	}
	return all, nil
}

func (w *world) times() []situation {
	return []situation{
		{"as enrolled", func(*start) {}, "valid", at(90), "", ""},
		{"time to renew", func(s *start) { s.Now = at(7) }, "valid", at(90), "renew", "renew"},
		{"the last second", func(s *start) { s.Now = at(90) - 1 }, "valid", at(90), "renew", "renew"},
		{"ended", func(s *start) { s.Now = at(90) }, "grace", at(104), "renew grace", "renew"},
		{"the last second of grace", func(s *start) { s.Now = at(104) - 1 }, "grace", at(104), "renew grace", "renew"},
		{"grace is over", func(s *start) { s.Now = at(104) }, "ended", at(104), "renew grace", "renew"},
		{"no grace", func(s *start) { s.Now, s.cert.Grace = at(90), 0 }, "ended", at(90), "renew grace", "renew"},
		{"perpetual", func(s *start) { s.perpetual(); s.Now = at(20000) }, "valid", 0, "renew", "renew"},
		{"perpetual, granted for grace", func(s *start) {
			s.perpetual()
			s.cert.End, s.cert.Renew = at(2), at(1)
		}, "valid", at(2), "renew", "renew"},
		{"air-gapped", func(s *start) { s.perpetual(); s.cert.Renew = 0 }, "valid", 0, "air_gapped", ""},
		{"trial", func(s *start) { s.cert.Terms, s.cert.Grace = activation.Trial, 0 }, "valid", at(90), "", ""},
		{"trial is over", func(s *start) {
			s.cert.Terms, s.cert.Grace, s.cert.Renew, s.Now = activation.Trial, 0, 0, at(90)
		}, "ended", at(90), "grace air_gapped", "ask_vendor"},
		{"floating", func(s *start) { s.float(); s.Hash = w.other }, "valid", at(2), "", ""},
		{"floating, nothing can be read", func(s *start) { s.float(); s.Hash = hwhash.Hash{} }, "valid", at(2), "", ""},
		{"the lease is over", func(s *start) { s.float(); s.Now = at(2) }, "ended", at(2), "renew grace", "renew"},
		{"built before maintenance ended", func(s *start) {
			s.perpetual()
			s.cert.Maintained, s.Built = Now, Now-1
		}, "valid", 0, "", ""},
		{"built after it", func(s *start) {
			s.perpetual()
			s.cert.Maintained, s.Built = Now, Now
		}, "not_maintained", 0, "", "maintenance renew"},
	}
}

func (w *world) machines(few hwhash.Hash) []situation {
	return []situation{
		{"a part was replaced", func(s *start) { s.Hash = w.same }, "valid", at(90), "renew", "renew"},
		{"a part was replaced today", func(s *start) { s.Hash, s.Now = w.same, at(1)-1 }, "valid", at(90), "", ""},
		{"the server knows the part", func(s *start) { s.Hash, s.cert.Last = w.same, w.same }, "valid", at(90), "", ""},
		{"a part was replaced, air-gapped", func(s *start) { s.Hash, s.cert.Renew = w.same, 0 }, "valid", at(90), "air_gapped", ""},
		{"much was replaced", func(s *start) { s.Hash = w.review }, "grace", at(15), "renew changed", "renew"},
		{"for some days", func(s *start) {
			s.Hash, s.Now, s.Memory.Changed = w.review, at(14), at(1)
		}, "grace", at(15), "renew changed", "renew"},
		{"for too long", func(s *start) {
			s.Hash, s.Now, s.Memory.Changed = w.review, at(15), at(1)
		}, "unconfirmed", at(15), "renew changed", "renew"},
		{"near the end", func(s *start) { s.Hash, s.Now = w.review, at(80) }, "grace", at(90), "renew changed", "renew"},
		{"beyond the end", func(s *start) { s.Hash, s.Now = w.review, at(90) }, "unconfirmed", at(90), "renew grace changed", "renew"},
		{"changed, but a server knew of it", func(s *start) {
			s.Hash, s.Memory.Changed = w.review, at(-60)
		}, "grace", at(14), "renew changed", "renew"},
		{"remembered from a clock that was ahead", func(s *start) {
			s.Hash, s.Memory.Changed = w.review, at(3000)
		}, "grace", at(15), "renew changed", "renew"},
		{"as it was last", func(s *start) { s.Hash, s.cert.Last = w.other, w.other }, "grace", at(15), "renew changed", "renew"},
		{"as it was last, for too long", func(s *start) {
			s.Hash, s.cert.Last, s.Now, s.Memory.Changed = w.other, w.other, at(15), at(1)
		}, "unconfirmed", at(15), "renew changed", "renew"},
		{"back as enrolled", func(s *start) { s.Memory.Changed = Now }, "valid", at(90), "", ""},
		{"air-gapped, much was replaced", func(s *start) { s.Hash, s.cert.Renew = w.review, 0 }, "grace", at(15), "changed air_gapped", "ask_vendor"},
		{"another machine", func(s *start) { s.Hash = w.other }, "elsewhere", 0, "elsewhere", "activate"},
		{"another machine, after the end", func(s *start) { s.Hash, s.Now = w.other, at(200) }, "elsewhere", 0, "renew grace elsewhere", "activate"},
		{"sources were late", func(s *start) { s.Hash, s.Late = w.other, true }, "grace", at(15), "renew changed late", "retry renew"},
		{"late, but enough was read", func(s *start) { s.Late = true }, "valid", at(90), "", ""},
		{"nothing can be read", func(s *start) { s.Hash = hwhash.Hash{} }, "grace", at(15), "renew evidence", "access renew"},
		{"little can be read, and it agrees", func(s *start) {
			s.cert.Policy, s.Hash = "strict", few
		}, "grace", at(15), "renew evidence", "access renew"},
		{"nothing can be read for too long", func(s *start) {
			s.Hash, s.Memory.Changed, s.Now = hwhash.Hash{}, Now, at(14)
		}, "unconfirmed", at(14), "renew evidence", "access renew"},
	}
}

func (w *world) keysAndClocks() []situation {
	return []situation{
		{"a bad key", func(s *start) { s.ring.Keys[0].Bad = true }, "grace", at(15), "renew bad_key", "renew"},
		{"a bad key, and a thief's grace", func(s *start) {
			s.ring.Keys[0].Bad, s.cert.Grace = true, 90*day
		}, "grace", at(15), "renew bad_key", "renew"},
		{"a bad key for too long", func(s *start) {
			s.ring.Keys[0].Bad, s.Memory.Bad, s.Now = true, Now, at(14)
		}, "ended", at(14), "renew bad_key", "renew"},
		{"a key that was bad once", func(s *start) { s.Memory.Bad = at(-100) }, "valid", at(90), "", ""},
		{"a key that ended since", func(s *start) { s.ring.Keys[0].To = Now + 1 }, "valid", at(90), "", ""},
		{"revoked", func(s *start) { s.Memory.Revoked = Now + 5 }, "revoked", Now + 5, "", "ask_vendor"},
		{"an older certificate was revoked", func(s *start) { s.Memory.Revoked = Now - 1 }, "valid", at(90), "", ""},
		{"the clock is behind", func(s *start) { s.Now, s.Memory.Clock.Signed = at(-1), at(2) }, "valid", at(90), "clock", "set_clock"},
		{"before the certificate", func(s *start) { s.Now, s.Memory.Clock.Signed = at(-1), 0 }, "valid", at(90), "clock", "set_clock"},
		{"behind by five minutes", func(s *start) { s.Now, s.Memory.Clock.Signed = Now-300, 0 }, "valid", at(90), "", ""},
		{"set back does not help", func(s *start) { s.Now, s.Memory.Clock.Stamp = Now, at(200) }, "ended", at(104), "renew grace clock", "set_clock renew"},
		{"not saved", func(s *start) { s.Unsaved = true }, "valid", at(90), "unsaved", "make_room"},
	}
}

func (w *world) invalid(foreign hwhash.Hash) []situation {
	return []situation{
		{"no certificate", func(s *start) { s.token, s.Unsaved = " ", true }, "none", 0, "unsaved", "activate make_room"},
		{"not a certificate", func(s *start) { s.token = "v4.public.AAAA" }, "invalid", 0, "", "activate"},
		{"of another installation", func(s *start) { s.Installation = w.stranger.Public() }, "invalid", 0, "", "activate"},
		{"of another product", func(s *start) { s.Product = "acme.example/viewer" }, "invalid", 0, "", "activate"},
		{"a hash of another vendor", func(s *start) { s.Hash = foreign }, "invalid", 0, "", "activate"},
		{"by a key that the ring has not", func(s *start) { s.ring.Keys = s.ring.Keys[1:] }, "invalid", 0, "", "activate"},
		{"by a key for answers", func(s *start) { s.ring.Keys[0].Use = activation.UseAnswers }, "invalid", 0, "", "activate"},
		{"by a key that began later", func(s *start) { s.ring.Keys[0].From = Now + 1 }, "invalid", 0, "", "activate"},
		{"by a key that had ended", func(s *start) { s.ring.Keys[0].To = Now }, "invalid", 0, "", "activate"},
	}
}
