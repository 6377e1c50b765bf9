package server_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/server"
)

const seconds = 86400 // of a day

// folders is a licence with a state folder, which may be copied.
type folders struct {
	*bare
}

func newFolders(t testing.TB) (*folders, place) {
	f := &folders{newBare(t, nil, server.Licence{Kind: activation.Subscription, Seats: 1, Ends: 1 << 35})}
	p := newPlace()
	require.Equal(t, activation.Granted, f.activate(&p, enrolled, "").Outcome)
	return f, p
}

// renews renews from a folder some time after, and wants that to be granted.
func (f *folders) renews(p *place, after int64) {
	f.t.Helper()
	f.now += after
	require.Equal(f.t, activation.Granted, f.renew(p, enrolled, false).Outcome)
}

// loses renews, and the answer never arrives.
func (f *folders) loses(p *place, after int64) {
	f.t.Helper()
	f.now += after
	require.Equal(f.t, activation.Granted, f.renew(p, enrolled, true).Outcome)
}

func (f *folders) suspect() bool {
	return f.rows().Seats[0].Flags&server.FlagClone != 0
}

// honest are the lives of one installation that never is two at once.
var honest = map[string]func(f *folders, p place){
	"lost answers in a row": func(f *folders, p place) {
		for range 10 {
			for range 20 {
				f.loses(&p, 60)
			}
			f.renews(&p, 7*seconds)
		}
	},
	"a day of swallowed answers": func(f *folders, p place) {
		for range 30 {
			f.renews(&p, 7*seconds)
			for range 23 {
				f.loses(&p, 3600)
			}
		}
	},
	"a folder that cannot be written": func(f *folders, p place) {
		for range 200 {
			f.loses(&p, 7*seconds)
		}
	},
	"reset every night": func(f *folders, p place) {
		f.renews(&p, seconds)
		for range 200 {
			today := p
			for range 3 {
				f.renews(&today, seconds/4)
			}
			f.now += seconds / 4
		}
	},
	"four processes at once": func(f *folders, p place) {
		for range 60 {
			var last place
			for range 4 { // all have read the same folder; the last to write wins
				last = p
				f.renews(&last, 1)
			}
			p = last
			f.now += 7 * seconds
		}
	},
	"old backups": func(f *folders, p place) {
		var backups []place
		for i := range 100 {
			f.renews(&p, 7*seconds)
			backups = append(backups, p)
			if i%10 == 9 {
				backups = backups[:len(backups)/2]
				p = backups[len(backups)-1]
			}
		}
	},
	"snapshots back and forth": func(f *folders, p place) {
		f.renews(&p, 7*seconds)
		older := p
		for range 3 {
			f.renews(&p, 7*seconds)
		}
		newer := p
		for range 30 {
			for _, snapshot := range []place{older, newer} {
				for range 2 {
					f.renews(&snapshot, 2*seconds)
				}
			}
		}
	},
	"activated again, often": func(f *folders, p place) {
		for range 50 {
			f.renews(&p, 7*seconds)
			require.Equal(f.t, activation.Granted, f.activate(&p, enrolled, "").Outcome)
		}
	},
	"a newer backup after an older one": func(f *folders, p place) {
		f.renews(&p, 7*seconds)
		older := p
		f.renews(&p, 7*seconds)
		newer := p
		f.renews(&older, 7*seconds)
		f.renews(&older, 7*seconds)
		f.renews(&newer, 7*seconds)
		f.renews(&newer, 7*seconds)
	},
}

func TestHonestFoldersAreNoClones(t *testing.T) {
	for name, live := range honest {
		t.Run(name, func(t *testing.T) {
			f, p := newFolders(t)
			live(f, p)
			require.False(t, f.suspect())
			f.find.IID = p.iid
			kept := map[server.Tip]int{}
			for _, ticket := range f.rows().Tickets {
				kept[ticket.Tip]++
			}
			require.Equal(t, 1, kept[server.TipHead])
			require.LessOrEqual(t, kept[server.TipNone], 16)
			require.Less(t, kept[server.TipSuperseded], 64)
		})
	}
}

// TestCopiesAreFound runs one copy and nine beside the original: each renews
// once a week. Both have the ticket of before the copy to present first.
func TestCopiesAreFound(t *testing.T) {
	for _, copies := range []int{1, 9} {
		t.Run(fmt.Sprint(copies, " in turn"), func(t *testing.T) {
			f, p := newFolders(t)
			f.renews(&p, 7*seconds)
			all := make([]place, copies+1)
			for i := range all {
				all[i] = p
			}
			for range 3 {
				for i := range all {
					f.renews(&all[i], 7*seconds/int64(len(all)))
				}
			}
			require.True(t, f.suspect(), "within three renewals of each")
		})
		t.Run(fmt.Sprint(copies, " in any order"), func(t *testing.T) {
			worst := 0
			for seed := range uint64(200) {
				f, p := newFolders(t)
				f.renews(&p, 7*seconds)
				all := make([]place, copies+1)
				for i := range all {
					all[i] = p
				}
				r, n := rand.New(rand.NewPCG(1, seed)), 0
				for ; !f.suspect(); n++ {
					require.Less(t, n, 4, "three renewals of each after the one that they share; seed %d", seed)
					for _, i := range r.Perm(len(all)) {
						f.renews(&all[i], 7*seconds/int64(len(all)))
					}
				}
				worst = max(worst, n)
			}
			t.Logf("found after %d renewals of each at worst", worst)
		})
	}
}

// TestRandomLives draws lives of an installation: renewals, lost answers,
// processes that race, backups, restored ones. The oracle knows whether a folder
// that was left for an older one was ever used again: an honest one is, once in
// 60 days at most, when a restore is undone: the draws leave 200, for answers
// that get lost.
func TestRandomLives(t *testing.T) {
	for seed := range uint64(full(2000, 300)) {
		r := rand.New(rand.NewPCG(2, seed))
		f, p := newFolders(t)
		backups := []place{p}
		var left []place // of lines that were left
		undone := int64(-1 << 40)
		for range 150 {
			switch n := r.IntN(20); {
			case n < 8:
				f.renews(&p, r.Int64N(14*seconds)+3600)
			case n < 12:
				f.loses(&p, r.Int64N(2*seconds)+3600)
			case n < 14:
				for range 1 + r.IntN(4) {
					racer := p
					f.renews(&racer, 1)
					if r.IntN(3) > 0 {
						p = racer
						break // the others read what it wrote
					}
				}
			case n < 17:
				backups = append(backups, p)
			case n < 19:
				i := r.IntN(len(backups))
				left = append(left, backups[i+1:]...)
				left = append(left, p)
				p, backups = backups[i], backups[:i+1]
			case len(left) > 0 && f.now > undone+200*seconds:
				// The restore is undone: what was left, for good, is the other line.
				undone = f.now
				p = left[r.IntN(len(left))]
				backups, left = []place{p}, nil
			}
			f.now += 3600
		}
		require.False(t, f.suspect(), "seed %d", seed)
	}
}

func TestCloneSuspectIsReportedOrEnforced(t *testing.T) {
	run := func(clones server.Clones) (*bare, *place) {
		l := server.Licence{Kind: activation.Subscription, Seats: 1, Ends: 1 << 35, Terms: server.Terms{Clones: clones}}
		f := &folders{newBare(t, nil, l)}
		a := newPlace()
		require.Equal(t, activation.Granted, f.activate(&a, enrolled, "").Outcome)
		b := a
		for range 4 {
			f.renews(&a, 3*seconds)
			f.renews(&b, 3*seconds)
		}
		return f.bare, &a
	}
	b, p := run(server.ClonesReport)
	require.NotZero(t, b.rows().Seats[0].Flags&server.FlagClone)
	require.False(t, b.renew(p, enrolled, false).Graced)

	b, _ = run(server.ClonesOff)
	require.Zero(t, b.rows().Seats[0].Flags)

	b, p = run(server.ClonesEnforce)
	require.Len(t, b.rows().Reviews, 1)
	require.True(t, b.renew(p, enrolled, false).Graced)
	r := b.rows().Reviews[0]
	r.Decision = server.DecisionApproved
	require.NoError(t, b.store.Apply(t.Context(), &server.Changes{Reviews: []server.Review{r}}))
	require.False(t, b.renew(p, enrolled, false).Graced)
	require.Zero(t, b.rows().Seats[0].Flags)
	require.False(t, b.renew(p, enrolled, false).Graced)
}

func TestOldCopyCannotRelease(t *testing.T) {
	f, p := newFolders(t)
	old := p
	for range 3 {
		f.renews(&p, 7*seconds)
	}
	v, err := f.ask(server.Ask{Op: activation.OpRelease, IID: old.iid, Hash: enrolled, Ticket: old.ticket})
	require.NoError(t, err)
	require.Equal(t, activation.NotGranted, v.Outcome)
	require.EqualValues(t, 1, f.rows().Licence.Used)
	v, err = f.ask(server.Ask{Op: activation.OpRelease, IID: p.iid, Hash: enrolled, Ticket: p.ticket})
	require.NoError(t, err)
	require.Equal(t, activation.Released, v.Outcome)
	require.Zero(t, f.rows().Licence.Used)
}
