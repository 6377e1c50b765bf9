package activation_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/hwhash"
)

// vendorModel is what a server decides of a renewal: the rules of
// docs/activation.md in a few lines, for one seat.
type vendorModel struct {
	t            require.TestingT
	anchor, last hwhash.Hash
	drift        int64 // the first day on which the machine was like the last hash alone
	review       int64 // since when a person is asked
	favoured     bool
	moves        int
}

// renew returns what the certificate's last hash and end are, or not granted.
func (v *vendorModel) renew(p hwhash.Hash, at int64) (end int64, granted bool) {
	toAnchor, err := hwhash.Standard().Compare(v.anchor, p)
	require.NoError(v.t, err)
	toLast, err := hwhash.Standard().Compare(v.last, p)
	require.NoError(v.t, err)
	switch {
	case toAnchor.Verdict == hwhash.Same:
		v.last, v.drift, v.review = p, 0, 0
		return at + 90*day, true
	case toLast.Verdict == hwhash.Same:
		if v.drift == 0 {
			v.drift = at
		}
		if at-v.drift >= 7*day && v.moves < 1 {
			v.anchor, v.drift, v.moves = v.last, 0, v.moves+1
			return v.renew(p, at)
		}
		return at + 14*day, true
	case toAnchor.Verdict == hwhash.Review:
		if v.review == 0 {
			v.review = at
		}
		if at-v.review >= 14*day && !v.favoured {
			v.anchor, v.last, v.review, v.favoured = p, p, 0, true
			return at + 90*day, true
		}
		return at + 14*day, true
	}
	return 0, false
}

// steps are a machine as an ordinary user reads it, the same with one part
// replaced, and then with another: all orders in which each is the same as the
// one before.
func steps(t *testing.T) (all [][3]hwhash.Hash) {
	own := []hwhash.Component{{Class: hwhash.OSInstall, Value: "5d3ac1f0e5be4a04b4a7a0c2d5f1e6b9"}, {Class: hwhash.NIC, Value: "3c:52:82:0a:11:07"}, {Class: hwhash.Disk, Value: "S4EVNF0M813502"}}
	other := []string{"c3b7f08e21d94a6fb5e0d1728a94c6fe", "98:fa:9b:44:d2:10", "S5H7NS0N604871"}
	same := func(a, b hwhash.Hash) bool {
		m, err := hwhash.Standard().Compare(a, b)
		require.NoError(t, err)
		return m.Verdict == hwhash.Same
	}
	far := 0 // steps whose end is not the same as their beginning
	for first := range own {
		for second := range own {
			inv := hwhash.Inventory{Components: slices.Clone(own)}
			step := [3]hwhash.Hash{sum(t, inv)}
			inv.Components[first].Value = other[first]
			step[1] = sum(t, inv)
			inv.Components[second].Value = other[second]
			step[2] = sum(t, inv)
			if same(step[0], step[1]) && same(step[1], step[2]) {
				all = append(all, step)
				if !same(step[0], step[2]) {
					far++
				}
			}
		}
	}
	require.GreaterOrEqual(t, far, 2)
	return all
}

// An honest machine changes in two steps. It reaches its server once between
// them, at the latest every 60 days, and every other day while the check says
// that something is not as it was. It is never without a licence for a day.
func TestNeverADayWithoutALicence(t *testing.T) {
	k := newKit(t)
	all := steps(t)
	rapid.Check(t, func(t *rapid.T) {
		step := rapid.SampledFrom(all).Draw(t, "step")
		away := rapid.Int64Range(1, 60).Draw(t, "away")
		on := rapid.Int64Range(1, 80).Draw(t, "on")
		then := on + away + rapid.Int64Range(1, 60).Draw(t, "then")
		v := &vendorModel{t: t, anchor: step[0], last: step[0]}
		s := k.situation()
		s.certificate.Anchor = step[0]
		renewed := int64(0)
		for d := range then + 40 {
			s.Now, s.Hash = now+d*day, step[0]
			if d >= then {
				s.Hash = step[2]
			} else if d >= on {
				s.Hash = step[1]
			}
			s.Memory.Clock = s.Memory.Clock.Started(s.Now)
			status := k.check(s)
			require.True(t, status.Allowed(), "day %d: %s %v", d, status.State, status.Reasons)
			s.Memory = status.Memory
			every := away
			if status.State == activation.StateGrace || status.Until-s.Now <= 14*day {
				every = 2
			}
			if !status.Has(activation.ReasonRenew) || d-renewed < every {
				continue
			}
			end, granted := v.renew(s.Hash, s.Now)
			require.True(t, granted, "day %d", d)
			renewed = d
			c := &s.certificate
			c.Anchor, c.Last, c.Issued, c.End, c.Renew = v.anchor, hwhash.Hash{}, s.Now, end, min(s.Now+7*day, end)
			if v.last != v.anchor {
				c.Last = v.last
			}
			s.token = ""
			s.Memory.Clock = s.Memory.Clock.Answered(s.Now)
		}
		require.Equal(t, step[2], s.Hash)
	})
}
