package server_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/acttest"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/activation/server/servertest"
	"github.com/hwprint/hwprint/activation/store/memory"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/productkey"
)

// keeper is a vendor who rotates keys: his server is started again with new ones.
type keeper struct {
	*servertest.Vendor
	t    testing.TB
	root activation.SigningKey
	key  productkey.Key
}

func newKeeper(t testing.TB, l server.Licence) *keeper {
	k := &keeper{t: t}
	k.Vendor = servertest.NewOn(t, scope, func(server.Keys) server.Store { return memory.New() })
	root, keys, err := server.NewKeys(scope, servertest.Start, nil)
	require.NoError(t, err)
	k.root, k.Root = root, keys.Root
	k.restart(keys)
	k.key = k.Issue(t, l)
	return k
}

// restart starts the server with other keys.
func (k *keeper) restart(keys server.Keys) {
	k.t.Helper()
	s, err := server.New(context.Background(), server.Config{Store: k.Store, Keys: keys, Product: scope, Now: k.Now})
	require.NoError(k.t, err)
	k.Server, k.Keys = s, keys
	k.Ring, err = activation.ParseRing([]activation.PublicKey{k.Root}, scope, keys.Ring)
	require.NoError(k.t, err)
}

// builtIn is an installation of a program that has a root and a ring in it, which
// may be none; it takes newer rings as agents do.
type builtIn struct {
	*acttest.Client
	k      *keeper
	memory activation.Memory
}

func (k *keeper) program(ring activation.Ring) *builtIn {
	b := &builtIn{k: k}
	b.Client = acttest.NewClient(b.send, ring, scope, k.Now)
	if len(ring.Keys) == 0 {
		b.take(k.Keys.Ring) // as of GET /v1/ring
	}
	return b
}

func (b *builtIn) take(token string) {
	r, err := activation.ParseRing([]activation.PublicKey{b.k.Root}, scope, token)
	require.NoError(b.k.t, err)
	if r.Issued > b.Ring.Issued {
		b.Ring = r
	}
}

func (b *builtIn) send(op activation.Op, m activation.Message) (activation.Message, error) {
	got, err := b.k.Server.Answer(context.Background(), op, m)
	if err == nil {
		b.take(got.Ring)
	}
	return got, err
}

// activate activates; a key that must be sealed anew is, once.
func (b *builtIn) activate(h hwhash.Hash) activation.Outcome {
	b.k.t.Helper()
	got, err := b.Activate(b.k.key, h, "")
	require.NoError(b.k.t, err)
	if got.Outcome == activation.Resend {
		got, err = b.Activate(b.k.key, h, "")
		require.NoError(b.k.t, err)
	}
	return got.Outcome
}

func (b *builtIn) renew(h hwhash.Hash) activation.Outcome {
	b.k.t.Helper()
	got, err := b.Renew(h)
	require.NoError(b.k.t, err)
	return got.Outcome
}

func (b *builtIn) check(h hwhash.Hash) activation.Status {
	s := activation.Check(b.Ring, b.Token, activation.Machine{
		Product: scope, Installation: b.Key.Public(), Now: b.k.Now(), Hash: h, Memory: b.memory,
	})
	b.memory = s.Memory
	return s
}

// A signing key is lost: the server signs nothing until another has taken its
// place. No program is built anew, no machine stops.
func TestLostKeyIsRotatedOut(t *testing.T) {
	for _, use := range []activation.KeyUse{activation.UseCertificates, activation.UseAnswers, activation.UseSeal} {
		k := newKeeper(t, server.Licence{Kind: activation.Perpetual, Seats: 9})
		old := k.Ring
		before := k.program(old)
		require.Equal(t, activation.Granted, before.activate(machine(1)))
		k.Sleep(day)

		keys := k.Keys
		switch use {
		case activation.UseCertificates:
			keys.Certificates = nil
		case activation.UseAnswers:
			keys.Answers = nil
		case activation.UseSeal:
			keys.Seal = nil
		}
		k.restart(keys)
		if use != activation.UseSeal {
			require.Error(t, k.Server.Ready(t.Context()))
		}
		kid, err := keys.AddKey(k.root, scope, use, k.Now(), k.Now(), nil)
		require.NoError(t, err)
		require.EqualValues(t, 4, kid)
		k.restart(keys)
		require.NoError(t, k.Server.Ready(t.Context()))
		require.Equal(t, activation.StateValid, before.check(machine(1)).State)
		require.Equal(t, activation.Granted, before.renew(machine(1)), use)
		require.Equal(t, activation.StateValid, before.check(machine(1)).State)
		require.Equal(t, activation.Granted, k.program(old).activate(machine(2)), "an installer with the old ring: %s", use)
		require.Equal(t, activation.Granted, k.program(activation.Ring{}).activate(machine(3)))
	}
}

// A signing key is stolen. Who had a certificate by it has grace until it renews;
// what the thief signs is worth no more than that, and teaches the server nothing.
func TestStolenKeyIsMarkedBad(t *testing.T) {
	k := newKeeper(t, server.Licence{Kind: activation.Perpetual, Seats: 9})
	old := k.Ring
	honest := k.program(old)
	require.Equal(t, activation.Granted, honest.activate(machine(1)))
	stolen, err := activation.ParseSigningKey(k.Keys.Certificates[0].Key)
	require.NoError(t, err)
	k.Sleep(day)

	keys := k.Keys
	next, err := keys.MarkBad(k.root, scope, 1, k.Now(), nil)
	require.NoError(t, err)
	require.EqualValues(t, 4, next)
	require.Len(t, keys.Certificates, 1, "the stolen half is deleted")
	k.restart(keys)

	honest.take(keys.Ring)
	status := honest.check(machine(1))
	require.Equal(t, activation.StateGrace, status.State)
	require.True(t, status.Allowed() && status.Has(activation.ReasonRenew))
	require.Equal(t, k.Now()+14*86400, status.Until)
	require.Equal(t, activation.Granted, honest.renew(machine(1)))
	require.Equal(t, activation.StateValid, honest.check(machine(1)).State)
	require.Empty(t, honest.check(machine(1)).Reasons)

	thief := k.program(k.Ring)
	cert := honest.Certificate
	cert.IID, cert.Issued, cert.Ticket = thief.Key.Public().IID(), k.Now()-86400, activation.Ticket{}
	thief.Token, err = activation.SignCertificate(activation.Signer{KID: 1, Key: stolen}, cert)
	require.NoError(t, err)
	thief.Serial = cert.Serial
	require.Equal(t, activation.StateGrace, thief.check(machine(1)).State)
	k.Sleep(15 * day)
	require.False(t, thief.check(machine(1)).Allowed())
	p := k.Rows(t, k.key).Product
	p.RestoredSince, p.RestoredUntil = 1, k.Now()+86400
	require.NoError(t, k.Store.Apply(t.Context(), &server.Changes{Products: []server.Product{p}}))
	_, err = thief.RenewShowing(machine(1))
	require.ErrorIs(t, err, server.ErrRequest, "a bad certificate is not adopted")
}

// TestRingMatrix: programs with an old, a new and no ring; a key that was retired,
// is bad, or begins later; on line, by file, and perpetual without an end.
func TestRingMatrix(t *testing.T) {
	subscription := server.Licence{Kind: activation.Subscription, Seats: 9, Ends: servertest.Start + 10*365*86400}
	airGapped := server.Licence{Kind: activation.Perpetual, Seats: 9, Terms: server.Terms{AirGapped: true}}
	for name, l := range map[string]server.Licence{"subscription": subscription, "perpetual": perpetual9, "air-gapped": airGapped} {
		for _, state := range []string{"retired", "bad", "future"} {
			for _, use := range []activation.KeyUse{activation.UseCertificates, activation.UseAnswers, activation.UseSeal} {
				t.Run(name+"/"+state+"/"+string(use), func(t *testing.T) { testRings(t, l, state, use) })
			}
		}
	}
}

var perpetual9 = server.Licence{Kind: activation.Perpetual, Seats: 9}

func testRings(t *testing.T, l server.Licence, state string, use activation.KeyUse) {
	k := newKeeper(t, l)
	old := k.Ring
	veteran := k.program(old)
	require.Equal(t, activation.Granted, veteran.activate(machine(1)))
	k.Sleep(day)
	keys := k.Keys
	from := k.Now()
	if state == "future" {
		from += 86400
	}
	var err error
	kid := map[activation.KeyUse]uint32{activation.UseCertificates: 1, activation.UseAnswers: 2, activation.UseSeal: 3}[use]
	if state == "bad" {
		_, err = keys.MarkBad(k.root, scope, kid, k.Now(), nil)
	} else {
		_, err = keys.AddKey(k.root, scope, use, k.Now(), from, nil)
	}
	require.NoError(t, err)
	if state == "retired" {
		require.NoError(t, keys.Retire(scope, kid, k.Now()))
	} else if state == "future" {
		require.ErrorIs(t, keys.Retire(scope, kid, k.Now()), server.ErrRotate)
	}
	k.restart(keys)

	// A program that never hears of the new ring goes on with what it has.
	require.Equal(t, activation.StateValid, veteran.check(machine(1)).State)
	by := map[string]*builtIn{"old": k.program(old), "new": k.program(k.Ring), "missing": k.program(activation.Ring{})}
	i := uint64(2)
	for _, ring := range []string{"old", "new", "missing"} {
		require.Equal(t, activation.Granted, by[ring].activate(machine(i)), ring)
		require.Equal(t, activation.StateValid, by[ring].check(machine(i)).State, ring)
		i++
	}
	wantKID := kid
	if state != "future" {
		wantKID = 4
	}
	active, ok := k.Ring.Active(use, k.Now())
	require.True(t, ok)
	require.Equal(t, wantKID, active.KID)

	// The veteran hears of it by an answer, or by a file that a person carries.
	veteran.take(keys.Ring)
	status := veteran.check(machine(1))
	require.True(t, status.Allowed())
	wasBad := state == "bad" && use == activation.UseCertificates
	require.Equal(t, wasBad, status.Has(activation.ReasonBadKey))
	if l.Terms.AirGapped {
		require.Equal(t, activation.Granted, veteran.activate(machine(1)), "a person carries it")
	} else {
		require.Equal(t, activation.Granted, veteran.renew(machine(1)))
	}
	require.Equal(t, activation.StateValid, veteran.check(machine(1)).State)
	if state == "future" {
		k.Sleep(2 * day)
		active, _ = k.Ring.Active(use, k.Now())
		require.EqualValues(t, 4, active.KID, "it has begun")
		require.Equal(t, activation.Granted, k.program(old).activate(machine(9)))
	}
	// Years later, what a retired key signed still reads.
	if l.Kind == activation.Perpetual && !wasBad {
		k.Sleep(5 * 365 * day)
		require.True(t, veteran.check(machine(1)).Allowed())
	}
}

// Peppers and ticket keys are rotated in steps; nothing that was given out stops.
func TestSecretsAreRotated(t *testing.T) {
	k := newKeeper(t, perpetual9)
	a := k.program(k.Ring)
	require.Equal(t, activation.Granted, a.activate(machine(1)))
	keys := k.Keys
	for _, which := range []server.Secret{server.SecretPeppers, server.SecretTickets} {
		require.ErrorIs(t, keys.UseSecret(which), server.ErrRotate, "there is one only")
		require.NoError(t, keys.AddSecret(which, nil))
	}
	k.restart(keys)
	require.Equal(t, activation.Granted, a.renew(machine(1)))
	for _, which := range []server.Secret{server.SecretPeppers, server.SecretTickets} {
		require.NoError(t, keys.UseSecret(which))
	}
	k.restart(keys)
	require.Equal(t, activation.Granted, a.renew(machine(1)), "a ticket by the old key")
	require.Equal(t, activation.Granted, a.renew(machine(1)))
	require.Equal(t, activation.Granted, k.program(k.Ring).activate(machine(2)), "a key under the old pepper")
	next := k.Issue(t, perpetual9)
	needs, err := k.Server.Needs(t.Context())
	require.NoError(t, err)
	require.Equal(t, map[uint16]int{1: 1, 2: 1}, needs.Peppers)
	require.EqualValues(t, 1, keys.LastSecret(server.SecretPeppers))

	require.NoError(t, keys.DropSecret(server.SecretTickets))
	require.NoError(t, keys.DropSecret(server.SecretPeppers)) // which hwactd does not, while it is needed
	k.restart(keys)
	require.Equal(t, activation.Granted, a.renew(machine(1)))
	k.key = next
	require.Equal(t, activation.Granted, k.program(k.Ring).activate(machine(3)))
}
