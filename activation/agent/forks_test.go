package agent_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/agent"
	"github.com/hwprint/hwprint/activation/server"
)

// put writes files into a folder, in the place of all state there.
func put(t testing.TB, folder string, all map[string]string) {
	t.Helper()
	for name := range files(t, folder) {
		require.NoError(t, os.Remove(filepath.Join(folder, name)))
	}
	for name, text := range all {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
	}
}

// starts is a start of a program: a check, and a renewal if it is time.
func (s *shop) starts(config agent.Config) {
	s.t.Helper()
	c := s.client(config)
	got := s.status(c)
	if got.Has(activation.ReasonRenew) {
		renewed := s.renew(c)
		require.True(s.t, renewed.Granted())
		got = renewed.Status
	}
	require.Equal(s.t, activation.StateValid, got.State)
}

func (s *shop) suspected() bool {
	return s.Rows(s.t, s.key).Seats[0].Flags&server.FlagClone != 0
}

// A PC that is reset each night, as in a library, and one that goes back to an old
// backup and forth again: nobody is suspected.
func TestFoldersThatGoBack(t *testing.T) {
	s := newShop(t, subscription)
	config := s.config(pc(1))
	s.activated(s.client(config))
	image := files(t, config.Folder)
	for range 60 {
		s.Sleep(day)
		s.starts(config)
		put(t, config.Folder, image) // at night
	}
	require.False(t, s.suspected())

	for range 6 { // weeks
		s.Sleep(8 * day)
		s.starts(config)
	}
	newer := files(t, config.Folder)
	put(t, config.Folder, image)
	s.starts(config)
	s.Sleep(8 * day)
	s.starts(config)
	put(t, config.Folder, newer)
	s.Sleep(8 * day)
	s.starts(config)
	require.False(t, s.suspected())
	s.used(1)
}

// A disk that was cloned into a PC that pretends to be the same one: both go on,
// and within three renewals of each the vendor is told.
func TestClonedFolder(t *testing.T) {
	s := newShop(t, subscription)
	one := s.config(pc(1))
	s.activated(s.client(one))
	two := s.config(pc(1))
	put(t, two.Folder, files(t, one.Folder))
	for range 3 {
		s.Sleep(8 * day)
		s.starts(one)
		s.starts(two)
	}
	require.True(t, s.suspected())
}
