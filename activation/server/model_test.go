package server_test

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/acttest"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/activation/store/memory"
	"github.com/hwprint/hwprint/hwhash"
)

// Sizes of the model: few, so that everything happens often.
const (
	modelMachines  = 5
	modelSeats     = 3
	modelPlaces    = 2 // installations of a machine
	modelTakeovers = 2 // a year
	modelFreed     = 2 // a year, at once
	modelIdle      = 14 * seconds
	modelEnd       = (90 + 14) * seconds
)

// model says what the engine must do with machines that never change. It knows no
// hash, no row and no ticket.
type model struct {
	now      int64
	machines [modelMachines]modelSeat
	places   map[activation.IID]*modelPlace
	freed    int
	freedDay int64
	failures []int64 // times
}

type modelSeat struct {
	used      bool  // it counts
	held      int64 // until when, if it was released; 0 for active
	known     bool
	seen      int64
	takeovers int
	year      int64
}

type modelPlace struct {
	machine  int
	seen     int64
	ends     int64 // its certificate
	lost     bool  // displaced or released
	released bool
	renewals map[int64]int // by day
}

func (m *model) expire() {
	for i := range m.machines {
		if s := &m.machines[i]; s.used && s.held != 0 && s.held <= m.now {
			s.used, s.held = false, 0
		}
	}
}

func (m *model) used() (n int) {
	for _, s := range m.machines {
		if s.used {
			n++
		}
	}
	return n
}

// failedTooOften counts failures as windows that begin with a failure.
func (m *model) failedTooOften() bool {
	count := func(window int64) (n int) {
		var began int64 = -1 << 40
		for _, at := range m.failures {
			if at >= began+window {
				began, n = at, 0
			}
			n++
		}
		if m.now >= began+window {
			return 0
		}
		return n
	}
	return count(seconds) >= 20 || count(30*seconds) >= 100
}

// free releases a machine's seat.
func (m *model) free(i int) {
	s := &m.machines[i]
	var ends int64
	for _, p := range m.places {
		if p.machine == i {
			p.lost, p.released = true, true
			ends = max(ends, p.ends)
		}
	}
	if m.now >= m.freedDay+365*seconds {
		m.freedDay, m.freed = m.now, 0
	}
	switch {
	case ends <= m.now:
		s.used = false
	case m.freed < modelFreed:
		m.freed++
		s.used = false
	default:
		s.held = min(ends, m.freedDay+365*seconds)
	}
}

// place says whether an installation gets a place on a machine's seat.
func (m *model) place(i int, iid activation.IID) bool {
	s := &m.machines[i]
	own := m.places[iid]
	if own != nil && own.machine == i && !own.lost && m.now < own.seen+45*seconds {
		return true
	}
	var oldest *modelPlace
	n := 0
	for id, p := range m.places {
		if id != iid && p.machine == i && !p.lost && m.now < p.seen+45*seconds {
			n++
			if oldest == nil || p.seen < oldest.seen {
				oldest = p
			}
		}
	}
	if n < modelPlaces {
		return true
	}
	if m.now >= s.year+365*seconds {
		s.year, s.takeovers = m.now, 0
	}
	if s.takeovers >= modelTakeovers {
		return false
	}
	s.takeovers++
	oldest.lost = true
	return true
}

// activate says whether an installation on a machine is granted, naming a
// machine to be freed, or -1.
func (m *model) activate(i int, iid activation.IID, free int) bool {
	before := m.clone()
	m.expire()
	s := &m.machines[i]
	if !s.used && (!s.known || m.used() >= modelSeats) {
		if m.failedTooOften() {
			*m = before
			return false
		}
		if m.used() >= modelSeats {
			named := free >= 0 && m.machines[free].used && m.machines[free].held == 0
			if !named || m.now < m.machines[free].seen+modelIdle {
				return m.fail(before)
			}
			if m.free(free); m.used() >= modelSeats {
				return m.fail(before)
			}
		}
	}
	if !m.place(i, iid) {
		return m.fail(before)
	}
	*s = modelSeat{used: true, known: true, seen: m.now, takeovers: s.takeovers, year: s.year}
	m.grant(i, iid)
	return true
}

func (m *model) clone() model {
	c := *m
	c.places = map[activation.IID]*modelPlace{}
	for iid, p := range m.places {
		copied := *p
		c.places[iid] = &copied
	}
	return c
}

// fail takes everything back but the failure.
func (m *model) fail(before model) bool {
	*m = before
	m.failures = append(m.failures, m.now)
	return false
}

func (m *model) grant(i int, iid activation.IID) {
	p := m.places[iid]
	if p == nil {
		p = &modelPlace{renewals: map[int64]int{}}
		m.places[iid] = p
	}
	p.machine, p.seen, p.lost, p.released, p.ends = i, m.now, false, false, m.now+modelEnd
	m.machines[i].seen = m.now
}

// renew says whether a renewal from a machine is granted.
func (m *model) renew(i int, iid activation.IID) bool {
	p := m.places[iid]
	if p == nil {
		return false
	}
	today := m.now / seconds
	if p.renewals[today] >= 24 {
		return false
	}
	p.renewals[today]++
	m.expire()
	s := &m.machines[p.machine]
	if !s.used || s.held != 0 || p.released || p.machine != i {
		return false
	}
	if !m.place(i, iid) && p.lost {
		return false
	}
	m.grant(i, iid)
	return true
}

// release says whether a release is accepted.
func (m *model) release(iid activation.IID) bool {
	p := m.places[iid]
	if p == nil {
		return false
	}
	m.expire()
	s := &m.machines[p.machine]
	if !s.used || s.held != 0 || p.released {
		return false
	}
	p.lost, p.released = true, true
	for _, o := range m.places {
		if o.machine == p.machine && !o.lost && m.now < o.seen+45*seconds {
			return true
		}
	}
	m.free(p.machine)
	return true
}

// faulty is a store that fails, before or after it has stored.
type faulty struct {
	server.Store
	before, after bool
}

var errFault = errors.New("fault of the store")

func (f *faulty) Decide(ctx context.Context, find server.Find, decide func(*server.Rows) (*server.Changes, error)) error {
	if f.before {
		return errFault
	}
	if err := f.Store.Decide(ctx, find, decide); err != nil || !f.after {
		return err
	}
	return errFault
}

// checked is the engine beside the model.
type checked struct {
	*bare
	faults *faulty
	model  model
	places []place
	hashes []hwhash.Hash
	old    []server.Ask // that were granted
	grants []server.Grant
}

func TestEngineAgainstModel(t *testing.T) {
	require.NoError(t, flag.Set("rapid.checks", fmt.Sprint(full(1000, 100))))
	require.NoError(t, flag.Set("rapid.steps", "100"))
	steps, grants := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		f := &faulty{Store: memory.New()}
		l := server.Licence{
			Kind: activation.Subscription, Seats: modelSeats, Ends: 1 << 35,
			Terms: server.Terms{Installations: modelPlaces, Takeovers: modelTakeovers, Freed: modelFreed},
		}
		c := &checked{bare: newBare(t, f, l), faults: f}
		c.model = model{now: c.now, places: map[activation.IID]*modelPlace{}}
		for i := range modelMachines {
			n := i + 1
			c.hashes = append(c.hashes, acttest.Box{NIC: n, Disk: n, Memory: n, OS: n}.Hash(scope))
		}
		for i := range 10 {
			c.places = append(c.places, place{iid: activation.IID{byte(i + 1)}})
		}
		r.Repeat(map[string]func(*rapid.T){
			"activate": func(r *rapid.T) { steps++; c.activate(r) },
			"renew":    func(r *rapid.T) { steps++; c.renew(r) },
			"release":  func(r *rapid.T) { steps++; c.release(r) },
			"repeat":   func(r *rapid.T) { steps++; c.repeat(r) },
			"wait":     func(r *rapid.T) { steps++; c.wait(r) },
			"":         c.agree,
		})
		grants += len(c.old)
	})
	t.Logf("%d steps, %d of them granted", steps, grants)
}

// do asks the engine, through faults, until it answers, and wants what the
// model says.
func (c *checked) do(r *rapid.T, q server.Ask, want bool) server.Verdict {
	rand.Read(q.Digest[:])
	rand.Read(q.Nonce[:])
	c.faults.before = rapid.IntRange(0, 9).Draw(r, "fails before") == 0
	c.faults.after = rapid.IntRange(0, 9).Draw(r, "fails after") == 0
	v, err := c.ask(q)
	if after := c.faults.after && !c.faults.before; err != nil && after && !want && q.Op != activation.OpRelease {
		// What was counted is counted, and the repeat would count again.
		c.faults.before, c.faults.after = false, false
		return server.Verdict{}
	}
	c.faults.before, c.faults.after = false, false
	if err != nil {
		require.ErrorIs(r, err, errFault)
		if v, err = c.ask(q); err != nil {
			r.Fatal(err)
		}
	}
	ok := v.Outcome == activation.Granted || v.Outcome == activation.Released
	require.Equal(r, want, ok, "%s: %s", q.Op, v.Outcome)
	if ok {
		c.old, c.grants = append(c.old, q), append(c.grants, v.Grant)
	}
	return v
}

func (c *checked) draw(r *rapid.T) (p *place, machine int) {
	c.now++ // no two things happen at once
	c.model.now = c.now
	p = &c.places[rapid.IntRange(0, len(c.places)-1).Draw(r, "installation")]
	// Mostly each installation stays on its machine.
	machine = rapid.IntRange(0, 2*modelMachines-1).Draw(r, "machine")
	if machine >= modelMachines {
		machine = int(p.iid[0]) % modelMachines
		if known := c.model.places[p.iid]; known != nil {
			machine = known.machine
		}
	}
	return p, machine
}

func (c *checked) activate(r *rapid.T) {
	p, i := c.draw(r)
	free := rapid.IntRange(-modelMachines, modelMachines-1).Draw(r, "free")
	q := server.Ask{Op: activation.OpActivate, IID: p.iid, Hash: c.hashes[i]}
	if free >= 0 {
		for _, s := range c.rows().Seats {
			if s.Anchor == c.hashes[free] {
				q.Free = s.Ref()
			}
		}
		if q.Free == "" {
			free, q.Free = -1, "00000000"
		}
	}
	if v := c.do(r, q, c.model.activate(i, p.iid, free)); v.Outcome == activation.Granted {
		p.ticket = v.Grant.Ticket
	}
}

func (c *checked) renew(r *rapid.T) {
	p, i := c.draw(r)
	if p.ticket == (server.Issued{}) {
		return
	}
	q := server.Ask{Op: activation.OpRenew, IID: p.iid, Hash: c.hashes[i], Ticket: p.ticket}
	if v := c.do(r, q, c.model.renew(i, p.iid)); v.Outcome == activation.Granted {
		p.ticket = v.Grant.Ticket
	}
}

func (c *checked) release(r *rapid.T) {
	p, _ := c.draw(r)
	if p.ticket == (server.Issued{}) {
		return
	}
	q := server.Ask{Op: activation.OpRelease, IID: p.iid, Ticket: p.ticket}
	c.do(r, q, c.model.release(p.iid))
}

// repeat asks an old request again: it gets the same, or nothing, and changes
// nothing either way.
func (c *checked) repeat(r *rapid.T) {
	if len(c.old) == 0 {
		return
	}
	i := rapid.IntRange(0, len(c.old)-1).Draw(r, "old request")
	before := c.rows()
	v, err := c.ask(c.old[i])
	require.NoError(r, err)
	if v.Outcome == activation.Granted || v.Outcome == activation.Released {
		require.Equal(r, c.grants[i], v.Grant)
	}
	after := c.rows()
	before.Tickets, after.Tickets = nil, nil
	require.Equal(r, before, after)
}

func (c *checked) wait(r *rapid.T) {
	c.now += rapid.SampledFrom([]int64{60, seconds, 5 * seconds, 20 * seconds, 50 * seconds, 110 * seconds}).Draw(r, "seconds")
	c.model.now = c.now
}

// agree holds the rows to the model.
func (c *checked) agree(r *rapid.T) {
	rows := c.rows()
	require.Empty(r, rows.Faults())
	require.LessOrEqual(r, rows.Licence.Used, int64(modelSeats))
	byHash := map[hwhash.Hash]server.Seat{}
	for _, s := range rows.Seats {
		require.NotContains(r, byHash, s.Anchor, "a machine has two seats")
		byHash[s.Anchor] = s
	}
	for i, m := range c.model.machines {
		s, ok := byHash[c.hashes[i]]
		require.Equal(r, m.known, ok)
		if !ok {
			continue
		}
		expired := s.State == server.SeatHeld && s.Until <= c.now
		inUse := s.State != server.SeatFree && !expired
		modelUse := m.used && (m.held == 0 || m.held > c.now)
		require.Equal(r, modelUse, inUse, "machine %d", i)
		require.Zero(r, s.Flags, "machine %d", i)
		require.EqualValues(r, m.seen, s.Seen, "machine %d", i)
	}
}
