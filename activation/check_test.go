package activation_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/vectors"
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
		match, err := hwhash.Standard().Compare(anchor, h)
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

// Every state of the check, with what it says and what would help: the table is
// internal/vectors/situations.go, which the vectors are made of too.
func TestStates(t *testing.T) {
	situations, err := vectors.Situations()
	require.NoError(t, err)
	require.Greater(t, len(situations), 50)
	for _, s := range situations {
		t.Run(s.Name, func(t *testing.T) {
			_, err := s.Verify()
			require.NoError(t, err)
		})
	}
	require.False(t, activation.Status{}.Allowed())
}

func (s *situation) maintained(until int64) {
	s.certificate.Terms, s.certificate.End, s.certificate.Maintained = activation.Perpetual, 0, until
}

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
