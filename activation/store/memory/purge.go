package memory

import (
	"context"
	"slices"

	"github.com/hwprint/hwprint/activation/server"
)

// Purge implements server.Store.
func (m *Store) Purge(ctx context.Context, now int64) (deleted int, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for d, g := range m.grants {
		if g.Keep < now {
			delete(m.grants, d)
			delete(m.nonces, nonce{g.IID, g.Nonce})
			deleted++
		}
	}
	for id, o := range m.operations {
		if o.Until <= now {
			delete(m.operations, id)
			deleted++
		}
	}
	before := len(m.events)
	m.events = slices.DeleteFunc(m.events, func(e server.Event) bool { return e.At <= now-server.EventsFor })
	deleted += before - len(m.events)
	for id, s := range m.seats {
		l := m.licences[s.Licence]
		if s.Expired(&l, now) {
			m.dropSeat(id)
			deleted++
		}
	}
	for iid, in := range m.installations {
		if in.Expired(now) {
			m.dropInstallation(iid)
			deleted++
		}
	}
	return deleted, ctx.Err()
}
