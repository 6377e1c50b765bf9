// Package storetest is the suite that every store of an activation server
// passes.
package storetest

import (
	"testing"

	"github.com/hwprint/hwprint/activation/server"
)

// Open opens a new, empty store for a test. Hashes are sealed with the keys
// under Database of keys. The test closes it.
type Open func(t testing.TB, keys server.Keys) server.Store

// Run runs the suite.
func Run(t *testing.T, open Open) {
	keep := func(t *testing.T) server.Store {
		_, keys, err := server.NewKeys(scope, 1, nil)
		if err != nil {
			t.Fatal(err)
		}
		s := open(t, keys)
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		return s
	}
	t.Run("rows", func(t *testing.T) { testRows(t, keep(t)) })
	t.Run("replaced", func(t *testing.T) { testReplaced(t, keep(t)) })
	t.Run("find", func(t *testing.T) { testFind(t, keep(t)) })
	t.Run("grants", func(t *testing.T) { testGrants(t, keep(t)) })
	t.Run("exists", func(t *testing.T) { testExists(t, keep(t)) })
	t.Run("all or none", func(t *testing.T) { testAllOrNone(t, keep(t)) })
	t.Run("dropped", func(t *testing.T) { testDropped(t, keep(t)) })
	t.Run("licences", func(t *testing.T) { testLicences(t, keep(t)) })
	t.Run("purge", func(t *testing.T) { testPurge(t, keep(t)) })
	t.Run("events", func(t *testing.T) { testEvents(t, keep(t)) })
	t.Run("operations", func(t *testing.T) { testOperations(t, keep(t)) })
	t.Run("cases", func(t *testing.T) { testCases(t, keep(t)) })
	t.Run("erased", func(t *testing.T) { testErased(t, keep(t)) })
	t.Run("serial", func(t *testing.T) { testSerial(t, keep(t)) })
	t.Run("race for seats", func(t *testing.T) { raceForSeats(t, open) })
	t.Run("race of installations", func(t *testing.T) { raceOfInstallations(t, open) })
	t.Run("race of renewals", func(t *testing.T) { raceOfRenewals(t, open) })
	t.Run("race of purge", func(t *testing.T) { raceOfPurge(t, open) })
}
