package collect

import (
	"context"
	"slices"
	"time"

	"github.com/hwprint/hwprint/hwhash"
)

// job is one thing to read: a source, or a part of one that can fail on its
// own.
type job struct {
	source  string
	root    string         // of the tree that is read, "" if there is but one
	classes []hwhash.Class // what it can find
	traits  []string       // names of the traits it decides
	read    func(*findings)
	// whole says that read does not look at the deadline: what it finds after
	// that is all there is, where others are cut short.
	whole bool
}

// answer is what a job's goroutine sends back: findings, or why there are
// none.
type answer struct {
	job      int
	findings *findings
	outcome  Outcome
	detail   string
}

// run runs the jobs side by side until all are done or ctx is. A job none of
// whose classes is wanted is not run, unless it decides traits.
func run(ctx context.Context, jobs []job, want map[hwhash.Class]bool) Result {
	// The channel has room for all, so that a late job can send and end.
	results := make(chan answer, len(jobs))
	answers := make([]answer, len(jobs))
	readers := make([]*reader, len(jobs))
	waiting := 0
	for i, j := range jobs {
		if len(j.traits) == 0 && !slices.ContainsFunc(j.classes, func(c hwhash.Class) bool { return want[c] }) {
			answers[i] = answer{outcome: OutcomeSkipped}
			continue
		}
		r := newReader(&j, want)
		readers[i], answers[i] = r, answer{outcome: OutcomeLate, detail: detailLeft}
		waiting++
		go func() {
			a := left.answer(ctx, r, func() answer { return j.run(ctx, want) })
			a.job = i
			results <- a
		}()
	}
	deadline := ctx.Done()
	var over <-chan time.Time
wait:
	for waiting > 0 {
		select {
		case a := <-results:
			answers[a.job] = a
			waiting--
		case <-deadline:
			deadline = nil
			over = time.After(grace)
		case <-over:
			break wait
		}
	}
	for i, a := range answers {
		if a.detail == detailLeft {
			left.leave(readers[i])
		}
	}
	return resultOf(jobs, answers, want)
}

// run reads. A panic, such as third-party code has on malformed input, fails
// this job alone.
func (j job) run(ctx context.Context, want map[hwhash.Class]bool) (a answer) {
	defer func() {
		if recover() != nil {
			a = answer{outcome: OutcomeFailed, detail: detailBroke}
		}
	}()
	f := newFindings(j.source, want)
	j.read(f)
	if ctx.Err() != nil && (!j.whole || f.cut) {
		// Reads may have been cut short: half an answer is none.
		return answer{outcome: OutcomeLate, detail: detailLate}
	}
	return answer{findings: f}
}

// resultOf puts the answers together.
func resultOf(jobs []job, answers []answer, want map[hwhash.Class]bool) Result {
	r := Result{settings: settings{want: want}}
	for i, j := range jobs {
		a := answers[i]
		for _, c := range j.classes {
			switch {
			case !want[c]:
				r.Sources = append(r.Sources, Source{Name: j.source, Class: c, Outcome: OutcomeSkipped})
			case a.findings != nil:
				r.Sources = append(r.Sources, a.findings.entry(c))
			default:
				r.Sources = append(r.Sources, Source{Name: j.source, Class: c, Outcome: a.outcome, Detail: a.detail, Hint: hintFor(a.outcome)})
			}
		}
		if a.findings == nil {
			for _, name := range j.traits {
				r.Sources = append(r.Sources, Source{Name: name, Outcome: a.outcome, Detail: a.detail, Hint: hintFor(a.outcome)})
			}
			continue
		}
		r.Sources = append(r.Sources, a.findings.evidence...)
		r.Inventory.Components = append(r.Inventory.Components, a.findings.components...)
		r.Inventory.Traits = either(r.Inventory.Traits, a.findings.traits)
	}
	r.arrange()
	return r
}

// hintFor is what can be done about a source that gave no answer at all.
func hintFor(o Outcome) string {
	if o == OutcomeLate {
		return hintLate
	}
	return ""
}
