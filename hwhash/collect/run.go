package collect

import (
	"cmp"
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
}

// outcome is what a job's goroutine sends back: findings, or why there are
// none.
type outcome struct {
	job      int
	findings *findings
	status   Status
	detail   string
}

// run runs the jobs side by side until all are done or ctx is. A job none of
// whose classes is wanted is not run, unless it decides traits.
func run(ctx context.Context, jobs []job, want map[hwhash.Class]bool) (hwhash.Inventory, Report) {
	// The channel has room for all, so that a late job can send and end.
	results := make(chan outcome, len(jobs))
	outcomes := make([]outcome, len(jobs))
	readers := make([]*reader, len(jobs))
	waiting := 0
	for i, j := range jobs {
		if len(j.traits) == 0 && !slices.ContainsFunc(j.classes, func(c hwhash.Class) bool { return want[c] }) {
			outcomes[i] = outcome{status: StatusSkipped}
			continue
		}
		r := newReader(&j)
		readers[i], outcomes[i] = r, outcome{status: StatusTimedOut, detail: detailLeft}
		waiting++
		go func() {
			o := outcome{job: i, status: StatusTimedOut, detail: detailStuck}
			if left.turn(ctx, r) {
				o = j.run(ctx, i, want)
			}
			left.end(r)
			results <- o
		}()
	}
	deadline := ctx.Done()
	var over <-chan time.Time
wait:
	for waiting > 0 {
		select {
		case o := <-results:
			outcomes[o.job] = o
			waiting--
		case <-deadline:
			deadline = nil
			over = time.After(grace)
		case <-over:
			break wait
		}
	}
	for i, o := range outcomes {
		if o.detail == detailLeft {
			left.leave(readers[i])
		}
	}
	return merge(jobs, outcomes, want)
}

// run reads. A panic, such as third-party code has on malformed input, fails
// this job alone.
func (j job) run(ctx context.Context, index int, want map[hwhash.Class]bool) (o outcome) {
	defer func() {
		if recover() != nil {
			o = outcome{job: index, status: StatusFailed, detail: detailBroke}
		}
	}()
	f := newFindings(j.source, want)
	j.read(f)
	if ctx.Err() != nil {
		// Reads may have been cut short: half an answer is none.
		return outcome{job: index, status: StatusTimedOut, detail: detailLate}
	}
	return outcome{job: index, findings: f}
}

// merge puts the outcomes together, in an order that depends on neither the
// jobs' nor their timing.
func merge(jobs []job, outcomes []outcome, want map[hwhash.Class]bool) (hwhash.Inventory, Report) {
	var inv hwhash.Inventory
	var sources []Source
	for i, j := range jobs {
		o := outcomes[i]
		for _, c := range j.classes {
			switch {
			case !want[c]:
				sources = append(sources, Source{Name: j.source, Class: c, Status: StatusSkipped})
			case o.findings != nil:
				sources = append(sources, o.findings.entry(c))
			default:
				sources = append(sources, Source{Name: j.source, Class: c, Status: o.status, Detail: o.detail})
			}
		}
		if o.findings == nil {
			for _, name := range j.traits {
				sources = append(sources, Source{Name: name, Status: o.status, Detail: o.detail})
			}
			continue
		}
		sources = append(sources, o.findings.evidence...)
		inv.Components = append(inv.Components, o.findings.components...)
		inv.Traits.Virtual = inv.Traits.Virtual || o.findings.traits.Virtual
		inv.Traits.Container = inv.Traits.Container || o.findings.traits.Container
		inv.Traits.Portable = inv.Traits.Portable || o.findings.traits.Portable
	}
	slices.SortFunc(inv.Components, func(a, b hwhash.Component) int {
		return cmp.Or(cmp.Compare(a.Class, b.Class), cmp.Compare(a.Value, b.Value))
	})
	slices.SortStableFunc(sources, func(a, b Source) int {
		// Traits have no class; zero minus one makes theirs the greatest.
		return cmp.Or(cmp.Compare(a.Class-1, b.Class-1), cmp.Compare(a.Name, b.Name))
	})
	return inv, Report{Sources: sources}
}
