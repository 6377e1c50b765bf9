package collect

import (
	"context"
	"maps"
	"sync"
	"time"

	"github.com/hwprint/hwprint/hwhash"
)

// Why a source has no answer.
const (
	detailBroke = "the reader broke on what it found"
	detailLate  = "no answer before the deadline"
	detailLeft  = "no answer before the deadline: its reader still waits for the system"
	detailStuck = "the reader of an earlier call still waits for the system"
)

// grace is how long readers have after the deadline to notice that it has
// passed. They look before every file, so that all do but those that the
// system holds.
const grace = 20 * time.Millisecond

// keptFor is how long the answer of a reader that came back late is good for
// the next call. Nothing that is read changes more often without a hand on the
// machine.
const keptFor = time.Minute

// reader is a goroutine that reads for one job.
type reader struct {
	key   readerKey
	want  map[hwhash.Class]bool
	ended chan struct{} // closed at its end

	// Set at its end, if it was left behind and has found all that there is.
	answer answer
	when   time.Time
}

type readerKey struct {
	source, root string
	first        hwhash.Class
}

func newReader(j *job, want map[hwhash.Class]bool) *reader {
	key := readerKey{source: j.source, root: j.root}
	if len(j.classes) > 0 {
		key.first = j.classes[0]
	}
	return &reader{key: key, want: want, ended: make(chan struct{})}
}

// hasEnded reports whether the reader is at its end.
func (r *reader) hasEnded() bool {
	select {
	case <-r.ended:
		return true
	default:
		return false
	}
}

// leftBehind are the readers that did not end in time. What they wait for
// cannot be called off. No other is sent after them, so that a process that
// collects again and again has one for each source and caller, not one for
// each call; and what they bring back is the next call's. The zero value has
// none; it may be used from several goroutines.
type leftBehind struct {
	mu      sync.Mutex
	readers map[readerKey]*reader
}

var left leftBehind

// answer returns what the reader before brought back, if that is what r is
// sent for, else what read finds, as soon as no reader is in the way. It is
// the whole life of r.
func (l *leftBehind) answer(ctx context.Context, r *reader, read func() answer) answer {
	for {
		before := l.take(r)
		switch {
		case before == nil:
			a := read()
			l.end(r, a)
			return a
		case before.hasEnded():
			l.end(r, answer{})
			return before.answer
		}
		select {
		case <-before.ended:
		case <-ctx.Done():
			a := answer{outcome: OutcomeLate, detail: detailStuck}
			l.end(r, a)
			return a
		}
	}
}

// take returns the reader that is in the way of r: one that still reads, or
// one that is back with what r would find, which it takes off the list.
func (l *leftBehind) take(r *reader) *reader {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := l.readers[r.key]
	if before == nil || !before.hasEnded() {
		return before
	}
	delete(l.readers, r.key)
	if time.Since(before.when) > keptFor || !maps.Equal(before.want, r.want) {
		return nil
	}
	return before
}

// leave says that nobody waits for a reader any more.
func (l *leftBehind) leave(r *reader) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if r.hasEnded() {
		return
	}
	if l.readers == nil {
		l.readers = map[readerKey]*reader{}
	}
	if l.readers[r.key] == nil {
		l.readers[r.key] = r
	}
}

// end is the last that a reader does.
func (l *leftBehind) end(r *reader, a answer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.readers[r.key] == r {
		if a.findings == nil {
			delete(l.readers, r.key)
		} else {
			r.answer, r.when = a, time.Now()
		}
	}
	close(r.ended)
}
