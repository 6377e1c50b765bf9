package agent_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/agent"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/productkey"
)

var noKey productkey.Key

// carry has the server answer a request that came as a file.
func (s *shop) carry(text []byte) []byte {
	s.t.Helper()
	m, err := activation.ParseMessage(text)
	require.NoError(s.t, err)
	r, err := activation.ParseRequest(m.Request)
	require.NoError(s.t, err)
	require.True(s.t, r.File)
	answer, err := s.Server.Answer(s.t.Context(), r.Op, m)
	require.NoError(s.t, err)
	text, err = answer.MarshalText()
	require.NoError(s.t, err)
	return text
}

// airGapped is an agent that never has a network.
func (s *shop) airGapped(i uint64) (*agent.Client, agent.Config) {
	config := s.config(pc(i))
	config.Server, config.HTTP, config.Ring = "", nil, s.Keys.Ring
	return s.client(config), config
}

func TestLifeByFiles(t *testing.T) {
	s := newShop(t, subscription)
	c, config := s.airGapped(1)
	_, err := c.Activate(t.Context(), s.key)
	require.ErrorIs(t, err, agent.ErrServer)
	request := func(op activation.Op) []byte {
		text, err := c.Request(t.Context(), op, s.key, agent.RequestOptions{})
		require.NoError(t, err)
		return text
	}
	answer := func(text []byte) agent.Result {
		got, err := c.Answer(t.Context(), text)
		require.NoError(t, err)
		return got
	}
	text := request(activation.OpActivate)
	require.Equal(t, 1, s.status(c).Open)
	s.Sleep(20 * day) // on its way
	require.Equal(t, text, request(activation.OpActivate), "the open one again")
	reply := s.carry(text)
	s.Sleep(5 * day)
	got := answer(reply)
	require.True(t, got.Granted())
	require.Equal(t, activation.StateValid, got.Status.State)
	require.Zero(t, got.Status.Open)
	_, err = c.Answer(t.Context(), reply)
	require.ErrorIs(t, err, agent.ErrNoRequest, "it was answered")

	s.Sleep(40 * day)
	renewed := request(activation.OpRenew)
	require.True(t, answer(s.carry(renewed)).Granted())
	require.NotEqual(t, renewed, request(activation.OpRenew))
	require.Equal(t, activation.Released, answer(s.carry(request(activation.OpRelease))).Answer.Outcome)
	require.False(t, s.status(s.client(config)).Allowed())
	s.used(0)
}

func TestOpenRequests(t *testing.T) {
	s := newShop(t, perpetual)
	c, config := s.airGapped(1)
	first, err := c.Request(t.Context(), activation.OpActivate, s.key, agent.RequestOptions{})
	require.NoError(t, err)
	again, err := s.client(config).Request(t.Context(), activation.OpActivate, noKey, agent.RequestOptions{})
	require.NoError(t, err)
	require.Equal(t, first, again, "needs no key")
	for range 3 {
		_, err = c.Request(t.Context(), activation.OpActivate, s.key, agent.RequestOptions{New: true})
		require.NoError(t, err)
	}
	_, err = c.Request(t.Context(), activation.OpActivate, s.key, agent.RequestOptions{New: true})
	require.ErrorIs(t, err, agent.ErrOpen)
	texts, err := c.Requests(t.Context())
	require.NoError(t, err)
	require.Len(t, texts, 4)
	require.Equal(t, first, texts[0])
	// Any of them may be answered.
	got, err := c.Answer(t.Context(), s.carry(texts[2]))
	require.NoError(t, err)
	require.True(t, got.Granted())
	require.Equal(t, 3, got.Status.Open)
	s.Sleep(30 * day)
	texts, err = c.Requests(t.Context())
	require.NoError(t, err)
	require.Empty(t, texts, "nobody accepts them any more")
	_, err = c.Request(t.Context(), activation.OpActivate, noKey, agent.RequestOptions{})
	require.ErrorIs(t, err, agent.ErrKey)
}

func TestAnswersToOthers(t *testing.T) {
	s := newShop(t, server.Licence{Kind: activation.Perpetual, Seats: 5})
	one, _ := s.airGapped(1)
	two, config := s.airGapped(2)
	text, err := one.Request(t.Context(), activation.OpActivate, s.key, agent.RequestOptions{})
	require.NoError(t, err)
	_, err = two.Request(t.Context(), activation.OpActivate, s.key, agent.RequestOptions{})
	require.NoError(t, err)
	before := files(t, config.Folder)
	answer := s.carry(text)
	for what, text := range map[string][]byte{
		"another machine's": answer, "a request": text, "nothing": nil, "text": []byte("hello"),
		"cut": answer[:len(answer)-20], "ring": []byte("hwprint ring\n" + s.Keys.Ring + "\n"),
	} {
		_, err = two.Answer(t.Context(), text)
		require.Error(t, err, what)
		require.Equal(t, before, files(t, config.Folder), what)
	}
	got, err := one.Answer(t.Context(), answer)
	require.NoError(t, err)
	require.True(t, got.Granted())
}

func TestRefusedByFile(t *testing.T) {
	s := newShop(t, perpetual)
	one, _ := s.airGapped(1)
	two, config := s.airGapped(2)
	for _, c := range []*agent.Client{one, two} {
		text, err := c.Request(t.Context(), activation.OpActivate, s.key, agent.RequestOptions{})
		require.NoError(t, err)
		got, err := c.Answer(t.Context(), s.carry(text))
		require.NoError(t, err)
		require.Equal(t, c == one, got.Granted())
	}
	require.Empty(t, files(t, config.Folder), "nothing is left of it")
}

func TestFilesNeedARing(t *testing.T) {
	s := newShop(t, perpetual)
	_, config := s.airGapped(1)
	config.Ring = ""
	_, err := s.client(config).Request(t.Context(), activation.OpActivate, s.key, agent.RequestOptions{})
	require.ErrorIs(t, err, agent.ErrRing)
}

func TestQRCodes(t *testing.T) {
	s := newShop(t, perpetual)
	c, config := s.airGapped(1)
	config.Language, config.Region = "de-CH", "CH"
	long := s.client(config)
	for op, wantAtMost := range map[activation.Op]int{activation.OpActivate: 19} {
		for _, c := range []*agent.Client{c, long} {
			text, err := c.Request(t.Context(), op, s.key, agent.RequestOptions{New: true})
			require.NoError(t, err)
			code, err := agent.QR(text)
			require.NoError(t, err)
			require.LessOrEqual(t, code.Version(), wantAtMost)
			require.Equal(t, "\x89PNG", string(code.PNG()[:4]))
			t.Logf("%s: %d characters, version %d", op, len(text), code.Version())
		}
	}
	for _, text := range []string{"", "hello", "hwprint request\n"} {
		_, err := agent.QR([]byte(text))
		require.ErrorIs(t, err, agent.ErrQR)
	}
	_, err := agent.QR(fmt.Appendf(nil, "hwprint request\nv4.public.%06000d\n", 0))
	require.ErrorIs(t, err, agent.ErrQR)
}

// What a terminal shows has each module of the code, once.
func TestQRForATerminal(t *testing.T) {
	code, err := agent.QR([]byte("hwprint request\nv4.public.AAAA\n"))
	require.NoError(t, err)
	var rows [][]bool // of light modules
	for line := range lines(code.String()) {
		var upper, lower []bool
		for _, r := range line {
			upper = append(upper, r == '█' || r == '▀')
			lower = append(lower, r == '█' || r == '▄')
		}
		rows = append(rows, upper, lower)
	}
	side := 17 + 4*code.Version()
	require.Len(t, rows[0], side+8)
	for _, corner := range [][2]int{{4, 4}, {4, 4 + side - 7}, {4 + side - 7, 4}} {
		for i := range 7 { // the outer frame of a finder pattern is dark
			require.False(t, rows[corner[0]][corner[1]+i])
			require.False(t, rows[corner[0]+i][corner[1]])
		}
		require.True(t, rows[corner[0]+1][corner[1]+1])
		require.True(t, rows[corner[0]-1][corner[1]], "quiet around it")
	}
}
