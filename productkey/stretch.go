package productkey

import (
	"context"
	"runtime/debug"

	"golang.org/x/crypto/argon2"
)

// Stretch makes testing a guess of a key slow, for formats so short that all
// their keys could be tried. It is Argon2id (RFC 9106). The zero value is
// NoStretch.
//
// Stretches take processors and memory. All Hashers of a process together
// compute as many of [Argon2id64MiB] at once as a quarter of GOMAXPROCS, at
// least 1 and at most 32, or one of [Argon2id2GiB] and nothing else: 2 GiB at
// most. Go's collector may take a while to free what the lighter ones have used;
// the memory of a heavy one is given back before another begins. Of the others
// 64 wait, in order. Further ones are [ErrBusy] at once.
type Stretch uint8

const (
	// NoStretch is what formats of 80 bits and more go without.
	NoStretch Stretch = iota

	// Argon2id64MiB takes 3 passes over 64 MiB in 4 lanes: the second
	// recommended option of RFC 9106, section 4.
	Argon2id64MiB

	// Argon2id2GiB takes 1 pass over 2 GiB in 4 lanes: the first recommended
	// option of RFC 9106, section 4.
	Argon2id2GiB
)

const (
	saltSize = 16
	threads  = 4
)

// costs are the parameters of Argon2id; memory is in KiB.
var costs = [...]struct {
	name         string
	time, memory uint32
}{
	NoStretch:     {"none", 0, 0},
	Argon2id64MiB: {"argon2id-64MiB", 3, 64 << 10},
	Argon2id2GiB:  {"argon2id-2GiB", 1, 2 << 20},
}

func (s Stretch) known() bool { return int(s) < len(costs) }

// String returns "none", "argon2id-64MiB" or "argon2id-2GiB".
func (s Stretch) String() string {
	if !s.known() {
		return "unknown"
	}
	return costs[s].name
}

// stretched replaces a message by one that it takes long to make of it.
func (e *entry) stretched(ctx context.Context, s Stretch, message *[blockSize]byte) error {
	slots := 1
	if s == Argon2id2GiB {
		slots = cap(stretches.slots)
	}
	if err := stretches.enter(ctx, slots); err != nil {
		return err
	}
	defer stretches.leave(slots)
	if s == Argon2id2GiB { // or the heap would grow to twice that
		debug.FreeOSMemory()
		defer debug.FreeOSMemory()
	}
	// What Argon2id gets is keyed already: half of its memory accesses depend
	// on its input.
	var secret [tagSize]byte
	e.stretch.Sum(&secret, message)
	out := argon2.IDKey(secret[:], e.salt[:], costs[s].time, costs[s].memory, threads, tagSize)
	clear(message[:])
	copy(message[:], out)
	clear(out)
	clear(secret[:])
	return nil
}
