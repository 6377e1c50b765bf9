package agent

import (
	"context"
	"time"

	"github.com/hwprint/hwprint/activation"
)

// Status is what Client.Status found. The zero value allows nothing.
type Status struct {
	activation.Status
	// Installation is the number of this PC for this product; zero if there is
	// none yet.
	Installation activation.IID `json:"installation,omitzero"`
	// Open is how many requests were written as files and not answered yet.
	Open int `json:"open,omitempty"`
	// Damaged are names of files in the state folder that cannot be read. They are
	// left as they are.
	Damaged []string `json:"damaged,omitempty"`
	// Busy says that another process works on the state, and that nothing of this
	// check was kept.
	Busy bool `json:"busy,omitempty"`
}

// Status checks the licence on this machine, without a network. Of several
// installations in the folder it takes the one of this machine; if there are
// only others', it is activation.StateElsewhere. Sources that are late are not
// waited for: that gives grace, never a refusal.
//
// It keeps what it learns of the time, if the state can be written, and says if
// it cannot (activation.ReasonUnsaved). If another process works on the state
// for two seconds, it keeps nothing.
//
// The error says that the folder or the machine cannot be read at all, or is the
// context's. A damaged state is no error but activation.StateInvalid, and Err
// wraps ErrState.
func (c *Client) Status(ctx context.Context) (Status, error) {
	s, err := c.open(ctx, openCheck)
	if err != nil {
		return Status{}, err
	}
	defer s.close()
	status := s.check()
	if s.state == nil || s.busy {
		return status, nil
	}
	if !status.worthKeeping(s.state) {
		return status, nil
	}
	s.state.Memory = status.Memory
	if err := s.save(); err != nil {
		return s.check(), nil // which says that it is unsaved
	}
	return status, nil
}

// stampEvery is how far the clock goes before it alone is worth writing a file.
const stampEvery = 60 * 60

// worthKeeping reports whether something is new.
func (s *Status) worthKeeping(st *state) bool {
	was, is := st.Memory, s.Memory
	if is.Clock.Stamp-was.Clock.Stamp < stampEvery && was.Clock.Ahead == is.Clock.Ahead {
		is.Clock = was.Clock
	}
	return was != is
}

// check checks the state of the session.
func (s *session) check() Status {
	status := Status{Damaged: s.damaged, Busy: s.busy}
	m := activation.Machine{Product: s.c.config.Product, Built: s.c.config.Built, Now: s.c.config.Now(), Unsaved: s.unsaved}
	st := s.state
	if st == nil {
		st = s.foreign
	}
	certificate := ""
	if st != nil {
		certificate = st.Certificate
		m.Installation, m.Hash, m.Late, m.Memory = st.key.Public(), s.hash, s.machine.late(), st.Memory
		if st == s.state {
			m.Memory.Clock = s.clock()
		}
		status.Installation, status.Open = m.Installation.IID(), len(st.Open)
		if st == s.foreign {
			m.Hash = s.foreignHash
		}
	}
	status.Status = activation.Check(s.ring, certificate, m)
	if status.State == activation.StateNone && len(s.damaged) > 0 && status.Open == 0 {
		status.State, status.Err = activation.StateInvalid, ErrState
	}
	return status
}

// clock stamps the time: at the first look at an installation as a start, and
// then by the monotonic clock.
func (s *session) clock() activation.Clock {
	clock := s.state.Memory.Clock
	if s.busy {
		return clock
	}
	b := &s.c.began
	if iid := s.state.iid(); b.iid != iid {
		*b = began{iid: iid, clock: clock.Started(s.c.config.Now()), at: time.Now()}
	}
	clock = clock.Ran(b.clock, int64(time.Since(b.at).Seconds()))
	if clock.Signed == b.clock.Signed && clock.Stamp < b.clock.Stamp {
		clock.Stamp = b.clock.Stamp
	}
	if clock.Signed == b.clock.Signed {
		clock.Ahead = b.clock.Ahead
	}
	return clock
}
