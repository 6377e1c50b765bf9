package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
)

// EventsFor is how long events are kept, in seconds.
const EventsFor = 90 * day

// What is what an event or an action was.
type What string

// Events of machines.
const (
	WhatActivated  What = "activated"     // a machine was given a seat, or came back to its own
	WhatNotGranted What = "not_granted"   // an activation of a known key was not
	WhatReleased   What = "released"      // a machine gave up its seat, or another took it
	WhatReview     What = "review"        // a machine was put before a person
	WhatClone      What = "clone_suspect" // an installation seems to run in two copies
)

// Events of the vendor's own calls, which are actions too.
const (
	WhatIssued      What = "issued"
	WhatChanged     What = "changed"
	WhatSuspended   What = "suspended"
	WhatResumed     What = "resumed"
	WhatRefunded    What = "refunded"
	WhatKeyReplaced What = "key_replaced"
	WhatSeatFreed   What = "seat_freed"
	WhatApproved    What = "review_approved"
	WhatRefused     What = "review_refused"
	WhatErased      What = "erased" // its event has a mark, and no reference
)

// Event is something that a vendor may want to hear of. It goes when its licence
// is erased, and after EventsFor.
type Event struct {
	N       int64 // its place, from 1, without order among products; a store gives it
	At      int64
	Product ID
	What    What
	Licence string // reference; the Mark of one that was erased
	Seat    string // reference; empty for none
}

// Action is something that an operator or a shop did. It is kept; Mark is the
// Mark of the licence, which leads nowhere when that is erased.
type Action struct {
	N        int64 // a store gives it
	At       int64
	Operator string
	What     What
	Mark     string
}

// Mark is the name of a licence where it must be forgotten with its row: in logs
// and in the list of actions. It is a hash of the reference, salted by the random
// id, which only the row has: 16 hexadecimal digits.
func (l *Licence) Mark() string {
	sum := sha256.Sum256(append(append([]byte("hwprint 2026 v1 licence mark\x00"), l.ID[:]...), l.Ref...))
	return hex.EncodeToString(sum[:8])
}

func (l *Licence) event(what What, at int64, s *Seat) Event {
	e := Event{At: at, Product: l.Product, What: what, Licence: l.Ref}
	if s != nil {
		e.Seat = s.Ref()
	}
	return e
}

// tell notes an event of the decision.
func (e *engine) tell(what What, s *Seat) {
	e.out.Events = append(e.out.Events, e.rows.Licence.event(what, e.now, s))
}

// Told is an event with the scope of its product.
type Told struct {
	N       int64  `json:"n"`
	At      int64  `json:"at"`
	Product string `json:"product"`
	What    What   `json:"what"`
	Licence string `json:"licence"`
	Seat    string `json:"seat,omitempty"`
}

// Events returns the events after the one with number n, in order, at most limit.
// Whoever asks again with the last number that he saw misses none.
func (s *Server) Events(ctx context.Context, n int64, limit int) ([]Told, error) {
	all, err := s.store.Events(ctx, n, limit)
	if err != nil {
		return nil, err
	}
	products, err := s.store.Products(ctx)
	if err != nil {
		return nil, err
	}
	scopes := map[ID]string{}
	for _, p := range products {
		scopes[p.ID] = p.Scope
	}
	told := []Told{}
	for _, e := range all {
		told = append(told, Told{e.N, e.At, scopes[e.Product], e.What, e.Licence, e.Seat})
	}
	return told, nil
}

// Actions returns what was done with a licence, in order.
func (s *Server) Actions(ctx context.Context, l *Licence) ([]Action, error) {
	return s.store.Actions(ctx, l.Mark())
}
