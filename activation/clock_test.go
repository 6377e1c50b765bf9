package activation_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hwprint/hwprint/activation"
)

func TestClock(t *testing.T) {
	var c activation.Clock
	require.Zero(t, c.Floor())
	c = c.Started(now)
	require.Equal(t, int64(now), c.Floor())

	// A signed answer sets it, down too, and forgets what was stamped.
	c = c.Answered(now - 30*day)
	require.Equal(t, activation.Clock{Signed: now - 30*day}, c)
	c = c.Answered(now)

	// Up to seven days ahead is believed at once; a clock behind never.
	c = c.Started(now + 7*day)
	require.Equal(t, int64(now+7*day), c.Floor())
	require.Equal(t, c, c.Started(now))
	require.Equal(t, c, c.Started(0))
	require.Equal(t, c, c.Started(-5))

	// More than that needs two starts, an hour apart.
	year := int64(now + 365*day)
	once := c.Started(year)
	require.Equal(t, c.Floor(), once.Floor())
	require.Equal(t, c.Floor(), once.Started(year).Floor())
	require.Equal(t, c.Floor(), once.Started(year+3599).Floor())
	require.Equal(t, year+3600, once.Started(year+3600).Floor())
	// It does not, if the clock was set right between.
	right := once.Started(now + 8*day)
	require.Equal(t, int64(now+8*day), right.Floor())
	require.Equal(t, right.Floor(), right.Started(year+3600).Floor())
	// A machine that was off for 80 days.
	off := c.Started(now + 80*day).Started(now + 81*day)
	require.Equal(t, int64(now+81*day), off.Floor())

	// Run time, of however many processes, is counted once.
	start := activation.Clock{}.Started(now)
	ran := start
	for range 10 {
		ran = ran.Ran(start, 3600)
	}
	require.Equal(t, int64(now+3600), ran.Floor())
	require.Equal(t, ran, ran.Ran(start, 100))
	require.Equal(t, ran, ran.Ran(start, -100))
	require.Equal(t, ran, ran.Ran(start, 1<<62))
	answered := ran.Answered(now - day)
	require.Equal(t, answered, answered.Ran(start, 7200), "run time before the answer")
	require.Equal(t, int64(now-day+60), answered.Ran(answered, 60).Floor())
	require.Zero(t, activation.Clock{}.Ran(activation.Clock{}, 60))

	// An answer that came by file raises the floor, and no more.
	require.Equal(t, ran.Floor(), ran.AnsweredByFile(now-day).AnsweredByFile(0).Floor())
	require.Equal(t, int64(now+day), ran.AnsweredByFile(now+day).Floor())
}

// The rules of the floor, under any sequence of what can happen to a clock.
func TestClockRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var c activation.Clock
		starts := map[int64]int{} // how often a start found the clock at or after
		server := int64(0)
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			at := rapid.Int64Range(now-400*day, now+400*day).Draw(t, "at")
			before := c
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0:
				c = c.Answered(at)
				require.Equal(t, at, c.Floor())
				server = at
				clear(starts)
			case 1, 2:
				c = c.Started(at)
				starts[at]++
				require.GreaterOrEqual(t, c.Floor(), before.Floor(), "a start never lowers the floor")
				require.LessOrEqual(t, c.Floor(), max(at, before.Floor()), "nor raises it above the clock")
				if before.Floor() != 0 && c.Floor() > before.Floor()+7*day {
					seen := 0
					for other, n := range starts {
						if other >= c.Floor()-7*day {
							seen += n
						}
					}
					require.GreaterOrEqual(t, seen, 2, "a jump needs two starts")
				}
			case 3:
				ran := rapid.Int64Range(0, 30*day).Draw(t, "ran")
				c = c.Ran(c, ran)
				if before.Floor() != 0 {
					require.Equal(t, before.Floor()+ran, c.Floor())
				}
			}
			require.Equal(t, server, c.Signed)
		}
	})
}
