package postgres_test

import (
	"os"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/pgtest"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/activation/store/postgres"
	"github.com/hwprint/hwprint/activation/store/storetest"
	"github.com/hwprint/hwprint/hwhash"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

func sealer(t testing.TB, keys string) *hwhash.Sealer {
	s, err := hwhash.NewSealer(keys)
	require.NoError(t, err)
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t testing.TB, k server.Keys) server.Store {
		s, err := postgres.Open(t.Context(), pgtest.URL(t), sealer(t, k.Database))
		require.NoError(t, err)
		return s
	})
}

const key = "1:6498cd05e1d71e4e4a8ae326d90b60e872e4d7bc1e533349d71c9b7c1a7acae3"

// Processes that start at once make the tables once.
func TestOpenedAtOnce(t *testing.T) {
	url := pgtest.URL(t)
	var all sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		all.Go(func() {
			s, err := postgres.Open(t.Context(), url, sealer(t, key))
			if err == nil {
				err = s.Close()
			}
			errs[i] = err
		})
	}
	all.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
}

func TestURLIsNotRepeated(t *testing.T) {
	_, err := postgres.Open(t.Context(), "postgres://user:secret@host:port/x", sealer(t, key))
	require.ErrorIs(t, err, postgres.ErrURL)
	require.NotContains(t, err.Error(), "secret")
}

// TestTriedAgain has somebody else change a row that a decision is about to: at an
// isolation that forbids that, it is tried three times.
func TestTriedAgain(t *testing.T) {
	url := pgtest.URL(t)
	other, err := postgres.Open(t.Context(), url, sealer(t, key))
	require.NoError(t, err)
	defer func() { require.NoError(t, other.Close()) }()
	s, err := postgres.Open(t.Context(), url+"&default_transaction_isolation=repeatable%20read", sealer(t, key))
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	p := server.Product{ID: server.NewID(), Scope: "acme.example/editor", Format: "base24"}
	l := server.Licence{ID: server.NewID(), Product: p.ID, Kind: activation.Perpetual, Seats: 1, Used: 1, State: server.LicenceActive}
	seat := server.Seat{ID: server.NewID(), Licence: l.ID, State: server.SeatActive}
	require.NoError(t, other.Apply(t.Context(), &server.Changes{
		AddProducts: []server.Product{p}, AddLicences: []server.Licence{l}, Seats: []server.Seat{seat},
	}))
	for disturbed, want := range map[int]error{0: nil, 1: nil, 2: nil, 3: server.ErrUnavailable} {
		calls := 0
		err := s.Decide(t.Context(), server.Find{Product: p.ID, Licence: l.ID}, func(r *server.Rows) (*server.Changes, error) {
			calls++
			if calls <= disturbed {
				if err := other.Apply(t.Context(), &server.Changes{Seats: []server.Seat{seat}}); err != nil {
					return nil, err
				}
			}
			r.Seats[0].Moves++
			return &server.Changes{Seats: r.Seats}, nil
		})
		require.ErrorIs(t, err, want, "disturbed %d times", disturbed)
		require.Equal(t, min(disturbed+1, 3), calls)
	}
}
