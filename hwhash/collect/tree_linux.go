package collect

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"

	"github.com/hwprint/hwprint/hwhash"
)

const (
	maxAttr    = 64 << 10 // greatest size of an attribute file
	maxText    = 1 << 20  // how much is read of a long text, such as mountinfo
	maxEntries = 1 << 16  // greatest number of entries in a folder
)

// What no kernel would have made: folders, pipes and devices in place of
// files, attributes of any length, folders without end.
var (
	errOdd  = errors.New("not a plain small file")
	errMany = errors.New("too many entries")
)

// tree reads files below a root folder, by names relative to it, and does not
// hang or eat memory whatever is there. Its methods fail as soon as ctx is
// done, so that a source that was given up soon ends.
type tree struct {
	ctx  context.Context
	dir  string   // absolute
	root *os.Root // keeps symbolic links inside dir; nil if dir is "/"

	subsystem func() bool // is windowsSubsystem, asked once
}

func openTree(ctx context.Context, dir string) (*tree, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("%w: root folder: %w", ErrOption, err)
	}
	t := &tree{ctx: ctx, dir: dir}
	t.subsystem = sync.OnceValue(t.windowsSubsystem)
	if dir == "/" {
		return t, nil
	}
	if t.root, err = os.OpenRoot(dir); err != nil {
		return nil, fmt.Errorf("%w: root folder: %w", ErrOption, err)
	}
	return t, nil
}

// close makes all further reads fail. Reads that hang do not hinder it.
func (t *tree) close() {
	if t.root != nil {
		_ = t.root.Close()
	}
}

// open opens a file of the wanted type. The type is looked at before, because
// opening a device may do something, and after, because the file may have been
// changed. O_NONBLOCK is for pipes in between.
func (t *tree) open(name string, wanted fs.FileMode) (*os.File, error) {
	if err := t.ctx.Err(); err != nil {
		return nil, err
	}
	stat, openFile := os.Stat, os.OpenFile
	if t.root != nil {
		stat, openFile = t.root.Stat, t.root.OpenFile
	} else {
		name = "/" + name
	}
	info, err := stat(name)
	if err != nil {
		return nil, err
	}
	if info.Mode().Type() != wanted {
		return nil, errOdd
	}
	f, err := openFile(name, os.O_RDONLY|syscall.O_NONBLOCK|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, err
	}
	if info, err = f.Stat(); err != nil || info.Mode().Type() != wanted {
		_ = f.Close()
		return nil, errOdd
	}
	return f, nil
}

// head returns the first limit bytes of a file, or all if it has fewer.
func (t *tree) head(name string, limit int64) ([]byte, error) {
	f, err := t.open(name, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, limit))
}

// whole returns the content of a small file.
func (t *tree) whole(name string) ([]byte, error) {
	data, err := t.head(name, maxAttr+1)
	if err == nil && len(data) > maxAttr {
		return nil, errOdd
	}
	return data, err
}

// attr returns the content of a small file without padding.
func (t *tree) attr(name string) (string, error) {
	data, err := t.whole(name)
	if err != nil {
		return "", err
	}
	return trim(string(data)), nil
}

// text is attr for those who need no reason: "" is for all that cannot be read.
func (t *tree) text(name string) string {
	s, err := t.attr(name)
	if err != nil {
		return ""
	}
	return s
}

// check says why a file could not be read, or cannot be left to a reader less
// careful than this one, which would read it to its end. It reads the file: in
// procfs all sizes are zero, in other file systems they may be lies. An error
// on reading is none here: it will be one for the other reader, too.
func (t *tree) check(name string) error {
	limit := int64(maxAttr)
	if strings.HasPrefix(name, "proc/") {
		limit = maxText
	}
	f, err := t.open(name, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	if n, _ := io.Copy(io.Discard, io.LimitReader(f, limit+1)); n > limit {
		return errOdd
	}
	return nil
}

// harmless reports whether all of these files can be left to another reader:
// they are plain and small, absent, or may not be opened by anyone here.
func (t *tree) harmless(names ...string) bool {
	for _, name := range names {
		if err := t.check(name); err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
			return false
		}
	}
	return true
}

// refused reports whether an error is the kernel's, for a file that it let be
// opened: many drivers have files for what the device does not tell.
func refused(err error) bool {
	var p *fs.PathError
	return errors.As(err, &p) && p.Op == "read"
}

// explain says why these classes have no value, as far as an error tells: that
// something is not there is not worth a word.
func (f *findings) explain(err error, classes ...hwhash.Class) {
	switch {
	case errors.Is(err, fs.ErrPermission):
		for _, c := range classes {
			f.note(c).denied++
		}
	case refused(err):
		f.fail(OutcomeFailed, "the system gives an error in its place", classes...)
	case errors.Is(err, errMany):
		f.fail(OutcomeFailed, "a folder has more entries than any machine would", classes...)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		f.fail(OutcomeFailed, "what should be a plain small file or a folder is something else", classes...)
	}
}

// senseless says of a class that its file is there, and has nothing of what
// such files have.
func (f *findings) senseless(c hwhash.Class, data []byte) {
	if len(data) > 0 && f.note(c).found == 0 && f.note(c).malformed == 0 {
		f.fail(OutcomeFailed, "the file that should say it makes no sense", c)
	}
}

func (t *tree) exists(name string) bool {
	if t.ctx.Err() != nil {
		return false
	}
	var err error
	if t.root != nil {
		_, err = t.root.Stat(name)
	} else {
		_, err = os.Stat("/" + name)
	}
	return err == nil
}

// list returns the names in a folder, sorted. A folder with more than
// [maxEntries] gives none: which of them came first would be chance.
func (t *tree) list(name string) ([]string, error) {
	f, err := t.open(name, fs.ModeDir)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	names, err := f.Readdirnames(maxEntries + 1)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return nil, err
	case len(names) > maxEntries:
		return nil, errMany
	}
	slices.Sort(names)
	return names, nil
}

// link returns where a symbolic link points to, "" if it is none.
func (t *tree) link(name string) string {
	if t.ctx.Err() != nil {
		return ""
	}
	readlink := os.Readlink
	if t.root != nil {
		readlink = t.root.Readlink
	} else {
		name = "/" + name
	}
	target, err := readlink(name)
	if err != nil {
		return ""
	}
	return target
}

// device returns the folder in sys/devices that an entry of sys/class,
// sys/block or sys/bus is a link to. The names in its path are the buses and
// devices that it hangs on.
func (t *tree) device(entry string) string {
	if target := t.link(entry); target != "" && !strings.HasPrefix(target, "/") {
		return path.Join(path.Dir(entry), target)
	}
	return entry
}
