// Package pgtest runs a PostgreSQL server for the tests of a package: Debian's,
// in a temporary folder, on a socket in it, as a user who is not root.
package pgtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// instance is a running server.
type instance struct {
	dir string // of its socket
	err error
}

var (
	running   = make(chan struct{}, 1) // holds one token once somebody starts it
	started   = make(chan struct{})
	stop      = func() {}
	the       instance
	databases atomic.Int64
)

// Main runs the tests of a package, and ends the server if one was started. It
// is what TestMain calls; it returns the exit status.
func Main(m *testing.M) int {
	defer func() { stop() }()
	return m.Run()
}

// URL returns the URL of a new, empty database. Without PostgreSQL the test is
// skipped, or fails if NEED_POSTGRES is set.
func URL(t testing.TB) string {
	t.Helper()
	bin := find()
	if bin == "" && os.Getenv("NEED_POSTGRES") == "" {
		t.Skip("no PostgreSQL here: apt-get install postgresql")
	}
	require.NotEmpty(t, bin, "no PostgreSQL here, but NEED_POSTGRES is set")
	select {
	case running <- struct{}{}:
		the.dir, the.err = start(bin, false)
		close(started)
	default:
		<-started
	}
	require.NoError(t, the.err)
	return create(t, the.dir)
}

// Synced is URL on a server of its own that syncs each commit to the disk, for
// what is measured. It ends with the test.
func Synced(t testing.TB) string {
	t.Helper()
	bin := find()
	require.NotEmpty(t, bin, "no PostgreSQL here")
	before := stop
	dir, err := start(bin, true)
	end := stop
	stop = before
	require.NoError(t, err)
	t.Cleanup(end)
	return create(t, dir)
}

func create(t testing.TB, dir string) string {
	name := fmt.Sprintf("test%d", databases.Add(1))
	c, err := pgx.Connect(context.Background(), address(dir, "postgres"))
	require.NoError(t, err)
	defer func() { _ = c.Close(context.Background()) }()
	_, err = c.Exec(context.Background(), "CREATE DATABASE "+name)
	require.NoError(t, err)
	return address(dir, name)
}

func address(dir, database string) string {
	return "postgres:///" + database + "?user=postgres&host=" + dir
}

// find returns the folder of the newest server's programs, "" for none.
func find() string {
	all, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(all) > 0 {
		return filepath.Dir(all[len(all)-1])
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path)
	}
	return ""
}

// start makes a cluster and starts its server; stop ends it.
func start(bin string, sync bool) (dir string, err error) {
	dir, err = os.MkdirTemp("", "pg")
	if err != nil {
		return "", err
	}
	own := asUser(dir)
	fsync := "off"
	if sync {
		fsync = "on"
	}
	data := filepath.Join(dir, "data")
	made := own(exec.Command(filepath.Join(bin, "initdb"), "--no-sync", "-A", "trust", "-U", "postgres", "--locale=C", "-E", "UTF8", "-D", data))
	if out, err := made.CombinedOutput(); err != nil {
		return "", fmt.Errorf("initdb: %w: %s", err, out)
	}
	server := own(exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-k", dir,
		"-c", "listen_addresses=", "-c", "fsync="+fsync, "-c", "max_connections=200", "-c", "shared_buffers=256MB", "-c", "max_wal_size=4GB"))
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return "", err
	}
	server.Stdout, server.Stderr = log, log
	if err := spawn(server); err != nil {
		return "", err
	}
	stop = func() {
		_ = server.Process.Signal(os.Interrupt) // fast shutdown
		_, _ = server.Process.Wait()
		_ = log.Close()
		_ = os.RemoveAll(dir)
	}
	return dir, ready(dir)
}

// ready waits until the server answers.
func ready(dir string) (err error) {
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		var c *pgx.Conn
		if c, err = pgx.Connect(context.Background(), address(dir, "postgres")); err == nil {
			return c.Close(context.Background())
		}
	}
	text, _ := os.ReadFile(filepath.Join(dir, "log"))
	return fmt.Errorf("postgres: %w: %s", err, text)
}
