package main

import (
	"bufio"
	"bytes"
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/acttest"
	"github.com/hwprint/hwprint/activation/internal/pgtest"
)

// columns are those of the tables of a database, as "table.column".
func columns(t *testing.T, db *sql.DB, query string) (all []string) {
	rows, err := db.Query(query)
	require.NoError(t, err)
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var table, column string
		require.NoError(t, rows.Scan(&table, &column))
		all = append(all, table+"."+column)
	}
	require.NoError(t, rows.Err())
	slices.Sort(all)
	return all
}

// TestPrivacyIsOfTheTables holds what hwactd privacy says to the tables of both
// databases: each column once, and no other.
func TestPrivacyIsOfTheTables(t *testing.T) {
	var said []string
	for _, k := range privacy {
		for _, column := range strings.Fields(k.columns) {
			said = append(said, k.table+"."+column)
		}
	}
	slices.Sort(said)
	v := newVendor(t)
	db, err := sql.Open("sqlite", filepath.Join(v.dir, databaseFile))
	require.NoError(t, err)
	defer func() { _ = db.Close() }()
	require.Equal(t, said, columns(t, db, "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'"))

	url := pgtest.URL(t)
	do(t, v.dir, "", "init", "-product", scope, "-database", url)
	pg, err := sql.Open("pgx", url)
	require.NoError(t, err)
	defer func() { _ = pg.Close() }()
	require.Equal(t, said, columns(t, pg,
		"SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'hwactd_schema'"))

	out, err := hwactd(t, v.dir, "privacy").Output()
	require.NoError(t, err)
	for _, k := range append(privacy, elsewhere...) {
		require.Contains(t, string(out), k.what)
	}
}

// TestErased erases one of two licences: of the one nothing is left, in rows,
// events, logs and files; of the other all is.
func TestErased(t *testing.T) {
	processes(t)
	t.Run("SQLite", func(t *testing.T) { testErased(t, newVendor(t), "") })
	t.Run("PostgreSQL", func(t *testing.T) {
		url := pgtest.URL(t)
		t.Setenv("HWACTD_DATABASE", url)
		testErased(t, newVendor(t), url)
	})
}

func testErased(t *testing.T, v *vendor, url string) {
	key, licence := v.issue("-seats", "3")
	otherKey, other := v.issue()
	p := serve(t, v.dir)
	c, neighbour := v.client(p.url), v.client(p.url)
	_, err := neighbour.Activate(otherKey, machine(9), "")
	require.NoError(t, err)
	for i := range uint64(3) {
		c = v.client(p.url)
		_, err := c.Activate(key, machine(i), "")
		require.NoError(t, err)
		_, err = c.Renew(machine(i))
		require.NoError(t, err)
	}
	do(t, v.dir, "", "change", "-product", scope, "-licence", licence, "-seats", "4", "-once", "call", "-operator", "mia")

	// What the customer gets, and what is looked for afterwards.
	file := filepath.Join(t.TempDir(), "customer")
	do(t, v.dir, "", "export", "-product", scope, "-licence", licence, "-to", file)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	hash := machine(2)
	require.Contains(t, string(text), hash.String())
	find := acttest.NewFinder()
	iid := c.Key.Public().IID()
	find.AddBytes("installation", iid[:])
	find.AddText("reference", licence)
	find.AddBytes("serial", c.Serial[:])
	view := v.show("-licence", licence)
	find.AddText("mark in the log", "no-"+view.Mark)
	if url == "" {
		require.NotEmpty(t, databaseHas(t, v, find), "the search works")
	}
	exported := exportOf(t, v)
	require.Contains(t, exported, licence)

	do(t, v.dir, "", "erase", "-product", scope, "-licence", licence, "-operator", "mia")
	require.Contains(t, fails(t, v.dir, "show", "-product", scope, "-licence", licence), "not found")
	got, err := c.Renew(machine(2))
	require.NoError(t, err)
	require.Equal(t, []activation.Option{activation.Activate}, got.May, "as one that nobody knows")
	if url == "" {
		require.Empty(t, databaseHas(t, v, find), "in the files of the database")
	}
	exported = exportOf(t, v)
	require.Empty(t, find.Find([]byte(exported)))
	for line := range strings.Lines(string(text)) { // none of its rows is left but what it did
		if strings.HasPrefix(line, `{"row":["b:`) {
			require.NotContains(t, exported, strings.SplitN(line, `"`, 5)[3])
		}
	}
	require.Contains(t, exported, `"t:erased"`, "the count")
	require.Contains(t, exported, `"t:mia"`)
	got, err = neighbour.Renew(machine(9))
	require.NoError(t, err)
	require.Equal(t, activation.Granted, got.Outcome)
	require.EqualValues(t, 1, v.show("-licence", other).Used)
	require.NoError(t, p.end(syscall.SIGTERM))
	require.Contains(t, p.log.String(), view.Mark, "which leads nowhere now")
	require.Empty(t, find.Find(p.log.Bytes()))
}

// exportOf is all that the database tells.
func exportOf(t *testing.T, v *vendor) string {
	file := filepath.Join(t.TempDir(), "all")
	do(t, v.dir, "", "export", "-to", file)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	return string(text)
}

// databaseHas returns what is in the bytes of SQLite's files.
func databaseHas(t *testing.T, v *vendor, find *acttest.Finder) (found []string) {
	all, err := filepath.Glob(filepath.Join(v.dir, databaseFile+"*"))
	require.NoError(t, err)
	for _, name := range all {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		found = append(found, find.Find(text)...)
	}
	return found
}

func TestPurgeCommand(t *testing.T) {
	v := newVendor(t)
	require.EqualValues(t, 0, do(t, v.dir, "", "purge")[0]["deleted"])
}

// TestUnit has systemd read the example, and wants each flag in it to exist.
func TestUnit(t *testing.T) {
	f, err := os.ReadFile("deploy/hwactd.service")
	require.NoError(t, err)
	var usage bytes.Buffer
	c := hwactd(t, t.TempDir(), "serve", "-h")
	c.Stderr = &usage
	require.Error(t, c.Run())
	for lines := bufio.NewScanner(bytes.NewReader(f)); lines.Scan(); {
		_, name, ok := strings.Cut(lines.Text(), "Environment=HWACTD_")
		if name, _, _ = strings.Cut(name, "="); ok {
			require.Contains(t, usage.String(), "-"+strings.ReplaceAll(strings.ToLower(name), "_", "-"))
		}
	}
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("no systemd here")
	}
	unit := filepath.Join(t.TempDir(), "hwactd.service")
	self, err := os.Executable()
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(unit, bytes.ReplaceAll(f, []byte("/usr/bin/hwactd"), []byte(self)), 0o600))
	out, err := exec.Command(analyze, "verify", "--man=no", unit).CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.NotContains(t, string(out), "hwactd.service:")
}
