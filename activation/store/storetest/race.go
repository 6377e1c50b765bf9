package storetest

import (
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/acttest"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/activation/server/servertest"
	"github.com/hwprint/hwprint/hwhash"
)

// rounds is how often each race is run.
func rounds() int {
	if os.Getenv("FULL") != "" {
		return 1000
	}
	if testing.Short() {
		return 2
	}
	return 5
}

func vendor(t testing.TB, open Open) *servertest.Vendor {
	return servertest.NewOn(t, scope, func(k server.Keys) server.Store { return open(t, k) })
}

func client(v *servertest.Vendor) *acttest.Client {
	return acttest.NewClient(acttest.To(v.Server), v.Ring, scope, v.Now)
}

// race runs n requests at once, and returns how many had each outcome.
func race(t testing.TB, n int, request func(i int) (activation.Answer, error)) map[activation.Outcome]int {
	t.Helper()
	var all sync.WaitGroup
	start := make(chan struct{})
	answers, errs := make([]activation.Answer, n), make([]error, n)
	for i := range n {
		all.Go(func() {
			<-start
			answers[i], errs[i] = request(i)
		})
	}
	close(start)
	all.Wait()
	got := map[activation.Outcome]int{}
	for i := range n {
		require.NoError(t, errs[i])
		got[answers[i].Outcome]++
	}
	return got
}

func consistent(t testing.TB, v *servertest.Vendor) {
	t.Helper()
	faults, _, err := v.Server.Consistent(t.Context(), scope)
	require.NoError(t, err)
	require.Empty(t, faults)
}

// raceForSeats has 64 machines ask for 10 seats: 10 get one.
func raceForSeats(t *testing.T, open Open) {
	v := vendor(t, open)
	var machines []hwhash.Hash
	for i := range 64 {
		machines = append(machines, acttest.Machine(scope, uint64(i)))
	}
	for range rounds() {
		key := v.Issue(t, server.Licence{Kind: activation.Perpetual, Seats: 10})
		got := race(t, len(machines), func(i int) (activation.Answer, error) {
			return client(v).Activate(key, machines[i], "")
		})
		require.Equal(t, map[activation.Outcome]int{activation.Granted: 10, activation.NotGranted: 54}, got)
		rows := v.Rows(t, key)
		require.Len(t, rows.Seats, 10)
		require.Len(t, rows.Installations, 10)
		require.EqualValues(t, 10, rows.Licence.Used)
	}
	consistent(t, v)
}

// raceOfInstallations has one machine ask eight times, each time with a new
// installation: it gets one seat.
func raceOfInstallations(t *testing.T, open Open) {
	v := vendor(t, open)
	for range rounds() {
		key := v.Issue(t, server.Licence{Kind: activation.Perpetual, Seats: 10})
		got := race(t, 8, func(int) (activation.Answer, error) {
			return client(v).Activate(key, acttest.Machine(scope, 1), "")
		})
		require.Equal(t, map[activation.Outcome]int{activation.Granted: 8}, got)
		rows := v.Rows(t, key)
		require.Len(t, rows.Seats, 1)
		require.Len(t, rows.Installations, 8)
		require.EqualValues(t, 1, rows.Licence.Used)
		require.EqualValues(t, 4, rows.Seats[0].Takeovers)
	}
	consistent(t, v)
}

// raceOfRenewals has one installation renew eight times at once, with one
// ticket: all are granted, none makes it a clone.
func raceOfRenewals(t *testing.T, open Open) {
	v := vendor(t, open)
	for range rounds() {
		key := v.Issue(t, server.Licence{Kind: activation.Perpetual, Seats: 10})
		c := client(v)
		_, err := c.Activate(key, acttest.Machine(scope, 1), "")
		require.NoError(t, err)
		for range 2 {
			copies := make([]*acttest.Client, 8)
			for i := range copies {
				copies[i] = c.Copy()
			}
			got := race(t, 8, func(i int) (activation.Answer, error) {
				return copies[i].Renew(acttest.Machine(scope, 1))
			})
			require.Equal(t, map[activation.Outcome]int{activation.Granted: 8}, got)
			c = copies[3]
		}
		rows := v.Rows(t, key)
		require.Len(t, rows.Seats, 1)
		require.Zero(t, rows.Seats[0].Flags)
		require.EqualValues(t, 16, rows.Installations[0].Renewals)
		seats := slices.DeleteFunc(rows.Seats, func(s server.Seat) bool { return s.State != server.SeatActive })
		require.Len(t, seats, 1)
	}
	consistent(t, v)
}

// raceOfPurge purges while machines come back to seats that are over: whoever was
// granted a seat keeps it.
func raceOfPurge(t *testing.T, open Open) {
	v := vendor(t, open)
	hash := acttest.Machine(scope, 1)
	for range rounds() {
		key := v.Issue(t, server.Licence{Kind: activation.Perpetual, Seats: 10, Terms: server.Terms{Keep: 3600}})
		c := client(v)
		_, err := c.Activate(key, hash, "")
		require.NoError(t, err)
		_, err = c.Release(hash)
		require.NoError(t, err)
		v.Sleep(2 * time.Hour)
		again := client(v)
		got := race(t, 4, func(i int) (activation.Answer, error) {
			if i > 0 {
				_, err := v.Store.Purge(t.Context(), v.Now())
				return activation.Answer{}, err
			}
			return again.Activate(key, hash, "")
		})
		require.Equal(t, 1, got[activation.Granted])
		answer, err := again.Renew(hash)
		require.NoError(t, err)
		require.Equal(t, activation.Granted, answer.Outcome, "its seat was purged")
	}
	consistent(t, v)
}
