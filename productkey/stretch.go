package productkey

import (
	"runtime"

	"golang.org/x/crypto/argon2"
)

// Stretch makes testing a guess of a key slow, for formats so short that all
// their keys could be tried. It is Argon2id (RFC 9106). The zero value is
// NoStretch.
type Stretch uint8

const (
	// NoStretch is for formats of 80 bits and more.
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

// gate bounds how many stretches a Hasher computes at once, since each takes
// memory. The others wait.
type gate chan struct{}

func newGate() gate { return make(gate, max(1, runtime.GOMAXPROCS(0)/threads)) }

func (g gate) stretch(s Stretch, secret *[tagSize]byte, salt *[saltSize]byte) (out [tagSize]byte) {
	g <- struct{}{}
	defer func() { <-g }()
	result := argon2.IDKey(secret[:], salt[:], costs[s].time, costs[s].memory, threads, tagSize)
	copy(out[:], result)
	clear(result)
	return out
}
