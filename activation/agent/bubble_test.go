package agent_test

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hwprint/hwprint/activation/agent"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/activation/server/servertest"
)

type ctxt = context.Context

// inBubble runs a test with a clock that goes as fast as it can: the server's,
// the agent's and that of all pauses.
func inBubble(t *testing.T, test func(s *shop, config agent.Config), l server.Licence) {
	t.Helper()
	s := newShop(t, l) // its HTTP server stays outside
	config := s.config(pc(1))
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		now := func() int64 { return servertest.Start + int64(time.Since(start).Seconds()) }
		config.Now = now
		config.HTTP = &http.Client{Transport: clocked{config.HTTP.Transport, s, now}}
		inside := *s
		inside.t = t
		test(&inside, config)
	})
}

// clocked sets the server's clock before each request.
type clocked struct {
	http.RoundTripper
	s   *shop
	now func() int64
}

func (c clocked) RoundTrip(r *http.Request) (*http.Response, error) {
	c.s.Set(c.now())
	return c.RoundTripper.RoundTrip(r)
}

// losing loses every answer.
func losing(c *http.Client) *http.Client { return &http.Client{Transport: loser{c.Transport}} }

type loser struct{ http.RoundTripper }

func (l loser) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := l.RoundTripper.RoundTrip(r)
	if err != nil || r.Method == http.MethodGet {
		return res, err
	}
	return nil, context.DeadlineExceeded
}
