package productkey

import (
	"context"
	"fmt"
	"runtime"
)

const (
	maxSlots   = 32 // of 64 MiB each
	maxWaiting = 64
)

// stretches is the gate of all Hashers of the process, since what it guards,
// memory and processors, is the process's too.
var stretches = newGate(runtime.GOMAXPROCS(0))

// gate lets as many in as there are slots, and bounds how many wait.
type gate struct {
	slots   chan struct{} // those that are taken
	turn    chan struct{} // held by who is taking slots, so that no two take half each
	waiting chan struct{} // those who wait for the turn or for slots
}

func newGate(processors int) *gate {
	return &gate{
		slots:   make(chan struct{}, min(max(1, processors/threads), maxSlots)),
		turn:    make(chan struct{}, 1),
		waiting: make(chan struct{}, maxWaiting),
	}
}

// enter takes so many slots. It waits for them, but not if too many wait
// already, and not longer than ctx allows.
func (g *gate) enter(ctx context.Context, slots int) error {
	if ctx.Err() != nil {
		return waitError(ctx)
	}
	select {
	case g.waiting <- struct{}{}:
		defer func() { <-g.waiting }()
	default:
		return ErrBusy
	}
	select {
	case g.turn <- struct{}{}:
		defer func() { <-g.turn }()
	case <-ctx.Done():
		return waitError(ctx)
	}
	for taken := range slots {
		select {
		case g.slots <- struct{}{}:
		case <-ctx.Done():
			g.leave(taken)
			return waitError(ctx)
		}
	}
	return nil
}

func waitError(ctx context.Context) error {
	return fmt.Errorf("productkey: no stretch in time: %w", context.Cause(ctx))
}

// leave gives slots back.
func (g *gate) leave(slots int) {
	for range slots {
		<-g.slots
	}
}
