package server

import "github.com/hwprint/hwprint/activation"

import "slices"

// What is kept of an installation's tickets.
const (
	keepTickets = 16 // that were followed by others
	keepTips    = 64 // ends of branches

	// twice is the time in which a superseded branch must come back two times
	// to be a clone suspect.
	twice = 60 * day
)

// present notes the ticket of the request in the tree of those that were
// presented, and reports whether the installation is a clone suspect for it.
//
// The parent of a ticket was presented, since a ticket is issued for its
// parent; issuing itself is not noted. So lost answers leave no trace. A second
// child is a fork: a restored backup, whose old branch is superseded. A branch
// that goes on after it was superseded has come back: two copies run, if it
// happens twice. What was presented before says nothing.
func (e *engine) present(s *Seat) (suspect bool) {
	t := e.ask.ticket
	if known := e.ticket(t.ID); known != nil {
		known.Seen = e.now
		e.putTicket(*known)
		return false
	}
	head, parent := e.head(), e.ticket(t.Parent)
	if parent != nil && parent.Tip == TipSuperseded {
		suspect = e.returned(s)
	}
	if head != nil {
		h := *head
		h.Tip = TipSuperseded
		if parent == head || parent == nil && t.Seq > head.Seq { // the latter after a restore
			h.Tip = TipNone
		}
		e.putTicket(h)
	}
	if parent != nil && parent != head {
		p := *parent
		p.Tip = TipNone
		e.putTicket(p)
	}
	e.putTicket(Presented{IID: e.ask.iid, Seq: t.Seq, ID: t.ID, Parent: t.Parent, Seen: e.now, Tip: TipHead})
	e.prune()
	return suspect
}

// returned notes that a superseded branch came back, and reports whether it
// did so twice within a short time.
func (e *engine) returned(s *Seat) bool {
	own := &e.rows.Own
	again := own.Returned != 0 && e.now < own.Returned+twice
	own.Returned = e.now
	if again && e.terms.Clones != ClonesOff && s.Flags&FlagClone == 0 {
		e.tell(WhatClone, s)
		s.Flags |= FlagClone
	}
	return again
}

// isTip reports whether a ticket is the end of a branch, or follows one.
func (e *engine) isTip(t *Issued) bool {
	if known := e.ticket(t.ID); known != nil {
		return known.Tip != TipNone
	}
	if parent := e.ticket(t.Parent); parent != nil {
		return parent.Tip != TipNone
	}
	head := e.head()
	return head == nil || t.Seq > head.Seq
}

func (e *engine) ticket(id activation.TicketID) *Presented {
	for i := range e.rows.Tickets {
		if e.rows.Tickets[i].ID == id {
			return &e.rows.Tickets[i]
		}
	}
	return nil
}

func (e *engine) head() *Presented {
	for i := range e.rows.Tickets {
		if e.rows.Tickets[i].Tip == TipHead {
			return &e.rows.Tickets[i]
		}
	}
	return nil
}

// putTicket notes a new or changed ticket.
func (e *engine) putTicket(p Presented) {
	if known := e.ticket(p.ID); known != nil {
		*known = p
	} else {
		e.rows.Tickets = append(e.rows.Tickets, p)
	}
	for i := range e.out.Tickets {
		if e.out.Tickets[i].ID == p.ID {
			e.out.Tickets[i] = p
			return
		}
	}
	e.out.Tickets = append(e.out.Tickets, p)
}

// prune drops the oldest tickets beyond those that are kept.
func (e *engine) prune() {
	old := slices.Clone(e.rows.Tickets)
	slices.SortFunc(old, func(a, b Presented) int {
		if a.Seen != b.Seen {
			return int(b.Seen - a.Seen)
		}
		return int(b.Seq - a.Seq)
	})
	var inner, tips int
	for _, p := range old {
		keep := false
		switch p.Tip {
		case TipHead:
			keep = true
		case TipSuperseded:
			tips++
			keep = tips < keepTips
		default:
			inner++
			keep = inner <= keepTickets
		}
		if !keep {
			e.dropTicket(p)
		}
	}
}

func (e *engine) dropTicket(p Presented) {
	same := func(q Presented) bool { return q.ID == p.ID }
	e.rows.Tickets = slices.DeleteFunc(e.rows.Tickets, same)
	e.out.Tickets = slices.DeleteFunc(e.out.Tickets, same)
	e.out.DropTickets = append(e.out.DropTickets, p)
}
