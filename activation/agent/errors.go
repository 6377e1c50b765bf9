package agent

import (
	"errors"
	"fmt"
)

// Errors say that there is no verdict, and that nothing changed. None holds a
// key, a hash or a value of the machine.
var (
	// ErrConfig says which field of a Config is impossible.
	ErrConfig = errors.New("agent: impossible configuration")
	// ErrServer says that no answer came, or none that the vendor signed: the
	// network, a proxy, a server that is busy. It is worth another try later.
	ErrServer = errors.New("agent: no answer of the server")
	// ErrRing says that there is no ring of the vendor's keys yet. Files need
	// one from Config.Ring; a server sends it.
	ErrRing = errors.New("agent: no ring of keys")
	// ErrBusy says that another process, or another call, works on the same
	// state.
	ErrBusy = errors.New("agent: the state is in use")
	// ErrUnsaved says that the state cannot be written. Nothing is asked for then
	// that could not be kept.
	ErrUnsaved = errors.New("agent: the state cannot be written")
	// ErrState says that a file in the state folder is damaged. It is left as it
	// is.
	ErrState = errors.New("agent: damaged state")
	// ErrNone says that there is no certificate for this machine: activate.
	ErrNone = errors.New("agent: not activated on this machine")
	// ErrEvidence says that nothing could be read that identifies the machine.
	ErrEvidence = errors.New("agent: nothing identifies this machine")
	// ErrLate says that sources of the machine did not answer in time, and that
	// without them it is not surely the enrolled one: ask again later.
	ErrLate = errors.New("agent: sources of the machine were late")
	// ErrOpen says that four requests are open: have one answered.
	ErrOpen = errors.New("agent: too many open requests")
	// ErrNoRequest says that an answer is to no open request.
	ErrNoRequest = errors.New("agent: the answer is to no open request")
	// ErrKey says that there is no product key, or none that can be read.
	ErrKey = errors.New("agent: no product key")
)

// StatusError is an HTTP status other than 200, which is no verdict. It wraps
// ErrServer.
type StatusError int

// Error says the status.
func (e StatusError) Error() string { return fmt.Sprintf("%v: HTTP status %d", ErrServer, int(e)) }

// Unwrap returns ErrServer.
func (e StatusError) Unwrap() error { return ErrServer }
