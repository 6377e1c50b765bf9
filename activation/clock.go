package activation

const (
	// maxJump is how far a start may find the clock ahead and believe it.
	maxJump = 7 * day
	// jumpApart is how far the second start that finds it there must be from
	// the first: a boot with a wrong clock may start a program many times.
	jumpApart = 60 * 60
	// clockSlack is how far a clock may be behind before anybody is told.
	clockSlack = 5 * 60
)

// Clock is an agent's memory of the time, so that a clock that was set back gives
// nobody more of it. It holds a floor: the time is at least that. Each
// method returns the Clock to keep. The zero value knows nothing.
type Clock struct {
	// Signed is the server's time in the last signed answer.
	Signed int64 `json:"signed,omitzero"`
	// Stamp is the latest time by the own clock that is believed.
	Stamp int64 `json:"stamp,omitzero"`
	// Ahead is a time by the own clock that is too far ahead to be believed
	// until another start finds it there.
	Ahead int64 `json:"ahead,omitzero"`
}

// Floor is the time before which it cannot be now.
func (c Clock) Floor() int64 { return max(c.Signed, c.Stamp) }

// Answered sets the floor, down too, to the time in a signed answer to a request
// that was made just now. Local stamps are forgotten: they may have been
// wrong, the server is not.
func (c Clock) Answered(server int64) Clock { return Clock{Signed: server} }

// AnsweredByFile raises the floor to the time in a signed answer that came as a
// file: nobody knows how long it travelled, so it never lowers the floor.
func (c Clock) AnsweredByFile(server int64) Clock {
	c.Signed = max(c.Signed, server)
	return c
}

// Started stamps the own clock when a program starts. A time of more than seven
// days ahead of the floor is not believed until a second start finds the clock
// there too, an hour or more after the first.
func (c Clock) Started(now int64) Clock {
	floor := c.Floor()
	switch {
	case !isTime(now) || now <= floor:
		c.Ahead = 0
	case floor == 0 || now-floor <= maxJump:
		c.Stamp, c.Ahead = now, 0
	case c.Ahead == 0 || now < c.Ahead:
		c.Ahead = now
	case now-c.Ahead >= jumpApart:
		c.Stamp, c.Ahead = c.Ahead, 0
		return c.Started(now)
	}
	return c
}

// Ran stamps the time while a program runs. start is what [Clock.Started] gave it,
// and seconds how long ago that was by a monotonic clock: the floor is at least
// that of the start and the time since, whatever the clock was set to
// meanwhile, and however many processes run. After a signed answer that is
// newer than start it changes nothing.
func (c Clock) Ran(start Clock, seconds int64) Clock {
	floor := start.Floor()
	if c.Signed == start.Signed && floor > 0 && 0 < seconds && seconds <= maxTime-floor {
		c.Stamp = max(c.Stamp, floor+seconds)
	}
	return c
}
