package agent

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/gofrs/flock"

	"github.com/hwprint/hwprint/activation"
)

const (
	stateSuffix = ".hwprint"
	lockName    = "hwprint.lock"
	maxFiles    = 64 // that are looked at
)

// store is the folder of the state files of a product, or memory.
type store struct {
	folder, product string

	mu sync.Mutex
	// held are states that are in no file: all without a folder, else those that
	// could not be written.
	held map[activation.IID]*state
}

func newStore(folder, product string) *store {
	return &store{folder: folder, product: product, held: map[activation.IID]*state{}}
}

// load returns the states of the product, and the names of damaged files. A
// folder that is not there has none.
func (s *store) load() (all []*state, damaged []string, err error) {
	s.mu.Lock()
	held := maps.Clone(s.held)
	s.mu.Unlock()
	var entries []os.DirEntry
	if s.folder != "" {
		if entries, err = os.ReadDir(s.folder); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, nil, err
		}
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), stateSuffix) || !e.Type().IsRegular() {
			continue
		}
		if len(all)+len(damaged) == maxFiles {
			break
		}
		st, err := s.read(e.Name())
		switch {
		case err != nil:
			damaged = append(damaged, e.Name())
		case st.Product == s.product && held[st.iid()] == nil:
			all = append(all, st)
		}
	}
	for _, st := range held {
		all = append(all, st.clone())
	}
	slices.SortFunc(all, func(a, b *state) int { return strings.Compare(a.name(), b.name()) })
	return all, damaged, nil
}

// read reads a file, no more of it than a state can be long.
func (s *store) read(name string) (*state, error) {
	f, err := os.Open(filepath.Join(s.folder, name))
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	text, err := io.ReadAll(io.LimitReader(f, maxState+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxState {
		return nil, ErrState
	}
	return parseState(text)
}

// lock locks the folder against other processes, and returns what ends that.
// The error is ErrBusy after two seconds, ErrUnsaved if the folder cannot be
// written.
func (s *store) lock(ctx context.Context, create bool) (unlock func(), err error) {
	if s.folder == "" {
		return func() {}, nil
	}
	if create {
		if err := os.MkdirAll(s.folder, 0o700); err != nil {
			return nil, errors.Join(ErrUnsaved, err)
		}
	}
	wait, cancel := context.WithTimeout(ctx, lockWait)
	defer cancel()
	l := flock.New(filepath.Join(s.folder, lockName), flock.SetPermissions(0o600), flock.SetFlag(os.O_CREATE|os.O_RDWR))
	ok, err := l.TryLockContext(wait, 20*time.Millisecond)
	switch {
	case ok:
		return func() { _ = l.Unlock() }, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case wait.Err() != nil:
		return nil, ErrBusy
	case noLocks(err):
		return func() {}, nil
	}
	return nil, errors.Join(ErrUnsaved, err)
}

// noLocks reports that the file system has no locks, as some of networks have none.
// What is written there is whole all the same, and the last writer wins.
func noLocks(err error) bool {
	return errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.ENOLCK)
}

// save writes a state. What cannot be written is held in memory, and the error
// wraps ErrUnsaved.
func (s *store) save(st *state) error {
	var err error
	if s.folder != "" {
		var text []byte
		if text, err = st.text(); err == nil {
			err = writeFile(s.folder, st.name(), text)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.folder == "" || err != nil {
		s.held[st.iid()] = st.clone()
	} else {
		delete(s.held, st.iid())
	}
	if err != nil {
		return errors.Join(ErrUnsaved, err)
	}
	return nil
}

// remove forgets a state.
func (s *store) remove(st *state) error {
	s.mu.Lock()
	delete(s.held, st.iid())
	s.mu.Unlock()
	if s.folder == "" {
		return nil
	}
	if err := os.Remove(filepath.Join(s.folder, st.name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(ErrUnsaved, err)
	}
	return syncFolder(s.folder)
}

// writeFile puts a file that its owner alone can read in the place of an older
// one: whenever the power fails, one of the two is there, and whole.
func writeFile(folder, name string, text []byte) error {
	f, err := os.CreateTemp(folder, name+".*.new") // mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = rename(f.Name(), filepath.Join(folder, name))
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	// What a process left that was killed in here. There is no other one: whoever
	// writes has the lock.
	left, _ := filepath.Glob(filepath.Join(folder, name+".*.new"))
	for _, path := range left {
		_ = os.Remove(path)
	}
	return syncFolder(folder)
}

// rename renames a file. Windows refuses while another process reads the old
// one, which takes no time.
func rename(from, to string) (err error) {
	for range 10 {
		if err = os.Rename(from, to); err == nil || runtime.GOOS != "windows" {
			return err
		}
		time.Sleep(20 * time.Millisecond)
	}
	return err
}

// syncFolder makes a change of a folder last. Windows has nothing like it.
func syncFolder(folder string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// holds reports whether a state could not be written.
func (s *store) holds() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.folder != "" && len(s.held) > 0
}
