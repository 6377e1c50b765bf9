package agent

import (
	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/hwhash"
)

// rank is how well a state fits the machine, the best first.
type rank int

const (
	rankSame    rank = iota // the anchor is the same machine's, and allows to work
	rankAnchor              // the same machine's
	rankAllowed             // not surely another's
	rankPending             // made on this machine, and not granted yet
	rankDoubt               // not surely another's, and over
	rankInvalid             // its certificate is none
	rankForeign             // another machine's
)

// candidate is a state as it fits the machine.
type candidate struct {
	*state
	hash   hwhash.Hash
	rank   rank
	issued int64
}

// choose finds the state of this machine: the one whose anchor compares same,
// else one that is not surely another's. Others are left as they are.
func (s *session) choose(all []*state) error {
	var best candidate
	for _, st := range all {
		c, err := s.fit(st)
		if err != nil {
			return err
		}
		if best.state == nil || c.rank < best.rank || c.rank == best.rank && c.issued > best.issued {
			best = c
		}
	}
	switch {
	case best.state == nil:
	case best.rank == rankForeign:
		s.foreign, s.foreignHash = best.state, best.hash
	default:
		s.state, s.hash, s.invalid = best.state, best.hash, best.rank == rankInvalid
	}
	return nil
}

// fit says how a state fits.
func (s *session) fit(st *state) (c candidate, err error) {
	c = candidate{state: st, rank: rankForeign}
	if c.hash, err = s.c.sum(s.machine, st.Classes); err != nil {
		return c, err
	}
	if st.Certificate == "" {
		if st.Machine.IsZero() || s.machine.classes == nil {
			c.rank = rankPending
			return c, nil
		}
		m, err := hwhash.Standard().Compare(st.Machine, c.hash)
		if err == nil && m.Verdict == hwhash.Same {
			c.rank = rankPending
		}
		return c, nil
	}
	got := activation.Check(s.ring, st.Certificate, activation.Machine{
		Product: s.c.config.Product, Built: s.c.config.Built, Installation: st.key.Public(),
		Now: s.c.config.Now(), Hash: c.hash, Late: s.machine.late(), Memory: st.Memory,
	})
	c.rank, c.issued = rankOf(&got), got.Certificate.Issued
	return c, nil
}

func rankOf(got *activation.Status) rank {
	same := got.Match.Verdict == hwhash.Same || got.Certificate.Terms == activation.Floating
	switch {
	case got.State == activation.StateInvalid:
		return rankInvalid
	case same && got.Allowed():
		return rankSame
	case same:
		return rankAnchor
	case got.Allowed():
		return rankAllowed
	case got.State == activation.StateElsewhere, got.Match.Verdict == hwhash.Different && len(got.Differing()) > 0:
		return rankForeign
	}
	return rankDoubt
}
