package agent_test

import (
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/agent"
	"github.com/hwprint/hwprint/activation/server/servertest"
	"github.com/hwprint/hwprint/productkey"
)

// trip is a server as a function.
type trip func(*http.Request) (*http.Response, error)

func (f trip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// says is an answer of HTTP.
func says(status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
}

// signers are a vendor's keys in the hand of a test, so that it can answer
// anything.
type signers struct {
	root, answers, certificates activation.SigningKey
	seal                        [2]activation.SealingKey
}

func newSigners(t *testing.T) *signers {
	draw := func() activation.SigningKey {
		k, err := activation.NewSigningKey(rand.Reader)
		require.NoError(t, err)
		return k
	}
	s := &signers{root: draw(), answers: draw(), certificates: draw()}
	for i := range s.seal {
		var err error
		s.seal[i], err = activation.NewSealingKey(uint32(10+i), rand.Reader)
		require.NoError(t, err)
	}
	return s
}

// ring is one whose active sealing key is the given one.
func (s *signers) ring(t *testing.T, issued int64, seal int) string {
	const end = 1 << 35
	token, err := activation.SignRing(s.root, scope, activation.Ring{Issued: issued, Keys: []activation.RingKey{
		{Use: activation.UseCertificates, KID: 1, Key: s.certificates.Public(), From: 1, To: end},
		{Use: activation.UseAnswers, KID: 2, Key: s.answers.Public(), From: 1, To: end},
		{Use: activation.UseSeal, KID: s.seal[seal].KID, Key: s.seal[seal].Public(), From: 1, To: end},
	}})
	require.NoError(t, err)
	return token
}

func (s *signers) answer(t *testing.T, request string, a activation.Answer, m activation.Message) *http.Response {
	var err error
	m.Answer, err = activation.SignAnswer(activation.Signer{KID: 2, Key: s.answers}, scope, activation.TokenDigest(request), a)
	require.NoError(t, err)
	text, err := m.MarshalText()
	require.NoError(t, err)
	return says(http.StatusOK, string(text))
}

// grant answers a request with a certificate.
func (s *signers) grant(t *testing.T, token string, r *activation.Request, now int64) *http.Response {
	cert, err := activation.SignCertificate(activation.Signer{KID: 1, Key: s.certificates}, activation.Certificate{
		Anchor: r.Hash, IID: r.IPK.IID(), Issued: now, Renew: now + 100, Licence: "L1", Policy: "standard", Product: scope,
		Serial: activation.Serial{1}, Terms: activation.Perpetual, Ticket: activation.Ticket{1},
	})
	require.NoError(t, err)
	a := activation.Answer{Now: now, Outcome: activation.Granted, Certificate: activation.TokenDigest(cert)}
	return s.answer(t, token, a, activation.Message{Certificate: cert})
}

// posted reads a request.
func posted(t *testing.T, r *http.Request) (activation.Message, activation.Request) {
	body, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	m, err := activation.ParseMessage(body)
	require.NoError(t, err)
	req, err := activation.ParseRequest(m.Request)
	require.NoError(t, err)
	require.Equal(t, "/v1/"+string(req.Op), r.URL.Path)
	require.NotContains(t, strings.ToLower(r.UserAgent()), "go", "it tells nothing")
	return m, req
}

// client is an agent of the signers, whose clock stands at servertest.Start.
func (s *signers) client(t *testing.T, server trip, change func(*agent.Config)) *agent.Client {
	c := agent.Config{
		Product: scope, Roots: []activation.PublicKey{s.root.Public()}, Server: "https://licences.example", Ring: s.ring(t, 1, 0),
		Read: pc(1).Read, HTTP: &http.Client{Transport: server}, Patience: -1, Now: func() int64 { return servertest.Start },
	}
	if change != nil {
		change(&c)
	}
	client, err := agent.New(c)
	require.NoError(t, err)
	return client
}

func newKey(t testing.TB) productkey.Key {
	key, err := productkey.Base24.Generate(nil)
	require.NoError(t, err)
	return key
}

func TestRepeats(t *testing.T) {
	v := newSigners(t)
	const theirs = servertest.Start + 50_000_000
	var seen []activation.Request
	client := v.client(t, func(r *http.Request) (*http.Response, error) {
		m, req := posted(t, r)
		seen = append(seen, req)
		switch {
		case req.Now != theirs && req.Op == activation.OpActivate:
			return v.answer(t, m.Request, activation.Answer{Now: theirs, Outcome: activation.ClockOff}, activation.Message{}), nil
		case req.Op == activation.OpActivate && req.Key.KID() != 11:
			return v.answer(t, m.Request, activation.Answer{Now: theirs, Outcome: activation.Resend},
				activation.Message{Ring: v.ring(t, 2, 1)}), nil
		case req.Op == activation.OpRenew && m.Certificate == "":
			return v.answer(t, m.Request, activation.Answer{Now: theirs, Outcome: activation.ShowCertificate}, activation.Message{}), nil
		}
		return v.grant(t, m.Request, &req, theirs), nil
	}, nil)
	got, err := client.Activate(t.Context(), newKey(t))
	require.NoError(t, err)
	require.True(t, got.Granted())
	require.Len(t, seen, 3, "clock, resend, granted")
	got, err = client.Renew(t.Context())
	require.NoError(t, err)
	require.True(t, got.Granted())
	require.Len(t, seen, 5, "show_certificate, granted")
	nonces := map[activation.Nonce]bool{}
	for _, r := range seen {
		nonces[r.Nonce] = true
	}
	require.Len(t, nonces, len(seen), "each is signed afresh")
}

// A server that asks for the same again and again is not believed.
func TestRepeatsEnd(t *testing.T) {
	v := newSigners(t)
	for _, o := range []activation.Outcome{activation.ClockOff, activation.Resend, activation.ShowCertificate} {
		asked := 0
		client := v.client(t, func(r *http.Request) (*http.Response, error) {
			asked++
			m, _ := posted(t, r)
			return v.answer(t, m.Request, activation.Answer{Now: servertest.Start, Outcome: o}, activation.Message{}), nil
		}, nil)
		_, err := client.Activate(t.Context(), newKey(t))
		require.ErrorIs(t, err, agent.ErrServer)
		require.Equal(t, 2, asked)
	}
}

// Whatever is not a signed answer to the request is no verdict, and changes
// nothing.
func TestWhatIsNoVerdict(t *testing.T) {
	v, thief := newSigners(t), newSigners(t)
	now := int64(servertest.Start)
	revoked := activation.Answer{Now: now, Outcome: activation.Revoked}
	var old string // a request that was answered before
	for what, answer := range map[string]func(m activation.Message, r *activation.Request) (*http.Response, error){
		"page of a portal": func(activation.Message, *activation.Request) (*http.Response, error) {
			return says(200, "<html>sign in</html>"), nil
		},
		"nothing": func(activation.Message, *activation.Request) (*http.Response, error) { return says(200, ""), nil },
		"too long": func(activation.Message, *activation.Request) (*http.Response, error) {
			return says(200, strings.Repeat("x", 10<<20)), nil
		},
		"forbidden": func(activation.Message, *activation.Request) (*http.Response, error) {
			return says(403, "revoked"), nil
		},
		"gone":   func(activation.Message, *activation.Request) (*http.Response, error) { return says(410, ""), nil },
		"broken": func(activation.Message, *activation.Request) (*http.Response, error) { return says(500, ""), nil },
		"no network": func(activation.Message, *activation.Request) (*http.Response, error) {
			return nil, errors.New("no route to host")
		},
		"of a thief": func(m activation.Message, _ *activation.Request) (*http.Response, error) {
			return thief.answer(t, m.Request, revoked, activation.Message{Ring: thief.ring(t, 9, 0)}), nil
		},
		"to another request": func(activation.Message, *activation.Request) (*http.Response, error) {
			return v.answer(t, old, revoked, activation.Message{}), nil
		},
		"the request itself": func(m activation.Message, _ *activation.Request) (*http.Response, error) {
			text, err := m.MarshalText()
			return says(200, string(text)), err
		},
	} {
		t.Run(what, func(t *testing.T) {
			folder, broken := t.TempDir(), false
			client := v.client(t, func(r *http.Request) (*http.Response, error) {
				m, req := posted(t, r)
				if broken {
					return answer(m, &req)
				}
				old = m.Request
				return v.grant(t, m.Request, &req, now), nil
			}, func(c *agent.Config) { c.Folder = folder })
			_, err := client.Activate(t.Context(), newKey(t))
			require.NoError(t, err)
			before := files(t, folder)
			broken = true
			for _, ask := range []func() (agent.Result, error){
				func() (agent.Result, error) { return client.Renew(t.Context()) },
				func() (agent.Result, error) { return client.Release(t.Context()) },
				func() (agent.Result, error) { return client.Activate(t.Context(), newKey(t)) },
			} {
				got, err := ask()
				require.ErrorIs(t, err, agent.ErrServer)
				require.Zero(t, got)
				require.Equal(t, before, files(t, folder))
			}
		})
	}
}

// An older ring never takes the place of a newer one, and one that no pinned root
// signed never of any.
func TestRings(t *testing.T) {
	v := newSigners(t)
	var sent string
	var sealedFor uint32
	client := v.client(t, func(r *http.Request) (*http.Response, error) {
		m, req := posted(t, r)
		sealedFor = req.Key.KID()
		a := activation.Answer{Now: servertest.Start, Outcome: activation.NotGranted}
		if sent == "" {
			return v.grant(t, m.Request, &req, servertest.Start), nil
		}
		return v.answer(t, m.Request, a, activation.Message{Ring: sent}), nil
	}, nil)
	sends := func(ring string) uint32 {
		sent = ring
		for range 2 { // the second is sealed for what the first brought
			_, err := client.Activate(t.Context(), newKey(t))
			require.NoError(t, err)
		}
		return sealedFor
	}
	require.EqualValues(t, 10, sends(""))
	require.EqualValues(t, 11, sends(v.ring(t, 5, 1)))
	require.EqualValues(t, 11, sends(v.ring(t, 4, 0)), "older")
	require.EqualValues(t, 11, sends(newSigners(t).ring(t, 9, 0)), "of another root")
	require.EqualValues(t, 10, sends(v.ring(t, 6, 0)))
}

// A build that pins another root, and has no ring by it: the certificate that is
// there is good again as soon as the server was reached.
func TestAnotherRootIsPinned(t *testing.T) {
	v, folder := newSigners(t), t.TempDir()
	ring := v.ring(t, 1, 0)
	server := func(r *http.Request) (*http.Response, error) {
		if r.URL.Path == "/v1/ring" {
			return says(200, "hwprint ring\n"+ring+"\n"), nil
		}
		m, req := posted(t, r)
		return v.grant(t, m.Request, &req, servertest.Start), nil
	}
	client := v.client(t, server, func(c *agent.Config) { c.Folder = folder })
	first, err := client.Activate(t.Context(), newKey(t))
	require.NoError(t, err)

	v.root = newSigners(t).root
	ring = v.ring(t, 2, 0)
	client = v.client(t, server, func(c *agent.Config) { c.Folder, c.Ring = folder, "" })
	got, err := client.Status(t.Context())
	require.NoError(t, err)
	require.Equal(t, activation.StateInvalid, got.State)
	renewed, err := client.Renew(t.Context())
	require.NoError(t, err)
	require.True(t, renewed.Granted())
	require.Equal(t, first.Status.Installation, renewed.Status.Installation)

	client = v.client(t, server, func(c *agent.Config) { c.Folder = folder }) // with a ring from the installer
	got, err = client.Status(t.Context())
	require.NoError(t, err)
	require.Equal(t, activation.StateValid, got.State)
}

// Without a ring the server is asked for it, and a stranger's is refused.
func TestRingOfTheServer(t *testing.T) {
	v := newSigners(t)
	ring := ""
	client := v.client(t, func(r *http.Request) (*http.Response, error) {
		if r.URL.Path == "/v1/ring" {
			return says(200, "hwprint ring\n"+ring+"\n"), nil
		}
		m, req := posted(t, r)
		return v.grant(t, m.Request, &req, servertest.Start), nil
	}, func(c *agent.Config) { c.Ring = "" })
	ring = newSigners(t).ring(t, 9, 0)
	_, err := client.Activate(t.Context(), newKey(t))
	require.ErrorIs(t, err, agent.ErrRing)
	ring = v.ring(t, 1, 0)
	got, err := client.Activate(t.Context(), newKey(t))
	require.NoError(t, err)
	require.True(t, got.Granted())
}

// A server that is down is asked again, less and less often, as long as the
// agent is patient.
func TestBackOff(t *testing.T) {
	v := newSigners(t)
	for _, c := range []struct {
		what     string
		patience time.Duration
		answer   func(n int) (*http.Response, error)
		want     int // requests
		least    time.Duration
		most     time.Duration
	}{
		{"down", time.Minute, func(int) (*http.Response, error) { return nil, errors.New("refused") }, 0, 30 * time.Second, time.Minute},
		{"comes back", time.Minute, func(n int) (*http.Response, error) {
			if n == 3 {
				return nil, nil
			}
			return says(503, ""), nil
		}, 3, 700 * time.Millisecond, 1500 * time.Millisecond},
		{"asks to wait", time.Minute, func(n int) (*http.Response, error) {
			if n == 2 {
				return nil, nil
			}
			res := says(429, "")
			res.Header.Set("Retry-After", "20")
			return res, nil
		}, 2, 20 * time.Second, 20 * time.Second},
		{"asks for too much", 10 * time.Second, func(int) (*http.Response, error) {
			res := says(503, "")
			res.Header.Set("Retry-After", "60")
			return res, nil
		}, 1, 0, 0},
		{"knows no such product", time.Minute, func(int) (*http.Response, error) { return says(404, ""), nil }, 1, 0, 0},
	} {
		t.Run(c.what, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				n, start := 0, time.Now()
				client := v.client(t, func(r *http.Request) (*http.Response, error) {
					n++
					if res, err := c.answer(n); res != nil || err != nil {
						return res, err
					}
					m, req := posted(t, r)
					return v.grant(t, m.Request, &req, servertest.Start), nil
				}, func(config *agent.Config) { config.Patience = c.patience })
				_, err := client.Activate(t.Context(), newKey(t))
				took := time.Since(start)
				require.GreaterOrEqual(t, took, c.least)
				require.LessOrEqual(t, took, c.most)
				if c.want == 0 {
					require.ErrorIs(t, err, agent.ErrServer)
					require.Greater(t, n, 8)
					require.Less(t, n, 20)
					return
				}
				require.Equal(t, c.want, n)
				require.Equal(t, c.want > 1, err == nil)
			})
		})
	}
}

func TestContextEndsEverything(t *testing.T) {
	v := newSigners(t)
	bubble(t, func(t *testing.T) {
		client := v.client(t, func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done() // hangs
			return nil, r.Context().Err()
		}, func(c *agent.Config) { c.Patience = time.Hour })
		ctx, cancel := timeout(t, 3*time.Second)
		defer cancel()
		start := time.Now()
		_, err := client.Activate(ctx, newKey(t))
		require.ErrorIs(t, err, ctx.Err())
		require.Equal(t, 3*time.Second, time.Since(start))
		for what, err := range map[string]error{
			"status":   second(client.Status(ctx)),
			"activate": second(client.Activate(ctx, newKey(t))),
			"renew":    second(client.Renew(ctx)),
			"release":  second(client.Release(ctx)),
			"answer":   second(client.Answer(ctx, []byte("hwprint answer\nv4.public.AAAA\n"))),
			"requests": second(client.Requests(ctx)),
			"keep":     client.Keep(ctx, func(agent.Status) {}),
		} {
			require.ErrorIs(t, err, ctx.Err(), what)
		}
	})
}

func second[T any](_ T, err error) error { return err }
