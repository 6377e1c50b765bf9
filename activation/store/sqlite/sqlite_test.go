package sqlite_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/acttest"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/activation/store/sqlite"
	"github.com/hwprint/hwprint/activation/store/storetest"
	"github.com/hwprint/hwprint/hwhash"
)

func sealer(t testing.TB, keys string) *hwhash.Sealer {
	s, err := hwhash.NewSealer(keys)
	require.NoError(t, err)
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t testing.TB, k server.Keys) server.Store {
		s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "a b?#%.db"), sealer(t, k.Database))
		require.NoError(t, err)
		return s
	})
}

const (
	oldKey = "1:6498cd05e1d71e4e4a8ae326d90b60e872e4d7bc1e533349d71c9b7c1a7acae3"
	newKey = "2:2d2a0d525dbd64910427c70f47f79f25d0b89349415c05d1def4cecc0b6df677"
)

// seatOf is a store with one seat.
func seatOf(t *testing.T, s server.Store) (server.Find, server.Seat) {
	p := server.Product{ID: server.NewID(), Scope: "acme.example/editor", Format: "base24"}
	l := server.Licence{ID: server.NewID(), Product: p.ID, Kind: activation.Perpetual, Seats: 1, Used: 1, State: server.LicenceActive}
	h := acttest.Machine(p.Scope, 1)
	seat := server.Seat{ID: server.NewID(), Licence: l.ID, Anchor: h, Last: h, State: server.SeatActive}
	require.NoError(t, s.Apply(t.Context(), &server.Changes{
		AddProducts: []server.Product{p}, AddLicences: []server.Licence{l}, Seats: []server.Seat{seat},
	}))
	return server.Find{Product: p.ID, Licence: l.ID}, seat
}

func TestReopenedUnderAnotherRing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hwactd.db")
	open := func(ring string) server.Store {
		s, err := sqlite.Open(t.Context(), path, sealer(t, ring))
		require.NoError(t, err)
		return s
	}
	s := open(oldKey)
	find, seat := seatOf(t, s)
	require.NoError(t, s.Close())

	s = open(newKey)
	_, err := s.View(t.Context(), find)
	require.ErrorIs(t, err, server.ErrUnavailable, "sealed under a key that is not here")
	require.NoError(t, s.Close())

	s = open(newKey + " " + oldKey)
	rows, err := s.View(t.Context(), find)
	require.NoError(t, err)
	require.Equal(t, []server.Seat{seat}, rows.Seats)
	require.NoError(t, s.Apply(t.Context(), &server.Changes{Seats: rows.Seats})) // seals anew
	require.NoError(t, s.Close())

	s = open(newKey)
	rows, err = s.View(t.Context(), find)
	require.NoError(t, err)
	require.Equal(t, []server.Seat{seat}, rows.Seats)
	require.NoError(t, s.Close())
}

func TestFileIsPrivateAndSealed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hwactd.db")
	s, err := sqlite.Open(t.Context(), path, sealer(t, oldKey))
	require.NoError(t, err)
	_, seat := seatOf(t, s)
	plain, err := seat.Anchor.MarshalBinary()
	require.NoError(t, err)
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		info, err := os.Stat(name)
		require.NoError(t, err)
		require.Zero(t, info.Mode().Perm()&0o077, name)
		b, err := os.ReadFile(name)
		require.NoError(t, err)
		require.False(t, bytes.Contains(b, plain) || bytes.Contains(b, []byte(seat.Anchor.String())), name)
	}
	require.NoError(t, s.Close())
}

func TestTwoProcessesOfOneFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hwactd.db")
	a, err := sqlite.Open(t.Context(), path, sealer(t, oldKey))
	require.NoError(t, err)
	b, err := sqlite.Open(t.Context(), path, sealer(t, oldKey))
	require.NoError(t, err)
	find, _ := seatOf(t, a)
	done := make(chan error)
	for _, s := range []server.Store{a, b} {
		go func() {
			for range 50 {
				err := s.Decide(t.Context(), find, func(r *server.Rows) (*server.Changes, error) {
					r.Licence.Version++
					return &server.Changes{Licences: []server.Licence{r.Licence}}, nil
				})
				if err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	require.NoError(t, <-done)
	require.NoError(t, <-done)
	rows, err := a.View(t.Context(), find)
	require.NoError(t, err)
	require.EqualValues(t, 100, rows.Licence.Version)
	require.NoError(t, a.Close())
	require.NoError(t, b.Close())
}

// TestTogether has many decide at once, some of whom fail, panic or give up: each
// of the others is stored, and nothing of those.
func TestTogether(t *testing.T) {
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "hwactd.db"), sealer(t, oldKey))
	require.NoError(t, err)
	find, _ := seatOf(t, s)
	wrong := errors.New("wrong")
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	var all sync.WaitGroup
	for i := range 400 {
		all.Go(func() {
			ctx := t.Context()
			if i%8 == 3 {
				ctx = gone
			}
			var err error
			panicked := func() (p any) {
				defer func() { p = recover() }()
				err = s.Decide(ctx, find, func(r *server.Rows) (*server.Changes, error) {
					r.Licence.Version++
					switch i % 8 {
					case 1:
						return &server.Changes{Licences: []server.Licence{r.Licence}}, wrong
					case 2:
						panic("in a decision")
					case 4: // fails after it has written
						fresh := server.Product{ID: server.NewID(), Scope: server.NewID().String(), Format: "base24"}
						return &server.Changes{AddProducts: []server.Product{fresh}, AddLicences: []server.Licence{r.Licence}}, nil
					}
					return &server.Changes{Licences: []server.Licence{r.Licence}}, nil
				})
				return nil
			}()
			want := map[int]error{1: wrong, 3: context.Canceled, 4: server.ErrExists}[i%8]
			if !errors.Is(err, want) || (panicked != nil) != (i%8 == 2) {
				t.Errorf("%d: %v, panic %v", i, err, panicked)
			}
		})
	}
	all.Wait()
	rows, err := s.View(t.Context(), find)
	require.NoError(t, err)
	require.EqualValues(t, 200, rows.Licence.Version)
	products, err := s.Products(t.Context())
	require.NoError(t, err)
	require.Len(t, products, 1)
	require.NoError(t, s.Close())
}
