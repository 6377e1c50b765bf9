package server

import (
	"context"
	"io"
	"time"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/hwhash"
)

// Ask is a request to the engine without a signature, for tests that ask often.
type Ask struct {
	Op     activation.Op
	IID    activation.IID
	Digest activation.Digest
	Nonce  activation.Nonce
	Hash   hwhash.Hash
	Ticket Issued // zero for none
	Free   string
}

// Verdict is what the engine says to it.
type Verdict struct {
	Outcome activation.Outcome
	Grant   Grant
	Seat    Seat
	Graced  bool
	Later   int64
	May     []activation.Option // what the answer says
}

// DecideOn runs the engine on a store.
func DecideOn(ctx context.Context, s Store, f Find, q Ask, now int64, random io.Reader) (Verdict, error) {
	a := &ask{
		op: q.Op, iid: q.IID, ipk: activation.PublicKey{1}, digest: q.Digest, nonce: q.Nonce, keep: now + acceptFor,
		hash: q.Hash, free: q.Free,
	}
	if q.Ticket != (Issued{}) {
		a.ticket = &q.Ticket
	}
	f.IID, f.Digest, f.Nonce = q.IID, q.Digest, q.Nonce
	var v *verdict
	err := s.Decide(ctx, f, func(rows *Rows) (changes *Changes, err error) {
		changes, v, err = decide(rows, a, now, random)
		return changes, err
	})
	if err != nil {
		return Verdict{}, err
	}
	may, _, _ := options(v)
	return Verdict{Outcome: v.outcome, Grant: v.grant, Seat: v.seat, Graced: v.graced, Later: v.later, May: may}, nil
}

// Faults says where the rows of a licence contradict each other.
func (r *Rows) Faults() []string { return r.faults() }

// Hurry makes the limits of a server those of a test that does not wait long.
func (s *Server) Hurry(d time.Duration, connections int) {
	s.limits.body, s.limits.header, s.limits.request, s.limits.connections = d, d, d, connections
}
