package agent

import (
	"context"
	"errors"
	"os"
	"slices"
	"time"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/hwhash"
)

// session is one call at work: what is kept, what the machine is, and which
// installation is its.
type session struct {
	c       *Client
	state   *state // of this machine; nil if there is none
	hash    hwhash.Hash
	machine *machine
	ring    activation.Ring
	token   string // of the ring

	foreign     *state // if there are only other machines' states, one of them
	foreignHash hwhash.Hash
	damaged     []string
	invalid     bool // the state's certificate is none
	busy        bool // another process works on the state
	unsaved     bool

	unlock func()
}

// purpose is what a session is for.
type purpose int

const (
	openCheck purpose = iota // reads, and writes if it can
	openAsk                  // reads late sources again, and has the state to itself
	openEnrol                // and may make an installation, in a folder that can be written
)

// open begins a session, which has to be closed.
func (c *Client) open(ctx context.Context, p purpose) (*session, error) {
	s := &session{c: c, machine: new(machine), unlock: func() {}}
	err := c.enter(ctx)
	if err == nil {
		s.unlock = c.leave
	} else if err = s.forgive(err, p); err != nil {
		return nil, err
	}
	if err = s.fill(ctx, p); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// enter waits until no other call of the Client is at work.
func (c *Client) enter(ctx context.Context) error {
	wait := time.NewTimer(lockWait)
	defer wait.Stop()
	select {
	case c.busy <- struct{}{}:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	case <-wait.C:
		return ErrBusy
	}
}

func (c *Client) leave() { <-c.busy }

func (s *session) close() { s.unlock() }

// forgive lets a session go on that can do without a lock, or without writing.
func (s *session) forgive(err error, p purpose) error {
	switch {
	case errors.Is(err, ErrBusy) && p == openCheck:
		s.busy = true
	case errors.Is(err, ErrUnsaved) && (p == openCheck || p == openAsk):
		s.unsaved = true
	default:
		return err
	}
	return nil
}

// fill reads the machine, locks the state and reads that. The machine comes
// first, for it may be slow: what is read depends on a state that may change
// until it is locked, so that it may have to be read twice.
func (s *session) fill(ctx context.Context, p purpose) error {
	all, err := s.load()
	if err != nil {
		return err
	}
	if s.token == "" && len(all) > 0 && p != openCheck && s.c.config.Server != "" {
		// A build that pins another root has no ring yet: without one no
		// certificate reads. If there is none to be had, that is what follows.
		_ = s.fetchRing(ctx)
	}
	if err = s.readMachine(ctx, all, p); err != nil {
		return err
	}
	if err = s.lock(ctx, p); err != nil {
		return err
	}
	if all, err = s.load(); err != nil {
		return err
	}
	for _, class := range s.c.wanted(all, p == openEnrol) {
		if !slices.Contains(s.machine.classes, class) {
			if err = s.readMachine(ctx, all, p); err != nil {
				return err
			}
			break
		}
	}
	return s.choose(all)
}

// load reads the states, and finds the newest ring.
func (s *session) load() (all []*state, err error) {
	if all, s.damaged, err = s.c.store.load(); err != nil {
		return nil, err
	}
	s.unsaved = s.unsaved || s.c.store.holds()
	s.takeRing(s.c.config.Ring)
	for _, st := range all {
		s.takeRing(st.Ring)
	}
	return all, nil
}

// takeRing takes a ring that is newer than what there is, and signed by a root.
func (s *session) takeRing(token string) {
	if token == "" || token == s.token {
		return
	}
	if r, err := activation.ParseRing(s.c.config.Roots, s.c.config.Product, token); err == nil && (s.token == "" || r.Issued > s.ring.Issued) {
		s.ring, s.token = r, token
	}
}

func (s *session) readMachine(ctx context.Context, all []*state, p purpose) (err error) {
	if s.machine, err = s.c.read(ctx, s.c.wanted(all, p == openEnrol)); err != nil || p == openCheck {
		return err
	}
	return s.machine.waitFor(ctx)
}

// lock locks the folder. One that is not there needs none, and is made only to
// enrol.
func (s *session) lock(ctx context.Context, p purpose) error {
	if p != openEnrol && s.c.config.Folder != "" {
		if _, err := os.Stat(s.c.config.Folder); errors.Is(err, os.ErrNotExist) {
			return nil
		}
	}
	if s.busy {
		return nil
	}
	unlock, err := s.c.store.lock(ctx, p == openEnrol)
	if err != nil {
		return s.forgive(err, p)
	}
	s.unlock = func() { unlock(); s.c.leave() }
	return nil
}

// save keeps the state.
func (s *session) save() error {
	if s.busy {
		return ErrBusy
	}
	s.state.Ring = s.token
	err := s.c.store.save(s.state)
	s.unsaved = s.unsaved || err != nil
	return err
}
