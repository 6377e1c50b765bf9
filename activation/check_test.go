package activation_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/hwhash"
)

// variant returns the kit's machine with other values in some places, chosen so
// that the standard policy says what is wanted of it.
func variant(t testing.TB, anchor hwhash.Hash, wanted hwhash.Verdict) hwhash.Hash {
	others := []string{
		"8f1d6c2a-77b3-4e19-9c5d-02a6f3b8e714", "PF4QW9ZD", "c3b7f08e21d94a6fb5e0d1728a94c6fe",
		"98:fa:9b:44:d2:10", "S5H7NS0N604871",
	}
	for mask := 1; mask < 1<<len(others); mask++ {
		inv := machine()
		for i, v := range others {
			if mask>>i&1 != 0 {
				inv.Components[i].Value = v
			}
		}
		h := sum(t, inv)
		match, err := hwhash.Standard.Compare(anchor, h)
		require.NoError(t, err)
		if match.Verdict == wanted {
			return h
		}
	}
	require.Fail(t, "no variant of the machine", wanted)
	return hwhash.Hash{}
}

// part returns the kit's machine with only those classes.
func part(t testing.TB, classes ...hwhash.Class) hwhash.Hash {
	inv := machine()
	inv.Components = slices.DeleteFunc(inv.Components, func(c hwhash.Component) bool { return !slices.Contains(classes, c.Class) })
	return sum(t, inv)
}

// situation is a certificate, a ring and a machine to check.
type situation struct {
	certificate activation.Certificate
	ring        activation.Ring
	token       string // instead of the certificate
	activation.Machine
}

func (k *kit) situation() *situation {
	ring := k.ring
	ring.Keys = slices.Clone(ring.Keys)
	return &situation{certificate: k.certificate(), ring: ring, Machine: activation.Machine{
		Product: product, Installation: k.installation.Public(), Now: now + day, Hash: k.hash,
		Memory: activation.Memory{Clock: activation.Clock{Signed: now}},
	}}
}

func (k *kit) check(s *situation) activation.Status {
	if s.token == "" {
		s.token = k.sign(s.certificate)
	}
	return activation.Check(s.ring, s.token, s.Machine)
}

// Every state of the check, with what it says and what would help.
func TestStates(t *testing.T) {
	k := newKit(t)
	same, review, other := variant(t, k.hash, hwhash.Same), variant(t, k.hash, hwhash.Review), variant(t, k.hash, hwhash.Different)
	type s = situation
	for _, test := range []struct {
		name    string
		change  func(*s)
		state   activation.State
		until   int64
		reasons []activation.Reason
		help    []activation.Help
	}{
		{"as enrolled", func(*s) {}, "valid", now + 90*day, nil, nil},
		{"a part was replaced", func(s *s) { s.Hash = same }, "valid", now + 90*day, nil, nil},
		{"time to renew", func(s *s) { s.Now = now + 7*day }, "valid", now + 90*day, list("renew"), help("renew")},
		{"the last second", func(s *s) { s.Now = now + 90*day - 1 }, "valid", now + 90*day, list("renew"), help("renew")},
		{"ended", func(s *s) { s.Now = now + 90*day }, "grace", now + 104*day, list("renew", "grace"), help("renew")},
		{"the last second of grace", func(s *s) { s.Now = now + 104*day - 1 }, "grace", now + 104*day, list("renew", "grace"), help("renew")},
		{"grace is over", func(s *s) { s.Now = now + 104*day }, "ended", now + 104*day, list("renew", "grace"), help("renew")},
		{"no grace", func(s *s) { s.Now, s.certificate.Grace = now+90*day, 0 }, "ended", now + 90*day, list("renew", "grace"), help("renew")},
		{"perpetual", func(s *s) {
			s.certificate.Terms, s.certificate.End, s.Now = activation.Perpetual, 0, now+20000*day
		}, "valid", 0, list("renew"), help("renew")},
		{"perpetual, granted for grace", func(s *s) {
			s.certificate.Terms, s.certificate.End, s.certificate.Renew = activation.Perpetual, now+2*day, now+day
		}, "valid", now + 2*day, list("renew"), help("renew")},
		{"air-gapped", func(s *s) {
			s.certificate.Terms, s.certificate.End, s.certificate.Renew = activation.Perpetual, 0, 0
		}, "valid", 0, list("air_gapped"), nil},
		{"trial", func(s *s) { s.certificate.Terms, s.certificate.Grace = activation.Trial, 0 }, "valid", now + 90*day, nil, nil},
		{"trial is over", func(s *s) {
			s.certificate.Terms, s.certificate.Grace, s.certificate.Renew, s.Now = activation.Trial, 0, 0, now+90*day
		}, "ended", now + 90*day, list("grace", "air_gapped"), help("ask_vendor")},
		{"floating", func(s *s) { s.float(); s.Hash = other }, "valid", now + 2*day, nil, nil},
		{"floating, nothing can be read", func(s *s) { s.float(); s.Hash = hwhash.Hash{} }, "valid", now + 2*day, nil, nil},
		{"the lease is over", func(s *s) { s.float(); s.Now = now + 2*day }, "ended", now + 2*day, list("renew", "grace"), help("renew")},
		{"built before maintenance ended", func(s *s) { s.maintained(now); s.Built = now - 1 }, "valid", 0, nil, nil},
		{"built after it", func(s *s) { s.maintained(now); s.Built = now }, "not_maintained", 0, nil, help("maintenance")},

		{"much was replaced", func(s *s) { s.Hash = review }, "grace", now + 15*day, list("renew", "changed"), help("renew")},
		{"for some days", func(s *s) {
			s.Hash, s.Now, s.Memory.Changed = review, now+14*day, now+day
		}, "grace", now + 15*day, list("renew", "changed"), help("renew")},
		{"for too long", func(s *s) {
			s.Hash, s.Now, s.Memory.Changed = review, now+15*day, now+day
		}, "unconfirmed", now + 15*day, list("renew", "changed"), help("renew")},
		{"near the end", func(s *s) { s.Hash, s.Now = review, now+80*day }, "grace", now + 90*day, list("renew", "changed"), help("renew")},
		{"beyond the end", func(s *s) {
			s.Hash, s.Now = review, now+90*day
		}, "unconfirmed", now + 90*day, list("renew", "grace", "changed"), help("renew")},
		{"a server knew of it", func(s *s) {
			s.Hash, s.Memory.Changed = review, now-60*day
		}, "grace", now + 14*day, list("renew", "changed"), help("renew")},
		{"as it was last", func(s *s) {
			s.Hash, s.certificate.Last = other, other
		}, "grace", now + 15*day, list("renew", "changed"), help("renew")},
		{"air-gapped, much was replaced", func(s *s) {
			s.Hash, s.certificate.Renew = review, 0
		}, "grace", now + 15*day, list("changed", "air_gapped"), help("ask_vendor")},
		{"another machine", func(s *s) { s.Hash = other }, "elsewhere", 0, list("elsewhere"), help("activate")},
		{"another machine, after the end", func(s *s) {
			s.Hash, s.Now = other, now+200*day
		}, "elsewhere", 0, list("renew", "grace", "elsewhere"), help("activate")},
		{"sources were late", func(s *s) {
			s.Hash, s.Late = other, true
		}, "grace", now + 15*day, list("renew", "changed", "late"), help("retry", "renew")},
		{"late, but enough was read", func(s *s) { s.Late = true }, "valid", now + 90*day, nil, nil},
		{"nothing can be read", func(s *s) {
			s.Hash = hwhash.Hash{}
		}, "grace", now + 15*day, list("renew", "evidence"), help("access", "renew")},
		{"nothing that was enrolled", func(s *s) {
			s.certificate.Anchor, s.Hash, s.certificate.Policy = part(t, hwhash.NIC), part(t, hwhash.Disk), "strict"
		}, "grace", now + 15*day, list("renew", "evidence"), help("access", "renew")},
		{"nothing can be read for too long", func(s *s) {
			s.Hash, s.Memory.Changed, s.Now = hwhash.Hash{}, now, now+14*day
		}, "unconfirmed", now + 14*day, list("renew", "evidence"), help("access", "renew")},

		{"a bad key", func(s *s) { s.ring.Keys[0].Bad = true }, "grace", now + 15*day, list("renew", "bad_key"), help("renew")},
		{"a bad key, and a thief's grace", func(s *s) {
			s.ring.Keys[0].Bad, s.certificate.Grace = true, 90*day
		}, "grace", now + 15*day, list("renew", "bad_key"), help("renew")},
		{"a bad key for too long", func(s *s) {
			s.ring.Keys[0].Bad, s.Memory.Bad, s.Now = true, now, now+14*day
		}, "ended", now + 14*day, list("renew", "bad_key"), help("renew")},
		{"revoked", func(s *s) { s.Memory.Revoked = now + 5 }, "revoked", now + 5, nil, help("ask_vendor")},
		{"an older one was revoked", func(s *s) { s.Memory.Revoked = now - 1 }, "valid", now + 90*day, nil, nil},

		{"the clock is behind", func(s *s) {
			s.Now, s.Memory.Clock.Signed = now-day, now+2*day
		}, "valid", now + 90*day, list("clock"), help("set_clock")},
		{"before the certificate", func(s *s) {
			s.Now, s.Memory.Clock.Signed = now-day, 0
		}, "valid", now + 90*day, list("clock"), help("set_clock")},
		{"a little", func(s *s) { s.Now, s.Memory.Clock.Signed = now-300, 0 }, "valid", now + 90*day, nil, nil},
		{"set back does not help", func(s *s) {
			s.Now, s.Memory.Clock.Stamp = now, now+200*day
		}, "ended", now + 104*day, list("renew", "grace", "clock"), help("set_clock", "renew")},
		{"not saved", func(s *s) { s.Unsaved = true }, "valid", now + 90*day, list("unsaved"), help("make_room")},

		{"no certificate", func(s *s) { s.token = " "; s.Unsaved = true }, "invalid", 0, list("unsaved"), help("activate", "make_room")},
		{"of another installation", func(s *s) { s.Installation = k.root.Public() }, "invalid", 0, nil, help("activate")},
		{"of another product", func(s *s) { s.Product = "acme.example/viewer" }, "invalid", 0, nil, help("activate")},
		{"a hash of another product", func(s *s) {
			h, err := hwhash.NewHasher("other.example/x")
			require.NoError(t, err)
			inv := machine()
			s.Hash, err = h.Sum(&inv)
			require.NoError(t, err)
		}, "invalid", 0, nil, help("activate")},
		{"by a key that the ring has not", func(s *s) { s.ring.Keys = s.ring.Keys[1:] }, "invalid", 0, nil, help("activate")},
		{"by a key for answers", func(s *s) { s.ring.Keys[0].Use = activation.UseAnswers }, "invalid", 0, nil, help("activate")},
		{"by a key that began later", func(s *s) { s.ring.Keys[0].From = now + 1 }, "invalid", 0, nil, help("activate")},
		{"by a key that had ended", func(s *s) { s.ring.Keys[0].To = now }, "invalid", 0, nil, help("activate")},
		{"by a key that ended since", func(s *s) { s.ring.Keys[0].To = now + 1 }, "valid", now + 90*day, nil, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := k.situation()
			test.change(s)
			got := k.check(s)
			require.Equal(t, test.state, got.State, "%v", got.Err)
			require.Equal(t, test.until, got.Until)
			require.Equal(t, test.reasons, got.Reasons)
			require.Equal(t, test.help, got.Help)
			require.Equal(t, test.state == "valid" || test.state == "grace", got.Allowed())
			require.Equal(t, got.State == activation.StateInvalid, got.Err != nil)
			// The same again with what it says to remember: nothing moves.
			s.Memory = got.Memory
			require.Equal(t, got, k.check(s))
			for _, r := range test.reasons {
				require.True(t, got.Has(r))
			}
		})
	}
	none := activation.Check(k.ring, "", activation.Machine{Product: product})
	require.Equal(t, activation.StateNone, none.State)
	require.Equal(t, help("activate"), none.Help)
	require.False(t, activation.Status{}.Allowed())
}

func (s *situation) float() {
	c := &s.certificate
	c.Terms, c.End, c.Grace, c.Renew = activation.Floating, now+2*day, 0, now+2*day
	c.Anchor, c.Policy, c.Ticket = hwhash.Hash{}, "", activation.Ticket{}
}

func (s *situation) maintained(until int64) {
	s.certificate.Terms, s.certificate.End, s.certificate.Maintained = activation.Perpetual, 0, until
}

func list(all ...activation.Reason) []activation.Reason { return all }
func help(all ...activation.Help) []activation.Help     { return all }

// What differs and what is missing is told by class.
func TestDifferingAndMissing(t *testing.T) {
	k := newKit(t)
	s := k.situation()
	inv := machine()
	inv.Components = inv.Components[1:4] // no UUID, disk or memory size
	inv.Components[0].Value = "PF4QW9ZD"
	s.Hash = sum(t, inv)
	got := k.check(s)
	require.Equal(t, []hwhash.Class{hwhash.SystemSerial}, got.Differing())
	require.Equal(t, []hwhash.Class{hwhash.SystemUUID, hwhash.Disk, hwhash.MemorySize}, got.Missing())
	require.Nil(t, activation.Status{}.Differing())
}

// A damaged certificate or ring never panics, and is never allowed.
func TestCheckRefusesDamage(t *testing.T) {
	k := newKit(t)
	s := k.situation()
	token := k.sign(s.certificate)
	for i := 0; i < len(token); i += 7 {
		damaged := token[:i] + string(token[i]^1) + token[i+1:]
		got := activation.Check(s.ring, damaged, s.Machine)
		require.Equal(t, activation.StateInvalid, got.State)
		require.ErrorIs(t, got.Err, activation.ErrToken)
		got = activation.Check(activation.Ring{}, token, s.Machine)
		require.ErrorIs(t, got.Err, activation.ErrKey)
	}
}

func ExampleCheck() {
	k := newKit(nil)
	s := k.situation()
	s.Now = now + 95*day
	status := k.check(s)
	fmt.Println(status.State, status.Allowed(), status.Reasons, status.Help)
	// Output: grace true [renew grace] [renew]
}
