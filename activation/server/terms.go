package server

import "github.com/hwprint/hwprint/activation"

// Clones says what follows from two copies of one installation.
type Clones string

// What follows from two copies.
const (
	ClonesReport  Clones = "" // the seat is flagged
	ClonesOff     Clones = "off"
	ClonesEnforce Clones = "enforce" // granted for grace, and put before a person
)

// Full says what happens to a machine for which no seat is free.
type Full string

// What happens when all seats are in use.
const (
	FullRefuse  Full = ""        // it is told which seats there are
	FullOverage Full = "overage" // it gets one of the seats beyond, and is flagged
	FullOldest  Full = "oldest"  // it gets the seat that was idle longest
)

// Lengths of time in seconds.
const (
	minute = 60
	hour   = 60 * minute
	day    = 24 * hour
	year   = 365 * day
)

// Terms are the numbers of a licence. The zero value has the defaults, which
// the comments give; a negative number stands for 0. Times are in seconds.
type Terms struct {
	Policy        string `json:"policy,omitempty"`        // standard, or strict, lenient
	Groups        int    `json:"groups,omitempty"`        // 1: a machine known by fewer identity groups is flagged
	Renew         int64  `json:"renew,omitempty"`         // 7 days: after which a certificate is to be renewed
	Jitter        int64  `json:"jitter,omitempty"`        // 1 day: spread of that
	End           int64  `json:"end,omitempty"`           // 90 days: length of a certificate
	Grace         int64  `json:"grace,omitempty"`         // 14 days, which cover late payment too; 1 day for a trial, 0 for floating
	Installations int    `json:"installations,omitempty"` // 4, 1 for strict: on a machine
	Takeovers     int    `json:"takeovers,omitempty"`     // 6 a year: installations that displace another
	Moves         int    `json:"moves,omitempty"`         // 3, 0 for strict: moves of an anchor without a person
	MoveEvery     int64  `json:"move_every,omitempty"`    // 365 days between two of them
	Freed         int    `json:"freed,omitempty"`         // 3 a year: seats that are reusable at once when freed
	Idle          int64  `json:"idle,omitempty"`          // 14 days unseen before a seat can be freed by key
	Full          Full   `json:"full,omitempty"`          // refuse
	Clones        Clones `json:"clones,omitempty"`        // report
	Trial         int64  `json:"trial,omitempty"`         // 30 days: of each machine
	Lease         int64  `json:"lease,omitempty"`         // 1 hour, within 10 minutes and 24 hours
	Keep          int64  `json:"keep,omitempty"`          // 365 days: anchors of released seats
	Answer        int64  `json:"answer,omitempty"`        // 14 days for a person to answer a review
	AirGapped     bool   `json:"air_gapped,omitempty"`    // certificates are not renewed
}

const strict = "strict"

// terms returns the terms of a licence with their defaults in place.
func (l *Licence) terms() Terms {
	t := l.Terms
	if t.Grace == 0 && l.Kind == activation.Trial {
		t.Grace = day
	}
	if l.Kind == activation.Floating {
		t.Grace = -1
	}
	return t.fill()
}

func (t Terms) fill() Terms {
	isStrict := t.Policy == strict
	if t.Policy == "" {
		t.Policy = "standard"
	}
	setInt := func(v *int, ordinary, whenStrict int) {
		if *v == 0 && isStrict {
			*v = whenStrict
		} else if *v == 0 {
			*v = ordinary
		}
		*v = max(*v, 0)
	}
	set := func(v *int64, ordinary int64) {
		if *v == 0 {
			*v = ordinary
		}
		*v = max(*v, 0)
	}
	setInt(&t.Groups, 1, 1)
	setInt(&t.Installations, 4, 1)
	setInt(&t.Takeovers, 6, 6)
	setInt(&t.Moves, 3, 0)
	setInt(&t.Freed, 3, 3)
	set(&t.Renew, 7*day)
	set(&t.Jitter, day)
	set(&t.End, 90*day)
	set(&t.Grace, 14*day)
	set(&t.MoveEvery, year)
	set(&t.Idle, 14*day)
	set(&t.Trial, 30*day)
	set(&t.Lease, hour)
	set(&t.Keep, year)
	set(&t.Answer, 14*day)
	t.Lease = min(max(t.Lease, 10*minute), day)
	return t
}
