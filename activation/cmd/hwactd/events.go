package main

import (
	"context"
	"flag"
	"time"

	"github.com/hwprint/hwprint/activation/server"
)

func setEvents(f *flag.FlagSet) func(context.Context, streams) error {
	d := setFolder(f)
	after := f.Int64("after", 0, "`number` of the last event that was seen")
	follow := f.Bool("follow", false, "wait for more, until it is interrupted")
	return func(ctx context.Context, s streams) error {
		return d.with(ctx, func(act *server.Server) error {
			const page = 1000
			for {
				all, err := act.Events(ctx, *after, page)
				if err != nil && ctx.Err() == nil {
					return err
				}
				for _, e := range all {
					if err := s.print(e); err != nil {
						return err
					}
					*after = e.N
				}
				switch {
				case len(all) == page:
				case !*follow, !wait(ctx, 200*time.Millisecond):
					return nil
				}
			}
		})
	}
}

// wait waits, and reports whether ctx lasted.
func wait(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
