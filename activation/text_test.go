package activation_test

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/productkey"
)

type text interface {
	encoding.TextMarshaler
	fmt.Stringer
}

// texts are the types with a text form: a value, the zero value, and a reader.
func texts(k *kit) map[string]struct {
	value, zero text
	read        func(string) (text, error)
} {
	r := k.activate()
	ticket := k.certificate().Ticket
	type entry = struct {
		value, zero text
		read        func(string) (text, error)
	}
	return map[string]entry{
		"iid1:": {r.IPK.IID(), activation.IID{}, reader[activation.IID]},
		"ser1:": {k.serial(), activation.Serial{}, reader[activation.Serial]},
		"non1:": {r.Nonce, activation.Nonce{}, reader[activation.Nonce]},
		"dig1:": {activation.TokenDigest("x"), activation.Digest{}, reader[activation.Digest]},
		"pub1:": {r.IPK, activation.PublicKey{}, reader[activation.PublicKey]},
		"tic1:": {ticket, activation.Ticket{}, reader[activation.Ticket]},
		"pks1:": {r.Key, activation.SealedKey{}, reader[activation.SealedKey]},
	}
}

func reader[T text, P interface {
	*T
	encoding.TextUnmarshaler
}](s string) (text, error) {
	var v T
	err := P(&v).UnmarshalText([]byte(s))
	return v, err
}

func TestTextForms(t *testing.T) {
	for prefix, e := range texts(newKit(t)) {
		b, err := e.value.MarshalText()
		require.NoError(t, err)
		s := string(b)
		require.True(t, strings.HasPrefix(s, prefix))
		require.Equal(t, s, e.value.String())
		again, err := e.read(s)
		require.NoError(t, err)
		require.Equal(t, e.value, again)

		_, err = e.zero.MarshalText()
		require.ErrorIs(t, err, activation.ErrText)
		require.Equal(t, prefix+"invalid", e.zero.String())
		zero := prefix + strings.Repeat("A", len(s)-len(prefix))
		for _, bad := range []string{
			"", prefix, s[1:], s + "A", s[:len(s)-1], s + "=", s + "\n", " " + s, strings.ToUpper(prefix) + s[len(prefix):],
			s[:len(s)-1] + "\n", s[:len(s)-1] + "+", zero, prefix + "invalid", strings.Replace(s, "1:", "2:", 1),
		} {
			v, err := e.read(bad)
			require.ErrorIs(t, err, activation.ErrText, bad)
			require.Equal(t, e.zero, v)
		}
		for other := range texts(newKit(t)) {
			if other != prefix {
				_, err := e.read(other + s[len(prefix):])
				require.ErrorIs(t, err, activation.ErrText)
			}
		}
	}
}

// A secret does not reach a log or a document, in whatever way it is printed.
func TestSecretsAreRedacted(t *testing.T) {
	k := newKit(t)
	for _, secret := range []interface {
		text
		slog.LogValuer
		fmt.GoStringer
		Reveal() string
	}{k.root, k.sealing, k.tickets} {
		revealed := secret.Reveal()[5:]
		require.Len(t, revealed, 43)
		doc, err := json.Marshal(map[string]any{"key": secret})
		require.NoError(t, err)
		log := new(strings.Builder)
		slog.New(slog.NewTextHandler(log, nil)).Info("x", "key", secret)
		for _, out := range []string{
			string(doc), log.String(), secret.String(), secret.GoString(),
			fmt.Sprint(secret), fmt.Sprintf("%v %+v %#v %s %q %x %d", secret, secret, secret, secret, secret, secret, secret),
			fmt.Sprint(struct{ Key any }{secret}),
		} {
			require.Contains(t, out, "redacted")
			require.NotContains(t, out, revealed)
		}
	}
	require.Empty(t, activation.SigningKey{}.Reveal())
}

func TestKeysComeBack(t *testing.T) {
	k := newKit(t)
	signing, err := activation.ParseSigningKey(k.root.Reveal())
	require.NoError(t, err)
	require.Equal(t, k.root.Public(), signing.Public())
	require.Equal(t, k.root.Reveal(), signing.Reveal())
	sealing, err := activation.ParseSealingKey(3, k.sealing.Reveal())
	require.NoError(t, err)
	require.Equal(t, k.sealing.Public(), sealing.Public())
	tickets, err := activation.ParseTicketKey(k.tickets.Reveal())
	require.NoError(t, err)
	require.Equal(t, k.tickets.Reveal(), tickets.Reveal())

	// None reads as another.
	for _, s := range []string{"", k.root.Reveal(), k.sealing.Reveal(), k.tickets.Reveal(), k.root.Public().String()} {
		if s != k.root.Reveal() {
			_, err := activation.ParseSigningKey(s)
			require.ErrorIs(t, err, activation.ErrText)
		}
		if s != k.sealing.Reveal() {
			_, err := activation.ParseSealingKey(3, s)
			require.ErrorIs(t, err, activation.ErrText)
		}
		if s != k.tickets.Reveal() {
			_, err := activation.ParseTicketKey(s)
			require.ErrorIs(t, err, activation.ErrText)
		}
	}
	require.True(t, activation.SigningKey{}.IsZero())
	require.Zero(t, activation.SigningKey{}.Public())
	require.Zero(t, activation.SealingKey{}.Public())
}

// A random source that fails, ends, or gives nothing but zeros.
func TestRandomSourcesFail(t *testing.T) {
	broken := errors.New("broken")
	for _, r := range []interface{ Read([]byte) (int, error) }{
		iotest.ErrReader(broken), strings.NewReader("short"), strings.NewReader(strings.Repeat("\x00", 1000)),
	} {
		_, err := activation.NewSigningKey(r)
		require.ErrorIs(t, err, activation.ErrRandom)
		_, err = activation.NewSealingKey(1, r)
		require.ErrorIs(t, err, activation.ErrRandom)
		_, err = activation.NewTicketKey(r)
		require.ErrorIs(t, err, activation.ErrRandom)
		_, err = activation.NewNonce(r)
		require.ErrorIs(t, err, activation.ErrRandom)
		_, err = activation.NewSerial(r)
		require.ErrorIs(t, err, activation.ErrRandom)
		k := newKit(t)
		_, err = k.tickets.Issue(r, activation.IID{1}, activation.Ticket{})
		require.ErrorIs(t, err, activation.ErrRandom)
	}
}

// An installation's number is a function of its key, and differs for each.
func TestInstallations(t *testing.T) {
	k := newKit(t)
	seen := map[activation.IID]bool{}
	for range 1000 {
		id := k.signing().Public().IID()
		require.False(t, seen[id])
		seen[id] = true
	}
	require.Equal(t, "iid1:Mk2GlAiUalBUhRRunp7a5w", activation.PublicKey{1}.IID().String())
}

func TestTickets(t *testing.T) {
	k := newKit(t)
	iid, other := k.installation.Public().IID(), k.root.Public().IID()
	last := activation.Ticket{}
	for seq := uint32(1); seq <= 100; seq++ {
		ticket, err := k.tickets.Issue(k.random, iid, last)
		require.NoError(t, err)
		require.Equal(t, seq, ticket.Seq())
		require.Equal(t, last.ID(), ticket.Parent())
		require.NotEqual(t, last.ID(), ticket.ID())
		require.True(t, k.tickets.Verify(iid, ticket))
		require.False(t, k.tickets.Verify(other, ticket))
		for i := range ticket {
			forged := ticket
			forged[i] ^= 1
			require.False(t, k.tickets.Verify(iid, forged))
		}
		last = ticket
	}
	stranger, err := activation.NewTicketKey(k.random)
	require.NoError(t, err)
	require.False(t, stranger.Verify(iid, last))
	require.False(t, activation.TicketKey{}.Verify(iid, last))
	_, err = activation.TicketKey{}.Issue(k.random, iid, last)
	require.Error(t, err)
}

// The number of a key survives the seal, in every format.
func TestSealEveryFormat(t *testing.T) {
	k := newKit(t)
	for _, f := range []*productkey.Format{productkey.Base24, productkey.Base24N, productkey.Crockford32} {
		for range 20 {
			key, err := f.Generate(nil)
			require.NoError(t, err)
			r := k.activate()
			before := r.Key
			require.NoError(t, activation.SealKey(k.ring.Keys[2], &r, key))
			require.NotEqual(t, before, r.Key)
			require.Equal(t, uint32(3), r.Key.KID())
			opened, err := activation.OpenKey([]activation.SealingKey{k.sealing}, f, &r)
			require.NoError(t, err)
			require.True(t, key.Equal(opened))
		}
	}
}
