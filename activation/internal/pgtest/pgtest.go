// Package pgtest runs a PostgreSQL server for the tests of a package: Debian's,
// in a temporary folder, on a socket in it, as a user who is not root.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// Server is a running server.
type Server struct {
	dir       string // of its socket
	end       func()
	databases atomic.Int64
}

// one is the server of a test binary, started by the first test that wants it.
var (
	one      *Server
	errOne   error
	startOne sync.Once
)

// Main runs the tests of a package, and ends the server if one was started. It
// is what TestMain calls; it returns the exit status.
func Main(m *testing.M) int {
	defer func() {
		if one != nil {
			one.Stop()
		}
	}()
	return m.Run()
}

// URL returns the URL of a new, empty database. Without PostgreSQL the test is
// skipped, or fails if NEED_POSTGRES is set.
func URL(t testing.TB) string {
	t.Helper()
	if find() == "" && os.Getenv("NEED_POSTGRES") == "" {
		t.Skip("no PostgreSQL here: apt-get install postgresql")
	}
	startOne.Do(func() { one, errOne = Start(false) })
	require.NoError(t, errOne)
	url, err := one.Database()
	require.NoError(t, err)
	return url
}

// Database makes a new, empty database, and returns its URL.
func (s *Server) Database() (url string, err error) {
	name := fmt.Sprintf("test%d", s.databases.Add(1))
	c, err := pgx.Connect(context.Background(), s.address("postgres"))
	if err != nil {
		return "", err
	}
	_, err = c.Exec(context.Background(), "CREATE DATABASE "+name)
	return s.address(name), errors.Join(err, c.Close(context.Background()))
}

func (s *Server) address(database string) string {
	return "postgres:///" + database + "?user=postgres&host=" + s.dir
}

// Stop ends the server, and deletes all of it.
func (s *Server) Stop() { s.end() }

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

// Start makes a cluster and starts its server, which syncs commits to the disk if
// it is told to.
func Start(sync bool) (*Server, error) {
	bin := find()
	if bin == "" {
		return nil, errors.New("no PostgreSQL here: apt-get install postgresql")
	}
	dir, err := os.MkdirTemp("", "pg")
	if err != nil {
		return nil, err
	}
	own := asUser(dir)
	fsync := "off"
	if sync {
		fsync = "on"
	}
	data := filepath.Join(dir, "data")
	made := own(exec.Command(filepath.Join(bin, "initdb"), "--no-sync", "-A", "trust", "-U", "postgres", "--locale=C", "-E", "UTF8", "-D", data))
	if out, err := made.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	server := own(exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-k", dir,
		"-c", "listen_addresses=", "-c", "fsync="+fsync, "-c", "max_connections=200", "-c", "shared_buffers=256MB", "-c", "max_wal_size=4GB"))
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return nil, err
	}
	server.Stdout, server.Stderr = log, log
	if err := spawn(server); err != nil {
		return nil, err
	}
	s := &Server{dir: dir, end: func() {
		_ = server.Process.Signal(os.Interrupt) // fast shutdown
		_, _ = server.Process.Wait()
		_ = log.Close()
		_ = os.RemoveAll(dir)
	}}
	return s, s.ready()
}

// ready waits until the server answers.
func (s *Server) ready() (err error) {
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		var c *pgx.Conn
		if c, err = pgx.Connect(context.Background(), s.address("postgres")); err == nil {
			return c.Close(context.Background())
		}
	}
	text, _ := os.ReadFile(filepath.Join(s.dir, "log"))
	return fmt.Errorf("postgres: %w: %s", err, text)
}
