package vectors

import (
	"fmt"

	"github.com/hwprint/hwprint/activation"
)

// Clock is a vector of clock.json: steps from a clock that knows nothing, each
// with the clock after it.
type Clock struct {
	ID     string `json:"id"`
	Reason string `json:"reason"`
	Steps  []Step `json:"steps"`
}

// Step is something that happens to a clock. For "ran", the start is the clock
// after the last step that was "started", and Value is seconds.
type Step struct {
	Do    string           `json:"do"` // answered, answered_by_file, started, ran
	Value int64            `json:"value"`
	Clock activation.Clock `json:"clock"`
	Floor int64            `json:"floor"`
}

func clocks() ([]Clock, error) {
	type do struct {
		what  string
		value int64
		floor int64 // written by hand
	}
	var all []Clock
	for _, test := range []struct {
		id, reason string
		steps      []do
	}{
		{"answered", "a signed answer sets the floor, down too", []do{
			{"started", at(9), at(9)}, {"answered", at(0), at(0)}, {"answered", at(-3), at(-3)},
		}},
		{"file", "an answer by file only raises it", []do{
			{"answered", at(0), at(0)}, {"answered_by_file", at(-9), at(0)}, {"answered_by_file", at(9), at(9)},
		}},
		{"behind", "a clock that was set back lowers nothing", []do{
			{"answered", at(0), at(0)}, {"started", at(-400), at(0)}, {"started", 0, at(0)},
		}},
		{"seven-days", "up to seven days are believed at once", []do{
			{"answered", at(0), at(0)}, {"started", at(7), at(7)}, {"started", at(14), at(14)},
		}},
		{"jump", "more needs two starts, an hour apart", []do{
			{"answered", at(0), at(0)}, {"started", at(7) + 1, at(0)}, {"started", at(7) + 3600, at(0)}, {"started", at(7) + 3601, at(7) + 3601},
		}},
		{"jump-once", "set right between, it is not believed", []do{
			{"answered", at(0), at(0)}, {"started", at(3000), at(0)}, {"started", at(1), at(1)}, {"started", at(3001), at(1)},
		}},
		{"long-off", "a machine that was off for 80 days", []do{
			{"answered", at(0), at(0)}, {"started", at(80), at(0)}, {"started", at(81), at(81)},
		}},
		{"long-off-twice", "and for 80 days more after one start", []do{
			{"answered", at(0), at(0)}, {"started", at(80), at(0)}, {"started", at(160), at(80)}, {"started", at(161), at(161)},
		}},
		{"ran", "run time is counted from the start, once", []do{
			{"started", at(0), at(0)}, {"ran", 3600, at(0) + 3600}, {"ran", 3600, at(0) + 3600}, {"ran", 7200, at(0) + 7200}, {"ran", -1, at(0) + 7200},
		}},
		{"ran-answered", "and not over an answer", []do{
			{"started", at(0), at(0)}, {"answered", at(-1), at(-1)}, {"ran", 7200, at(-1)},
		}},
	} {
		v := Clock{ID: test.id, Reason: test.reason}
		var c, begun activation.Clock
		for i, s := range test.steps {
			switch s.what {
			case "answered":
				c = c.Answered(s.value)
			case "answered_by_file":
				c = c.AnsweredByFile(s.value)
			case "started":
				c = c.Started(s.value)
				begun = c
			case "ran":
				c = c.Ran(begun, s.value)
			}
			if c.Floor() != s.floor {
				return nil, fmt.Errorf("%s, step %d: floor %d", test.id, i, c.Floor()-Now)
			}
			v.Steps = append(v.Steps, Step{s.what, s.value, c, c.Floor()})
		}
		all = append(all, v)
	}
	return all, nil
}
