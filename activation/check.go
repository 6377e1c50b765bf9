package activation

import (
	"slices"

	"github.com/hwprint/hwprint/hwhash"
)

// badGrace is the longest grace of a certificate by a bad key: what such a
// certificate says of its own grace may be a thief's.
const badGrace = 14 * day

// Machine is what [Check] is told of the machine and the program.
type Machine struct {
	Product string // the scope
	// Built is when the program was built, for licences with maintenance; all
	// of them cover 0.
	Built        int64
	Installation PublicKey
	// Now is the time by the own clock.
	Now int64
	// Hash is the machine's now; zero if there is no evidence of identity.
	Hash hwhash.Hash
	// Late says that a source did not answer in time.
	Late bool
	// Unsaved says that the state cannot be written.
	Unsaved bool
	Memory  Memory
}

// Check says what a certificate is worth on a machine, without a network. An
// empty certificate is one that is not there; the ring is [ParseRing]'s. Check
// keeps nothing: the caller keeps Memory of the Status, and stamps its Clock
// with [Clock.Started] and [Clock.Ran].
func Check(r Ring, certificate string, m Machine) Status {
	c := check{Machine: m, status: Status{Memory: m.Memory}}
	if certificate == "" {
		return c.finish(StateNone, 0)
	}
	if c.status.Err = c.read(r, certificate); c.status.Err != nil {
		c.cert, c.bad, c.status.Match = Certificate{}, false, hwhash.Match{} // what it says is not believed
		return c.finish(StateInvalid, 0)
	}
	c.status.Certificate = c.cert
	c.now = min(max(m.Now, m.Memory.Clock.Floor(), c.cert.Issued), maxTime)
	return c.decide()
}

// check is a check on its way.
type check struct {
	Machine
	cert   Certificate
	bad    bool  // the key that signed it
	now    int64 // not before what is known of the time
	last   bool  // the hash is the last one's, if not the anchor's
	status Status
}

// read reads the certificate, and compares the hash with those in it.
func (c *check) read(r Ring, certificate string) (err error) {
	if c.cert, c.bad, err = parseCertificate(r, c.Product, certificate); err != nil {
		return err
	}
	if c.cert.IID != c.Installation.IID() {
		return ErrInstallation
	}
	if c.cert.Terms == Floating || c.Hash.IsZero() {
		return nil
	}
	policy, err := hwhash.ParsePolicy(c.cert.Policy)
	if err != nil {
		return err
	}
	if c.status.Match, err = policy.Compare(c.cert.Anchor, c.Hash); err != nil || c.cert.Last.IsZero() {
		return err
	}
	last, err := policy.Compare(c.cert.Last, c.Hash)
	c.last = last.Verdict == hwhash.Same
	return err
}

// decide finds the state: the first refusal that holds, else grace or valid.
func (c *check) decide() Status {
	end, ended := c.end()
	sure, elsewhere := c.place()
	var doubt int64 // when grace for a doubtful machine ends
	if !sure && !elsewhere {
		doubt = c.since(&c.status.Memory.Changed) + c.cert.Grace
		doubt = earlier(doubt, c.cert.End)
	} else if sure {
		c.status.Memory.Changed = 0
	}
	switch m := &c.status.Memory; {
	case m.Revoked >= c.cert.Issued:
		return c.finish(StateRevoked, m.Revoked)
	case c.cert.Maintained != 0 && c.Built >= c.cert.Maintained:
		return c.finish(StateNotMaintained, 0)
	case elsewhere:
		return c.finish(StateElsewhere, 0)
	case end != 0 && c.now >= end:
		return c.finish(StateEnded, end)
	case !sure && c.now >= doubt:
		return c.finish(StateUnconfirmed, doubt)
	case !sure || ended || c.bad:
		return c.finish(StateGrace, earlier(end, doubt))
	}
	if c.cert.End != 0 {
		end = c.cert.End
	}
	return c.finish(StateValid, end)
}

// end returns when all grace is over, 0 for never, and whether the certificate
// has ended by itself.
func (c *check) end() (end int64, ended bool) {
	if c.cert.End != 0 {
		end, ended = c.cert.End+c.cert.Grace, c.now >= c.cert.End
	}
	if c.bad {
		return earlier(end, c.since(&c.status.Memory.Bad)+min(c.cert.Grace, badGrace)), ended
	}
	c.status.Memory.Bad = 0
	return end, ended
}

// place says whether this is surely the enrolled machine, or surely another.
// Without evidence against it, it is neither: a machine of which little can be
// read is not said to be another.
func (c *check) place() (sure, elsewhere bool) {
	if c.cert.Terms == Floating || c.status.Match.Verdict == hwhash.Same {
		return true, false
	}
	return false, c.status.Match.Verdict == hwhash.Different && c.contradicted() && !c.last && !c.Late
}

// contradicted reports whether a class of identity has other values than were
// enrolled.
func (c *check) contradicted() bool {
	return slices.ContainsFunc(c.status.Differing(), hwhash.Class.Identity)
}

// since returns since when something has been so, and remembers it. A new
// certificate begins anew: the server that issued it knew.
func (c *check) since(memory *int64) int64 {
	if *memory == 0 || *memory > c.now {
		*memory = c.now
	}
	*memory = max(*memory, c.cert.Issued)
	return *memory
}

// earlier returns the earlier of two times, of which 0 is never.
func earlier(a, b int64) int64 {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}
