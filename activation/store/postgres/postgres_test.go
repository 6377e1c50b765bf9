package postgres_test

import (
	"os"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

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
