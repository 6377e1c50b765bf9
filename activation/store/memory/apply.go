package memory

import (
	"maps"
	"slices"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/server"
)

// apply stores changes: all, or none if one of the rows to be added exists.
// The lock is held.
func (m *Store) apply(c *server.Changes) error {
	if m.exists(c) {
		return server.ErrExists
	}
	put(m.products, c.AddProducts, func(p *server.Product) server.ID { return p.ID })
	put(m.products, c.Products, func(p *server.Product) server.ID { return p.ID })
	put(m.licences, c.AddLicences, func(l *server.Licence) server.ID { return l.ID })
	put(m.licences, c.Licences, func(l *server.Licence) server.ID { return l.ID })
	for _, l := range c.AddLicences {
		m.refs[l.Ref] = l.ID
	}
	put(m.keys, c.AddKeys, func(k *server.Key) string { return k.Digest })
	put(m.keys, c.Keys, func(k *server.Key) string { return k.Digest })
	put(m.operations, c.AddOperations, func(o *server.Operation) activation.Digest { return o.ID })
	put(m.reviews, c.Reviews, func(r *server.Review) server.ID { return r.Seat })
	for _, id := range c.DropReviews {
		delete(m.reviews, id)
	}
	for _, s := range c.Seats {
		m.putSeat(s)
	}
	for _, in := range c.Installations {
		m.putInstallation(in)
	}
	for _, g := range c.Grants {
		m.grants[g.Digest] = g
		m.nonces[nonce{g.IID, g.Nonce}] = g.Digest
		m.newest = max(m.newest, g.At)
	}
	for _, t := range c.Tickets {
		m.dropTicket(t)
		m.tickets[t.IID] = append(m.tickets[t.IID], t)
	}
	for _, t := range c.DropTickets {
		m.dropTicket(t)
	}
	for _, iid := range c.DropInstallations {
		m.dropInstallation(iid)
	}
	for _, id := range c.DropSeats {
		m.dropSeat(id)
	}
	for _, id := range c.DropLicences {
		m.dropLicence(id)
	}
	m.tell(c)
	return nil
}

// tell numbers and adds events and actions.
func (m *Store) tell(c *server.Changes) {
	m.last += c.Skip
	for _, e := range c.Events {
		m.last++
		e.N = m.last
		m.events = append(m.events, e)
	}
	for _, a := range c.Actions {
		m.last++
		a.N = m.last
		m.actions = append(m.actions, a)
	}
}

// dropLicence drops a licence with all that is kept of it.
func (m *Store) dropLicence(id server.ID) {
	ref := m.licences[id].Ref
	for _, seat := range slices.Clone(m.seatsOf[id]) {
		for _, iid := range m.onSeat[seat] {
			m.dropGrants(iid)
		}
		m.dropSeat(seat)
	}
	m.events = slices.DeleteFunc(m.events, func(e server.Event) bool { return e.Licence == ref })
	maps.DeleteFunc(m.operations, func(_ activation.Digest, o server.Operation) bool { return o.Licence == id })
	maps.DeleteFunc(m.keys, func(_ string, k server.Key) bool { return k.Licence == id })
	delete(m.seatsOf, id)
	delete(m.refs, ref)
	delete(m.licences, id)
}

func (m *Store) dropGrants(iid activation.IID) {
	for d, g := range m.grants {
		if g.IID == iid {
			delete(m.grants, d)
			delete(m.nonces, nonce{g.IID, g.Nonce})
		}
	}
}

func put[K comparable, V any](to map[K]V, rows []V, key func(*V) K) {
	for i := range rows {
		to[key(&rows[i])] = rows[i]
	}
}

// exists reports whether one of the rows to be added does, or comes twice.
func (m *Store) exists(c *server.Changes) bool {
	scopes, keys := map[string]bool{}, map[string]bool{}
	for _, p := range m.products {
		scopes[p.Scope] = true
	}
	for _, p := range c.AddProducts {
		if scopes[p.Scope] {
			return true
		}
		scopes[p.Scope] = true
	}
	for _, l := range c.AddLicences {
		if _, ok := m.licences[l.ID]; ok || m.refs[l.Ref] != (server.ID{}) {
			return true
		}
	}
	for _, o := range c.AddOperations {
		if _, ok := m.operations[o.ID]; ok {
			return true
		}
	}
	for _, k := range c.AddKeys {
		if _, ok := m.keys[k.Digest]; ok || keys[k.Digest] {
			return true
		}
		keys[k.Digest] = true
	}
	return false
}

func (m *Store) putSeat(s server.Seat) {
	if _, ok := m.seats[s.ID]; !ok {
		m.seatsOf[s.Licence] = append(m.seatsOf[s.Licence], s.ID)
	}
	m.seats[s.ID] = s
}

func (m *Store) putInstallation(in server.Installation) {
	old, ok := m.installations[in.IID]
	if ok && old.Seat != in.Seat {
		m.onSeat[old.Seat] = without(m.onSeat[old.Seat], in.IID)
	}
	if !ok || old.Seat != in.Seat {
		m.onSeat[in.Seat] = append(m.onSeat[in.Seat], in.IID)
	}
	m.installations[in.IID] = in
}

func (m *Store) dropTicket(t server.Presented) {
	left := slices.DeleteFunc(m.tickets[t.IID], func(o server.Presented) bool { return o.ID == t.ID })
	if len(left) == 0 {
		delete(m.tickets, t.IID)
		return
	}
	m.tickets[t.IID] = left
}

func (m *Store) dropInstallation(iid activation.IID) {
	if in, ok := m.installations[iid]; ok {
		m.onSeat[in.Seat] = without(m.onSeat[in.Seat], iid)
	}
	delete(m.installations, iid)
	delete(m.tickets, iid)
}

func (m *Store) dropSeat(id server.ID) {
	s := m.seats[id]
	m.seatsOf[s.Licence] = without(m.seatsOf[s.Licence], id)
	for _, iid := range slices.Clone(m.onSeat[id]) {
		m.dropInstallation(iid)
	}
	delete(m.onSeat, id)
	delete(m.seats, id)
	delete(m.reviews, id)
}

func without[T comparable](ids []T, id T) []T {
	return slices.DeleteFunc(ids, func(o T) bool { return o == id })
}
