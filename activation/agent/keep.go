package agent

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/hwprint/hwprint/activation"
)

// Keep looks at the licence every hour, or sooner if it is to be renewed sooner,
// renews it when it is time, and tells what it found each time, at once first.
// After a failure it tries again after a minute, then after twice as long each
// time, up to six hours; all pauses are cut by up to half. It works in the
// caller's goroutine until ctx is done, and returns the error of that.
//
// It activates nothing, and tells a Status that does not allow to work like any
// other: a program decides what follows, and may call Activate meanwhile.
func (c *Client) Keep(ctx context.Context, tell func(Status)) error {
	failed := 0
	for {
		status, ok := c.look(ctx)
		if failed++; ok {
			failed = 0
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if status.State != "" {
			tell(status)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(c.pause(&status, failed)):
		}
	}
}

// look checks, and renews if it is time; ok is false if that failed.
func (c *Client) look(ctx context.Context) (status Status, ok bool) {
	status, err := c.Status(ctx)
	if err != nil || !status.Has(activation.ReasonRenew) {
		return status, err == nil
	}
	result, err := c.Renew(ctx)
	if err == nil {
		status = result.Status
	}
	return status, result.Granted()
}

const (
	keepEvery    = time.Hour
	keepFirst    = time.Minute
	keepLongest  = 6 * time.Hour
	keepShortest = 10 * time.Second
)

// pause is how long Keep waits.
func (c *Client) pause(s *Status, failed int) time.Duration {
	pause := keepEvery
	if failed > 0 {
		pause = min(keepFirst<<min(failed-1, 10), keepLongest)
	}
	left := func(until int64) time.Duration { return time.Duration(until-c.config.Now()) * time.Second }
	if failed == 0 && s.Certificate.Renew != 0 {
		pause = min(pause, left(s.Certificate.Renew))
	}
	if s.Allowed() && s.Until != 0 {
		pause = min(pause, left(s.Until)/4) // so that a lease of ten minutes survives a failure
	}
	pause = max(pause, keepShortest)
	if failed == 0 {
		return pause
	}
	return pause/2 + rand.N(pause/2)
}
