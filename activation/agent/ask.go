package agent

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/productkey"
)

// asking is a request in the making.
type asking struct {
	op   activation.Op
	key  productkey.Key // to activate
	free string
	hash hwhash.Hash
	file bool
	now  int64
}

// sign makes and signs a request.
func (s *session) sign(a *asking) (string, error) {
	r := activation.Request{
		Op: a.op, File: a.file, Free: a.free, Hash: a.hash, IPK: s.state.key.Public(), Now: a.now,
		Product: s.c.config.Product, Language: s.c.config.Language, Region: s.c.config.Region,
	}
	var err error
	if r.Nonce, err = activation.NewNonce(rand.Reader); err != nil {
		return "", err
	}
	if a.op == activation.OpActivate {
		seal, ok := s.sealingKey(a.now)
		if !ok {
			return "", ErrRing
		}
		if err = activation.SealKey(seal, &r, a.key); err != nil {
			return "", errors.Join(ErrKey, err)
		}
		return activation.SignRequest(s.state.key, r)
	}
	cert, err := activation.ParseCertificate(s.ring, s.c.config.Product, s.state.Certificate)
	if err != nil {
		return "", errors.Join(ErrNone, err)
	}
	r.Serial, r.Ticket = cert.Serial, cert.Ticket
	return activation.SignRequest(s.state.key, r)
}

// ask asks the server, again where the answer says so, and takes the verdict.
func (s *session) ask(ctx context.Context, a *asking) (Result, error) {
	if err := s.needRing(ctx, a); err != nil {
		return Result{}, err
	}
	shown := ""
	asked := map[activation.Outcome]bool{}
	for {
		token, err := s.sign(a)
		if err != nil {
			return Result{}, err
		}
		reply, err := s.c.post(ctx, a.op, activation.Message{Request: token, Certificate: shown})
		if err != nil {
			return Result{}, err
		}
		answer, err := s.parse(ctx, token, reply)
		if err != nil {
			return Result{}, err
		}
		s.answered(s.state.Memory.Clock.Answered(answer.Now))
		switch answer.Outcome {
		case activation.ClockOff:
			a.now = answer.Now
		case activation.ShowCertificate:
			shown = s.state.Certificate
		case activation.Resend: // with the ring that came with it
		default:
			return s.take(answer, reply.Certificate)
		}
		if asked[answer.Outcome] {
			return Result{}, fmt.Errorf("%w: it asked for the same again (%s)", ErrServer, answer.Outcome)
		}
		asked[answer.Outcome] = true
	}
}

// parse verifies a reply, by the ring that came with it or, if that does not
// know the key, by the one that the server shows.
func (s *session) parse(ctx context.Context, token string, reply activation.Message) (activation.Answer, error) {
	s.takeRing(reply.Ring)
	answer, _, err := activation.ParseAnswer(s.ring, token, reply)
	if errors.Is(err, activation.ErrKey) && s.fetchRing(ctx) == nil {
		answer, _, err = activation.ParseAnswer(s.ring, token, reply)
	}
	if err != nil {
		return answer, fmt.Errorf("%w: %w", ErrServer, err)
	}
	return answer, nil
}

// sealingKey returns the key to seal a product key for: that of the time or, since
// the own clock may be wrong by years, that of the time when the ring was issued.
func (s *session) sealingKey(now int64) (activation.RingKey, bool) {
	if key, ok := s.ring.Active(activation.UseSeal, now); ok {
		return key, true
	}
	return s.ring.Active(activation.UseSeal, s.ring.Issued)
}

// needRing fetches the ring if there is none, or none to seal with.
func (s *session) needRing(ctx context.Context, a *asking) error {
	_, seals := s.sealingKey(a.now)
	if s.token != "" && (seals || a.op != activation.OpActivate) {
		return nil
	}
	if err := s.fetchRing(ctx); err != nil {
		return err
	}
	if s.token == "" {
		return fmt.Errorf("%w: the server's is signed by no pinned root", ErrRing)
	}
	return nil
}

func (s *session) fetchRing(ctx context.Context) error {
	m, err := s.c.exchange(ctx, http.MethodGet, "/v1/ring", nil)
	s.takeRing(m.Ring)
	return err
}

// answered keeps the time that an answer told.
func (s *session) answered(clock activation.Clock) {
	s.state.Memory.Clock = clock
	s.c.began = began{} // the time runs from here
}

// take keeps what a verdict says.
func (s *session) take(a activation.Answer, certificate string) (Result, error) {
	var err error
	switch {
	case a.Outcome == activation.Granted:
		s.state.Certificate, s.state.Machine, s.state.Show = certificate, hwhash.Hash{}, false
		s.hash, err = s.c.sum(s.machine, s.state.Classes)
	case a.Outcome == activation.Revoked:
		s.state.Memory.Revoked = a.Now
	case a.Outcome == activation.Released:
		s.state.Certificate = ""
	}
	if err != nil {
		return Result{}, err
	}
	if s.state.empty() {
		if err = s.c.store.remove(s.state); err == nil {
			s.state = nil
		}
		s.unsaved = s.unsaved || err != nil
	} else {
		err = s.save()
	}
	result := Result{Answer: a, Status: s.check()}
	if errors.Is(err, ErrUnsaved) {
		err = nil // the status says so; what was granted holds while the process runs
	}
	return result, err
}
