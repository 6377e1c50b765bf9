package agent

import (
	"context"
	"errors"
	"fmt"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/productkey"
)

// RequestOptions change what Client.Request writes. The zero value changes
// nothing.
type RequestOptions struct {
	// Free names a seat that is to be freed for this machine.
	Free string
	// New makes another request while one of its kind is open: for another key,
	// say. Four may be open.
	New bool
}

// Request returns a request as a file, for a machine without a network: the text
// of a message, which fits a [QR] code. The key is needed to activate alone. A
// request that is open is returned again, whatever the key, until it is answered
// or 30 days old: so a file that was lost is no second one to the server.
//
// Config.Ring must be there to activate. The answer goes to Answer.
func (c *Client) Request(ctx context.Context, op activation.Op, key productkey.Key, o RequestOptions) ([]byte, error) {
	s, err := c.open(ctx, purposeOf(op))
	if err != nil {
		return nil, err
	}
	defer s.close()
	if s.unsaved {
		return nil, ErrUnsaved // the answer could be matched to nothing
	}
	if text, err := s.reopen(op, o); text != nil || err != nil {
		return text, err
	}
	var a *asking
	if op == activation.OpActivate {
		if key.IsZero() {
			return nil, ErrKey
		}
		a, err = s.enrol(key, o.Free)
	} else {
		a, err = s.presenting(op)
	}
	if err != nil {
		return nil, err
	}
	a.file = true
	token, err := s.sign(a)
	if err != nil {
		return nil, err
	}
	s.state.Open = append(s.state.Open, token)
	if err := s.save(); err != nil {
		return nil, err
	}
	return s.message(token)
}

func purposeOf(op activation.Op) purpose {
	if op == activation.OpActivate {
		return openEnrol
	}
	return openAsk
}

// reopen returns the open request of a kind, or nil.
func (s *session) reopen(op activation.Op, o RequestOptions) ([]byte, error) {
	if s.state == nil || s.invalid {
		return nil, nil
	}
	s.state.purge(s.time())
	for i := len(s.state.Open) - 1; i >= 0 && !o.New; i-- {
		token := s.state.Open[i]
		if r, err := activation.ParseRequest(token); err == nil && r.Op == op && r.Free == o.Free {
			return s.message(token)
		}
	}
	if len(s.state.Open) >= maxOpen {
		return nil, ErrOpen
	}
	return nil, nil
}

// message is a request as a file, with the certificate if the server asked for it.
func (s *session) message(token string) ([]byte, error) {
	m := activation.Message{Request: token}
	if s.state.Show {
		m.Certificate = s.state.Certificate
	}
	return m.MarshalText()
}

// Requests returns the open requests, the oldest first, each as Request did.
func (c *Client) Requests(ctx context.Context) (texts [][]byte, err error) {
	s, err := c.open(ctx, openCheck)
	if err != nil {
		return nil, err
	}
	defer s.close()
	if s.state == nil {
		return nil, nil
	}
	s.state.purge(s.time())
	for _, token := range s.state.Open {
		text, err := s.message(token)
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, nil
}

// Answer takes the answer to a request that went as a file. ErrNoRequest says
// that it is to none that is open: to another machine's, or one that was answered.
// An answer that asks for another request (its time was off; the key was sealed
// for one that is gone) is a Result that is not granted: call Request again.
func (c *Client) Answer(ctx context.Context, text []byte) (Result, error) {
	m, err := activation.ParseMessage(text)
	if err != nil {
		return Result{}, err
	}
	if m.Answer == "" {
		return Result{}, fmt.Errorf("%w: it is none", ErrNoRequest)
	}
	s, err := c.open(ctx, openEnrol)
	if err != nil {
		return Result{}, err
	}
	defer s.close()
	if s.state == nil {
		return Result{}, ErrNoRequest
	}
	s.takeRing(m.Ring)
	for i, token := range s.state.Open {
		a, _, err := activation.ParseAnswer(s.ring, token, m)
		switch {
		case errors.Is(err, activation.ErrSignature):
			continue // the answer to another request
		case err != nil:
			return Result{}, err
		}
		s.state.Open = append(s.state.Open[:i:i], s.state.Open[i+1:]...)
		s.state.Show = s.state.Show || a.Outcome == activation.ShowCertificate
		s.answered(s.state.Memory.Clock.AnsweredByFile(a.Now))
		return s.take(a, m.Certificate)
	}
	return Result{}, ErrNoRequest
}
