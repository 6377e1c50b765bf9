package activation_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/hwhash"
)

// rank orders states by what they allow.
func rank(s activation.Status) int {
	switch s.State {
	case activation.StateValid:
		return 2
	case activation.StateGrace:
		return 1
	}
	return 0
}

// draw is any situation: times around each other, any hash, any memory.
func (k *kit) draw(t *rapid.T, hashes []hwhash.Hash) *situation {
	s := k.situation()
	at := func(name string) int64 {
		return now + int64(rapid.IntRange(-20, 130).Draw(t, name))*day + int64(rapid.IntRange(-1, 1).Draw(t, name+"+"))
	}
	optional := func(name string) int64 {
		if rapid.Bool().Draw(t, name+"?") {
			return at(name)
		}
		return 0
	}
	s.Now, s.Hash = at("now"), rapid.SampledFrom(hashes).Draw(t, "hash")
	s.Late, s.Unsaved = rapid.Bool().Draw(t, "late"), rapid.Bool().Draw(t, "unsaved")
	s.Memory = activation.Memory{
		Clock:   activation.Clock{Signed: optional("signed"), Stamp: optional("stamp")},
		Changed: optional("changed"), Bad: optional("bad"),
	}
	if rapid.IntRange(0, 9).Draw(t, "revoked") == 0 {
		s.Memory.Revoked = at("revoked")
	}
	s.ring.Keys[0].Bad = rapid.IntRange(0, 3).Draw(t, "badkey") == 0
	c := &s.certificate
	c.End = now + int64(rapid.IntRange(1, 100).Draw(t, "end"))*day
	c.Grace = int64(rapid.IntRange(0, 90).Draw(t, "grace")) * day
	c.Renew = min(c.Renew, c.End)
	c.Policy = rapid.SampledFrom([]string{"lenient", "standard", "strict"}).Draw(t, "policy")
	if last := rapid.SampledFrom(hashes).Draw(t, "last"); last != c.Anchor && rapid.Bool().Draw(t, "last?") {
		c.Last = last
	}
	if rapid.Bool().Draw(t, "perpetual") {
		s.maintained(optional("maintained"))
		s.Built = at("built")
	}
	return s
}

// Whatever is taken away, the status is no better.
func TestNothingTakenAwayHelps(t *testing.T) {
	k := newKit(t)
	hashes := []hwhash.Hash{
		{}, k.hash, variant(t, k.hash, hwhash.Same), variant(t, k.hash, hwhash.Review), variant(t, k.hash, hwhash.Different),
		part(t, hwhash.NIC), part(t, hwhash.OSInstall, hwhash.MemorySize),
	}
	rapid.Check(t, func(t *rapid.T) {
		before := k.draw(t, hashes)
		had := k.check(before)
		after := *before
		after.ring.Keys = slices.Clone(before.ring.Keys)
		what := rapid.IntRange(0, 7).Draw(t, "what")
		by := int64(rapid.IntRange(1, 100).Draw(t, "by")) * day
		switch what {
		case 0: // time passes
			after.Now += by
			after.Memory = had.Memory
		case 1: // more is known of the time
			after.Memory = had.Memory
			after.Memory.Clock.Signed = max(after.Memory.Clock.Signed, now+by)
		case 2: // the certificate is shorter
			if c := &after.certificate; c.End-by > c.Issued {
				c.End -= by
				c.Renew = min(c.Renew, c.End)
			}
		case 3: // so is its grace
			after.certificate.Grace = max(0, after.certificate.Grace-by)
		case 4: // the key is bad
			after.ring.Keys[0].Bad = true
		case 5: // the machine has been strange for longer
			if after.Memory.Changed != 0 {
				after.Memory.Changed -= by
			}
		case 6: // it was revoked
			after.Memory.Revoked = max(after.Memory.Revoked, now+by)
		case 7: // the last hash is forgotten
			after.certificate.Last = hwhash.Hash{}
		}
		after.token = ""
		got := k.check(&after)
		require.LessOrEqual(t, rank(got), rank(had), "%d: %v, then %v", what, had.State, got.State)
		if got.Allowed() && what != 7 {
			require.True(t, had.Until == 0 || got.Until != 0 && got.Until <= had.Until || got.State != had.State)
		}
	})
}

// Of a machine that says the truth, less evidence never gives more: each class
// that is not read leaves the status as it is or worse.
func TestLessEvidenceNeverHelps(t *testing.T) {
	k := newKit(t)
	rapid.Check(t, func(t *rapid.T) {
		s := k.draw(t, []hwhash.Hash{k.hash})
		s.certificate.Last = hwhash.Hash{}
		s.Late = false
		present := rapid.SliceOfNDistinct(rapid.IntRange(0, 5), 1, 6, rapid.ID).Draw(t, "present")
		had := 3
		for len(present) > 0 {
			inv := hwhash.Inventory{Traits: machine().Traits}
			identity := false
			for _, i := range present {
				c := machine().Components[i]
				inv.Components = append(inv.Components, c)
				identity = identity || c.Class.Identity()
			}
			s.Hash = hwhash.Hash{}
			if identity {
				s.Hash = sum(k.t, inv)
			}
			got := k.check(s)
			require.LessOrEqual(t, rank(got), had)
			require.NotEqual(t, activation.StateElsewhere, got.State, "nothing speaks against the machine")
			had = rank(got)
			present = present[1:]
		}
	})
}

// With evidence withheld, a status is never valid that would not be so with
// nothing of it true: no hash without a common value is.
func TestAStrangerIsNeverValid(t *testing.T) {
	k := newKit(t)
	stranger := variant(t, k.hash, hwhash.Different)
	rapid.Check(t, func(t *rapid.T) {
		s := k.draw(t, []hwhash.Hash{{}, stranger})
		s.certificate.Last = hwhash.Hash{}
		s.certificate.Policy = "standard"
		got := k.check(s)
		require.NotEqual(t, activation.StateValid, got.State)
		if got.Allowed() {
			require.True(t, s.Late || s.Hash.IsZero())
			require.LessOrEqual(t, got.Until, max(s.Now, s.Memory.Clock.Floor(), s.certificate.Issued)+s.certificate.Grace)
		}
	})
}

// What a status says of its end is so: allowed until then, and no longer by the
// same state.
func TestUntilIsTheEnd(t *testing.T) {
	k := newKit(t)
	hashes := []hwhash.Hash{{}, k.hash, variant(t, k.hash, hwhash.Review), variant(t, k.hash, hwhash.Different)}
	rapid.Check(t, func(t *rapid.T) {
		s := k.draw(t, hashes)
		got := k.check(s)
		if !got.Allowed() || got.Until == 0 {
			return
		}
		s.Memory = got.Memory
		s.Now = got.Until - 1
		require.Equal(t, got.State, k.check(s).State)
		s.Now = got.Until
		require.NotEqual(t, got.State, k.check(s).State)
	})
}
