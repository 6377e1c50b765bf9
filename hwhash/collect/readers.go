package collect

import (
	"context"
	"sync"
	"time"

	"github.com/hwprint/hwprint/hwhash"
)

// Why a source has no answer.
const (
	detailBroke = "the reader broke on what it found"
	detailLate  = "no answer before the deadline"
	detailLeft  = "no answer before the deadline: its reader is left behind, until the system answers it"
	detailStuck = "a reader that an earlier call left behind still waits for the system"
)

// grace is how long readers have after the deadline to notice that it has
// passed. They look before every file, so that all do but those that the
// system holds.
const grace = 20 * time.Millisecond

// reader is a goroutine that reads for one job.
type reader struct {
	key   readerKey
	ended chan struct{} // closed at its end
}

type readerKey struct {
	source, root string
	first        hwhash.Class
}

func newReader(j *job) *reader {
	key := readerKey{source: j.source, root: j.root}
	if len(j.classes) > 0 {
		key.first = j.classes[0]
	}
	return &reader{key: key, ended: make(chan struct{})}
}

// leftBehind are the readers that did not end in time. What they wait for
// cannot be called off. No other is sent after them, so that a process that
// collects again and again has one for each source and caller, not one for
// each call. The zero value has none; it may be used from several goroutines.
type leftBehind struct {
	mu      sync.Mutex
	readers map[readerKey]*reader
}

var left leftBehind

// turn waits until no reader left behind is in the way, and reports whether
// that was before ctx was done.
func (l *leftBehind) turn(ctx context.Context, r *reader) bool {
	for {
		l.mu.Lock()
		before := l.readers[r.key]
		l.mu.Unlock()
		if before == nil {
			return true
		}
		select {
		case <-before.ended:
		case <-ctx.Done():
			return false
		}
	}
}

// leave says that nobody waits for a reader any more.
func (l *leftBehind) leave(r *reader) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-r.ended:
		return
	default:
	}
	if l.readers == nil {
		l.readers = map[readerKey]*reader{}
	}
	if l.readers[r.key] == nil {
		l.readers[r.key] = r
	}
}

// end is the last that a reader does.
func (l *leftBehind) end(r *reader) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.readers[r.key] == r {
		delete(l.readers, r.key)
	}
	close(r.ended)
}
