package agent

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/hwprint/hwprint/activation"
)

// An exchange is tried again after firstPause, then twice as long each time, up
// to longestPause; each pause is cut by up to half, so that many agents that
// lost a server do not come back together.
const (
	firstPause   = 500 * time.Millisecond
	longestPause = 8 * time.Second
	maxReply     = 64 << 10
)

// post sends a message to the server, and returns what it says.
func (c *Client) post(ctx context.Context, op activation.Op, m activation.Message) (activation.Message, error) {
	text, err := m.MarshalText()
	if err != nil {
		return m, err
	}
	return c.exchange(ctx, http.MethodPost, "/v1/"+string(op), text)
}

// exchange has a server answer, and is patient.
func (c *Client) exchange(ctx context.Context, method, path string, text []byte) (activation.Message, error) {
	if c.config.Server == "" {
		return activation.Message{}, fmt.Errorf("%w: none is configured", ErrServer)
	}
	until := time.Now().Add(c.config.Patience)
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		m, after, err := c.once(ctx, method, path, text)
		if err == nil || ctx.Err() != nil || !worthAnother(err) {
			return m, err
		}
		wait := max(pause/2+rand.N(pause/2), after)
		if time.Now().Add(wait).After(until) {
			return m, err
		}
		select {
		case <-ctx.Done():
			return m, errors.Join(ErrServer, ctx.Err())
		case <-time.After(wait):
		}
	}
}

// once sends a message once. after is how long the server asks to wait.
func (c *Client) once(ctx context.Context, method, path string, text []byte) (m activation.Message, after time.Duration, err error) {
	r, err := http.NewRequestWithContext(ctx, method, strings.TrimRight(c.config.Server, "/")+path, bytes.NewReader(text))
	if err != nil {
		return m, 0, errors.Join(ErrServer, err)
	}
	r.Header.Set("Content-Type", "text/plain; charset=utf-8")
	r.Header.Set("User-Agent", "") // tells nothing
	res, err := c.config.HTTP.Do(r)
	if err != nil {
		return m, 0, errors.Join(ErrServer, err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxReply+1))
	if err != nil {
		return m, 0, errors.Join(ErrServer, err)
	}
	if res.StatusCode != http.StatusOK {
		seconds, _ := strconv.Atoi(res.Header.Get("Retry-After"))
		return m, time.Duration(min(max(seconds, 0), 3600)) * time.Second, StatusError(res.StatusCode)
	}
	if m, err = activation.ParseMessage(body); err != nil {
		return m, 0, fmt.Errorf("%w: %w", ErrServer, err) // a portal's page, say
	}
	return m, 0, nil
}

// worthAnother reports whether another try may go better.
func worthAnother(err error) bool {
	var status StatusError
	if errors.As(err, &status) {
		return status == http.StatusTooManyRequests || status == http.StatusRequestTimeout || status >= 500
	}
	return errors.Is(err, ErrServer) && !errors.Is(err, activation.ErrToken)
}
