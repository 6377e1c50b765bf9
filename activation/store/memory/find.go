package memory

import (
	"cmp"
	"slices"

	"github.com/hwprint/hwprint/activation/server"
)

// find loads what is known of a request. The lock is held.
func (m *Store) find(f *server.Find) *server.Rows {
	r := new(server.Rows)
	r.Own = m.installations[f.IID]
	r.Tickets = append(r.Tickets, m.tickets[f.IID]...)
	m.findGrants(f, r)
	if o, ok := m.operations[f.Operation]; ok {
		r.Operations = append(r.Operations, o)
	}
	r.Product = m.products[f.Product]
	licence, all := f.Licence, true
	if f.Ref != "" {
		licence = m.refs[f.Ref]
	}
	for _, digest := range f.Keys {
		if k, ok := m.keys[digest]; ok && m.licences[k.Licence].Product == f.Product {
			licence, r.Key = k.Licence, k
			break
		}
	}
	if licence == (server.ID{}) && f.Ref == "" && len(f.Keys) == 0 {
		licence, all = m.seats[r.Own.Seat].Licence, false
	}
	l, ok := m.licences[licence]
	if !ok || l.Product != f.Product {
		return r
	}
	r.Licence = l
	if all {
		for _, id := range m.seatsOf[licence] {
			m.findSeat(id, r)
		}
		if len(f.Keys) == 0 {
			m.findKeys(licence, r)
		}
	} else {
		m.findSeat(r.Own.Seat, r)
	}
	return r
}

func (m *Store) findGrants(f *server.Find, r *server.Rows) {
	if g, ok := m.grants[f.Digest]; ok {
		r.Grants = append(r.Grants, g)
	}
	if d, ok := m.nonces[nonce{f.IID, f.Nonce}]; ok && d != f.Digest {
		r.Grants = append(r.Grants, m.grants[d])
	}
}

func (m *Store) findKeys(licence server.ID, r *server.Rows) {
	for _, k := range m.keys {
		if k.Licence == licence {
			r.Keys = append(r.Keys, k)
		}
	}
	slices.SortFunc(r.Keys, func(a, b server.Key) int { return cmp.Compare(a.Digest, b.Digest) })
}

func (m *Store) findSeat(id server.ID, r *server.Rows) {
	r.Seats = append(r.Seats, m.seats[id])
	for _, iid := range m.onSeat[id] {
		r.Installations = append(r.Installations, m.installations[iid])
	}
	if review, ok := m.reviews[id]; ok {
		r.Reviews = append(r.Reviews, review)
	}
}
