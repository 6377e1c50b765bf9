package agent

import (
	"context"
	"crypto/rand"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/productkey"
)

// Result is a signed verdict, and what the licence is worth after it.
type Result struct {
	// Answer says what was granted or, if it was not, what the customer may do.
	// It is zero where the server only asks for another request.
	Answer activation.Answer
	Status Status
}

// Granted reports whether the server granted what was asked for.
func (r Result) Granted() bool {
	return r.Answer.Outcome == activation.Granted || r.Answer.Outcome == activation.Released
}

// Activate asks for a licence on this machine. The key is sent once, sealed for
// the server, and not kept. A machine that has one is activated again, for the
// same seat: after a lost answer, or with another key.
//
// Not granted is a Result: Answer.May says what the customer may do, and
// Answer.Seats which machines hold the seats.
func (c *Client) Activate(ctx context.Context, key productkey.Key) (Result, error) {
	return c.activate(ctx, key, "")
}

// ActivateFreeing is Activate, and has the server free a seat for this machine:
// the Ref of one of Answer.Seats, that was not seen for some time.
func (c *Client) ActivateFreeing(ctx context.Context, key productkey.Key, seat string) (Result, error) {
	return c.activate(ctx, key, seat)
}

func (c *Client) activate(ctx context.Context, key productkey.Key, free string) (Result, error) {
	if key.IsZero() {
		return Result{}, ErrKey
	}
	s, err := c.open(ctx, openEnrol)
	if err != nil {
		return Result{}, err
	}
	defer s.close()
	a, err := s.enrol(key, free)
	if err != nil {
		return Result{}, err
	}
	// The installation is kept before it is known to the server: an answer that is
	// lost then costs nothing.
	if err := s.save(); err != nil {
		return Result{}, err
	}
	return s.ask(ctx, a)
}

// enrol prepares an activation, for an installation that is made if need be.
func (s *session) enrol(key productkey.Key, free string) (*asking, error) {
	if s.state == nil || s.invalid {
		var err error
		if s.state, err = newState(s.c.config.Product, rand.Reader); err != nil {
			return nil, err
		}
		s.invalid = false
	}
	s.state.Classes = s.c.allowed(s.c.enrols)
	hash, err := s.c.sum(s.machine, s.state.Classes)
	if err != nil {
		return nil, err
	}
	if s.state.Certificate == "" {
		s.state.Machine = hash
	}
	return &asking{op: activation.OpActivate, key: key, free: free, hash: hash, now: s.time()}, nil
}

// Renew asks for the certificate to be renewed, whether it is time or not: Status
// says when it is (activation.ReasonRenew). A refusal leaves the certificate
// good until its end. ErrNone says that there is none for this machine, ErrLate
// that too little of the machine was read in time.
func (c *Client) Renew(ctx context.Context) (Result, error) {
	return c.present(ctx, activation.OpRenew)
}

// Release gives the seat up and forgets the certificate. The state has to be
// writable; what is installed on the same machine besides goes on.
func (c *Client) Release(ctx context.Context) (Result, error) {
	return c.present(ctx, activation.OpRelease)
}

func (c *Client) present(ctx context.Context, op activation.Op) (Result, error) {
	s, err := c.open(ctx, openAsk)
	if err != nil {
		return Result{}, err
	}
	defer s.close()
	a, err := s.presenting(op)
	if err != nil {
		return Result{}, err
	}
	return s.ask(ctx, a)
}

// presenting prepares a request of an installation that has a certificate.
func (s *session) presenting(op activation.Op) (*asking, error) {
	a := &asking{op: op, now: s.time()}
	if s.state == nil || s.state.Certificate == "" {
		return nil, ErrNone
	}
	status := s.check()
	switch {
	case status.State == activation.StateInvalid:
		return nil, ErrNone
	case op == activation.OpRelease && s.unsaved:
		return nil, ErrUnsaved
	case op == activation.OpRelease || status.Certificate.Terms == activation.Floating:
		return a, nil
	case s.machine.late() && status.Match.Verdict != hwhash.Same:
		return nil, ErrLate
	case s.hash.IsZero():
		return nil, ErrEvidence
	}
	a.hash = s.hash
	return a, nil
}

// time is what a request is dated with: the own clock, unless that is known to
// be behind.
func (s *session) time() int64 {
	now := s.c.config.Now()
	if s.state != nil {
		now = max(now, s.state.Memory.Clock.Floor())
	}
	return now
}
