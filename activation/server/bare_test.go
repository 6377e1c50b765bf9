package server_test

import (
	"crypto/rand"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/activation/server/servertest"
	"github.com/hwprint/hwprint/activation/store/memory"
	"github.com/hwprint/hwprint/hwhash"
)

// full is how much of a long test is run: all with FULL set in the environment.
func full(all, quick int) int {
	if os.Getenv("FULL") != "" {
		return all
	}
	return quick
}

// bare is the engine on a store with one licence, asked without signatures: for
// tests with very many requests.
type bare struct {
	t     testing.TB
	store server.Store
	find  server.Find // of the licence, by its key
	now   int64
}

func newBare(t testing.TB, store server.Store, l server.Licence) *bare {
	t.Helper()
	if store == nil {
		store = memory.New()
	}
	p := server.Product{ID: server.NewID(), Scope: scope, Format: "base24"}
	l.ID, l.Ref, l.Product, l.State = server.NewID(), "REF", p.ID, server.LicenceActive
	k := server.Key{Digest: "pk1:" + l.ID.String(), Licence: l.ID}
	require.NoError(t, store.Apply(t.Context(), &server.Changes{
		AddProducts: []server.Product{p}, AddLicences: []server.Licence{l}, AddKeys: []server.Key{k},
	}))
	return &bare{t: t, store: store, find: server.Find{Product: p.ID, Keys: []string{k.Digest}}, now: servertest.Start}
}

// ask asks the engine; digest and nonce are drawn if they are zero.
func (b *bare) ask(q server.Ask) (server.Verdict, error) {
	if q.Digest == (activation.Digest{}) {
		rand.Read(q.Digest[:])
		rand.Read(q.Nonce[:])
	}
	f := b.find
	if q.Op != activation.OpActivate {
		f.Keys = nil
	}
	return server.DecideOn(b.t.Context(), b.store, f, q, b.now, rand.Reader)
}

func (b *bare) rows() *server.Rows {
	b.t.Helper()
	rows, err := b.store.View(b.t.Context(), b.find)
	require.NoError(b.t, err)
	return rows
}

// place is what an installation's state folder holds, as a value: a copy of it
// is a copy of the folder.
type place struct {
	iid    activation.IID
	ticket server.Issued
}

func newPlace() (p place) {
	p.iid = activation.IID(server.NewID())
	return p
}

// activate asks for a seat, and keeps the ticket.
func (b *bare) activate(p *place, h hwhash.Hash, free string) server.Verdict {
	b.t.Helper()
	v, err := b.ask(server.Ask{Op: activation.OpActivate, IID: p.iid, Hash: h, Free: free})
	require.NoError(b.t, err)
	if v.Outcome == activation.Granted {
		p.ticket = v.Grant.Ticket
	}
	return v
}

// renew asks to renew. If the answer gets lost, the folder stays as it is.
func (b *bare) renew(p *place, h hwhash.Hash, lost bool) server.Verdict {
	b.t.Helper()
	v, err := b.ask(server.Ask{Op: activation.OpRenew, IID: p.iid, Hash: h, Ticket: p.ticket})
	require.NoError(b.t, err)
	if v.Outcome == activation.Granted && !lost {
		p.ticket = v.Grant.Ticket
	}
	return v
}
