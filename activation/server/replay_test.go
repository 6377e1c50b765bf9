package server_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/acttest"
	"github.com/hwprint/hwprint/activation/internal/forge"
	"github.com/hwprint/hwprint/activation/server"
)

// TestSplices puts each member of one customer's request into another's, which
// he signs afresh: he never gets anything of the first one's licence.
func TestSplices(t *testing.T) {
	s := newShop(t, server.Licence{Kind: activation.Perpetual, Seats: 5})
	victim, thief := s.agent(machine(1)), s.agent(machine(2))
	granted(t, victim.activate())
	thiefs := s.Issue(t, server.Licence{Kind: activation.Perpetual, Seats: 5})
	_, err := thief.Client.Activate(thiefs, thief.hash, "")
	require.NoError(t, err)
	requests := func(a *agent) map[activation.Op]string {
		key := s.key
		if a == thief {
			key = thiefs
		}
		activate, err := a.ActivateRequest(key, a.hash, "")
		require.NoError(t, err)
		renew, err := a.RenewRequest(a.hash)
		require.NoError(t, err)
		return map[activation.Op]string{activation.OpActivate: activate, activation.OpRenew: renew}
	}
	theirs, own := requests(victim), requests(thief)
	before := s.Rows(t, s.key)
	tried := 0
	for op := range own {
		for name := range members(t, theirs[op]) {
			spliced := members(t, own[op])
			spliced[name] = members(t, theirs[op])[name]
			payload, err := json.Marshal(spliced)
			require.NoError(t, err)
			token := forge.Sign(thief.Key, forge.Request+"\x00"+scope, payload, "")
			status, body := s.post("/v1/"+string(op), strings.NewReader("hwprint request\n"+token+"\n"), nil)
			tried++
			if status != 200 {
				continue
			}
			thief.receives(op, name, token, body)
		}
	}
	require.GreaterOrEqual(t, tried, 14)
	require.Equal(t, before, s.Rows(t, s.key))
}

// receives wants that an answer to a request, in which a member is the victim's,
// grants nothing but the agent's own.
func (a *agent) receives(op activation.Op, name, token, body string) {
	t := a.shop.t
	t.Helper()
	m, err := activation.ParseMessage([]byte(body))
	require.NoError(t, err)
	got, cert, err := activation.ParseAnswer(a.Ring, token, m)
	require.NoError(t, err)
	if got.Outcome == activation.Granted {
		require.Equal(t, a.Certificate.Licence, cert.Licence, "%s with the victim's %s", op, name)
		require.Equal(t, a.Key.Public().IID(), cert.IID)
	}
	switch {
	case op == activation.OpActivate && (name == "key" || name == "nonce"):
		require.Equal(t, []activation.Option{activation.CheckKey}, got.May, "the key is sealed for its request")
	case name == "ticket":
		require.Equal(t, activation.NotGranted, got.Outcome, "the ticket is the installation's")
	}
}

func members(t testing.TB, token string) map[string]json.RawMessage {
	t.Helper()
	payload, _ := forge.Split(token)
	m := map[string]json.RawMessage{}
	require.NoError(t, json.Unmarshal(payload, &m))
	return m
}

// sent is a request that was granted.
type sent struct {
	op    activation.Op
	token string
}

// TestReplays sends each request that was granted again after each later one: it
// changes nothing.
func TestReplays(t *testing.T) {
	s := newShop(t, server.Licence{Kind: activation.Perpetual, Seats: 2, Terms: server.Terms{Installations: 2}})
	var history []sent
	send := acttest.To(s.Server)
	recording := func(op activation.Op, m activation.Message) (activation.Message, error) {
		got, err := send(op, m)
		if err == nil && got.Certificate != "" || op == activation.OpRelease {
			history = append(history, sent{op, m.Request})
		}
		return got, err
	}
	agents := []*agent{s.agent(machine(1)), s.agent(machine(1)), s.agent(machine(2)), s.agent(machine(1)), s.agent(machine(3))}
	for _, a := range agents {
		a.Send = recording
	}
	steps := []func(){
		func() { granted(t, agents[0].activate()) },
		func() { granted(t, agents[1].activate()) },
		func() { granted(t, agents[0].renew()) },
		func() { granted(t, agents[2].activate()) },
		func() { granted(t, agents[3].activate()) }, // displaces another
		func() { granted(t, agents[2].renew()) },
		func() { require.Equal(t, activation.Released, agents[2].release().Outcome) },
		func() { granted(t, agents[4].activate()) },
		func() { granted(t, agents[3].renew()) },
		func() { require.Equal(t, activation.Released, agents[4].release().Outcome) },
		func() { granted(t, agents[2].activate()) },
		func() { granted(t, agents[2].renew()) },
	}
	replayed := 0
	for _, step := range steps {
		step()
		for range 3 { // within the time in which it is accepted, and after it
			for _, old := range history {
				before := s.Rows(t, s.key)
				got, err := send(old.op, activation.Message{Request: old.token})
				require.NoError(t, err)
				_, _, err = activation.ParseAnswer(s.Ring, old.token, got)
				require.NoError(t, err)
				require.Equal(t, before, s.Rows(t, s.key))
				replayed++
			}
			s.Sleep(10 * 3600 * 1e9)
		}
		s.used(len(used(s)))
	}
	t.Logf("%d replays", replayed)
}

// used returns the seats that count.
func used(s *shop) (all []server.Seat) {
	for _, seat := range s.Rows(s.t, s.key).Seats {
		if seat.State != server.SeatFree {
			all = append(all, seat)
		}
	}
	return all
}

func TestNonceOfAnotherRequestIsRefused(t *testing.T) {
	s := newShop(t, perpetual)
	a := s.agent(machine(1))
	granted(t, a.activate())
	renewal, err := a.RenewRequest(a.hash)
	require.NoError(t, err)
	_, err = a.Exchange(activation.OpRenew, activation.Message{Request: renewal})
	require.NoError(t, err)
	changed := members(t, renewal)
	changed["now"] = json.RawMessage("1767225601")
	payload, err := json.Marshal(changed)
	require.NoError(t, err)
	token := forge.Sign(a.Key, forge.Request+"\x00"+scope, payload, "")
	before := s.Rows(t, s.key)
	got, err := a.Exchange(activation.OpRenew, activation.Message{Request: token})
	require.NoError(t, err)
	notGranted(t, got)
	require.Equal(t, before, s.Rows(t, s.key))
}
